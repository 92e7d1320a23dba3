"""The duty of places: the city, its enterprises, one enterprise's year; what everybody may read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.enterprises.public import Enterprise, get_enterprise, own_enterprises
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, POST_SHARE_POLICY, SHORTFALL_POLICY
from baigong.contexts.internships.forms.duty import CorrectForm, PartsForm, ReturnForm, ShareForm
from baigong.contexts.internships.models import DutyReturn, DutyVerdict, PostShare
from baigong.contexts.internships.pages_of_duty import TONES, year_page
from baigong.contexts.internships.pages_of_duty_city import City, Tables, headings, public_tables, tables_for
from baigong.contexts.internships.selectors.duty import (
    enterprises_in_sight,
    enterprises_owing,
    is_locked,
    list_published,
    posts_of_year,
    returns_of,
    year_of,
    years_known,
)
from baigong.contexts.internships.selectors.duty_published import published_year
from baigong.contexts.internships.services import duty as services
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing, PlainRows

ENTERPRISES = Listing(
    name="duty-enterprises",
    caption=gettext_lazy("企业实习岗位责任"),
    columns=[
        Column("name", gettext_lazy("企业"), main=True, sort="name", sub=lambda row: row["county"], width="wide"),
        Column("county", gettext_lazy("县区"), only_export=True),
        Column("industry_name", gettext_lazy("行业"), priority=3),
        Column("staff", gettext_lazy("上年平均职工"), kind="number", sort="staff", priority=2),
        Column("required", gettext_lazy("应接纳"), kind="number", sort="required"),
        Column("offered", gettext_lazy("设岗"), kind="number", sort="offered", priority=2),
        Column("filled", gettext_lazy("安排"), kind="number", sort="filled", priority=3),
        Column("served", gettext_lazy("接纳"), kind="number", sort="served"),
        Column("person_days", gettext_lazy("接纳人日"), kind="number", sort="person_days", priority=3),
        Column("missing", gettext_lazy("还差"), kind="number", sort="missing", priority=2),
        Column("verdict", gettext_lazy("结论"), kind="badge", labels=DutyVerdict, tones=TONES),
    ],
    filters=[
        ChoiceFilter("verdict", gettext_lazy("结论"), choices=DutyVerdict, many=True),
        ChoiceFilter("county", gettext_lazy("县区"), choices=lambda request: _choices(request, "county", "county")),
        ChoiceFilter("industry", gettext_lazy("行业"), choices=lambda request: _choices(request, "industry", "industry_name")),
    ],
    search=["name"],
    default_sort=("-missing", "name"),
    row_link=lambda row: reverse("internships:duty-year", args=[row["pk"], row["year"]]),
    keep=("year",),
    empty=EmptyState(
        gettext_lazy("没有企业"), gettext_lazy("登记企业并报送职工人数后，这里按年度列出应接纳和已接纳的人数。"), "building-factory-2"
    ),
)  # fmt: skip


def _asked_year(request: Request) -> int:
    """The year in the address; this one without."""
    years = years_known(request.now.date())
    text = request.GET.get("year", "")
    if not text and years:
        return years[0]
    if text not in map(str, years):
        raise Http404(_("没有这一年度的实习岗位责任。"))
    return int(text)


def _tables(request: Request, year: int) -> Tables:
    """Counted once a request; ``?anew=1`` counts anew what was counted of many enterprises today."""
    known: dict[int, Tables] = request.__dict__.setdefault("_duty_tables", {})
    if year not in known:
        known[year] = tables_for(actor=request.actor, now=request.now, year=year, anew=request.GET.get("anew") == "1")
    return known[year]


def _choices(request: Request, key: str, words: str) -> list[tuple[str, str]]:
    found = {row[key]: row[words] for row in _tables(request, _asked_year(request)).rows}
    return sorted(found.items())


@requires(DUTY_RETURN_POLICY, "work")
@require_GET
def overview(request: Request) -> HttpResponse:
    """The city's year by county and industry; ``?export=xlsx`` the same as a workbook."""
    year = _asked_year(request)
    tables = _tables(request, year)
    found = tables.city
    if request.GET.get("export") == "xlsx":
        audit.record(request.actor, "internships.dutyreturn.overview_exported", None, now=request.now, detail={"year": year})
        return attachment(_workbook(found), _("%(year)d年度实习岗位责任.xlsx") % {"year": year})
    context = {
        "city": found, "counted_at": tables.counted_at, "year": year, "years": years_known(request.now.date()), "headings": headings(),
        "is_over": year < request.now.year, "due": services.return_due(year),
        "may_notice": year < request.now.year and SHORTFALL_POLICY.reachable(request.actor, "notice"),
    }  # fmt: skip
    return render(request, "internships/duty.html", context)


