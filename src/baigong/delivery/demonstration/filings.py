"""The filings of the demonstration: most bodies file in time, one is asked for a supplement, one is late."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.plans import public as plans
from baigong.delivery.demonstration.cast import Cast
from baigong.delivery.demonstration.reports import at

DUE = date(2021, 3, 31)
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def tell_filings(cast: Cast, plan: plans.Plan) -> None:
    """Counties and schools file their plans in the spring of 2021; the last but one waits for a supplement, the last has not filed."""
    team, start = cast.accounts["zhuanban"], date(2021, 2, 22)
    plans.set_filing_date(actor=team, now=at(start), plan=plan, due_on=DUE)
    measures = list(plan.measures.all())
    *filers, incomplete, _late = plans.list_filers(start)
    for index, body in enumerate([*filers, incomplete]):
        officer, day = cast.officer(body), start + timedelta(days=3 + 2 * index)
        filing = plans.start_filing(actor=officer, now=at(day), plan=plan, organisation=body)
        content = plans.FilingContent(
            title=f"{body.name}贯彻落实“技能甘肃”实施方案工作方案",
            doc_number=f"示例发〔2021〕{index + 3}号",
            issued_on=day,
            contact_name=officer.name,
            contact_phone="0935-0000000",
            summary="按市级方案分解任务，明确牵头科室、完成时限和考核办法。",
            measures=tuple(m for m in measures if cast.dice.random() < (0.75 if body.kind == "county" else 0.45)),
        )
        plans.write_filing(actor=officer, now=at(day), filing=filing, content=content)
        upload = SimpleUploadedFile("工作方案.pdf", PAPER + body.name.encode(), "application/pdf")
        plans.attach_to_filing(actor=officer, now=at(day), filing=filing, upload=upload, title="工作方案")
        filing = plans.fire(filing, "submit", actor=officer, now=at(day, 10))
        is_whole = body != incomplete
        met = {str(item): (is_whole or "公章" not in str(item), "") for item in plans.FORM_ITEMS}
        plans.check_form(actor=team, now=at(day, 14), filing=filing, met=met)
        if is_whole:
            plans.fire(filing, "register", actor=team, now=at(day, 15))
        else:
            plans.fire(filing, "ask_supplement", actor=team, now=at(day, 15), reason="请补盖公章后重新上传。", due_on="2021-04-15")
