"""Who is told what about an outcome or a conversion: the body that decides what waits for it, the learner what came of it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.models import Conversion, Learner, Outcome
from baigong.contexts.credit_bank.workflow.notifying import answered, office, officers_of, tell, tell_learner_of
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded

WAITING = "credit_bank.outcome.waiting"
"""What waits for a decision; settled when it is taken."""
CONVERSION_WAITING = "credit_bank.conversion.waiting"
"""An application that waits for the school; settled when it is decided."""
OUTCOME_WORDS = {
    "recognised": _("已认定：%(title)s"),
    "returned": _("需补正：%(title)s"),
    "rejected": _("不予认定：%(title)s"),
    "revoked": _("认定已撤销：%(title)s"),
}
CONVERSION_WORDS = {
    "approved": _("学分转换已同意：%(title)s"),
    "refused": _("学分转换未获同意：%(title)s"),
    "reversed": _("学分转换已撤销：%(title)s"),
    "withdrawn_for": _("学分转换申请已代您撤回：%(title)s"),
}


def tell_of_parting(learner: Learner, user: int, *, actor: Actor, now: datetime) -> None:
    """A sign-in leads to an account no more. Whose it is may be a stranger, who is told no name and no reason."""
    with as_recorded():
        subject = gettext("您的登录已不再绑定学分账户（尾号%(tail)s）") % {"tail": learner.number[-4:]}
        body = gettext("是本人的，请带证件到办理单位重新开通；不是您办的，也请告诉办理单位。")
    notify([user], actor=actor, now=now, kind="credit_bank.learner.parted", url=reverse("credit_bank:mine"), subject=subject, body=body)


def waits_no_more(outcome: Outcome, now: datetime) -> None:
    """What people were asked to decide has been decided, or taken back."""
    answered(outcome, now, WAITING)


def tell_reviewer(outcome: Outcome, *, actor: Actor, now: datetime) -> None:
    """A claim waits for the body that decides; where nobody acts for it, for the office."""
    people = officers_of([outcome.reviewer_id], now, (SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER)) or office(now)
    tell(people, outcome, WAITING, _("待认定：%(title)s"), actor=actor, now=now)


def tell_learner(outcome: Outcome, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    waits_no_more(outcome, now)
    tell_learner_of(outcome, event, OUTCOME_WORDS, actor=actor, now=now, body=body)


def conversion_waits_no_more(conversion: Conversion, now: datetime) -> None:
    """What the school was asked to decide has been decided, or taken back."""
    answered(conversion, now, CONVERSION_WAITING)


def tell_school_of_conversion(conversion: Conversion, *, actor: Actor, now: datetime) -> None:
    """An application waits for the school of the programme; where nobody acts for it, for the office."""
    people = officers_of([conversion.programme.school_id], now) or office(now)
    tell(people, conversion, CONVERSION_WAITING, _("学分转换待审批：%(title)s"), actor=actor, now=now)


def tell_of_conversion(conversion: Conversion, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    conversion_waits_no_more(conversion, now)
    tell_learner_of(conversion, event, CONVERSION_WORDS, actor=actor, now=now, title=conversion.programme, body=body)
