"""The enterprises' small city with a reviewing department, and a firm on the list; for the tests of incentives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import LIAISON
from baigong.contexts.enterprises.models import Enterprise, Flag
from baigong.contexts.incentives.models import Candidacy, Entitlement, Incentive, LedgerEntry, PaperKind
from baigong.contexts.incentives.services import candidacies, entitlements, ledger, surcharges
from tests import enterprise_city
from tests.builders import a_body, a_user, acting_for
from tests.enterprise_city import fire

PDF = b"%PDF-1.7 "
INVOICE = "0440021001041234"


def make_city() -> SimpleNamespace:
    """With the department that reviews for the city, and its clerk."""
    city = enterprise_city.make_city()
    city.reform_body = a_body("示例市发展改革委员会", parent=city.government, short_name="市发展改革委")
    city.users.reform = a_user(LIAISON, city.reform_body, username="reform")
    city.reform = acting_for(city.users.reform)
    return city


def at(city: SimpleNamespace, day: date | str) -> datetime:
    """Ten in the morning of a day."""
    given = date.fromisoformat(day) if isinstance(day, str) else day
    return city.now.replace(year=given.year, month=given.month, day=given.day)


def a_file(content: bytes = PDF, name: str = "证明.pdf") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, content, "application/pdf")


def drafted(city: SimpleNamespace, actor: Any = None, firm: Enterprise | None = None, now: datetime | None = None) -> Candidacy:
    """A draft of the winery, unless said otherwise."""
    return candidacies.draft_candidacy(
        actor=actor or city.winery, now=now or city.now, enterprise=firm or city.winery_firm, statement="酿酒企业，与学校共建实训基地。"
    )


def proven(city: SimpleNamespace, row: Candidacy, now: datetime | None = None) -> Candidacy:
    """One of the six conditions claimed and proven."""
    moment = now or city.now
    candidacies.set_claims(actor=city.team, now=moment, candidacy=row, claims={"CERTIFICATES": candidacies.ClaimHead("承担1+X证书试点")})
    candidacies.attach(actor=city.team, now=moment, candidacy=row, kind="certificates", upload=a_file(PDF + str(row.pk).encode()))
    return row


def listed(city: SimpleNamespace, day: str = "2021-03-15", firm: Enterprise | None = None) -> Candidacy:
    """On the list since a day."""
    now = at(city, day)
    row = proven(city, drafted(city, city.team, firm, now), now)
    fire(row, "submit", city.team, now)
    fire(row, "recommend", city.reform, now)
    return fire(row, "list", city.reform, now, document="甘发改〔2021〕1号", on=day)


def cultivated(city: SimpleNamespace, day: str = "2021-03-15", firm: Enterprise | None = None) -> Candidacy:
    """With its plan made public."""
    row, now = listed(city, day, firm), at(city, day)
    candidacies.attach(
        actor=city.team, now=now, candidacy=row, kind=PaperKind.PLAN, upload=a_file(b"%PDF-1.7 plan " + str(row.pk).encode())
    )
    return fire(row, "publish_plan", city.team, now)


def certified(city: SimpleNamespace, day: str = "2021-03-15", firm: Enterprise | None = None) -> Candidacy:
    """Certified a year and a day later."""
    row = cultivated(city, day, firm)
    later = at(city, date.fromisoformat(day) + timedelta(days=367))
    return fire(row, "certify", city.reform, later, document="甘发改〔2022〕2号")


def spending(number: int = 1, amount: int = 100_000_000, on: str = "2021-06-01", **facts: Any) -> ledger.SpendingHead:
    """A million yuan for a base, by an invoice of its own."""
    own: dict[str, Any] = {
        "spending": "base", "title": f"实训基地{number}", "voucher_kind": "invoice", "voucher_number": f"{INVOICE}{number:04d}",
    }  # fmt: skip
    return ledger.SpendingHead(**(own | {"on": date.fromisoformat(on), "amount": amount} | facts))


def invested(
    city: SimpleNamespace, *heads: ledger.SpendingHead, firm: Enterprise | None = None, day: str = "2022-06-27"
) -> list[LedgerEntry]:
    """Entered by the working team."""
    return ledger.enter_investments(actor=city.team, now=at(city, day), enterprise=firm or city.winery_firm, heads=heads or [spending()])


def owes(city: SimpleNamespace, year: int, education: int, local: int, firm: Enterprise | None = None, **facts: Any) -> None:
    """A year's surcharges in fen, as the tax office says."""
    surcharges.enter_surcharge(
        actor=city.tax, now=at(city, "2022-06-01"), enterprise=firm or city.winery_firm, body=city.tax_body,
        head=surcharges.SurchargeHead(year, education, local, **facts),
    )  # fmt: skip


def an_incentive(city: SimpleNamespace, title: str = "实训用地优先供应", **facts: Any) -> Incentive:
    """An open entry of the package."""
    own: dict[str, Any] = {"pillar": "land", "owner": city.labour_body, "summary": "优先纳入供地计划", "basis": "示例文件"}
    row = entitlements.draft_incentive(actor=city.team, now=city.now, head=entitlements.IncentiveHead(title=title, **(own | facts)))
    return fire(row, "open", city.team, city.now)


def granted(city: SimpleNamespace, incentive: Incentive, day: str = "2022-04-01") -> Entitlement:
    """Held by the winery."""
    row = entitlements.apply_for(
        actor=city.winery, now=at(city, day), incentive=incentive, enterprise=city.winery_firm, request="实训基地二期"
    )
    return fire(row, "grant", city.labour, at(city, day), document="示例函〔2022〕1号")


def a_flag(city: SimpleNamespace, firm: Enterprise | None = None, **facts: Any) -> Flag:
    """A blocking mark."""
    own: dict[str, Any] = {
        "kind": "safety_accident", "blocks": True, "since": date(2022, 5, 1), "document": "示例应急〔2022〕3号", "facts": "较大事故",
        "body": city.bureau, "entered_at": city.now,
    }  # fmt: skip
    return Flag.objects.create(enterprise=firm or city.winery_firm, **(own | facts))
