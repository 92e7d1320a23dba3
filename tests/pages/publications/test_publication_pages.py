"""Public documents in the browser: prepared on the bench, examined and issued by the publisher, found and read by anybody."""

from __future__ import annotations

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, LIAISON, PUBLISHER, WORKING_TEAM
from baigong.contexts.publications.forms import PublicationForm
from baigong.contexts.publications.models import Publication
from baigong.contexts.publications.services import writing
from baigong.kernel.audit.models import AuditEvent
from tests.builders import a_body, a_user, an_actor
from tests.contexts.publications.test_publications import CODE, a_head, cast, draft, publish  # noqa: F401

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def on_a_day(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def as_(cast, sign_in):
    """``as_(role)`` gives a browser of its own in which somebody with the role is signed in."""
    return lambda role: sign_in(a_user(role, cast.office))


def fire(browser, row, step, reason=""):
    address = reverse("workflow:fire", args=["publications.publication", row.pk, step])
    return browser.post(address, {"reason": reason}, follow=True).content.decode()


def filled(cast, **facts):
    own = {"title": "实施方案", "issuer": cast.office.pk, "openness": "active", "category": "规划计划", "doc_number": "示例发〔2021〕1号"}
    return own | {"formed_on": "2021-03-01", "issued_on": "2021-03-01", "source": "市政府办", "body": "一、总体要求。"} | facts


def test_from_a_form_to_the_portal_by_the_team_and_the_publisher(as_, cast, client):
    team, publisher = as_(WORKING_TEAM), as_(PUBLISHER)
    assert "20个工作日" in team.get(reverse("publications:work-add")).content.decode()
    team.post(reverse("publications:work-add"), filled(cast))
    row = Publication.objects.get()
    file = SimpleUploadedFile("正文.pdf", b"%PDF-1.7 x")
    assert "附件已保存" in team.post(reverse("publications:work-attach", args=[row.pk]), {"file": file}, follow=True).content.decode()
    fire(team, row, "submit")
    assert client.get(row.public_url).status_code == 404
    assert "公开前审查" in fire(publisher, row, "issue")
    assert "暂不能" in publisher.get(row.get_absolute_url()).content.decode()
    answers = {"secrecy_clear": "1", "third_party_clear": "1", "personal_clear": "1"}
    publisher.post(reverse("publications:work-examine", args=[row.pk]), answers)
    fire(publisher, row, "publish")
    said = client.get(row.public_url).content.decode()
    for words in (f"{CODE}/2021-00001", "主动公开", "规划计划", "示例发〔2021〕1号", "市政府办", "一、总体要求。", "正文.pdf"):
        assert words in said, words
    answer = client.get(reverse("publications:attachment", args=[row.attachments.get().pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_form_says_by_the_field_what_is_wrong(as_, cast):
    for facts, words in [
        ({"issued_on": "2021-02-01"}, "发文日期不能早于成文日期"),
        ({"index_number": "2021-1"}, "索引号应为"),
    ]:
        answer = as_(WORKING_TEAM).post(reverse("publications:work-add"), filled(cast, **facts))
        assert answer.status_code == 422
        assert not Publication.objects.exists()
        said = answer.content.decode()
        assert "约束" not in said
        assert words in said


def test_the_issuer_is_found_by_a_few_characters_among_many_and_kept_when_another_word_is_corrected(as_, cast, monkeypatch):
    monkeypatch.setattr(PublicationForm.base_fields["issuer"], "few", 0)
    team, address = as_(WORKING_TEAM), reverse("publications:work-add")
    [words] = team.get(address, {"lookup": "issuer", "text": cast.office.name}).json()["rows"]
    assert words.startswith(cast.office.name)
    assert team.post(address, filled(cast, issuer="没有这个单位")).status_code == 422
    assert not Publication.objects.exists()
    team.post(address, filled(cast, issuer=words))
    row = Publication.objects.get()
    edit = reverse("publications:work-edit", args=[row.pk])
    assert f'value="{words}"' in team.get(edit).content.decode()
    team.post(edit, filled(cast, issuer=words, title="实施办法"))
    row.refresh_from_db()
    assert (row.title, row.issuer) == ("实施办法", cast.office)
    assert as_(LEADER).get(address, {"lookup": "issuer", "text": cast.office.name}).status_code == 403


def test_an_index_number_in_use_is_refused_in_words(as_, cast, now):
    writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, index_number=f"{CODE}/2020-08686"))
    answer = as_(WORKING_TEAM).post(reverse("publications:work-add"), filled(cast, index_number=f"{CODE}/2020-08686"))
    assert answer.status_code == 422
    assert "索引号已被使用" in answer.content.decode()


def test_the_team_prepares_and_the_publisher_decides(as_, cast, draft):
    team = as_(WORKING_TEAM)
    fire(team, draft, "submit")
    assert fire(team, draft, "issue")
    draft.refresh_from_db()
    assert draft.state == "review"
    assert team.get(reverse("publications:work-examine", args=[draft.pk])).status_code == 403
    fire(as_(PUBLISHER), draft, "return", "请补文号")
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "请补文号" in team.get(draft.get_absolute_url()).content.decode()


def test_the_bench_is_read_by_leaders_and_nobody_else(as_, draft, client):
    assert as_(LEADER).get(draft.get_absolute_url()).status_code == 200
    assert as_(LEADER).get(reverse("publications:work-edit", args=[draft.pk])).status_code == 403
    assert as_(LIAISON).get(draft.get_absolute_url()).status_code in {403, 404}
    assert client.get(draft.get_absolute_url()).status_code in {302, 404}
    assert client.get(draft.public_url).status_code == 404


def test_an_attachment_is_no_more_public_than_its_document(as_, cast, draft, now, client):
    piece = writing.attach(actor=cast.team, now=now, publication=draft, upload=SimpleUploadedFile("正文.pdf", b"%PDF-1.7 x"))
    address = reverse("publications:attachment", args=[piece.pk])
    assert client.get(address).status_code == 404
    assert as_(LIAISON).get(address).status_code == 404
    assert as_(WORKING_TEAM).get(address).status_code == 200
    piece.file.storage.delete(piece.file.name)
    lost = as_(WORKING_TEAM).get(address)
    assert (lost.status_code, "正文.pdf" in lost.content.decode()) == (404, True)


def test_a_new_document_takes_the_place_of_an_old_one_and_both_pages_say_so(as_, cast, draft, now, client):
    old = publish(draft, cast, now)
    publisher = as_(PUBLISHER)
    publisher.post(f"{reverse('publications:work-add')}?replaces={old.pk}", filled(cast, title="实施方案（修订）"))
    new = Publication.objects.get(replaces=old)
    publish(new, cast, now)
    said = client.get(old.public_url).content.decode()
    assert "本文件已由新文件替代" in said
    assert "失效" in said
    assert old.title in client.get(new.public_url).content.decode()


def test_a_draft_is_set_aside_with_its_record_and_takes_no_number(as_, draft, cast, now):
    assert "已作废" in fire(as_(WORKING_TEAM), draft, "discard")
    next_one = publish(writing.draft_publication(actor=cast.team, now=now, head=a_head(cast)), cast, now)
    assert next_one.index_number.endswith("/2021-00001")


def test_the_catalogue_is_searched_filtered_and_taken_away(as_, cast, now, client):
    first = publish(writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title="实训基地方案")), cast, now)
    other = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title="联席会议纪要", category="会议公开"))
    publish(other, cast, now)
    writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title="没有公开的稿"))
    home = reverse("publications:home")
    assert "没有公开的稿" not in client.get(home).content.decode()
    found = client.get(home, {"q": "实训"}).content.decode()
    assert "实训基地方案" in found
    assert "联席会议纪要" not in found
    assert "实训基地方案" not in client.get(home, {"category": "会议公开"}).content.decode()
    answer = client.get(home, {"export": "csv"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {row["索引号"] for row in rows} == {first.index_number, f"{CODE}/2021-00002"}


def test_an_empty_catalogue_says_what_will_stand_there(client):
    assert "还没有公开的文件" in client.get(reverse("publications:home")).content.decode()


def test_the_feed_is_atom_and_holds_what_is_public(cast, draft, now, client):
    title = '<带 & 号的>"标题"'
    publish(writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title=title)), cast, now)
    answer = client.get(reverse("publications:feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")] == [title]
    for node in (root, next(root.iter(f"{ATOM}entry"))):
        assert node.findtext(f"{ATOM}id")
        assert node.findtext(f"{ATOM}updated")


