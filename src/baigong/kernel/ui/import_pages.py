"""The course of every page that brings a table: it is read, what it would do is shown, and that is done once confirmed.

The plan travels with the page, signed for this person and what is imported, so that nothing half-done is stored. The macros
``ui.import_plan`` and ``ui.import_form`` draw it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.kernel.access import Request
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import Action, ImportPlan, Table, carried, confirmed, marked, read, shown
from baigong.kernel.ui.downloads import attachment

MOST_LINES = 200
LONGEST = 60
"""Characters of one value in the plan."""
AGAIN = frozenset({"reason_required"})
"""Refusals after which the same plan can be confirmed again."""


class TableForm(forms.Form):
    """A filled table. A page that asks for more (for whom, by which decision) adds fields."""

    file = forms.FileField(label=_("填好的表格"))


@dataclass(frozen=True)
class Import:
    """What is read, and how it is written: ``write`` gets the plan and its digest as it was shown, and returns the counts."""

    table: Table
    read: Callable[[bytes, str], ImportPlan]
    write: Callable[[ImportPlan, str], Mapping[str, int]]


@dataclass(frozen=True)
class ImportPage:
    """What the macros read. ``held`` are the form's other values as they were sent, which a confirmation sends again."""

    form: forms.Form
    plan: ImportPlan | None
    signed: str
    refusal: Refusal | None
    lines: Sequence[Sequence[Any]]
    held: Mapping[str, str]

    @property
    def shows_plan(self) -> bool:
        """Whether there is a plan to show: not where it was refused."""
        return self.plan is not None and (self.refusal is None or bool(self.signed))

    @property
    def more(self) -> int:
        """Lines that are not listed."""
        return max(0, len(self.lines) - MOST_LINES)


def import_page(
    request: Request,
    form: forms.Form,
    template: str,
    course: Callable[[dict[str, Any]], Import],
    *,
    salt: str,
    done: str,
    to: Callable[[], Any],
    lines: Callable[[ImportPlan], Sequence[Sequence[Any]]],
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show ``template`` with ``page`` (``ImportPage``), read what is brought, and on its confirmation write it.

    ``form`` is bound to the request and has a ``file``; ``course`` makes of its clean values what to read and write; ``salt`` names what is
    imported, so that a plan can be confirmed nowhere else; ``done`` is said with the counts. Where it is asked for, a file with mistakes is
    handed back with its wrong cells marked. Raises ``NotPermitted``.
    """
    plan: ImportPlan | None = None
    refusal: Refusal | None = None
    signed = ""
    is_confirmed = "plan" in request.POST
    if is_confirmed:
        del form.fields["file"]
    held = {name: str(form[name].value() or "") for name in form.fields if name != "file"} if form.is_bound else {}
    if request.method == "POST" and form.is_valid():
        own = f"{salt}:{request.actor.user_id}:{json.dumps(held, sort_keys=True)}"
        try:
            made = course(form.cleaned_data)
            if is_confirmed:
                plan = confirmed(made.table, request.POST["plan"], own)
                messages.success(request, done % made.write(plan, request.POST.get("digest", "")))
                return redirect(to())
            file = form.cleaned_data["file"]
            content = file.read()
            plan = made.read(content, file.name)
            if "marked" in request.POST and plan.issues:
                name = gettext("标出错误的%(name)s.xlsx") % {"name": PurePath(file.name).stem}
                return attachment(marked(read(made.table, content, file.name), plan.issues), name)
        except NotPermitted:
            raise
        except Refusal as caught:
            refusal = caught
        if plan is not None and plan.is_clean and _writes(plan) and (refusal is None or refusal.code in AGAIN):
            signed = carried(plan, own)
    page = ImportPage(form, plan, signed, refusal, lines(plan) if plan is not None else [], held)
    is_wrong = request.method == "POST" and (plan is None or not plan.is_clean)
    return render(request, template, {**(context or {}), "page": page}, status=refusal.status if refusal else 422 if is_wrong else 200)


def _writes(plan: ImportPlan) -> bool:
    return bool(plan.counts["add"] or plan.counts["change"])


def rows_as_read(plan: ImportPlan) -> list[list[str]]:
    """The rows of a plan with all of their columns, as they would be written."""
    by_key = plan.table.by_key
    return [[str(action.row), *(shown(by_key[name], action.values.get(name)) for name in by_key)] for action in plan.actions]


def plan_lines(plan: ImportPlan, words: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """(row, what it is about, what happens, what it says) of every line whose kind (add, change, same) has a word."""
    table = plan.table
    return [
        (
            str(action.row),
            " · ".join(shown(table.by_key[name], part) for name, part in zip(table.key, action.key, strict=True)),
            words[action.kind.value],
            "；".join(_said(table, action)),
        )
        for action in plan.actions
        if action.kind.value in words
    ]


def _said(table: Table, action: Action) -> list[str]:
    values = {change.column: change.new for change in action.changes} or {k: v for k, v in action.values.items() if k not in table.key}
    texts = {name: shown(table.by_key[name], value) for name, value in values.items()}
    return [f"{table.by_key[name].label}：{text[:LONGEST]}{'…' * (len(text) > LONGEST)}" for name, text in texts.items() if text]
