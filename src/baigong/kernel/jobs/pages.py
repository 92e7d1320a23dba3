"""What the page of a job may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from baigong.kernel.jobs.models import Job, JobState
from baigong.kernel.jobs.worker import is_seen

TONES = {JobState.QUEUED: "neutral", JobState.RUNNING: "info", JobState.DONE: "good", JobState.FAILED: "bad"}


@dataclass(frozen=True)
class JobPage:
    """A job, whether it still changes, and where its outcome is shown."""

    job: Job
    tone: str
    is_over: bool
    nobody_works: bool
    outcome: str
    outcome_url: str
    outcome_label: str
    fragment: bool


def job_page(job: Job, *, fragment: bool = False) -> JobPage:
    """The page of ``job``. A work function may return ``{"message": …, "url": …, "label": …}`` to lead people on."""
    result: dict[str, Any] = job.result if isinstance(job.result, dict) else {}
    url = str(result.get("url", ""))
    return JobPage(
        job=job,
        tone=TONES[JobState(job.state)],
        is_over=job.is_over,
        nobody_works=job.state == JobState.QUEUED and not is_seen(),
        outcome=str(result.get("message", "")),
        outcome_url=url if url.startswith("/") and not url.startswith("//") else "",
        outcome_label=str(result.get("label", "")) or _("查看结果"),
        fragment=fragment,
    )
