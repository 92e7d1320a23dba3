"""Importing a plan in the browser: upload, look, correct, confirm."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, WORKING_TEAM
from baigong.contexts.plans.forms.documents import DeadlineField
from baigong.contexts.plans.models import DraftItem, Plan, PlanDocument, TaskState
from baigong.engines.plan_text.metadata import short_title
from baigong.kernel.audit.models import AuditEvent
from tests.builders import a_user
from tests.contexts.plans.sample import city  # noqa: F401
from tests.contexts.plans.test_importing import TEXT, known


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def team(sign_in, city):
    return sign_in(a_user(WORKING_TEAM, city.bureau))


PLAN = TEXT.encode()


def upload(client, data=PLAN, name="方案.txt"):
    return client.post(reverse("plans:document-import"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_plan_is_imported_settled_named_and_confirmed(team, city, now):
    known(city, now)
    body = upload(team).content.decode()
    assert "建设实训基地" in body
    document = PlanDocument.objects.get()
    for kind in ("measure", "task", "target"):
        team.post(reverse("plans:document-decide", args=[document.pk]), {"all": kind})
    answer = team.post(
        reverse("plans:document-confirm", args=[document.pk]),
        {"short_title": "产教融合", "key": "cj-2021", "owner": city.government.pk, "team": city.bureau.pk},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == reverse("plans:ledger", args=["cj-2021"])
    said = answer.content.decode()
    assert "建成实训基地12个以上" in said or Plan.objects.get().tasks.count() == 2
    assert f"均为“{TaskState.PENDING.label}”" in said  # the word of the badge
    assert "待下达" not in said + team.get(reverse("console:home")).content.decode()


def test_deciding_one_leads_to_the_next_open_one_and_the_last_to_the_top(team, city):
    upload(team)
    document = PlanDocument.objects.get()
    order = [item.pk for kind in ("measure", "task", "target", "body") for item in document.items.filter(kind=kind).order_by("order")]
    decide, page = reverse("plans:document-decide", args=[document.pk]), document.get_absolute_url()
    assert team.post(decide, {"item": order[1]}).url == f"{page}#i{order[2]}"
    assert team.post(decide, {"item": order[-1], "decision": "drop"}).url == f"{page}#i{order[0]}"
    for pk in order:
        answer = team.post(decide, {"item": pk})
    assert answer.url == page
    assert "都核对过了" in team.get(page).content.decode()


def test_every_finding_leads_to_its_place_in_the_text_also_when_dropped(team, city):
    upload(team)
    document = PlanDocument.objects.get()
    team.post(reverse("plans:document-decide", args=[document.pk]), {"item": document.items.first().pk, "decision": "drop"})
    page = team.get(document.get_absolute_url()).content.decode()
    wanted = set(re.findall(r'href="#(s\d+)"', page))
    assert len(wanted) >= 3
    assert wanted <= set(re.findall(r'id="(s\d+)"', page))


def test_confirming_too_early_says_how_many_are_open_and_writes_nothing(team, city, now):
    known(city, now)
    upload(team)
    document = PlanDocument.objects.get()
    facts = {"short_title": "产教融合", "key": "cj-2021", "owner": city.government.pk, "team": city.bureau.pk}
    answer = team.post(reverse("plans:document-confirm", args=[document.pk]), facts)
    assert answer.status_code == 422
    assert "没有核对" in answer.content.decode()
    assert not Plan.objects.exists()


def test_an_unknown_body_is_assigned_on_the_page_and_becomes_an_alias(team, city):
    assert "示例市财改委" in upload(team).content.decode()
    document = PlanDocument.objects.get()
    team.post(reverse("plans:document-names", args=[document.pk]), {"name": "示例市财改委", "organisation": city.finance.pk})
    assert "不认识的单位" not in team.get(document.get_absolute_url()).content.decode()


def test_a_target_is_corrected_with_its_sentence_before_ones_eyes(team, city):
    upload(team)
    item = DraftItem.objects.filter(kind="target").first()
    address = reverse("plans:document-item", args=[item.pk])
    assert "12个以上" in team.get(address).content.decode()
    wrong = {"name": "实训基地", "comparator": "range", "value": "10", "unit": "个"}
    assert team.post(address, wrong).status_code == 422
    team.post(address, wrong | {"high": "12"})
    item.refresh_from_db()
    assert (item.data["value"], item.state, item.is_corrected) == ([10, 12], "kept", True)


def _seen(client, document, item):
    """The mark of a finding that its form on the page carries."""
    page = client.get(document.get_absolute_url()).content.decode()
    return re.search(rf'name="item" value="{item.pk}"><input type="hidden" name="seen" value="(\w+)"', page)[1]


def test_who_decides_on_a_finding_that_another_has_changed_is_told_and_overwrites_nothing(team, city):
    upload(team)
    document, item = PlanDocument.objects.get(), DraftItem.objects.filter(kind="measure").first()
    decide, seen = reverse("plans:document-decide", args=[document.pk]), _seen(team, document, item)
    team.post(decide, {"item": item.pk, "seen": seen, "decision": "drop"})
    answer = team.post(decide, {"item": item.pk, "seen": seen}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{document.get_absolute_url()}#i{item.pk}"
    assert "由他人改过，现为“不采用”" in answer.content.decode()
    item.refresh_from_db()
    assert item.state == "dropped"
    team.post(decide, {"item": item.pk, "seen": _seen(team, document, item)})
    item.refresh_from_db()
    assert item.state == "kept", "having seen it, the decision is meant"


def test_deciding_twice_alike_is_no_conflict(team, city):
    upload(team)
    document, item = PlanDocument.objects.get(), DraftItem.objects.filter(kind="measure").first()
    sent = {"item": item.pk, "seen": _seen(team, document, item)}
    for _click in range(2):
        answer = team.post(reverse("plans:document-decide", args=[document.pk]), sent, follow=True)
    assert "由他人改过" not in answer.content.decode()


def test_who_corrects_what_another_corrected_sees_the_others_words_before_saving_again(team, city):
    upload(team)
    item = DraftItem.objects.filter(kind="measure").first()
    address = reverse("plans:document-item", args=[item.pk])
    seen = re.search(r'name="seen" value="(\w+)"', team.get(address).content.decode())[1]
    team.post(address, {"number": "1", "title": "甲的改法", "seen": seen})
    answer = team.post(address, {"number": "1", "title": "乙的改法", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<dd>甲的改法</dd>" in page
    assert 'value="乙的改法"' in page
    item.refresh_from_db()
    assert item.data["title"] == "甲的改法"
    team.post(address, {"number": "1", "title": "乙的改法", "seen": re.search(r'name="seen" value="(\w+)"', page)[1]})
    item.refresh_from_db()
    assert item.data["title"] == "乙的改法"


def test_a_broken_file_says_what_to_do_and_leaves_nothing(team):
    body = upload(team, b"PK\x03\x04broken", "坏.docx").content.decode()
    assert "坏.docx" in body
    assert not PlanDocument.objects.exists()


def test_a_department_does_not_import(sign_in, city):
    client = sign_in(a_user(LIAISON, city.finance))
    assert upload(client).status_code == 403


def test_a_draft_is_not_there_for_departments(sign_in, city, team):
    upload(team)
    document = PlanDocument.objects.get()
    client = sign_in(a_user(LIAISON, city.finance))
    assert client.get(document.get_absolute_url()).status_code == 404
    assert client.get(reverse("plans:document-file", args=[document.pk])).status_code == 404


def test_the_original_is_given_back_byte_for_byte(team, city):
    upload(team)
    answer = team.get(reverse("plans:document-file", args=[PlanDocument.objects.get().pk]))
    assert b"".join(answer.streaming_content) == TEXT.encode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_original_the_storage_has_lost_is_said_by_name_with_what_to_do(team, city, caplog):
    upload(team)
    row = PlanDocument.objects.get()
    row.file.storage.delete(row.file.name)
    answer = team.get(reverse("plans:document-file", args=[row.pk]))
    assert answer.status_code == 404
    for words in ("方案.txt", "文件找不到了", "系统运维人员"):
        assert words in answer.content.decode()
    assert row.file.name in caplog.text
    assert not AuditEvent.objects.filter(action="plans.plandocument.downloaded").exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023年底前", "2023"),
        ("2023年6月", "2023-06-30"),
        ("2023年2月底", "2023-02-28"),
        ("2023年6月5日前", "2023-06-05"),
        ("2023-06-05", "2023-06-05"),
        ("2023.6.5", "2023-06-05"),
        ("每年", "yearly"),
        ("yearly", "yearly"),
        ("", ""),
    ],
)
def test_a_deadline_is_written_as_people_write_it(written, kept):
    assert DeadlineField().clean(written) == kept


@pytest.mark.parametrize("written", ["尽快", "2023年13月", "2023-02-30", "23年"])
def test_what_is_no_deadline_is_refused_with_an_example(written):
    with pytest.raises(ValidationError, match="2023年6月30日"):
        DeadlineField().clean(written)


def test_the_form_of_confirmation_knows_who_issued_the_document_and_where_the_team_sits(team, city, now):
    known(city, now)
    upload(team)
    document = PlanDocument.objects.get()
    form = team.get(reverse("plans:document-confirm", args=[document.pk])).content.decode()
    assert 'value="plan-2021"' in form
    assert f'<option value="{city.bureau.pk}" selected>' in form
    assert f'<option value="{city.government.pk}" selected>' in form


@pytest.mark.parametrize(
    ("title", "issuer", "short"),
    [
        ("武威市人民政府关于印发《武威市产教融合实施方案》的通知", "武威市人民政府", "武威市产教融合实施方案"),
        ("关于印发武威市产教融合实施方案的通知", "武威市人民政府", "武威市产教融合实施方案"),
        ("教育部 甲省人民政府关于产教融合的意见", "教育部 甲省人民政府", "产教融合的意见"),
        ("《产教融合实施方案》", "", "产教融合实施方案"),
        ("贯彻《职业教育法》", "", "贯彻《职业教育法》"),
        ("武威市贯彻落实国家和省上职业教育改革部署整市推进产教融合打造技能社会实施方案", "武威市人民政府", ""),
    ],
)
def test_only_what_can_serve_as_a_short_title_is_filled_in(title, issuer, short):
    assert short_title(title, issuer) == short


def test_the_confirmation_page_says_where_the_short_title_stands(team, city):
    upload(team)
    page = team.get(reverse("plans:document-confirm", args=[PlanDocument.objects.get().pk])).content.decode()
    assert "显示在各页的路径、工作台和通报标题中" in page


def confirmed_and_sent_again(team, city, now, **changes):
    """A plan in force, and a draft of the same document from another file; ``changes`` are made to the draft."""
    known(city, now)
    upload(team)
    first = PlanDocument.objects.get()
    PlanDocument.objects.filter(pk=first.pk).update(title="产教融合实施方案", doc_number="甲政发〔2021〕9号")
    first.items.update(state="kept")
    facts = {"short_title": "产教融合", "key": "cj-2021", "owner": city.government.pk, "team": city.bureau.pk}
    assert team.post(reverse("plans:document-confirm", args=[first.pk]), facts).status_code == 302
    upload(team, PLAN + b"\n", "方案（再送）.txt")
    draft = PlanDocument.objects.get(state="draft")
    PlanDocument.objects.filter(pk=draft.pk).update(**{"title": "产教融合实施方案", "doc_number": "甲政发〔2021〕9号"} | changes)
    draft.items.update(state="kept")
    return first, draft


@pytest.mark.parametrize("changes", [{}, {"doc_number": ""}, {"title": "另一个名称"}])
def test_a_document_already_in_force_is_said_on_both_pages_and_stops_nobody(team, city, now, changes):
    first, draft = confirmed_and_sent_again(team, city, now, **changes)
    confirm = reverse("plans:document-confirm", args=[draft.pk])
    for address in (draft.get_absolute_url(), confirm):
        page = team.get(address).content.decode()
        assert "同一文件已在执行" in page
        assert first.get_absolute_url() in page
        assert f"{reverse('plans:documents')}?plan=cj-2021#import" in page
    assert '<option value="cj-2021" selected>' in team.get(reverse("plans:documents"), {"plan": "cj-2021"}).content.decode()
    facts = {"short_title": "另一个", "key": "other", "owner": city.government.pk, "team": city.bureau.pk}
    assert team.post(confirm, facts).status_code == 302
    assert Plan.objects.count() == 2


def test_another_document_or_that_of_a_closed_plan_raises_no_warning(team, city, now):
    _first, draft = confirmed_and_sent_again(team, city, now, title="另一个名称", doc_number="甲政发〔2022〕1号")
    assert "同一文件已在执行" not in team.get(draft.get_absolute_url()).content.decode()
    PlanDocument.objects.filter(pk=draft.pk).update(doc_number="甲政发〔2021〕9号")
    assert "同一文件已在执行" in team.get(draft.get_absolute_url()).content.decode()
    Plan.objects.update(state="closed")
    assert "同一文件已在执行" not in team.get(draft.get_absolute_url()).content.decode()


def test_an_amended_version_of_its_own_plan_is_no_twin(team, city, now):
    first, draft = confirmed_and_sent_again(team, city, now)
    PlanDocument.objects.filter(pk=draft.pk).update(plan=first.plan_id or Plan.objects.get().pk, version=2)
    assert "同一文件已在执行" not in team.get(draft.get_absolute_url()).content.decode()
