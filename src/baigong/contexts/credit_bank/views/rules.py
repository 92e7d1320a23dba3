"""Conversion rules: written by schools, looked over by the office, read by everybody."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.conversion.conflicts import ABOUT, look_over
from baigong.contexts.credit_bank.forms.conversion import RuleForm, initial_of_rule
from baigong.contexts.credit_bank.models import RuleState
from baigong.contexts.credit_bank.selectors.conversion import (
    get_rule,
    list_public_rules,
    list_rules,
    programmes_of,
    schools_of,
    types_for_rules,
    versions_of,
)
from baigong.contexts.credit_bank.services import rules as services
from baigong.contexts.credit_bank.views.conversion_listings import PUBLIC_RULES, RULE_TONES, RULES
from baigong.contexts.credit_bank.views.course_mappings import hints_for_rule
from baigong.contexts.credit_bank.workflow.rules import offered
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.ui.form_pages import form_page


def chosen_school(request: Request) -> tuple[Organisation | None, list[Organisation]]:
    """The school a page is about, of those the actor acts for; the first where none is named."""
    schools = schools_of(request.actor, request.now.date())
    named = request.GET.get("school", "")
    return next((s for s in schools if str(s.pk) == named), schools[0] if schools else None), schools


@requires(RULE_POLICY, "work")
@require_GET
def rule_list(request: Request) -> HttpResponse:
    """The register of rules as one works with it."""
    schools = schools_of(request.actor, request.now.date())
    context = {"may_create": bool(schools), "may_examine": RULE_POLICY.reachable(request.actor, "examine")}
    rows = list_rules(request.actor)
    return RULES.respond(request, rows, "credit_bank/rule_list.html", context, on_export="credit_bank.conversionrule.exported")


@public
@require_GET
def public_rules(request: Request) -> HttpResponse:
    """Adopted rules of all schools, as everybody may read and take them."""
    return PUBLIC_RULES.respond(request, list_public_rules(), "credit_bank/public_rules.html")


@requires(RULE_POLICY, "work")
@require_GET
def rule(request: Request, pk: int) -> HttpResponse:
    """One version: what it asks and gives, by which document, its other versions, what one may do."""
    row = get_rule(request.actor, pk)
    RULE_POLICY.require(request.actor, "work", row)
    titles = {programme.code: programme.title for programme in programmes_of(row.school)}
    conflicts = [found for found in look_over([row.school], request.now.date()) if row in found.rules]
    context = {
        "row": row, "steps": offered(row, request.actor, request.now.date()), "events": audit.events_of(row)[:20], "tones": RULE_TONES,
        "needs": list(row.needs.select_related("outcome_type")), "versions": versions_of(request.actor, row), "conflicts": conflicts,
        "courses": [(code, row.course_titles.get(code, "")) for code in row.courses],
        "programmes": [f"{titles[code]}（{code}）" if code in titles else code for code in row.programmes],
        "may_edit": row.state == RuleState.DRAFT and bool(RULE_POLICY.decide(request.actor, "edit", row)),
        "may_renew": row.state == RuleState.ADOPTED and bool(RULE_POLICY.decide(request.actor, "create", row)),
    }  # fmt: skip
    return render(request, "credit_bank/rule.html", context)


@requires(RULE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def rule_add(request: Request) -> HttpResponse:
    """A new rule of a school; ``?from=`` an adopted version begins its next one."""
    school, schools = chosen_school(request)
    if school is None:
        return render(request, "credit_bank/rule_form.html", {"row": None, "school": None, "schools": [], "form": None}, status=403)
    initial: dict[str, object] = {"since": request.now.date()}
    named = request.GET.get("from", "")
    before = RULE_POLICY.visible(request.actor).filter(pk=named).first() if named.isdecimal() else None
    if before is not None and before.school in schools:
        school = before.school
        initial = initial_of_rule(before) | {"since": request.now.date() + timedelta(days=1), "until": None}
    hints = hints_for_rule(request, school)
    initial |= hints.pop("initial")
    form = _form(request, school, initial)
    return form_page(
        request, form, "credit_bank/rule_form.html",
        lambda data: services.draft_rule(actor=request.actor, now=request.now, head=form.head()),
        done=_("已起草，核对并登记通过以后执行。"), context={"row": None, "school": school, "schools": schools} | hints,
    )  # fmt: skip


@requires(RULE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def rule_edit(request: Request, pk: int) -> HttpResponse:
    """What a draft says."""
    row = get_rule(request.actor, pk)
    RULE_POLICY.require(request.actor, "edit", row)
    form = _form(request, row.school, initial_of_rule(row))
    return form_page(
        request, form, "credit_bank/rule_form.html",
        lambda data: services.edit_rule(actor=request.actor, now=request.now, rule=row, head=form.head(), seen=data["seen"]),
        done=_("已保存。"), context={"row": row, "school": row.school, "schools": [], "hints": [], "chosen": None},
    )  # fmt: skip


def _form(request: Request, school: Organisation, initial: dict[str, object]) -> RuleForm:
    return RuleForm(
        request.POST or None, school=school, types=types_for_rules(), programmes=programmes_of(school), initial=initial
    )  # fmt: skip


@requires(RULE_POLICY, "examine")
@require_GET
def conflicts(request: Request) -> HttpResponse:
    """The register looked over: contradictions, gaps of dates, chains and cycles of all schools' rules, in words; ``?about=`` one thing."""
    found = look_over(schools_of(request.actor, request.now.date()), request.now.date())
    about = request.GET.get("about", "")
    about = about if about in ABOUT else ""
    tabs = [(name, label, sum(one.about == name for one in found)) for name, (label, _kinds) in ABOUT.items()]
    shown = [one for one in found if about in ("", one.about)]
    context = {
        "found": shown, "count": len(found), "about": about, "tabs": [tab for tab in tabs if tab[2]],
        "serious": sum(one.is_serious for one in shown),
    }  # fmt: skip
    return render(request, "credit_bank/conflicts.html", context)
