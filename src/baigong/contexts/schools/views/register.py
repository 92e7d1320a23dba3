"""What the public reads of projects: which are listed, which have passed acceptance, by which document."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from baigong.contexts.schools.pages import project_page
from baigong.contexts.schools.selectors.projects import counts_by_kind, get_public_project, list_public_projects
from baigong.contexts.schools.views.listings import PUBLIC
from baigong.kernel.access import ANONYMOUS, Request, public


@public
@require_safe
def public_projects(request: Request) -> HttpResponse:
    """The register, to be searched, filtered and taken away."""
    counts = [count for count in counts_by_kind(request.now.date()) if count.listed]
    return PUBLIC.respond(request, list_public_projects(), "schools/public_projects.html", {"counts": counts})


@public
@require_safe
def public_project(request: Request, pk: int) -> HttpResponse:
    """One project, for everybody; of one that was withdrawn that it was, since when and by which document."""
    row = get_public_project(pk)
    page = project_page(ANONYMOUS, row, request.now)
    programme = f"{row.programme_code} {row.programme_name}".strip()
    facts = [
        (_("项目类别"), str(row.declared)), (pgettext("项目", "级别"), row.get_level_display()), (_("申报单位"), row.host.name),
        (_("县区"), str(row.county or "")), (_("共建企业"), row.partners), (_("专业"), programme),
        (_("课程名称"), row.course), (_("项目负责人"), row.leader), (_("立项文号"), row.listing_number),
        (_("立项日期"), row.listed_on), (_("建设期止"), row.build_until), (_("验收文号"), row.acceptance_number),
        (_("验收日期"), row.accepted_on), (_("称号有效期止"), row.title_until), (_("撤销日期"), row.withdrawn_on),
        (_("撤销文号"), row.withdrawal_number),
    ]  # fmt: skip
    return render(request, "schools/public_project.html", {"row": row, "page": page, "facts": facts})
