"""Posts: listed, entered, judged on their page, filed for, brought by table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.exchange.posts import PostSheet, PostWriter
from baigong.contexts.internships.forms.posts import FilingForm, FirmForm, PostForm, initial_of
from baigong.contexts.internships.models import InternshipPost
from baigong.contexts.internships.post_rules import EXCEPTED, judge
from baigong.contexts.internships.selectors import posts as selectors
from baigong.contexts.internships.services import posts as services
from baigong.contexts.internships.views.post_listings import POST_TONES, POSTS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines
from baigong.kernel.workflow import available, reason_of

EVENTS = 40


@requires(POST_POLICY, "view")
@require_GET
def post_list(request: Request) -> HttpResponse:
    """Posts in sight: for students those that are published."""
    context = {"may_create": POST_POLICY.reachable(request.actor, "create")}
    rows = selectors.list_posts(request.actor)
    return POSTS.respond(request, rows, "internships/post_list.html", context, on_export="internships.internshippost.exported")


@requires(POST_POLICY, "create")
@require_http_methods(["GET", "POST"])
def post_add(request: Request) -> HttpResponse:
    """A new post: for one's own firm, or for one that is named."""
    wanted = request.GET.get("firm", "")
    firms = selectors.firms_to_post_for(request.actor, wanted)
    chosen = next((one for one in firms if str(one.pk) == request.GET.get("pk")), firms[0] if len(firms) == 1 else None)
    if chosen is None:
        context = {"form": FirmForm(request.GET or None), "firms": firms, "wanted": wanted}
        return render(request, "internships/post_firm.html", context)
    return _form(request, chosen, None)


@requires(POST_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def post_edit(request: Request, pk: int) -> HttpResponse:
    """A draft written anew."""
    row = selectors.get_post(request.actor, pk)
    POST_POLICY.require(request.actor, "edit", row)
    return _form(request, row.enterprise, row)


def _form(request: Request, firm: Any, row: InternshipPost | None) -> HttpResponse:
    sites, kinds = selectors.sites_and_kinds(firm, row.starts_on if row else request.now.date())
    asked = sorted({one.rule for one in judge(row).findings if one.force == "warn"} | set(row.reasons)) if row else []
    initial = initial_of(row) if row else None
    form = PostForm(request.POST or None, firm=firm, sites=sites, kinds=kinds, reasons=asked, initial=initial)

    def act(data: dict[str, Any]) -> InternshipPost:
        school = None if row else selectors.school_of(request.actor)
        return services.enter_post(actor=request.actor, now=request.now, head=form.head(), post=row, entered_for=school)

    def done(made: InternshipPost) -> str:
        said = judge(made)
        if said.is_lawful:
            return _("已保存，没有发现不符合规定的地方。")
        return _("已保存。有%(n)d处不符合规定或须写明理由，见下。") % {"n": len(said.blocking) + len(said.reasonless)}

    context = {"row": row, "firm": firm, "sites": sites}
    return form_page(request, form, "internships/post_form.html", act, done=done, context=context)


@requires(POST_POLICY, "view")
@require_http_methods(["GET", "POST"])
def post(request: Request, pk: int) -> HttpResponse:
    """One post: what the rules say of it, with both sides' values; whoever may enters what was filed."""
    row = selectors.get_post(request.actor, pk)
    works = bool(POST_POLICY.decide(request.actor, "work", row))
    if request.method == "POST":
        POST_POLICY.require(request.actor, "file", row)
    judged = judge(row) if works else None
    rules = [rule for rule in EXCEPTED if judged is not None and any(one.blocks and one.rule == rule for one in judged.findings)]
    form = FilingForm(request.POST or None, rules=rules, initial={"rules": rules})
    may = frozenset(
        act for act in ("edit", "file") if row.state == "draft" and (act != "file" or rules) and POST_POLICY.decide(request.actor, act, row)
    )
    events = list(audit.events_of(row)[:EVENTS]) if works else []
    context = {
        "row": row, "judged": judged, "steps": available(row, request.actor), "events": events, "works": works,
        "reason": reason_of(row, events), "tones": POST_TONES, "may": may, "filings": list(row.filings.all()),
        "mentors": list(row.mentors.all()), "programmes": selectors.programmes_in_words([row])[row.pk],
    }  # fmt: skip
    return form_page(
        request, form, "internships/post.html",
        lambda data: services.file_need(actor=request.actor, now=request.now, post=row, head=form.head()),
        done=_("已登记备案。"), context=context, to=lambda made: row,
    )  # fmt: skip


@requires(POST_POLICY, "create")
@require_GET
def post_sheet(request: Request) -> HttpResponse:
    """The table of posts: empty, or with one's own."""
    sheet = PostSheet(request.actor, request.now)
    audit.record(request.actor, "internships.internshippost.exported", None, now=request.now, detail={"sheet": True})
    return attachment(sheet.empty() if request.GET.get("empty") else sheet.workbook(), "internship-posts.xlsx")


@requires(POST_POLICY, "create")
@require_http_methods(["GET", "POST"])
def post_import(request: Request) -> HttpResponse:
    """Read a filled table, show what it would enter, and enter it once confirmed."""
    if not POST_POLICY.reachable(request.actor, "create"):
        messages.error(request, _("您的单位不登记实习岗位。"))
        return redirect("internships:posts")
    form = TableForm(request.POST or None, request.FILES or None)

    def course(data: dict[str, Any]) -> Import:
        sheet = PostSheet(request.actor, request.now)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, PostWriter(sheet), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "internships/post_import.html", course, salt="internships.posts", done=_("已登记%(add)d个岗位，修改%(change)d个。"),
        to=lambda: "internships:posts", lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("修改")}),
    )  # fmt: skip
