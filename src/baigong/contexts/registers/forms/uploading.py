"""The form with which a file of returns is handed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.forms.bodies import ForABody


class UploadForm(ForABody):
    """For whom, on which standard, which file. Standard and table are told from the file, by its sheets or its headers."""

    file = forms.FileField(label=_("文件"), help_text=_("xlsx、csv，或装有它们的zip；一个工作簿可以放多张表。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standard: Any = self.fields["standard"]
        standard.required = False
        standard.choices = [("", _("按文件里的表辨认")), *standard.choices]
