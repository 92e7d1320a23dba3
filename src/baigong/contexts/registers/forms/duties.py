"""The form that says what a body returns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.standard import Standard


class DutyForm(forms.Form):
    """The tables of one edition that a body returns from a day on; none ticked ends it."""

    from_on = forms.DateField(label=_("起"), widget=forms.DateInput({"type": "date"}))
    tables = forms.MultipleChoiceField(
        label=_("数据表"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("一张也不选，就是从这一天起不再报送。")
    )

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables: Any = self.fields["tables"]
        tables.choices = [(t.name, f"{t.label}（{t.name}，{t.frequency.label}）") for t in standard.tables.values()]
