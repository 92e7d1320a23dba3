"""Confirming a year, reminding those who fell short, and who runs a post together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, POST_SHARE_POLICY, SHORTFALL_POLICY
from baigong.contexts.internships.models import (
    DutyReturn,
    DutyReturnState,
    DutyShortfall,
    DutyVerdict,
    InternshipPost,
    PostShare,
)
from baigong.contexts.internships.selectors.duty import Year, year_of, years_of
from baigong.contexts.internships.selectors.duty_settings import day_of, rule_lines
from baigong.contexts.internships.workflow.duty import term
from baigong.contexts.internships.workflow.telling_of_duty import tell_body
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.rules import number_on
from baigong.kernel.wording import as_recorded

MOST_PARTS = 1000


# -- a year ----------------------------------------------------------------------------------------------------------


def figures(found: Year) -> dict[str, Any]:
    """A year as a return keeps it."""
    with as_recorded():
        settings = [asdict(line) for line in rule_lines(day_of(found.year))]
    return {
        "staff": _decimal(found.staff.value) if found.staff is not None else None, "required": found.duty.required,
        "offered": found.offered, "filled": found.filled, "served": _decimal(found.done.heads), "person_days": found.done.person_days,
        "missing": found.duty.missing, "verdict": found.verdict,
        "basis": {
            "steps": [_plain(step.code, step.rule, step.numbers) for step in found.duty.steps], "settings": settings,
            "staff_returns": list(found.staff.returns) if found.staff is not None else [], "students": found.done.students,
        },
    }  # fmt: skip


def _plain(code: str, rule: str, numbers: Any) -> dict[str, Any]:
    return {"code": code, "rule": rule, "numbers": {name: None if value is None else str(value) for name, value in numbers.items()}}


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@transaction.atomic
def draft_return(*, actor: Actor, now: datetime, enterprise: Enterprise, year: int, reason: str = "", correction: str = "") -> DutyReturn:
    """Draw up a year from the records as they stand; where a draft is there it is drawn up anew.

    Raises ``Refusal`` for a year that is not over or before there was a duty, and for a new version without saying why.
    """
    DUTY_RETURN_POLICY.require(actor, "draft", DutyReturn(enterprise=enterprise))
    if year >= now.year:
        words = _("%(year)d年度还没有结束，数字还会变；年度结束后再确认。") % {"year": year}
        raise Refusal(words, code="year_runs")
    list(
        Enterprise.objects.select_for_update(no_key=True).filter(pk=enterprise.pk).values_list("pk")
    )  # two desks draw up one draft after the other
    found = year_of(enterprise, year, now.date())
    if found is None:
        raise Refusal(_("%(year)d年度还没有实习岗位责任。") % {"year": year}, code="no_duty")
    standing = (
        DutyReturn.objects.select_for_update(no_key=True).filter(enterprise=enterprise, year=year).exclude(state=DutyReturnState.DROPPED)
    )
    before = standing.filter(state=DutyReturnState.SUBMITTED).first()
    correction = " ".join(correction.split())[:300]
    if before is not None and not correction:
        words = _("%(year)d年度已经确认并锁定；要更正，请写明更正理由，另立新版本。") % {"year": year}
        raise Conflict(words, code="locked", fields={"correction": words})
    row = standing.filter(state=DutyReturnState.DRAFT).first()
    if row is None:
        last = (
            DutyReturn.objects.filter(enterprise=enterprise, year=year).order_by("-version").values_list("version", flat=True).first() or 0
        )
        DutyReturn.objects.filter(supersedes=before, state=DutyReturnState.DROPPED).exclude(supersedes=None).update(supersedes=None)
        row = DutyReturn(enterprise=enterprise, year=year, version=last + 1, supersedes=before)
        if row.version > 1 and not correction:
            with as_recorded():
                correction = _("重新确认")
    for name, value in figures(found).items():
        setattr(row, name, value)
    row.reason, row.correction = " ".join(reason.split())[:500], correction
    row.entered_by_id, row.entered_at = actor.user_id, now
    row.save()
    audit.record(actor, "internships.dutyreturn.drafted", row, now=now, detail={"year": year, "version": row.version})
    return row


# -- the ladder ------------------------------------------------------------------------------------------------------


def return_due(year: int) -> date | None:
    """By when a year is to be confirmed."""
    days = number_on("DUT-RETURN-DAYS", day_of(year))
    return None if days is None else day_of(year) + timedelta(days=days)


@transaction.atomic
def notice_shortfalls(*, actor: Actor, now: datetime, year: int, enterprises: Sequence[Enterprise]) -> list[DutyShortfall]:
    """Remind those of some enterprises who fell short of a year and gave no reason; each once a year. Returns the new ones.

    Raises ``Refusal`` before the term for confirming is over.
    """
    SHORTFALL_POLICY.require(actor, "notice", DutyShortfall())
    due = return_due(year)
    if due is not None and now.date() <= due:
        words = _("%(year)d年度的确认期限到%(day)s为止，期满才能提醒。") % {"year": year, "day": due.isoformat()}
        raise Refusal(words, code="term_runs")
    keys = [one.pk for one in enterprises]
    known = set(DutyShortfall.objects.filter(year=year, enterprise__in=keys).values_list("enterprise", flat=True))
    explained = DutyReturn.objects.filter(year=year, enterprise__in=keys, state=DutyReturnState.SUBMITTED).exclude(reason="")
    known |= set(explained.values_list("enterprise", flat=True))
    rows = [
        DutyShortfall(
            enterprise=found.enterprise, year=year, required=found.duty.required or 0, achieved=_decimal(found.duty.achieved),
            missing=found.duty.missing, due_on=term("DUT-ANSWER-DAYS", now), noticed_by_id=actor.user_id, noticed_at=now,
        )
        for found in years_of(enterprises, year, now.date())
        if found.verdict == DutyVerdict.SHORT and found.enterprise.pk not in known
    ]  # fmt: skip
    made = DutyShortfall.objects.bulk_create(rows)
    audit.record_all(actor, "internships.dutyshortfall.noticed", made, now=now, detail={"year": year})
    for row in made:
        tell_body(row, row.enterprise.organisation_id, "noticed", actor=actor, now=now)
    return made


# -- shared posts ----------------------------------------------------------------------------------------------------


@transaction.atomic
def share_post(*, actor: Actor, now: datetime, post: InternshipPost, enterprise: Enterprise, parts: int, document: str) -> PostShare:
    """Note that another enterprise runs a post together with its host, with so many parts to the host's one, by an agreement."""
    row = PostShare(post=post, enterprise=enterprise, parts=parts, document=_tidy(document), entered_by_id=actor.user_id, entered_at=now)
    POST_SHARE_POLICY.require(actor, "share", row)
    if enterprise.pk == post.enterprise_id:
        raise at_field("enterprise", _("“%(name)s”就是设岗企业，请选择共建的另一家。") % {"name": enterprise}, code="host")
    _refuse_faulty(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        words = _("“%(name)s”已登记为这个岗位的共建企业。") % {"name": enterprise}
        raise Conflict(words, code="shared_already", fields={"enterprise": words}) from None
    audit.record(actor, "internships.postshare.entered", row, now=now, detail={"post": post.pk, "enterprise": enterprise.pk})
    return row


@transaction.atomic
def edit_share(*, actor: Actor, now: datetime, share: PostShare, parts: int, document: str) -> PostShare:
    """Other parts, by another agreement. Years that are confirmed keep what they were reckoned with."""
    row = PostShare.objects.select_for_update(no_key=True, of=("self",)).select_related("post", "enterprise__organisation").get(pk=share.pk)
    POST_SHARE_POLICY.require(actor, "share", row)
    was = {"parts": row.parts, "document": row.document}
    row.parts, row.document = parts, _tidy(document)
    _refuse_faulty(row)
    row.save(update_fields=["parts", "document"])
    audit.record(actor, "internships.postshare.edited", row, now=now, detail={"was": was, "parts": parts, "document": row.document})
    return row


@transaction.atomic
def remove_share(*, actor: Actor, now: datetime, share: PostShare) -> None:
    """Nobody runs the post together with its host any more, or never did; the log keeps what stood here."""
    row = PostShare.objects.select_for_update(no_key=True, of=("self",)).select_related("post", "enterprise__organisation").get(pk=share.pk)
    POST_SHARE_POLICY.require(actor, "share", row)
    detail = {"post": row.post_id, "enterprise": row.enterprise_id, "parts": row.parts, "document": row.document}
    audit.record(actor, "internships.postshare.removed", row, now=now, detail=detail)
    row.delete()


def _refuse_faulty(row: PostShare) -> None:
    if not 0 < row.parts <= MOST_PARTS:
        raise at_field("parts", _("份额应是1到%(most)d之间的整数（设岗企业自己为1份）。") % {"most": MOST_PARTS})
    if not row.document:
        raise at_field("document", _("请填写共建协议。"), code="document_required")


def _tidy(document: str) -> str:
    return " ".join(document.split())[:120]