def _workbook(found: City) -> bytes:
    heads = [_("名称"), *headings()]
    sheets = [
        Sheet(title, heads, [[line.name, *line.cells()] for line in [*lines, found.total]])
        for title, lines in ((_("按县区"), found.counties), (_("按行业"), found.industries))
    ]
    return write_xlsx(sheets)


@requires(DUTY_RETURN_POLICY, "work")
@require_GET
def enterprise_list(request: Request) -> HttpResponse:
    """The enterprises of a year, each with what is asked of it and what it did."""
    year = _asked_year(request)
    tables = _tables(request, year)
    context = {"year": year, "years": years_known(request.now.date()), "counted_at": tables.counted_at}
    return ENTERPRISES.respond(
        request, PlainRows(tables.rows), "internships/duty_enterprises.html", context, on_export="internships.dutyreturn.exported"
    )


@requires(DUTY_RETURN_POLICY, "own")
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own enterprise's year."""
    own = own_enterprises(request.actor)
    years = years_known(request.now.date())
    if not own or not years:
        return render(request, "internships/duty_none.html")
    return redirect("internships:duty-year", own[0].pk, years[0])


def _known(request: Request, year: int) -> None:
    if year not in years_known(request.now.date()):
        raise Http404(_("没有这一年度的实习岗位责任。"))


def _enterprise(request: Request, pk: int, year: int) -> Enterprise:
    _known(request, year)
    found = get_enterprise(request.actor, pk)
    if not DUTY_RETURN_POLICY.decide(request.actor, "view", DutyReturn(enterprise=found)):
        raise Http404(_("没有找到这家企业的实习岗位责任，或不在您的职责范围内。"))
    return found


@requires(DUTY_RETURN_POLICY, "view")
@require_GET
def year(request: Request, pk: int, year: int) -> HttpResponse:
    """One enterprise's year: what is asked and why, post by post what was offered, what was confirmed, what follows."""
    return _show(request, _enterprise(request, pk, year), year)


def _show(request: Request, enterprise: Enterprise, year: int, refusal: Any = None) -> HttpResponse:
    today = request.now.date()
    page = year_page(request.actor, enterprise, year, years_known(today), year_of(enterprise, year, today), today)
    context = {"page": page, "refusal": refusal}
    return render(request, "internships/duty_year.html", context, status=refusal.status if refusal else 200)


@requires(DUTY_RETURN_POLICY, "draft")
@require_http_methods(["GET", "POST"])
def year_draft(request: Request, pk: int, year: int) -> HttpResponse:
    """Draw up the year, or a new version of one that is locked, and say what is to be said."""
    enterprise = _enterprise(request, pk, year)
    found = year_of(enterprise, year, request.now.date())
    locked = is_locked(enterprise, year)
    said = next((row.reason for row in returns_of(request.actor, enterprise, year) if row.reason), "")
    form = (CorrectForm if locked else ReturnForm)(request.POST or None, initial={"reason": said})
    return form_page(
        request, form, "internships/duty_draft.html",
        lambda data: services.draft_return(
            actor=request.actor, now=request.now, enterprise=enterprise, year=year, reason=data["reason"],
            correction=data.get("correction", ""),
        ),
        done=_("已按现有记录算出，核对后确认并锁定。"),
        context={"enterprise": enterprise, "year": year, "found": found, "is_locked": locked},
    )  # fmt: skip


