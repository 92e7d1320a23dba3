"""What every form asks that somebody fills in for a body."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.standard import all_standards


class ForABody(forms.Form):
    """For which of ``bodies``, and on which edition of the standard."""

    organisation = forms.ModelChoiceField(label=_("报送单位"), queryset=Organisation.objects.none(), empty_label=_("请选择"))
    standard = forms.ChoiceField(label=_("标准"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = bodies
        standard: Any = self.fields["standard"]
        standard.choices = [(s.code, f"{s.title}（{s.code}）") for s in all_standards()]
