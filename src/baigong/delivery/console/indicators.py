"""The data dictionary: every declared indicator with definition, citation, source, disclosure, worked cases and where it is used."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baigong.contexts.plans.public import TARGET_POLICY
from baigong.kernel.access import Request, signed_in
from baigong.kernel.indicators import all_indicators, find_indicator


@signed_in
def indicator_list(request: Request) -> HttpResponse:
    """Every indicator."""
    used: dict[str, int] = {}
    for code in TARGET_POLICY.visible(request.actor).exclude(indicator_code="").values_list("indicator_code", flat=True):
        used[code] = used.get(code, 0) + 1
    rows = [(indicator, used.get(indicator.code, 0)) for indicator in all_indicators().values()]
    return render(request, "console/indicator_list.html", {"rows": rows})


@signed_in
def indicator(request: Request, code: str) -> HttpResponse:
    """One indicator."""
    found = find_indicator(code)
    if found is None:
        raise Http404(_("没有代码为%(code)s的指标。") % {"code": code})
    targets = TARGET_POLICY.visible(request.actor).filter(indicator_code=code).select_related("plan", "measure")
    return render(request, "console/indicator.html", {"indicator": found, "targets": list(targets)})
