"""Opening the accounts of many: by a table, or straight from the school's own roster; lists of account numbers for class teachers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.exchange.accounts import AccountSheet, AccountWriter, GuardianSheet, GuardianWriter
from baigong.contexts.credit_bank.forms.accounts_in_bulk import AccountsForm
from baigong.contexts.credit_bank.identity import identity_of
from baigong.contexts.credit_bank.selectors.people import homes_of
from baigong.contexts.credit_bank.selectors.rosters import Roster, bodies_with_roster, overview_of, roster_of, standing_of
from baigong.contexts.credit_bank.services.accounts_from_roster import digest_of, open_from_roster
from baigong.contexts.credit_bank.services.sign_in_links import VALID_FOR, make_links
from baigong.contexts.credit_bank.views.sign_in_links import join_address
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ActionKind, ImportPlan, Sheet, execute, export, template, write_xlsx
from baigong.kernel.ui import formats
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page


@requires(LEARNER_POLICY, "open")
@require_GET
def accounts_template(request: Request) -> HttpResponse:
    """The empty table."""
    homes = homes_of(request.actor, request.now.date())
    if not homes:
        raise Http404(_("没有可以开户的单位。"))
    return attachment(template(AccountSheet(request.actor, request.now, homes[0]).table), "accounts-template.xlsx")


@requires(LEARNER_POLICY, "open")
@require_http_methods(["GET", "POST"])
def accounts_import(request: Request) -> HttpResponse:
    """Read a filled table, show who is new and who has an account, and open them once confirmed."""
    homes = homes_of(request.actor, request.now.date())
    form = AccountsForm(request.POST or None, request.FILES or None, homes=homes)
    sheets: list[AccountSheet] = []

    def course(data: dict[str, Any]) -> Import:
        sheet = AccountSheet(request.actor, request.now, form.chosen_home, data["how"])
        sheets.append(sheet)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, AccountWriter(sheet), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "credit_bank/accounts_import.html", course, salt="credit_bank.accounts",
        done=_("已开户%(add)d人；%(same)d人原有账户不变。"), to=lambda: "credit_bank:learners", lines=lambda plan: _lines(plan, sheets[-1]),
        context={"has_roster": bool(bodies_with_roster(request.actor, request.now.date()))},
    )  # fmt: skip


def _lines(plan: ImportPlan, sheet: AccountSheet) -> list[list[str]]:
    lines = []
    for action in plan.actions:
        known = sheet.known.get(action.key)
        name = action.values.get("name") or (known.name if known else "")
        what = _("新开户")
        if action.kind is ActionKind.SAME:
            here = known is not None and known.home == sheet.body.pk
            what = _("已有账户，不变") if here else _("已在别处开户，不变")
        masked = identity_of(str(action.key[0]), str(action.key[1])).masked
        lines.append([str(action.row), str(name), masked, str(action.values.get("guardian") or ""), what])
    return lines


@requires(LEARNER_POLICY, "enrol")
@require_GET
def roster(request: Request) -> HttpResponse:
    """The roster beside the accounts: by class, who is to open, who is known elsewhere."""
    bodies = bodies_with_roster(request.actor, request.now.date())
    body = _body(request, bodies)
    overview = overview_of(body, request.now)
    found = _chosen(request, bodies) if _narrowing(request) else None
    names = ("pupils", "here", "elsewhere", "fresh", "minors")
    context = {
        "bodies": bodies, "body": body, "overview": overview, "found": found, "grades": sorted({one.grade for one in overview.groups}),
        "counts": dict(zip(names, found.counts, strict=True)) if found else {name: overview.total(name) for name in names},
        "grade": request.GET.get("grade", ""), "group": request.GET.get("group", ""), "query": _query(request, body),
        "digest": digest_of(one.number for one in found.grown) if found else digest_of(overview.grown),
        "limit": 100 if request.GET.get("group") else 12,
    }  # fmt: skip
    return render(request, "credit_bank/roster.html", context)


@requires(LEARNER_POLICY, "enrol")
@require_POST
def roster_open(request: Request) -> HttpResponse:
    """Open the accounts of those of age, as they were shown."""
    bodies = bodies_with_roster(request.actor, request.now.date())
    body = _body(request, bodies)
    back = f"{reverse('credit_bank:roster')}?{_query(request, body)}"
    numbers = [one.number for one in _chosen(request, bodies).grown] if _narrowing(request) else overview_of(body, request.now).grown
    return button_page(
        request,
        lambda: open_from_roster(
            actor=request.actor, now=request.now, body=body, numbers=numbers, seen=request.POST.get("digest", "") or "-"
        ),
        done=lambda made: ngettext("已按名册开户%(num)d人。", "已按名册开户%(num)d人。", len(made.rows)) % {"num": len(made.rows)},
        to=lambda _made: back,
        show=lambda refusal: _refused(request, refusal.message, back),
    )


def _refused(request: Request, words: str, back: str) -> HttpResponse:
    messages.error(request, words)
    return redirect(back)


@requires(LEARNER_POLICY, "enrol")
@require_GET
def guardians_template(request: Request) -> HttpResponse:
    """The minors without an account, with room for who answers for them."""
    body = _body(request, bodies_with_roster(request.actor, request.now.date()))
    grade, group = request.GET.get("grade", "")[:10], request.GET.get("group", "")[:40]
    sheet = GuardianSheet(request.actor, request.now, body, grade, group)
    rows = sheet.rows()
    facts = {"rows": len(rows), "list": "guardians", "grade": grade, "group": group}
    audit.record(request.actor, "credit_bank.learner.exported", body, now=request.now, detail=facts)
    return attachment(export(sheet.table, rows), _("监护人登记表") + ".xlsx")


@requires(LEARNER_POLICY, "enrol")
@require_http_methods(["GET", "POST"])
def guardians_import(request: Request) -> HttpResponse:
    """Read who answers for minors of the roster, show it, and open their accounts once confirmed."""
    bodies = bodies_with_roster(request.actor, request.now.date())
    body = _body(request, bodies)
    form = TableForm(request.POST or None, request.FILES or None)
    query = _query(request, body)

    def course(data: dict[str, Any]) -> Import:
        sheet = GuardianSheet(request.actor, request.now, body)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, GuardianWriter(sheet), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "credit_bank/guardians_import.html", course, salt=f"credit_bank.guardians.{body.pk}",
        done=_("已按名册开户%(add)d人；%(same)d人原有账户不变。"), to=lambda: f"{reverse('credit_bank:roster')}?{query}",
        lines=_guardian_lines, context={"body": body, "query": query},
    )  # fmt: skip


def _guardian_lines(plan: ImportPlan) -> list[list[str]]:
    words = {ActionKind.ADD: _("新开户"), ActionKind.SAME: _("已有账户，不变")}
    names = ("name", "guardian", "guardian_relation")
    lines = []
    for one in plan.actions:
        lines.append([str(one.row), str(one.key[0]), *(str(one.values.get(name) or "") for name in names), words.get(one.kind, "")])
    return lines


@requires(LEARNER_POLICY, "enrol")
@require_GET
def account_numbers_list(request: Request) -> HttpResponse:
    """The account numbers of a class for its teacher, with who has none yet."""
    found = _chosen(request, bodies_with_roster(request.actor, request.now.date()))
    grade, group = request.GET.get("grade", ""), request.GET.get("group", "")
    rows = [
        (one.number, one.name, one.grade, one.group, one.account.number if one.account else "", standing_of(one, found.body))
        for one in found.pupils
    ]
    facts = {"rows": len(rows), "list": "numbers", "grade": grade, "group": group}
    audit.record(request.actor, "credit_bank.learner.exported", found.body, now=request.now, detail=facts)
    heads = [_("学号"), _("姓名"), _("年级"), _("班号"), _("学分账号"), _("情况")]
    title = group or (_("%(grade)s级") % {"grade": grade} if grade else _("全校"))
    name = _("学分账号名单（%(of)s）") % {"of": title}
    return attachment(write_xlsx([Sheet(_("学分账号名单"), heads, rows, (16, 12, 8, 16, 18, 20))]), f"{name}.xlsx")


@requires(LEARNER_POLICY, "enrol")
@require_POST
def sign_in_links_list(request: Request) -> HttpResponse:
    """The links by which the pupils of a class come to their sign-ins, to be cut up and handed out; each stands in this file alone."""
    bodies = bodies_with_roster(request.actor, request.now.date())
    found, back = _chosen(request, bodies), f"{reverse('credit_bank:roster')}?{_query(request, _body(request, bodies))}"
    pupils = {one.account.number: one for one in found.here if one.account}
    made = make_links(actor=request.actor, now=request.now, numbers=list(pupils))
    if not made:
        return _refused(request, _("没有要做链接的：名单里的学生都已开通登录，或手里的链接还有效（单个重做请打开学生的账户）。"), back)
    until = formats.date((request.now + VALID_FOR).date(), "iso")
    rows = []
    for row, token in made:
        one = pupils[row.number]
        rows.append((one.number, one.name, one.grade, one.group, row.number, join_address(request, token), until))
    heads = [_("学号"), _("姓名"), _("年级"), _("班号"), _("学分账号"), _("登录链接"), _("有效期至")]
    return attachment(write_xlsx([Sheet(_("登录链接"), heads, rows, (16, 12, 8, 16, 18, 60, 12))]), f"{_('本人登录链接')}.xlsx")


def _narrowing(request: Request) -> bool:
    return bool(request.GET.get("grade") or request.GET.get("group"))


def _body(request: Request, bodies: list[Organisation]) -> Organisation:
    wanted = request.GET.get("body", "")
    body = next((one for one in bodies if str(one.pk) == wanted), None) if wanted else next(iter(bodies), None)
    if body is None:
        raise Http404(_("没有这个单位的学生名册，或不在您的职责范围内。"))
    return body


def _chosen(request: Request, bodies: list[Organisation]) -> Roster:
    return roster_of(
        _body(request, bodies), request.now, grade=request.GET.get("grade", "")[:10], group=request.GET.get("group", "")[:40]
    )  # fmt: skip


def _query(request: Request, body: Organisation) -> str:
    return urlencode({"body": body.pk} | {name: request.GET[name] for name in ("grade", "group") if request.GET.get(name)})
