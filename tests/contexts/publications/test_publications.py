"""A public document: index numbers without a gap, examined before it is public, replaced and repealed; late is said, never blocked."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from baigong.contexts.accounts.public import LIAISON, PUBLISHER, WORKING_TEAM
from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Publication
from baigong.contexts.publications.selectors import list_public, timeliness
from baigong.contexts.publications.services import writing
from baigong.contexts.publications.services.reading import count_view
from baigong.kernel import workflow
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.files import sweep
from tests.builders import a_body, an_actor

pytestmark = pytest.mark.django_db
CODE = "11622300013930944B"


@pytest.fixture
def cast(db):
    office = a_body("示例市政府", credit_code=CODE)
    return SimpleNamespace(
        office=office,
        publisher=an_actor(PUBLISHER, office, user_id=None),
        team=an_actor(WORKING_TEAM, office, user_id=None),
        liaison=an_actor(LIAISON, office, user_id=None),
    )


def a_head(cast, **facts) -> writing.Head:
    own = {"title": "实施方案", "issuer": cast.office, "category": "规划计划", "formed_on": date(2020, 12, 1), "source": "市政府办"}
    return writing.Head(**(own | {"body": "一、总体要求。"} | facts))


@pytest.fixture
def draft(cast, now):
    return writing.draft_publication(actor=cast.team, now=now, head=a_head(cast))


def fire(row, step, actor, now, reason=""):
    return workflow.fire(Publication.objects.get(pk=row.pk), step, actor=actor, now=now, reason=reason)


def examined(row, cast, now, **answers):
    clear = {"secrecy_clear": True, "third_party_clear": True, "personal_clear": True, "note": ""} | answers
    return writing.examine(actor=cast.publisher, now=now, publication=row, **clear)


def publish(row, cast, now):
    fire(row, "submit", cast.team, now)
    fire(row, "issue", cast.publisher, now)
    examined(row, cast, now)
    return fire(row, "publish", cast.publisher, now)


def test_from_draft_to_the_public_with_its_index_number(cast, draft, now):
    assert not list_public().exists()
    row = publish(draft, cast, now)
    assert (row.state, row.published_at) == ("published", now)
    assert row.index_number == f"{CODE}/2021-00001"
    assert PUBLICATION_POLICY.visible(ANONYMOUS).get() == row


def test_index_numbers_run_on_without_a_gap_and_begin_anew_each_year(cast, now):
    rows = [writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title=f"文件{n}")) for n in range(3)]
    for row in rows:
        fire(row, "submit", cast.team, now)
    assert fire(rows[0], "issue", cast.publisher, now).index_number.endswith("/2021-00001")
    with pytest.raises(NotPermitted):
        fire(rows[1], "issue", cast.team, now)
    assert fire(rows[2], "issue", cast.publisher, now).index_number.endswith("/2021-00002")
    later = datetime(2022, 1, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert fire(rows[1], "issue", cast.publisher, later).index_number.endswith("/2022-00001")


def test_a_number_given_elsewhere_is_kept_and_one_in_use_is_refused(cast, now):
    row = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, index_number=f"{CODE}/2020-08686"))
    fire(row, "submit", cast.team, now)
    assert fire(row, "issue", cast.publisher, now).index_number == f"{CODE}/2020-08686"
    with pytest.raises(Refusal, match="已被使用"):
        writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, index_number=f"{CODE}/2020-08686"))
    with pytest.raises(Refusal, match="统一社会信用代码"):
        writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, index_number="2020-1"))


def test_a_body_without_its_code_gets_no_index_number(cast, now):
    row = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, issuer=a_body("无码局")))
    fire(row, "submit", cast.team, now)
    with pytest.raises(Refusal, match="统一社会信用代码"):
        fire(row, "issue", cast.publisher, now)


def test_a_department_without_a_code_is_indexed_under_its_governments(cast, now):
    bureau = a_body("示例市教育局", parent=cast.office)
    row = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, issuer=bureau))
    fire(row, "submit", cast.team, now)
    assert fire(row, "issue", cast.publisher, now).index_number == f"{CODE}/2021-00001"


def test_nothing_is_public_before_it_was_examined_as_it_is(cast, draft, now):
    fire(draft, "submit", cast.team, now)
    fire(draft, "issue", cast.publisher, now)
    with pytest.raises(Refusal, match="还没有公开前审查"):
        fire(draft, "publish", cast.publisher, now)
    with pytest.raises(Refusal, match="审查意见"):
        examined(draft, cast, now, personal_clear=False)
    examined(draft, cast, now, personal_clear=False, note="附件有身份证号")
    with pytest.raises(Refusal, match="没有通过"):
        fire(draft, "publish", cast.publisher, now)
    examined(draft, cast, now)
    draft.refresh_from_db()
    writing.write_publication(
        actor=cast.team, now=now, publication=draft, head=a_head(cast, body="改过了。", index_number=draft.index_number)
    )
    with pytest.raises(Refusal, match="重新审查"):
        fire(draft, "publish", cast.publisher, now)
    examined(draft, cast, now)
    assert fire(draft, "publish", cast.publisher, now).state == "published"
    assert draft.examinations.count() == 3


def test_only_what_may_be_public_goes_to_the_portal(cast, now):
    row = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, openness="request"))
    fire(row, "submit", cast.team, now)
    fire(row, "issue", cast.publisher, now)
    examined(row, cast, now)
    with pytest.raises(Refusal, match="依申请公开"):
        fire(row, "publish", cast.publisher, now)


def test_a_public_document_is_not_edited_but_replaced_and_the_old_one_stays_to_be_read(cast, draft, now):
    row = publish(draft, cast, now)
    with pytest.raises(Conflict):
        writing.write_publication(actor=cast.team, now=now, publication=row, head=a_head(cast))
    new = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title="实施方案（修订）"), replaces=row)
    publish(new, cast, now)
    row.refresh_from_db()
    assert (row.state, row.validity) == ("amended", "expired")
    assert set(list_public()) == {row, new}
    fire(row, "archive", cast.publisher, now)
    assert set(list_public()) == {new}


def test_repealing_needs_its_basis_and_shows(cast, draft, now):
    row = publish(draft, cast, now)
    with pytest.raises(Refusal, match="理由"):
        fire(row, "repeal", cast.publisher, now)
    assert fire(row, "repeal", cast.publisher, now, "市政发〔2022〕1号").validity == "repealed"


def test_what_was_taken_down_keeps_its_first_hour_when_put_back(cast, draft, now):
    row = publish(draft, cast, now)
    fire(row, "withdraw", cast.publisher, now, "附件有误")
    assert not list_public().exists()
    later = now.replace(day=20)
    assert fire(row, "publish", cast.publisher, later).published_at == now


def test_the_seed_document_was_nine_working_days_late(cast, draft):
    draft.published_at = datetime(2021, 1, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    found = timeliness(draft, date(2021, 1, 12))
    assert (found.due_on, found.late_by, found.is_certain) == (date(2020, 12, 29), 9, True)
    draft.published_at = None
    assert timeliness(draft, date(2020, 12, 29)).late_by == 0


def test_attachments_are_kept_once_and_nothing_a_browser_would_run(cast, draft, now):
    piece = writing.attach(actor=cast.team, now=now, publication=draft, upload=SimpleUploadedFile("正文.pdf", b"%PDF-1.7 x"))
    assert (piece.file_name, len(piece.sha256)) == ("正文.pdf", 64)
    for name, content, code in [
        ("再传.pdf", b"%PDF-1.7 x", "attached_twice"), ("页.html", b"<script>", "file_type"), ("假.pdf", b"MZ", "file_type"),
        ("空.pdf", b"", "file_empty"), ("断.docx", b"PK\x03\x04 broken", "file_broken"),
    ]:  # fmt: skip
        with pytest.raises(Refusal) as caught:
            writing.attach(actor=cast.team, now=now, publication=draft, upload=SimpleUploadedFile(name, content))
        assert caught.value.code == code
    folder = Path(piece.file.path).parent
    assert [str(p) for p in folder.iterdir()] == [piece.file.path], "a refused file is not stored"
    stray = folder / "stray.pdf"
    stray.write_bytes(b"%PDF-")
    os.utime(stray, ((now - timedelta(days=2)).timestamp(),) * 2)
    assert sweep(now) == 1
    assert [str(p) for p in folder.iterdir()] == [piece.file.path], "what a row names is not swept"
    publish(draft, cast, now)
    with pytest.raises(Conflict):
        writing.detach(actor=cast.team, now=now, attachment=piece)


def test_views_are_counted_without_knowing_who(cast, draft, now):
    row = publish(draft, cast, now)
    count_view(row)
    count_view(row)
    row.refresh_from_db()
    assert row.view_count == 2


def test_liaisons_see_what_the_public_sees(cast, draft, now):
    assert not PUBLICATION_POLICY.visible(cast.liaison).exists()
    with pytest.raises(NotPermitted):
        writing.draft_publication(actor=cast.liaison, now=now, head=a_head(cast))
    publish(draft, cast, now)
    assert PUBLICATION_POLICY.visible(cast.liaison).exists()


def test_the_database_refuses_a_public_document_without_index_or_hour(draft):
    for facts in ({"state": "issued"}, {"state": "published", "index_number": f"{CODE}/2021-00009"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=draft.pk).update(**facts)
