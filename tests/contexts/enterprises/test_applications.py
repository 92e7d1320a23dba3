"""A firm without an account applies: examined by its county, entered or found, its account handed over by the receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.models import User
from baigong.contexts.accounts.services.invitations import accept_invitation
from baigong.contexts.enterprises.models import ApplicationState, Enterprise, EnterpriseApplication
from baigong.contexts.enterprises.selectors.applications import compared, find_by_receipt, list_applications, papers_of
from baigong.contexts.enterprises.services import applications as services
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.workflow import todos
from tests.enterprise_city import fire, head, make_city

pytestmark = pytest.mark.django_db
S = ApplicationState


@pytest.fixture
def city(db):
    return make_city()


def a_licence(content=b"%PDF-1.4 licence\n%%EOF"):
    return SimpleUploadedFile("营业执照.pdf", content, "application/pdf")


def asked(city, name="示例新来有限公司", *, licence=None, **facts):
    firm = head(city, name, **{"address": "新区一号", "contact": "示例经办", "phone": "0935-0000001"} | facts)
    return services.ApplicationHead(firm, "firm@example.cn", licence or a_licence())


def lodged(city, *args, **facts):
    return services.lodge_application(actor=ANONYMOUS, now=city.now, head=asked(city, *args, **facts))


def test_what_is_lodged_waits_with_its_county_and_nobody_is_named_as_its_writer(city):
    row, receipt = lodged(city)
    assert (row.state, row.county, len(receipt)) == (S.SUBMITTED, city.near, 16)
    assert list(list_applications(city.county)) == [row]
    assert list(list_applications(city.other_county)) == list(list_applications(city.winery)) == []
    assert [piece.kind for piece in papers_of(city.county, row)] == ["licence"]
    assert papers_of(city.other_county, row) == []
    assert "待审核的企业入册申请" in {str(group.label) for group in todos(city.county)}
    assert AuditEvent.objects.get(action="enterprises.enterpriseapplication.lodged").actor_id is None


def test_an_accepted_firm_is_entered_and_its_account_is_taken_up_by_the_receipt(city):
    row, receipt = lodged(city)
    services.accept_application(actor=city.county, now=city.now, application=row)
    firm = Enterprise.objects.get(organisation__credit_code=row.credit_code)
    assert (firm.name, firm.organisation.parent, firm.contact) == (row.name, city.near, "示例经办")
    code = services.collect_account(now=city.now, application=find_by_receipt(f"{receipt[:4].lower()}-{receipt[4:]}"))
    user = accept_invitation(code=code, now=city.now, address="", username="xinlai", password="Shili-2022-xin")
    assert [(held.role, held.organisation) for held in user.role_holdings.all()] == [("enterprise_officer", firm.organisation)]
    with pytest.raises(Refusal, match="已经领取"):
        services.collect_account(now=city.now, application=row)


def test_only_the_last_link_of_an_account_serves(city):
    row, _receipt = lodged(city)
    with pytest.raises(Refusal, match="还没有通过"):
        services.collect_account(now=city.now, application=row)
    services.accept_application(actor=city.team, now=city.now, application=row)
    first, second = (services.collect_account(now=city.now, application=row) for _n in range(2))
    with pytest.raises(Refusal, match="撤回"):
        accept_invitation(code=first, now=city.now, address="", username="xinlai", password="Shili-2022-xin")
    accept_invitation(code=second, now=city.now, address="", username="xinlai", password="Shili-2022-xin")
    assert User.objects.filter(username="xinlai").exists()


def test_who_examined_it_does_not_take_up_the_account(city):
    row, _receipt = lodged(city)
    services.accept_application(actor=city.county, now=city.now, application=row)
    code = services.collect_account(now=city.now, application=row)
    with pytest.raises(NotPermitted, match="自己发出"):
        accept_invitation(code=code, now=city.now, address="", user=city.users.county)


def test_a_firm_of_the_register_gets_an_account_only_and_what_differs_is_told(city):
    row, _receipt = lodged(city, "示例酒厂", credit_code=city.winery_firm.credit_code)
    told = compared(row, city.now.date())
    assert (told.enterprise, told.officers) == (city.winery_firm, 1)
    assert "示例酒厂" in told.remarks[0]
    before = Enterprise.objects.count()
    services.accept_application(actor=city.county, now=city.now, application=row)
    row.refresh_from_db()
    assert (row.enterprise, Enterprise.objects.count()) == (city.winery_firm, before)
    assert Enterprise.objects.get(pk=city.winery_firm.pk).name == city.winery_firm.name


def test_a_firm_of_another_county_and_one_that_closed_are_refused_with_the_way_out(city):
    row, _receipt = lodged(city, "示例外县", credit_code=city.winery_firm.credit_code, county=city.far)
    with pytest.raises(Refusal, match="甲县"):
        services.accept_application(actor=city.other_county, now=city.now, application=row)
    fire(city.dairy_firm, "close", city.team, city.now, on="2021-03-01", document="注销〔2021〕1号")
    with pytest.raises(Refusal, match="已关闭"):
        lodged(city, "示例关闭", credit_code=city.dairy_firm.credit_code)


def test_another_county_and_a_firm_examine_nothing(city):
    row, _receipt = lodged(city)
    for actor in (city.other_county, city.winery, ANONYMOUS):
        with pytest.raises(NotPermitted):
            services.accept_application(actor=actor, now=city.now, application=row)
        with pytest.raises(NotPermitted):
            fire(row, "refuse", actor, city.now, reason="不是本市企业")


def test_two_applications_of_one_code_are_not_open_at_once(city):
    row, receipt = lodged(city)
    again = {"credit_code": row.credit_code}
    with pytest.raises(Conflict, match="已有一份在办的申请"):
        lodged(city, "示例又一家", **again)
    services.withdraw_application(now=city.now, application=find_by_receipt(receipt))
    lodged(city, "示例又一家", **again)


def test_what_was_sent_back_is_mended_under_the_same_receipt_and_nothing_else_is(city):
    row, receipt = lodged(city)
    given = asked(city, "示例更名有限公司", credit_code=row.credit_code, licence=a_licence(b"%PDF-1.4 better\n%%EOF"))
    with pytest.raises(Conflict, match="待审核"):
        services.resubmit_application(now=city.now, application=row, head=given)
    fire(row, "return", city.county, city.now, reason="营业执照看不清")
    assert find_by_receipt(receipt).answer == "营业执照看不清"
    services.resubmit_application(now=city.now, application=row, head=replace(given, licence=None))
    row.refresh_from_db()
    assert (row.state, row.name, row.evidence.count()) == (S.SUBMITTED, "示例更名有限公司", 1)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"credit_code": "123"}, "credit_code"), ({"industry_code": "C"}, "industry_code"), ({"address": " "}, "address"),
     ({"name": ""}, "name"), ({"contact": ""}, "contact")],
)  # fmt: skip
def test_what_is_wrong_is_told_on_its_field(city, facts, field):
    with pytest.raises(Refusal) as refused:
        lodged(city, **facts)
    assert field in refused.value.fields
    assert not EnterpriseApplication.objects.exists()


def test_a_licence_is_asked_for_and_a_program_is_none(city):
    with pytest.raises(Refusal, match="营业执照"):
        services.lodge_application(actor=ANONYMOUS, now=city.now, head=replace(asked(city), licence=None))
    with pytest.raises(Refusal) as refused:
        lodged(city, licence=SimpleUploadedFile("licence.exe", b"MZ", "application/pdf"))
    assert "licence" in refused.value.fields
