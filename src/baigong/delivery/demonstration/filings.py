"""The filings of the demonstration: most bodies file in time, one is asked for a supplement, one is late, some renew their plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans import public as plans
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at

DUE = date(2021, 3, 31)
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def tell_filings(cast: Cast, plan: plans.Plan) -> None:
    """Counties and schools file their plans in the spring of 2021; the last but one waits for a supplement, the last has not filed."""
    team, start = cast.accounts["zhuanban"], date(2021, 2, 22)
    plans.set_filing_date(actor=team, now=at(start), plan=plan, due_on=DUE)
    *filers, incomplete, _late = plans.list_filers(plan, start)
    for index, body in enumerate([*filers, incomplete]):
        day = start + timedelta(days=3 + 2 * index)
        filing = _submit(_write(body, cast, plan, day, index + 3), cast, day)
        is_whole = body != incomplete
        met = {str(item): (is_whole or "公章" not in str(item), "") for item in plans.FORM_ITEMS}
        plans.check_form(actor=team, now=at(day, 14), filing=filing, met=met)
        if is_whole:
            plans.fire(filing, "register", actor=team, now=at(day, 15))
        else:
            plans.fire(filing, "ask_supplement", actor=team, now=at(day, 15), reason="请补盖公章后重新上传。", due_on="2021-04-15")


def renewed_filings(cast: Cast, plan: plans.Plan, today: date) -> Iterator[Episode]:
    """A college renews its plan in time; on the demonstration's day one county has sent a new one, another is writing it."""
    yield date(2021, 11, 22), partial(_renew, cast, plan, date(2021, 11, 22))
    yield today, partial(_send_and_write, cast, plan, today - timedelta(days=3), today)


def _renew(cast: Cast, plan: plans.Plan, day: date) -> None:
    team = cast.accounts["zhuanban"]
    filing = _submit(_write(the_body("武威职业学院", day), cast, plan, day, 41), cast, day)
    plans.check_form(actor=team, now=at(day, 14), filing=filing, met={str(item): (True, "") for item in plans.FORM_ITEMS})
    plans.fire(filing, "register", actor=team, now=at(day, 15))


def _send_and_write(cast: Cast, plan: plans.Plan, sent: date, today: date) -> None:
    _submit(_write(the_body("天祝县", sent), cast, plan, sent, 17), cast, sent)
    _write(the_body("古浪县", today), cast, plan, today, 19)


def _write(body: Organisation, cast: Cast, plan: plans.Plan, day: date, number: int) -> plans.Filing:
    """A draft with its head, the measures it covers and its paper."""
    officer = cast.officer(body)
    filing = plans.start_filing(actor=officer, now=at(day), plan=plan, organisation=body)
    covers = 0.75 if body.kind == "county" else 0.45
    content = plans.FilingContent(
        title=f"{body.name}贯彻落实“技能甘肃”实施方案工作方案",
        doc_number=f"示例发〔{day.year}〕{number}号",
        issued_on=day,
        contact_name=officer.name,
        contact_phone="0935-0000000",
        summary="按市级方案分解任务，明确牵头科室、完成时限和考核办法。",
        measures=tuple(m for m in plan.measures.all() if cast.dice.random() < covers),
    )
    plans.write_filing(actor=officer, now=at(day), filing=filing, content=content)
    upload = SimpleUploadedFile("工作方案.pdf", PAPER + f"{body.name} {day}".encode(), "application/pdf")
    plans.attach_to_filing(actor=officer, now=at(day), filing=filing, upload=upload, title="工作方案")
    return filing


def _submit(filing: plans.Filing, cast: Cast, day: date) -> plans.Filing:
    return plans.fire(filing, "submit", actor=cast.officer(filing.organisation), now=at(day, 10))
