"""What the house does for itself at set times."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.kernel import audit
from baigong.kernel.files import sweep
from baigong.kernel.jobs.models import Job, JobState
from baigong.kernel.jobs.queue import Progress, scheduled

KEPT_FOR = timedelta(days=180)


@scheduled("audit.seal", gettext_lazy("封存审计记录"), "*/10 * * * *")
def seal_audit(progress: Progress) -> dict[str, str]:
    """Seal what happened since the last time. Somebody else may be sealing right now: then it is done already."""
    try:
        made = audit.seal(now=progress.now)
    except IntegrityError:
        made = 0
    return {"message": _("封存%(n)d块。") % {"n": made}}


@scheduled("files.sweep", gettext_lazy("清理无主的文件"), "40 3 * * *")
def sweep_files(progress: Progress) -> dict[str, str]:
    """Delete stored files that no row names."""
    return {"message": _("清理%(n)d项。") % {"n": sweep(progress.now)}}


@scheduled("jobs.tidy", gettext_lazy("清理旧的后台任务"), "30 3 * * *")
def tidy(progress: Progress) -> dict[str, str]:
    """Forget finished jobs after half a year, and those nobody asked for (the scheduled ones) after a week."""
    over = Job.objects.filter(state__in=[JobState.DONE, JobState.FAILED])
    gone, _by_model = over.filter(finished_at__lt=progress.now - KEPT_FOR).delete()
    own, _by_model = over.filter(requested_by=None, state=JobState.DONE, finished_at__lt=progress.now - timedelta(days=7)).delete()
    return {"message": _("清理%(n)d项。") % {"n": gone + own}}
