"""The course of the three pages of papers (``kernel.papers``): one is taken in, handed out, taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from baigong.kernel.access import Request
from baigong.kernel.errors import Refusal
from baigong.kernel.papers import Paper, Papers
from baigong.kernel.ui.downloads import kept
from baigong.kernel.ui.form_pages import button_page

Show = Callable[[Refusal], HttpResponse]


def take_in(request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object], *, to: str, show: Show) -> HttpResponse:
    """Add a paper: ``act`` gets the clean values. ``to`` is the address of the row; ``show`` its page with a refusal on top."""
    if not form.is_valid():
        is_empty = any(error.code == "empty" for errors in form.errors.as_data().values() for error in errors)
        words = _("选的文件是空的，里面什么也没有；请在自己的电脑上打开核对，另选一份。") if is_empty else _("请先选择材料类别和文件。")
        return show(Refusal(words, code="no_file"))
    return button_page(request, lambda: act(form.cleaned_data), done=_("材料已保存。"), to=f"{to}#files", show=show)


def take_out(request: Request, act: Callable[[], object], *, to: str, show: Show) -> HttpResponse:
    """Take a paper out."""
    return button_page(request, act, done=_("材料已删除。"), to=f"{to}#files", show=show)


def hand_out(request: Request, papers: Papers[Any], piece: Paper) -> FileResponse:
    """Download a paper; who read it is in the log."""
    return kept(papers.open(actor=request.actor, now=request.now, piece=piece), piece.file_name, piece.sha256)
