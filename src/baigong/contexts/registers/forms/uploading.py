"""The form with which a file of returns is handed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.standard import all_standards


class UploadForm(forms.Form):
    """For whom, on which standard, which file. The table is known by its sheet or its headers."""

    organisation = forms.ModelChoiceField(label=_("报送单位"), queryset=Organisation.objects.none(), empty_label=_("请选择"))
    standard = forms.ChoiceField(label=_("标准"))
    file = forms.FileField(label=_("文件"), help_text=_("xlsx、csv，或装有它们的zip；一个工作簿可以放多张表。"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = bodies
        standard: Any = self.fields["standard"]
        standard.choices = [(s.code, f"{s.title}（{s.code}）") for s in all_standards()]
