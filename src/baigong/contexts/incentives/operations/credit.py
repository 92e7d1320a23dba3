"""HTTP operations of money: entering investments and surcharges, and the statement with every line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from baigong.contexts.enterprises.public import Enterprise, get_enterprise
from baigong.contexts.incentives.access import LEDGER_POLICY, SURCHARGE_POLICY
from baigong.contexts.incentives.credit.statements import NOT_OURS, statement_for
from baigong.contexts.incentives.models import LedgerEntry
from baigong.contexts.incentives.selectors.ledger import partners_on, says_for
from baigong.contexts.incentives.services.ledger import SpendingHead, enter_investments
from baigong.contexts.incentives.services.surcharges import SurchargeHead, enter_surcharge, remarks_on
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, at_field

router = Router(tags=["incentives"])


class InvestmentIn(Schema):
    """One investment. The same voucher again is refused, whichever enterprise sends it."""

    spending: str = Field(description="Code of the kind of spending: found, running, base, operation, donated, mixed, other")
    title: str = Field(max_length=120)
    on: date
    amount: int = Field(gt=0, description="In fen")
    voucher_kind: str = Field(description="invoice, payment, agreement, other")
    voucher_number: str = Field(max_length=60)
    partner: int | None = Field(None, description="The school's number in the register of bodies")


class EntryOut(Schema):
    """An entry as it was written."""

    id: int
    kind: str
    on: date
    amount: int
    voucher_number: str


class SurchargeIn(Schema):
    """A year's surcharges before the credit, in fen."""

    year: int
    education: int = Field(ge=0)
    local: int = Field(ge=0)
    education_exempt: int = Field(0, ge=0)
    local_exempt: int = Field(0, ge=0)
    tax: int | None = Field(None, ge=0)
    note: str = Field("", max_length=300)


class SurchargeOut(Schema):
    """What was kept, who says it, and what looks odd."""

    id: int
    year: int
    source: str
    remarks: list[str]


class LineOut(Schema):
    """One line: what it is, its rule, the facts it follows from, the amount in fen. It can be recomputed from its facts."""

    what: str
    rule: str
    clause: str
    facts: dict[str, Any]
    amount: int


class YearOut(Schema):
    """A year, in fen."""

    year: int
    opening: int
    new: int
    used_education: int
    used_local: int
    cancelled: int
    clawback: int
    lapsed: int
    closing: int
    is_complete: bool
    lines: list[LineOut]


class StatementOut(Schema):
    """A statement. It estimates; the tax office decides."""

    enterprise: int
    name: str
    notice: str
    years: list[YearOut]


def _firm(request: Request, enterprise: int, action: str) -> Enterprise:
    firm = get_enterprise(request.actor, enterprise)
    LEDGER_POLICY.require(request.actor, action, LedgerEntry(enterprise=firm))
    return firm


@router.post(
    "/enterprises/{enterprise}/investments", url_name="investments-enter", response=list[EntryOut], summary="Enter investments, all or none"
)
@requires(LEDGER_POLICY, "enter")
def investments(request: Request, enterprise: int, sent: list[InvestmentIn]) -> list[EntryOut]:
    """Entries are added, never changed; a voucher that stands already makes the whole refused."""
    firm = _firm(request, enterprise, "enter")
    schools = {school.pk: school for school in partners_on(request.now.date())}
    for one in sent:
        if one.partner is not None and one.partner not in schools:
            raise at_field("partner", _("没有编号为%(n)d的合作院校。") % {"n": one.partner})
    heads = [SpendingHead(**(one.dict() | {"partner": schools.get(one.partner or 0)})) for one in sent]
    rows = enter_investments(actor=request.actor, now=request.now, enterprise=firm, heads=heads)
    return [EntryOut(id=row.pk, kind=row.kind, on=row.on, amount=row.amount, voucher_number=row.voucher_number) for row in rows]


@router.post("/enterprises/{enterprise}/surcharges", url_name="surcharge-enter", response=SurchargeOut, summary="Enter a year's surcharges")
@requires(SURCHARGE_POLICY, "enter")
def surcharges(request: Request, enterprise: int, sent: SurchargeIn) -> SurchargeOut:
    """As the enterprise or as the tax office, by whose key it is sent; the tax office's counts before the enterprise's own."""
    firm = get_enterprise(request.actor, enterprise)
    body = says_for(request.actor, firm, request.now.date())
    if body is None:
        raise NotPermitted(_("应缴附加由企业自己或税务部门登记。"), code="not_permitted")
    head = SurchargeHead(**sent.dict())
    row = enter_surcharge(actor=request.actor, now=request.now, enterprise=firm, body=body, head=head)
    return SurchargeOut(id=row.pk, year=row.year, source=row.source, remarks=remarks_on(head))


@router.get(
    "/enterprises/{enterprise}/statement", url_name="credit-statement", response=StatementOut, summary="The statement of an enterprise"
)
@requires(LEDGER_POLICY, "view")
def statement(request: Request, enterprise: int) -> StatementOut:
    """Year by year with every line and its facts."""
    firm = _firm(request, enterprise, "view")
    day = request.now.date()
    result = statement_for(firm, day.year, day).result
    years = [
        YearOut(
            year=year.year, opening=year.opening, new=year.new, used_education=year.used_education, used_local=year.used_local,
            cancelled=year.cancelled, clawback=year.clawback, lapsed=year.lapsed, closing=year.closing, is_complete=year.is_complete,
            lines=[
                LineOut(what=one.what, rule=one.rule, clause=one.clause, facts=dict(one.facts), amount=one.amount) for one in year.lines
            ],
        )
        for year in result.years
    ]  # fmt: skip
    return StatementOut(enterprise=firm.pk, name=firm.name, notice=str(NOT_OURS), years=years)
