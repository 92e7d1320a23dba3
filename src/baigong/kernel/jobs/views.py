"""The page of a job: how far it is, what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baigong.kernel.access import Request, requires
from baigong.kernel.jobs.models import JOB_POLICY
from baigong.kernel.jobs.pages import job_page


@requires(JOB_POLICY, "view")
@require_safe
def job(request: Request, pk: int) -> HttpResponse:
    """The whole page, or for htmx only the part that changes."""
    row = JOB_POLICY.get_or_404(request.actor, pk=pk)
    is_fragment = bool(getattr(request, "htmx", False))
    template = "jobs/_job_progress.html" if is_fragment else "jobs/job_view.html"
    return render(request, template, {"page": job_page(row, fragment=is_fragment)})
