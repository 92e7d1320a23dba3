"""The course of every page with one form: shown, checked, acted on; a refusal comes back on the fields it names. That of a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.lookup import suggestions


def button_page(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    done: Callable[[Any], object] | object,
    to: Callable[[Any], Any] | Any,
    show: Callable[[Refusal], HttpResponse] | None = None,
) -> HttpResponse:
    """Do what a button says. ``done`` and ``to`` are as in ``form_page``; ``to`` may also be an address or a row.

    A ``Refusal`` is shown by ``show``, mostly the row's page as it now stands; without it, its sentence is a message on the page that
    ``to`` names. ``NotPermitted`` is the middleware's.
    """
    try:
        made = act()
    except NotPermitted:
        raise
    except Refusal as refusal:
        if show is not None:
            return show(refusal)
        messages.error(request, refusal.message)
        return redirect(to)
    messages.success(request, str(done(made) if callable(done) else done))
    return redirect(to(made) if callable(to) else to)


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    template: str,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: Callable[[Any], object] | object,
    context: dict[str, Any] | None = None,
    to: Callable[[Any], Any] | None = None,
) -> HttpResponse:
    """Show ``form`` in ``template`` (as ``form``); on a sound POST call ``act`` with its clean values.

    What ``act`` returns is what was made: ``done`` says so (a text, or a callable of it), and the answer leads to it
    (``to`` of it, else its own page). A ``Refusal`` is put on the fields it names, or on the form; the page comes back with
    its status and what was typed. What fits a ``LookupField`` while somebody types is answered here too.
    """
    if (found := suggestions(request, form)) is not None:
        return found
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act(form.cleaned_data)
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
            else:
                messages.success(request, str(done(made) if callable(done) else done))
                return redirect(to(made) if to else made)
    return render(request, template, {**(context or {}), "form": form}, status=status)


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a refusal on the fields it names; its sentence on the form where a field is not shown."""
    shown = {name: message for name, message in refusal.fields.items() if name in form.fields}
    for name, message in shown.items():
        form.add_error(name, message)
    if not shown or refusal.message not in shown.values():
        form.add_error(None, refusal.message)
