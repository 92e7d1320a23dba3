"""The form with which a file of returns is handed in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.forms.bodies import ForABody


class UploadForm(ForABody):
    """For whom, on which standard, which file. The table is known by its sheet or its headers."""

    file = forms.FileField(label=_("文件"), help_text=_("xlsx、csv，或装有它们的zip；一个工作簿可以放多张表。"))
