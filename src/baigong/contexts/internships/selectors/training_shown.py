"""What the records show of an enterprise that trains: apprentices in filed classes, interns who stayed long enough.

It is the second of the conditions of integration enterprises (发改社会〔2019〕590号 第五条), read here so that nobody has to claim it.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.public import Recorded, months_after
from baigong.contexts.internships.models import AT_WORK, OVER, Cohort, CohortState, Placement
from baigong.kernel.rules import number_on

UNDERTAKEN = (CohortState.FILED, CohortState.RUNNING, CohortState.ASSESSING, CohortState.FINISHED)
"""Classes that were filed and not given up."""


def training_shown(enterprise: Enterprise, on: date, since: date) -> Recorded:
    """Classes of apprentices that ran since, each with its number of people; and how many different students stayed the months that the
    rule asks for. A class suffices; students suffice once there are as many as the rule asks for.
    """
    classes = Cohort.objects.filter(enterprise=enterprise, state__in=UNDERTAKEN, ends_on__gte=since, filed_on__lte=on)
    said = [
        _("%(kind)s“%(title)s”，%(n)d人，备案号%(document)s")
        % {"kind": one.get_kind_display(), "title": one.title, "n": one.people, "document": one.document}
        for one in classes.annotate(people=Count("apprentices")).order_by("starts_on", "pk")
    ]
    is_met = bool(said)
    months = number_on("INC-PRACTICE-MONTHS", on) or 0
    stays = Placement.objects.filter(
        enterprise=enterprise.organisation_id, state__in=[*AT_WORK, *OVER], ends_on__gte=since, starts_on__lte=on
    ).values_list("intern", "starts_on", "ends_on")
    students = {intern for intern, first, last in stays if min(last, on) >= months_after(first, months) - timedelta(days=1)}
    if students:
        said.append(_("%(since)s以来接收满%(months)d个月的实习学生%(n)d人") % {"since": since, "months": months, "n": len(students)})
        least = number_on("INC-PRACTICE-HEADS", on)
        is_met = is_met or (least is not None and len(students) >= least)
    return Recorded(is_met, said)