@requires(POST_SHARE_POLICY, "share")
@require_http_methods(["GET", "POST"])
def share_add(request: Request, pk: int, year: int) -> HttpResponse:
    """Note who runs one of the posts together with the enterprise."""
    enterprise = _enterprise(request, pk, year)
    posts = list(posts_of_year(year).filter(enterprise=enterprise))
    others = enterprises_owing(year).exclude(pk=enterprise.pk).order_by("organisation__name")
    form = ShareForm(request.POST or None, posts=posts, enterprises=others)
    return form_page(
        request, form, "internships/duty_share.html",
        lambda data: services.share_post(
            actor=request.actor, now=request.now, post=data["post"], enterprise=data["enterprise"], parts=data["parts"],
            document=data["document"],
        ),
        done=_("已登记共建企业。"), context={"enterprise": enterprise, "year": year, "row": None},
        to=lambda _row: _year_address(enterprise, year),
    )  # fmt: skip


def _share(request: Request, enterprise: Enterprise, pk: int) -> PostShare:
    return POST_SHARE_POLICY.get_or_404(request.actor, PostShare.objects.select_related("post", "enterprise__organisation"), pk=pk,
                                        post__enterprise=enterprise)  # fmt: skip


@requires(POST_SHARE_POLICY, "share")
@require_http_methods(["GET", "POST"])
def share_edit(request: Request, pk: int, year: int, share: int) -> HttpResponse:
    """Other parts of a post that several run, or another agreement; removing stands beside it."""
    enterprise = _enterprise(request, pk, year)
    row = _share(request, enterprise, share)
    POST_SHARE_POLICY.require(request.actor, "share", row)
    form = PartsForm(request.POST or None, initial={"parts": row.parts, "document": row.document})
    return form_page(
        request, form, "internships/duty_share.html",
        lambda data: services.edit_share(actor=request.actor, now=request.now, share=row, **data), done=_("已保存。"),
        context={"enterprise": enterprise, "year": year, "row": row}, to=lambda _row: _year_address(enterprise, year),
    )  # fmt: skip


@requires(POST_SHARE_POLICY, "share")
@require_POST
def share_remove(request: Request, pk: int, year: int, share: int) -> HttpResponse:
    """Nobody runs the post with its host any more."""
    enterprise = _enterprise(request, pk, year)
    row = _share(request, enterprise, share)
    return button_page(
        request, lambda: services.remove_share(actor=request.actor, now=request.now, share=row), done=_("已删除共建份额。"),
        to=_year_address(enterprise, year),
    )  # fmt: skip


def _year_address(enterprise: Enterprise, year: int) -> str:
    return reverse("internships:duty-year", args=[enterprise.pk, year])


@requires(DUTY_RETURN_POLICY, "work")
@require_POST
def notice(request: Request, year: int) -> HttpResponse:
    """Remind those who fell short and gave no reason."""
    _known(request, year)
    return button_page(
        request,
        lambda: services.notice_shortfalls(
            actor=request.actor, now=request.now, year=year, enterprises=list(enterprises_in_sight(request.actor, year))
        ),
        done=lambda made: _("已提醒%(n)d家企业说明理由或报补足计划。") % {"n": len(made)},
        to=reverse("internships:shortfalls"),
    )


@public
@require_GET
def public_duty(request: Request) -> HttpResponse:
    """For everybody: the last whole year by county and industry, small numbers of students left out; enterprises that were made public."""
    found = published_year()
    tables = public_tables(found.groups, found.as_of) if found is not None else []
    return render(request, "internships/public_duty.html", {"found": found, "tables": tables, "published": list_published()})
