"""The catalogue of the open data as DCAT (version 3, terms of its European application profile) in JSON-LD: for other portals to harvest.

It is Chinese whoever asks, so that what was harvested does not hang on the harvester's language.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baigong.contexts.plans import public as plans
from baigong.delivery.portal import opendata
from baigong.delivery.portal.caching import kept
from baigong.delivery.portal.licence import licence
from baigong.delivery.portal.published import list_public_indicators, spans
from baigong.kernel.access import Request, public
from baigong.kernel.indicators import Indicator
from baigong.kernel.ui.product import product

AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA = "https://www.iana.org/assignments/media-types/"
CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMATS = {"csv": ("text/csv", "CSV"), "json": ("application/json", "JSON")}

Node = dict[str, Any]


@public
@kept
def catalogue(request: Request) -> HttpResponse:
    """Everything that can be taken away: each table of each public plan, each public indicator."""
    with translation.override(settings.LANGUAGE_CODE):
        content = json.dumps(_catalogue(request), ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/ld+json; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _catalogue(request: Request) -> Node:
    shown = list(plans.list_public_plans())
    running = plans.find_public_plan()
    publisher = {"@id": request.build_absolute_uri("/") + "#publisher", "@type": "foaf:Agent"}
    publisher["foaf:name"] = str(running.team) if running is not None else product().city or product().name
    changed = plans.last_changes(shown)
    of_plans = [_plan_dataset(request, plan, key, changed.get(plan.pk)) for plan in shown for key in opendata.SOURCES]
    known = spans([each.code for each in list_public_indicators()])
    of_indicators = [_indicator_dataset(request, each, known[each.code]) for each in list_public_indicators() if each.code in known]
    datasets = [_dataset(request, {"dct:publisher": {"@id": publisher["@id"]}, **each}) for each in (*of_plans, *of_indicators)]
    days = sorted(each[key]["@value"] for each in datasets for key in ("dct:issued", "dct:modified") if key in each)
    page = request.build_absolute_uri(reverse("portal:open-data"))
    return {
        "@context": CONTEXT,
        "@id": request.build_absolute_uri(reverse("portal:catalogue")),
        "@type": "dcat:Catalog",
        "dct:title": _words(_("%(city)s职业教育改革开放数据") % {"city": product().city}),
        "dct:description": _words(_("计划的任务、目标、数值和灯色，以及由业务数据算出的公开指标。")),
        "dct:publisher": publisher,
        "dct:language": {"@id": f"{AUTHORITY}language/ZHO"},
        **_terms(),
        **_spatial(),
        **({"dct:issued": _moment(days[0]), "dct:modified": _moment(days[-1])} if days else {}),
        "foaf:homepage": {"@id": page},
        "dcat:dataset": datasets,
    }


def _dataset(request: Request, own: Node) -> Node:
    """What every dataset says besides its own: place, language, subject."""
    return {
        "@type": "dcat:Dataset",
        **own,
        "dct:language": {"@id": f"{AUTHORITY}language/ZHO"},
        "dcat:theme": {"@id": f"{AUTHORITY}data-theme/EDUC"},
        "dct:accessRights": {"@id": f"{AUTHORITY}access-right/PUBLIC"},
        **_spatial(),
    }


def _plan_dataset(request: Request, plan: plans.Plan, key: str, changed: date | None) -> Node:
    source = opendata.SOURCES[key]
    page = request.build_absolute_uri(reverse("portal:open-data")) + f"#{key}"
    files = {ending: reverse("portal:dataset", args=[plan.key, key, ending]) for ending in FORMATS}
    dates: Node = {"dct:issued": _moment(plan.issued_on)} if plan.issued_on else {}
    if changed:
        dates["dct:modified"] = _moment(changed)
    return {
        "@id": request.build_absolute_uri(files["csv"]).removesuffix(".csv"),
        "dct:identifier": f"{plan.key}-{key}",
        "dct:title": _words(f"{plan.title} · {source.title}"),
        "dct:description": _words(str(source.what)),
        "dcat:keyword": [_words(word) for word in (_("职业教育"), str(source.title), plan.short_title)],
        "dcat:landingPage": {"@id": page},
        **dates,
        "dcat:distribution": [_distribution(request, path, ending, page, dates) for ending, path in files.items()],
    }


def _indicator_dataset(request: Request, found: Indicator, span: Any) -> Node:
    page = request.build_absolute_uri(reverse("portal:indicator", args=[found.code]))
    dates = {"dct:issued": _moment(span.issued), "dct:modified": _moment(span.modified)}
    files = {ending: reverse("portal:indicator-file", args=[found.code, ending]) for ending in FORMATS}
    return {
        "@id": page,
        "dct:identifier": found.code,
        "dct:title": _words(str(found.name)),
        "dct:description": _words(str(found.definition)),
        "dcat:keyword": [_words(word) for word in (_("职业教育"), _("指标"), str(found.name))],
        "dcat:landingPage": {"@id": page},
        "dct:conformsTo": {"@type": "dct:Standard", "rdfs:label": _words(str(found.basis))},
        "dcat:version": found.version,
        "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}frequency/DAILY"},
        "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": _moment(span.first), "dcat:endDate": _moment(span.last)},
        **dates,
        "dcat:distribution": [_distribution(request, path, ending, page, dates) for ending, path in files.items()],
    }


def _distribution(request: Request, path: str, ending: str, page: str, dates: Node) -> Node:
    media, name = FORMATS[ending]
    return {
        "@id": request.build_absolute_uri(path),
        "@type": "dcat:Distribution",
        "dct:title": _words(name),
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": request.build_absolute_uri(path)},
        "dcat:mediaType": {"@id": MEDIA + media},
        "dct:format": {"@id": f"{AUTHORITY}file-type/{name}"},
        **_terms(),
        **dates,
    }


def _terms() -> Node:
    """The licence, where one is named; what readers are told in any case."""
    terms = licence()
    rights = {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _words(terms.words)}}
    return {"dct:license": {"@id": terms.address}, **rights} if terms.address else rights


def _spatial() -> Node:
    city = product().city
    return {"dct:spatial": {"@type": "dct:Location", "rdfs:label": _words(city)}} if city else {}


def _words(text: str) -> Node:
    return {"@language": "zh", "@value": text}


def _moment(day: date | str) -> Node:
    """A day or an instant as typed text."""
    text = day if isinstance(day, str) else (timezone.localtime(day) if isinstance(day, datetime) else day).isoformat()
    return {"@type": "xsd:dateTime" if "T" in text else "xsd:date", "@value": text}
