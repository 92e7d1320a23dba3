"""The form that brings a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A workbook filled in after the template."""

    file = forms.FileField(label=_("填好的文件"), help_text=_(".xlsx、.xls 或 .csv；先核对，确认后才写入"))

    def clean_file(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file: Any = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_("文件超过 %(limit)s MB。"), params={"limit": settings.UPLOAD_MAX_BYTES // 1024 // 1024})
        return file
