"""Forms of results of a register."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """By which decision results are posted, and what was shown."""

    decision = forms.CharField(label=_("决定文号或说明"), max_length=200, help_text=_("如“2021—2022学年第二学期成绩册”，记在每一笔账上。"))
    digest = forms.CharField(widget=forms.HiddenInput)
