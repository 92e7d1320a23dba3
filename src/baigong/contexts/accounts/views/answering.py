"""How the pages of accounts answer a form: a refusal comes back on it with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from baigong.kernel.errors import NotPermitted, Refusal


def carried_out(form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What ``act`` made of a valid form, or ``None`` with its refusal on the form. What is not permitted stays an error page."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except NotPermitted:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        for field, message in refusal.fields.items():
            if field in form.fields:
                form.add_error(field, message)
        return None
