"""What runs by itself every night: marks are followed, and in a new year reports on the old one are opened."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.services.candidacies import open_reports
from baigong.contexts.incentives.services.entitlements import follow_flags
from baigong.kernel.jobs import Progress, scheduled


@scheduled("incentives.follow", _("激励暂停与恢复"), "20 4 * * *")
def follow(progress: Progress) -> dict[str, str]:
    """Suspensions follow the marks of the register."""
    return {"message": gettext("暂停或恢复%(n)d家。") % {"n": follow_flags(progress.now)}}


@scheduled("incentives.reports", _("产教融合年度报告"), "30 4 2 1 *")
def reports(progress: Progress) -> dict[str, str]:
    """Reports on the year before, for every enterprise on the list."""
    return {"message": gettext("新开%(n)d份年度报告。") % {"n": len(open_reports(progress.now.year - 1, progress.now))}}
