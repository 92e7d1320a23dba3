"""What mutual recognition does for itself at set times."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.services.mutual import end_agreements
from baigong.kernel.jobs import Progress, scheduled


@scheduled("credit_bank.end_agreements", gettext_lazy("结束期满的互认协议"), "40 1 * * *")
def end_agreements_that_are_over(progress: Progress) -> dict[str, str]:
    """End agreements whose term is over."""
    ended = end_agreements(progress.now)
    return {"message": " ".join([_("期满%(n)d份。") % {"n": ended.count}, *ended.left])}
