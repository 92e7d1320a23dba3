"""What the ledger does for itself at set times."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.ledger.lapsing import lapse
from baigong.contexts.credit_bank.ledger.sealing import seal
from baigong.kernel.access import SYSTEM
from baigong.kernel.jobs import Progress, scheduled


@scheduled("credit_bank.seal", gettext_lazy("封存学分记账"), "*/10 * * * *")
def seal_postings(progress: Progress) -> dict[str, str]:
    """Seal what was posted since the last time."""
    return {"message": _("封存%(n)d块。") % {"n": seal(actor=SYSTEM, now=progress.now)}}


@scheduled("credit_bank.lapse", gettext_lazy("登记到期失效的学分"), "50 0 * * *")
def lapse_nightly(progress: Progress) -> dict[str, str]:
    """Every night, what was valid until the day before."""
    return {"message": _("失效%(n)d笔。") % {"n": lapse(actor=SYSTEM, now=progress.now, on=progress.now.date())}}
