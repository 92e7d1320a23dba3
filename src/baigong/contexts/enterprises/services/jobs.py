"""What enterprises do for themselves at set times."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.services.cooperation import end_cooperations
from baigong.kernel.jobs import Progress, scheduled


@scheduled("enterprises.end_cooperations", gettext_lazy("结束期满的校企合作"), "45 1 * * *")
def end_cooperations_that_are_over(progress: Progress) -> dict[str, str]:
    """End co-operation whose term is over."""
    return {"message": _("期满%(n)d项。") % {"n": end_cooperations(progress.now)}}
