"""News from below that open a case (``delivery/subscriptions.py``). Each source opens one, however often it is heard."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.internships.public import DutyNotMet, DutySettled, ViolationReported
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.supervision.models import ENDED, Case, CaseState, RecordKind, SourceKind
from baigong.contexts.supervision.selectors.cases import bureau
from baigong.contexts.supervision.services.opening import Matter, Source, open_case
from baigong.contexts.supervision.workflow.below import tell_below
from baigong.contexts.supervision.workflow.recording import write
from baigong.contexts.supervision.workflow.telling import tell_handler
from baigong.kernel.access import SYSTEM
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire


def open_for_violation(news: ViolationReported) -> Case:
    """A report of a violation in an internship was taken up below, or records show one. Who reported it never comes up here."""
    subject = Organisation.objects.filter(pk=news.enterprise_id or news.school_id or 0).first()
    handler = bureau()
    if subject is None or handler is None:
        raise LookupError(f"report {news.report_id} is against nobody, or nobody handles it")
    with as_recorded():
        source = Source(
            SourceKind.HOTLINE, _("实习维权举报（第%(n)d件）") % {"n": news.report_id}, ref=f"internships.violationreport:{news.report_id}",
            is_protected=True,
        )  # fmt: skip
        title = _("实习管理：%(clause)s") % {"clause": news.called or news.clause or _("违反规定")}
        matter = Matter(subject, handler, title, news.words, news.clause, news.occurred_on)
    return open_case(actor=SYSTEM, now=news.at, source=source, matter=matter)


def open_for_shortfall(news: DutyNotMet) -> Case:
    """An enterprise did not do its part of the places, gave no reason and kept no plan: the bureau asked for supervision."""
    subject = Organisation.objects.filter(pk=news.enterprise_id).first()
    handler = bureau()
    if subject is None or handler is None:
        raise LookupError(f"shortfall {news.shortfall_id} is of nobody, or nobody handles it")
    with as_recorded():
        source = Source(
            SourceKind.DUTY, _("%(year)d年度实习岗位责任台账") % {"year": news.year}, ref=_of_shortfall(news.shortfall_id),
            url=news.url,
        )  # fmt: skip
        title = _("%(year)d年度实习岗位责任未落实") % {"year": news.year}
        matter = Matter(subject, handler, title, news.words, news.clause, None)
    case = open_case(actor=SYSTEM, now=news.at, source=source, matter=matter)
    tell_below(case, "", news.at)
    return case


@transaction.atomic
def settle_for_shortfall(news: DutySettled) -> Case | None:
    """The enterprise answered after all: "in principle" means that its reason suffices. Nothing found yet: the case ends with what it said.
    Findings told: it is its statement. An opinion stands: a person decides, and is told.
    """
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .filter(source_ref=_of_shortfall(news.shortfall_id))
        .exclude(state__in=ENDED)
        .first()
    )
    if case is None:
        return None
    with as_recorded():
        words = _("来源已办结：%(words)s") % {"words": news.words}
    steps = {CaseState.OPENED: "dismiss", CaseState.INVESTIGATING: "clear", CaseState.STATING: "state"}
    if (step := steps.get(CaseState(case.state))) is not None:
        return fire(case, step, actor=SYSTEM, now=news.at, reason=words)
    write(case, RecordKind.STATEMENT, words, actor=SYSTEM, now=news.at)
    tell_handler(case, "settled", actor=SYSTEM, now=news.at)
    return case


def _of_shortfall(key: int) -> str:
    return f"internships.dutyshortfall:{key}"
