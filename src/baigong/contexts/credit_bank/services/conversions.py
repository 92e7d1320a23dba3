"""Applying for conversion, and deciding on it line by line. What is granted is the machine's step; nothing is promised before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import CONVERSION_POLICY
from baigong.contexts.credit_bank.conversion.deciding import decide_for, name_of, refused_title
from baigong.contexts.credit_bank.models import Conversion, CreditProgramme, Learner, LearnerState
from baigong.contexts.credit_bank.workflow.telling import tell_school_of_conversion
from baigong.engines.rules.decision import Grant
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire


@transaction.atomic
def apply(
    *, actor: Actor, now: datetime, learner: Learner, programme: CreditProgramme, wishes: Sequence[str] = (), note: str = ""
) -> Conversion:
    """Apply at the programme's school. Raises ``Refusal`` where the rules give nothing, ``Conflict`` where an application waits there."""
    row = Conversion(
        learner=learner, programme=programme, applied_on=now.date(), wishes=list(dict.fromkeys(wishes)), note=" ".join(note.split()),
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    CONVERSION_POLICY.require(actor, "apply", row)
    if learner.state != LearnerState.ACTIVE:
        words = _("“%(row)s”现在是“%(state)s”，先核验身份、启用账户，再申请转换。") % {"row": learner, "state": learner.get_state_display()}
        raise Conflict(words, code="wrong_state")
    if not programme.is_open:
        raise Conflict(_("“%(title)s”现在不受理学分转换。") % {"title": programme}, code="programme_closed")
    if not decide_for(learner, programme, row.applied_on, row.wishes).decision.grants:
        words = _("按%(school)s现行规则，没有可以转换到“%(title)s”的课程或学分；理由列在页面上。")
        raise Refusal(words % {"school": programme.school, "title": programme}, code="nothing_to_grant")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        words = _("已有一份转换到“%(title)s”的申请在等待审批，没有重复提交。") % {"title": programme}
        raise Conflict(words, code="application_waits") from None
    audit.record(actor, "credit_bank.conversion.applied", row, now=now, detail={"programme": programme.pk})
    tell_school_of_conversion(row, actor=actor, now=now)
    return row


def lines_to_decide(conversion: Conversion) -> dict[str, Grant]:
    """What the rules give now, line by line, by the names under which lines are refused."""
    decided = decide_for(conversion.learner, conversion.programme, conversion.applied_on, conversion.wishes)
    return {name_of(grant): grant for grant in decided.decision.grants}


def grant_in_part(
    *, actor: Actor, now: datetime, conversion: Conversion, refused: Mapping[str, str], decision: str = "", seen: str = ""
) -> Conversion:
    """Grant what the rules give but the lines ``refused`` (by name, each with its reason). Raises as the step ``approve``."""
    if any(not reason.strip() for reason in refused.values()):
        raise Refusal(_("不同意的每一条都要写明理由。"), code="reason_required")
    told = {name: " ".join(reason.split())[:300] for name, reason in refused.items()}
    why = "；".join(_as_told(conversion, told)) if told else ""
    return fire(conversion, "approve", actor=actor, now=now, reason=why, decision=decision, seen=seen, refused_lines=told)


def _as_told(conversion: Conversion, refused: Mapping[str, str]) -> list[str]:
    """What is refused and why, for the history."""
    titles, lines = {course.code: course.title for course in conversion.programme.courses.all()}, lines_to_decide(conversion)
    with as_recorded():
        return [
            _("“%(line)s”不同意：%(reason)s") % {"line": refused_title(asdict(lines[name]), titles), "reason": reason}
            for name, reason in refused.items()
            if name in lines
        ]
