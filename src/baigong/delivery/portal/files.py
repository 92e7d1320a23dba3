"""The files of the open data of plans."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from baigong.delivery.portal import opendata
from baigong.delivery.portal.caching import kept
from baigong.delivery.portal.open_files import open_file
from baigong.delivery.portal.views import plan_or_404
from baigong.kernel.access import Request, public


@public
@kept
def download(request: Request, key: str, dataset: str, ending: str) -> HttpResponse:
    """One table of a public plan as a file."""
    if dataset not in opendata.SOURCES:
        raise Http404(_("没有这个数据集。"))
    plan, on = plan_or_404(key), request.now.date()
    source = opendata.SOURCES[dataset]
    facts = {"title": f"{plan.title} · {source.title}", "plan": plan.key, "document": plan.doc_number, "as_of": on}
    return open_file(f"{plan.key}-{dataset}-{on:%Y%m%d}", ending, source.fields, opendata.rows_of(plan, on, dataset), facts)
