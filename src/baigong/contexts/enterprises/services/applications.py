"""A firm without an account asks to be entered: lodged on a public page, examined by the county, and the account handed over by receipt.

Whoever applies is nobody yet: the receipt is all that shows who asks again. What stands in the register already gets an account only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, invite, people_at, withdraw_invitation
from baigong.contexts.enterprises.access import APPLICATION_PAPER_POLICY, APPLICATION_POLICY
from baigong.contexts.enterprises.models import (
    OPEN_APPLICATIONS,
    ApplicationPaper,
    ApplicationPaperKind,
    ApplicationState,
    Enterprise,
    EnterpriseApplication,
    EnterpriseState,
)
from baigong.contexts.enterprises.selectors.register import find_enterprise
from baigong.contexts.enterprises.services.registering import EnterpriseHead, Wrong, check_heads, enter_enterprise, refusal_of
from baigong.contexts.enterprises.workflow.telling import team
from baigong.contexts.organisations.public import normalise_credit_code
from baigong.kernel import audit
from baigong.kernel.access import ANONYMOUS, SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.files import BEGINNINGS
from baigong.kernel.notices import answered, tell
from baigong.kernel.papers import Papers
from baigong.kernel.privacy import new_receipt, receipt_digest
from baigong.kernel.workflow import fire

PAPERS: Papers[ApplicationPaper] = Papers(
    APPLICATION_PAPER_POLICY, owner="application", kinds=lambda: ApplicationPaperKind.choices, most=10,
    accepted={ending: BEGINNINGS[ending] for ending in (".pdf", ".jpg", ".jpeg", ".png")},
)  # fmt: skip
WAITING = "enterprises.enterpriseapplication.lodged"
FACTS = ("industry_code", "ownership", "size", "opened_on", "address", "business", "contact", "phone")


@dataclass(frozen=True)
class ApplicationHead:
    """What a firm says of itself, with the mail address of who will act for it, its licence and, where he is not its head, his mandate."""

    firm: EnterpriseHead
    email: str = ""
    licence: UploadedFile[Any] | None = None
    mandate: UploadedFile[Any] | None = None


@transaction.atomic
def lodge_application(*, actor: Actor, now: datetime, head: ApplicationHead) -> tuple[EnterpriseApplication, str]:
    """Take an application in; the row and its receipt, which is shown once.

    Raises ``Refusal`` by field, ``Conflict`` where one of the same code is open.
    """
    APPLICATION_POLICY.require(actor, "lodge", EnterpriseApplication())
    if head.licence is None:
        raise at_field("licence", _("请上传营业执照的扫描件或照片。"))
    receipt = new_receipt()
    row = EnterpriseApplication(receipt_hash=receipt_digest(receipt), lodged_at=now)
    _write(row, head, now.date())
    audit.record(ANONYMOUS, WAITING, row, now=now, detail={"credit_code": row.credit_code, "county": str(row.county)})
    _keep(row, head, now)
    _tell_county(row, now)
    return row, receipt


@transaction.atomic
def resubmit_application(*, now: datetime, application: EnterpriseApplication, head: ApplicationHead) -> EnterpriseApplication:
    """Write one that was sent back anew and hand it in again. Raises what ``lodge_application`` raises."""
    row = EnterpriseApplication.objects.select_for_update(no_key=True, of=("self",)).get(pk=application.pk)
    if row.state != ApplicationState.RETURNED:
        words = _("申请现在是“%(state)s”，不能修改。") % {"state": row.get_state_display()}
        raise Conflict(words, code="not_returned")
    _write(row, head, now.date())
    _keep(row, head, now)
    made = fire(row, "resubmit", actor=SYSTEM, now=now)
    _tell_county(made, now)
    return made


def withdraw_application(*, now: datetime, application: EnterpriseApplication) -> EnterpriseApplication:
    """Who applied takes it back."""
    row = fire(application, "withdraw", actor=SYSTEM, now=now)
    answered(row, WAITING, now)
    return row


@transaction.atomic
def accept_application(*, actor: Actor, now: datetime, application: EnterpriseApplication) -> EnterpriseApplication:
    """Enter the firm, or find it in the register where its code stands there; its account waits for the receipt.

    Raises ``Refusal`` for a firm of another county or one that closed, and what ``enter_enterprise`` raises.
    """
    row = EnterpriseApplication.objects.select_for_update(no_key=True, of=("self",)).select_related("county").get(pk=application.pk)
    APPLICATION_POLICY.require(actor, "accept", row)
    if row.state != ApplicationState.SUBMITTED:
        raise Conflict(_("申请现在是“%(state)s”，不能通过。") % {"state": row.get_state_display()}, code="wrong_state")
    firm = find_enterprise(row.credit_code)
    if firm is not None:
        _refuse_another(row, firm)
    else:
        firm = enter_enterprise(actor=actor, now=now, head=_head_of(row))
    row.enterprise = firm
    row.save(update_fields=["enterprise"])
    made = fire(row, "accept", actor=actor, now=now)
    answered(made, WAITING, now)
    return made


@transaction.atomic
def collect_account(*, now: datetime, application: EnterpriseApplication) -> str:
    """The code of an invitation to act for the firm, for whoever holds the receipt; an earlier one that was not used is dead from then on.

    Raises ``Refusal`` before it was accepted, and once the account was taken up.
    """
    rows = EnterpriseApplication.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "enterprise__organisation", "invitation"
    )
    row = rows.get(pk=application.pk)
    if row.state != ApplicationState.ACCEPTED or row.enterprise is None:
        raise Refusal(_("申请还没有通过，不能领取账号。"), code="not_accepted")
    if row.invitation is not None:
        if row.invitation.accepted_at is not None:
            raise Refusal(_("账号已经领取，请直接登录；忘记密码可在登录页找回。"), code="collected", status=410)
        if row.invitation.withdrawn_at is None:
            withdraw_invitation(actor=SYSTEM, now=now, invitation=row.invitation)
    row.invitation, code = invite(
        actor=SYSTEM, now=now, display_name=row.contact, role=ENTERPRISE_OFFICER, organisation=row.enterprise.organisation,
        email=row.email, decided_by=row.decided_by_id,
    )  # fmt: skip
    row.save(update_fields=["invitation"])
    audit.record(ANONYMOUS, "enterprises.enterpriseapplication.collected", row, now=now)
    return code


def _write(row: EnterpriseApplication, head: ApplicationHead, on: date) -> None:
    firm = head.firm
    wrong = [one for one in check_heads([firm], on) if one.field != "credit_code" or not _stands_open(firm)]
    asked = {
        "address": _("请填写注册地址或经营地址，用来核对由哪个县区受理。"),
        "contact": _("请填写联系人姓名，通过后账号交给他。"),
        "phone": _("请填写联系电话，材料有疑问时联系。"),
    }
    wrong += [Wrong(0, field, words) for field, words in asked.items() if not getattr(firm, field).strip()]
    if wrong:
        raise refusal_of(wrong, 1)
    for name in FACTS:
        value = getattr(firm, name)
        setattr(row, name, " ".join(value.split()) if isinstance(value, str) else value)
    row.name, row.credit_code, row.county = " ".join(firm.name.split()), normalise_credit_code(firm.credit_code), firm.county
    row.email = head.email.strip()
    twins = EnterpriseApplication.objects.filter(credit_code=row.credit_code, state__in=OPEN_APPLICATIONS).exclude(pk=row.pk)
    words = _("这个统一社会信用代码已有一份在办的申请；回执丢失或不是本企业提交的，请联系所在县区教育局。")
    if twins.exists():
        raise Conflict(words, code="open_already", fields={"credit_code": words})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(words, code="open_already", fields={"credit_code": words}) from None


def _stands_open(head: EnterpriseHead) -> bool:
    """Its code is that of a firm in business of the register: then an account alone is asked for."""
    firm = find_enterprise(normalise_credit_code(head.credit_code))
    return firm is not None and firm.state != EnterpriseState.CLOSED


def _keep(row: EnterpriseApplication, head: ApplicationHead, now: datetime) -> None:
    for kind, upload in ((ApplicationPaperKind.LICENCE, head.licence), (ApplicationPaperKind.MANDATE, head.mandate)):
        if upload is not None:
            try:
                PAPERS.add(actor=ANONYMOUS, now=now, to=row, kind=kind, upload=upload)
            except Refusal as refusal:
                raise Refusal(refusal.message, code=refusal.code, status=refusal.status, fields={kind.value: refusal.message}) from None


def _refuse_another(row: EnterpriseApplication, firm: Enterprise) -> None:
    """The firm of the register that bears the code must be this county's, and in business."""
    if firm.state == EnterpriseState.CLOSED:
        raise Refusal(_("名册里这家企业已关闭；关闭登记有误的，先由专班更正。"), code="closed", status=409)
    if firm.organisation.parent_id != row.county_id:
        words = _("这个代码在名册里属于%(county)s；请退回申请人更正所在县区，或先变更登记事项。") % {"county": firm.organisation.parent}
        raise Refusal(words, code="other_county", status=409)


def _head_of(row: EnterpriseApplication) -> EnterpriseHead:
    return EnterpriseHead(
        name=row.name, credit_code=row.credit_code, county=row.county, **{name: getattr(row, name) for name in FACTS}
    )  # fmt: skip


def _tell_county(row: EnterpriseApplication, now: datetime) -> None:
    """The county examines; where nobody works there yet, the working team."""
    people = [user.pk for user in people_at(row.county, [COUNTY_OFFICER], now.date())] or team(now)
    tell(people, row, WAITING, gettext_lazy("企业申请入册：%(title)s"), actor=SYSTEM, now=now)
