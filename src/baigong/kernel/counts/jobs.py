"""Every night: what was asked for lately is counted, so that whoever comes in the morning need not wait."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.kernel.counts.counting import acting, all_countings
from baigong.kernel.counts.models import KeptCount
from baigong.kernel.jobs import Progress, scheduled

KEPT = timedelta(days=30)
"""How long a count stays, and how long a scope that nobody asks about is still counted each night."""


@scheduled("counts.recount", gettext_lazy("统计快照"), "40 4 * * *")
def recount(progress: Progress) -> dict[str, str]:
    """For everybody who asked within a month: what each counting counts of a night."""
    today, countings = progress.now.date(), all_countings()
    KeptCount.objects.filter(asked_on__lt=today - KEPT).delete()
    KeptCount.objects.filter(counted_at__lt=progress.now - KEPT).delete()
    rows = KeptCount.objects.filter(what__in=countings).order_by("asked_on").defer("content")
    lately = {(row.what, row.scope, row.language): row for row in rows}
    for done, row in enumerate(lately.values(), 1):
        counting = countings[row.what]
        with translation.override(row.language):
            counting.recount(actor=acting(row), now=progress.now, asked=counting.nightly(today), asked_on=row.asked_on)
        progress.report(done, len(lately))
    return {"message": _("统计%(n)d个范围。") % {"n": len(lately)}}
