"""What the duty of places hears from below: a head-count was corrected, and a year that is locked was reckoned with the old one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import StaffCorrected
from baigong.contexts.internships.models import DutyReturn, DutyReturnState
from baigong.contexts.internships.selectors.duty import year_of
from baigong.contexts.internships.services.duty import draft_return, figures
from baigong.contexts.internships.workflow.telling_of_duty import tell_body
from baigong.kernel.access import SYSTEM
from baigong.kernel.clock import current_time
from baigong.kernel.wording import as_recorded

RECKONED = ("staff", "required", "missing", "verdict")
"""What a head-count changes of a return."""


@transaction.atomic
def staff_corrected(news: StaffCorrected, now: datetime | None = None) -> list[DutyReturn]:
    """Years that were confirmed with the old count, and would say something else with the new one, are drawn up anew as a draft that waits
    for the enterprise; until it is confirmed the locked one counts. A count is that of the year after, and of its own for the cap.
    """
    now = now or current_time()
    counted = int(news.period[:4])
    rows = DutyReturn.objects.filter(
        enterprise=news.enterprise_id, year__in=[counted, counted + 1], state=DutyReturnState.SUBMITTED
    ).select_related("enterprise__organisation")
    made = []
    for row in rows:
        found = year_of(row.enterprise, row.year, now.date())
        new = figures(found) if found is not None else {}
        if not new or all(getattr(row, name) == new[name] for name in RECKONED):
            continue
        with as_recorded():
            why = _("%(period)s职工人数已更正") % {"period": news.period}
        drafted = DutyReturn.objects.filter(enterprise=row.enterprise_id, year=row.year, state=DutyReturnState.DRAFT).first()
        said = (drafted or row).reason
        made.append(draft_return(actor=SYSTEM, now=now, enterprise=row.enterprise, year=row.year, reason=said, correction=why))
        tell_body(made[-1], row.enterprise.organisation_id, "recounted", actor=SYSTEM, now=now)
    return made
