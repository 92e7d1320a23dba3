"""The credit bank in the browser: a farmer opens an account, the office sees the card, what was learnt is claimed and decided."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER
from baigong.contexts.credit_bank.models import IdentityDocument, Learner, LearnerMerger, Outcome, OutcomeState, OutcomeType, Share
from baigong.contexts.credit_bank.services.catalogue import TypeHead, draft_type
from tests.builders import SOME_TIME, a_body, a_user
from tests.credit_city import PDF, a_claim, a_number, a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def as_(city):
    """``as_("office")`` gives a browser in which that account is signed in."""

    def enter(name):
        browser = Client()
        browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


def page(browser, name, /, *args):
    return browser.get(reverse(f"credit_bank:{name}", args=args)).content.decode()


def post(browser, name, /, *args, **facts):
    return browser.post(reverse(f"credit_bank:{name}", args=args), facts, follow=True)


def step(browser, label, row, name, **facts):
    return browser.post(reverse("workflow:fire", args=[label, row.pk, name]), facts, follow=True).content.decode()


def test_from_opening_the_account_to_the_credits_in_it(as_, city):
    kind = a_type(city, "NM-1", kind="farmer_training", title="设施蔬菜", family="", level="", hours=80, credits=None,
                  issuer_body=city.farming_body)  # fmt: skip
    farmer, office, farming = as_("farmer"), as_("office"), as_("farming")
    answer = farmer.get(reverse("credit_bank:mine"))
    assert answer.url == reverse("credit_bank:register")
    refused = farmer.post(reverse("credit_bank:register"), {"name": "赵六", "document_kind": "citizen", "document_number": "12"})
    assert (refused.status_code, "应为18位" in refused.content.decode()) == (422, True)
    done = post(farmer, "register", name="赵六", document_kind="citizen", document_number=a_number()).content.decode()
    assert "账户待核验" in done
    row = Learner.objects.get()
    assert "待核验身份的学分账户" in office.get(reverse("console:home")).content.decode()
    assert "已核验" in post(office, "document-check", IdentityDocument.objects.get().pk, how="sight").content.decode()
    claimed = post(farmer, "outcome-add", row.pk, type=kind.pk, reviewer=city.farming_body.pk, attained_on="2020-11-30")
    assert "请上传佐证材料" in claimed.content.decode()
    outcome = Outcome.objects.get()
    assert "还没有上传佐证材料" in page(farmer, "outcome", outcome.pk)
    file = SimpleUploadedFile("结业证.pdf", PDF)
    assert "材料已保存" in post(farmer, "outcome-attach", outcome.pk, kind="completion", file=file).content.decode()
    step(farmer, "credit_bank.outcome", outcome, "submit")
    assert "待认定的学习成果" in farming.get(reverse("console:home")).content.decode()
    assert 'name="credits" inputmode="decimal" value="5"' in page(farming, "outcome", outcome.pk)
    assert "已办理：认定" in step(farming, "credit_bank.outcome", outcome, "recognise", credits="5")
    mine = page(farmer, "mine")
    assert re.search(r'account-total">5<small>', mine)
    assert mine.count("查看学分账户") == 1, "who looked is there to be read"
    page(office, "learner", row.pk)
    assert page(farmer, "mine").count("查看学分账户") == 1, "once a day, however often"


def test_what_is_refused_leaves_the_page_with_the_reason(as_, city, now):
    learner = an_account(city, now)
    row = a_claim(city, now, learner, a_type(city))
    school = as_("school")
    assert post(school, "outcome-attach", row.pk).status_code == 422
    same = SimpleUploadedFile("另.pdf", PDF + f"{row.pk}certificate".encode())
    answer = post(school, "outcome-attach", row.pk, kind="certificate", file=same)
    assert (answer.status_code, "没有重复保存" in answer.content.decode()) == (409, True)
    fire(row, "submit", city.school, now)
    said = step(school, "credit_bank.outcome", row, "recognise", credits="两分")
    assert "不是学分数" in said
    assert Outcome.objects.get().state == OutcomeState.CLAIMED


def test_strangers_find_nothing(as_, city, now):
    learner = an_account(city, now)
    row = a_claim(city, now, learner, a_type(city))
    for name in ("other", "pupil", "farming"):
        browser = as_(name)
        assert browser.get(reverse("credit_bank:learner", args=[learner.pk])).status_code in (403, 404)
        assert browser.get(reverse("credit_bank:outcome", args=[row.pk])).status_code == 404
        assert browser.get(reverse("credit_bank:outcome-evidence", args=[row.evidence.get().pk])).status_code == 404
        assert "张三" not in page(browser, "learners")
    assert Client().get(reverse("credit_bank:learners")).status_code == 302


def test_the_office_merges_by_the_number_and_takes_apart_again(as_, city, now):
    kept, absorbed = an_account(city, now), an_account(city, now, serial=2)
    office = as_("office")
    assert "没有这个学分账号" in post(office, "learner-merge", kept.pk, other="123", reason="同一人").content.decode()
    done = post(office, "learner-merge", kept.pk, other=absorbed.number, reason="同一人").content.decode()
    assert "两边的记录都在" in done
    assert "已并入另一账户" in page(office, "learner", absorbed.pk)
    both = page(office, "learner", kept.pk)
    assert all(row.masked in both for row in IdentityDocument.objects.all())
    assert f"并入的账户{absorbed.number}" in both
    merger = LearnerMerger.objects.get()
    assert as_("school").post(reverse("credit_bank:learner-split", args=[merger.pk]), {"reason": "错了"}).status_code in (403, 404)
    assert "恢复使用" in post(office, "learner-split", merger.pk, reason="查明是两个人").content.decode()


def test_the_account_somebody_signs_in_to_does_not_rest_in_one_where_nobody_can(as_, city, now):
    own, at_the_desk = an_account(city, now), an_account(city, now, serial=2)
    Learner.objects.filter(pk=own.pk).update(user=city.users.farmer)
    office = as_("office")
    refused = post(office, "learner-merge", at_the_desk.pk, other=own.number, reason="同一人").content.decode()
    assert ("请反过来" in refused, LearnerMerger.objects.exists()) == (True, False)
    assert "两边的记录都在" in post(office, "learner-merge", own.pk, other=at_the_desk.number, reason="同一人").content.decode()


def test_the_school_opens_an_account_at_the_desk_and_adds_a_document(as_, city):
    school = as_("school")
    assert "还没有学分账户" in page(school, "learners")
    person = {"name": "小王", "document_kind": "citizen", "document_number": a_number(serial=3)}
    assert "请核对证件后启用" in post(school, "learner-open", **person).content.decode()
    row = Learner.objects.get()
    assert (row.home, row.user) == (city.school_body, None)
    assert "证件已登记" in post(school, "document-add", row.pk, document_kind="passport", document_number="E1234567").content.decode()
    again = post(school, "document-add", row.pk, document_kind="passport", document_number="E1234567").content.decode()
    assert "没有办理" in again
    assert 'value="E1234567"' in again, "what was typed is there to be put right"
    wide = post(school, "document-add", row.pk, document_kind="passport", document_number="Ｅ１２３４５６７").content.decode()
    assert "这份证件已有学分账户" in wide, "a Chinese keyboard writes letters at full width too"
    assert "证件号：" in post(school, "document-add", row.pk, document_kind="passport", document_number="").content.decode()


def test_who_claims_at_the_desk_comes_back_to_the_account_and_not_to_an_own_one(as_, city, now):
    row = an_account(city, now)
    form = page(as_("school"), "outcome-add", row.pk)
    assert f'href="{row.get_absolute_url()}"' in form
    assert f'href="{reverse("credit_bank:mine")}">我的学分</a>' not in form
    row.user = city.users.farmer
    row.save()
    assert f'href="{row.get_absolute_url()}"' not in page(as_("farmer"), "outcome-add", row.pk)


def test_the_catalogue_is_written_published_and_read_by_everybody(as_, city, client):
    office = as_("office")
    facts = {"kind": "x_certificate", "code": "X-7", "title": "示例证书", "issuer": "示例组织", "since": "2021-01-01"}
    refused = office.post(reverse("credit_bank:outcome-type-add"), facts | {"level": "高高级", "credits": "2.005"})
    assert refused.status_code == 422
    assert "请写明级别" in refused.content.decode()
    assert "最多写两位小数" in refused.content.decode()
    post(office, "outcome-type-add", **facts, level="高级", credits="2.5")
    row = OutcomeType.objects.get()
    assert row.credits == 250
    assert "示例证书" not in page(client, "public-outcome-types")
    assert "已保存" in post(office, "outcome-type-edit", row.pk, **facts, level="高级", credits="3").content.decode()
    assert "已办理：公布" in step(office, "credit_bank.outcometype", row, "publish")
    assert "示例证书（高级）" in page(client, "public-outcome-types")
    assert as_("school").get(reverse("credit_bank:outcome-type-edit", args=[row.pk])).status_code in (403, 404)


def test_a_school_writes_entries_of_its_own_and_learners_read_where_hours_decide(as_, city, client):
    form = page(as_("school"), "outcome-type-add")
    assert "不在名录" in page(as_("office"), "outcome-type-add")
    assert ("不在名录" in form, f'value="{city.school_body}"' in form) == (False, True)
    facts = {"kind": "course", "code": "KC-1", "title": "新课", "issuer": "本校", "issuer_body": city.school_body.pk, "since": "2020-09-01"}
    assert "公布后可以申报" in post(as_("school"), "outcome-type-add", **facts, hours=32).content.decode()
    OutcomeType.objects.update(state="published")
    assert "按学时" in page(client, "public-outcome-types")


def test_an_entry_keeps_its_body_when_a_county_or_the_office_corrects_another_word(as_, city):
    county = a_body("示例县", kind="county")
    city.users.county = a_user(COUNTY_OFFICER, county, username="county")
    for issuer, editor in ((a_body("丙职专", kind="secondary_school", parent=county), "county"), (city.farming_body, "office")):
        head = TypeHead("course", f"KC-{issuer.pk}", "旧课", str(issuer), date(2019, 1, 1), issuer_body=issuer, hours=32)
        row = draft_type(actor=city.office, now=SOME_TIME, head=head)
        form = page(as_(editor), "outcome-type-edit", row.pk)
        assert f'<option value="{issuer.pk}" selected>{issuer}</option>' in form
        facts = {"kind": "course", "code": row.code, "title": "新课", "issuer": str(issuer), "since": "2019-01-01", "hours": 32}
        post(as_(editor), "outcome-type-edit", row.pk, **facts, issuer_body=issuer.pk)
        row.refresh_from_db()
        assert (row.title, row.issuer_body) == ("新课", issuer)


def test_a_link_shows_what_is_recognised_until_it_is_taken_back(as_, city, now, client):
    farmer, office = as_("farmer"), as_("office")
    post(farmer, "register", name="赵六", document_kind="citizen", document_number=a_number())
    early = post(farmer, "share-give", recipient="甲公司", purpose="应聘", until="2021-04-01")
    assert (early.status_code, "账户还没有启用" in early.content.decode(), Share.objects.count()) == (409, True, 0)
    post(office, "document-check", IdentityDocument.objects.get().pk, how="sight")
    row = Learner.objects.get()
    claim = a_claim(city, now, row, a_type(city, title="看得到"), at="office")
    fire(claim, "submit", city.office, now)
    fire(claim, "recognise", city.school, now)
    a_claim(city, now, row, a_type(city, "X-2", title="看不到"), at="office", number="A-2")
    assert "不能早于今天" in post(farmer, "share-give", recipient="甲公司", purpose="应聘", until="2020-01-01").content.decode()
    said = post(farmer, "share-give", recipient="甲公司", purpose="应聘", until="2021-04-01").content.decode()
    link = re.search(r"<code>http://testserver(/\S+?)</code>", said)
    assert link
    shown = client.get(link[1])
    assert ("看得到" in shown.content.decode(), "看不到" in shown.content.decode()) == (True, False)
    assert "no-store" in shown["Cache-Control"]
    assert "甲公司" in page(farmer, "mine")
    assert "已收回" in post(farmer, "share-end", Share.objects.get().pk).content.decode()
    assert client.get(link[1]).status_code == 404
