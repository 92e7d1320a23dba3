"""The form that asks for a reconciliation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    since = forms.DateField(label=_("起"))
    until = forms.DateField(label=_("止"), help_text=_("按记账时间计，含当天。"))