def test_visitors_are_counted_and_clerks_are_not(as_, cast, draft, now, client):
    row = publish(draft, cast, now)
    client.get(row.public_url)
    client.head(row.public_url)
    as_(PUBLISHER).get(row.public_url)
    row.refresh_from_db()
    assert row.view_count == 1


def test_the_api_gives_the_catalogue_and_one_document_to_anybody(cast, draft, now, client):
    row = publish(draft, cast, now)
    (head,) = client.get("/api/publications/", {"q": "实施"}).json()
    assert (head["index_number"], head["validity"], head["issuer"]) == (row.index_number, None, "示例市政府")
    whole = client.get(f"/api/publications/{row.pk}").json()
    assert whole["body"] == "一、总体要求。"
    hidden = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast))
    assert client.get(f"/api/publications/{hidden.pk}").status_code == 404


def test_a_late_document_is_said_to_be_late_and_may_still_be_published(as_, cast, now):
    row = writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, formed_on=date(2020, 12, 1)))
    said = as_(PUBLISHER).get(row.get_absolute_url()).content.decode()
    assert "已超过公开期限" in said
    assert "政府信息公开条例" in said
    assert publish(row, cast, now).state == "published"


def test_taking_the_bench_away_as_a_file_leaves_a_trace(as_, draft):
    answer = as_(PUBLISHER).get(reverse("publications:works"), {"export": "xlsx"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert data[:2] == b"PK"
    assert AuditEvent.objects.filter(action="publications.publication.exported").exists()


def test_the_pages_ask_no_more_for_many_documents(cast, now, client, django_assert_max_num_queries):
    for n in range(12):
        body = a_body(f"第{n}局", parent=cast.office)
        publish(writing.draft_publication(actor=cast.team, now=now, head=a_head(cast, title=f"文件{n}", issuer=body)), cast, now)
    with django_assert_max_num_queries(8):
        client.get(reverse("publications:home"))
    with django_assert_max_num_queries(4):
        client.get(reverse("publications:feed"))


def test_only_publishers_can_be_asked_to_say_what_is_valid(as_, cast, draft, now):
    row = publish(draft, cast, now)
    address = reverse("publications:work-validity", args=[row.pk])
    assert as_(WORKING_TEAM).post(address, {"validity": "valid"}).status_code == 403
    as_(PUBLISHER).post(address, {"validity": "valid"})
    row.refresh_from_db()
    assert row.validity == "valid"
    assert not an_actor(LIAISON, cast.office, user_id=None).has(PUBLISHER)


def test_the_public_page_has_no_row_for_what_nobody_has_said(cast, draft, now, client):
    row = publish(draft, cast, now)
    address = row.public_url
    said = client.get(address).content.decode()
    assert '<th scope="row">有效性</th>' not in said
    assert "<td></td>" not in said
    writing.set_validity(actor=cast.publisher, now=now, publication=row, validity="valid")
    assert '<th scope="row">有效性</th><td>有效</td>' in client.get(address).content.decode()
