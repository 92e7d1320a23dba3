"""Deciding on an application line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.pages_of_conversion import Given


class DecisionForm(forms.Form):
    """For each line that the rules give: whether it is refused, and why."""

    decision = forms.CharField(label=gettext_lazy("决定文号或说明"), max_length=160, required=False)

    def __init__(self, *args: Any, given: Sequence[Given], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        for one in given:
            self.fields[f"refuse_{one.name}"] = forms.BooleanField(label=gettext_lazy("不同意这一条"), required=False)
            self.fields[f"why_{one.name}"] = forms.CharField(label=gettext_lazy("不同意的理由"), max_length=300, required=False)

    @property
    def lines(self) -> list[tuple[Given, Any, Any]]:
        """Each line with its two fields."""
        return [(one, self[f"refuse_{one.name}"], self[f"why_{one.name}"]) for one in self.given]

    def clean(self) -> dict[str, Any]:
        """What is refused has a reason, and a reason belongs to something that is refused; not everything is."""
        data: dict[str, Any] = super().clean() or {}
        for one in self.given:
            refuses, why = data.get(f"refuse_{one.name}"), str(data.get(f"why_{one.name}", "")).strip()
            if refuses and not why:
                self.add_error(f"why_{one.name}", _("不同意的要写明理由，理由会告知本人。"))
            elif why and not refuses:
                self.add_error(f"refuse_{one.name}", _("写了理由而没有勾选；请勾选，或删去理由。"))
        if self.given and all(data.get(f"refuse_{one.name}") for one in self.given):
            self.add_error(None, _("每一条都不同意的，请用“不同意”整份办理。"))
        return data

    def refused(self) -> dict[str, str]:
        """The lines refused, by name, with their reasons."""
        return {
            one.name: str(self.cleaned_data[f"why_{one.name}"]) for one in self.given if self.cleaned_data[f"refuse_{one.name}"]
        }  # fmt: skip
