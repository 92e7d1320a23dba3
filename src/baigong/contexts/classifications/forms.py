"""The form with which an administrator brings a newer edition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.bundled import EditionFacts


class UploadForm(forms.Form):
    """What is known of the edition, and its file."""

    code = forms.CharField(
        label=_("版本"),
        max_length=40,
        help_text=_("例如 2026 或标准号；以后不能改"),
        validators=[RegexValidator(r"^[\w.\-]+\Z", _("只用字母、数字、汉字、点和横线。"))],
    )
    title = forms.CharField(label=_("官方名称"), max_length=200)
    publisher = forms.CharField(label=_("发布机关"), max_length=120)
    document = forms.CharField(label=_("文号或标准号"), max_length=120, required=False)
    issued_on = forms.DateField(label=_("发布日期"), required=False, widget=forms.DateInput())
    effective_from = forms.DateField(label=_("起用日期"), help_text=_("从这一天起用本版；此前的业务仍按旧版"), widget=forms.DateInput())
    source = forms.CharField(label=_("数据来源"), max_length=400, help_text=_("这份文件从哪里取得"))
    checked_note = forms.CharField(
        label=_("核对情况"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("与官方文件核对了什么，数量是否一致")
    )
    known_errors = forms.CharField(
        label=_("已知问题"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("每行一条；会向所有人公开")
    )
    is_partial = forms.BooleanField(label=_("不完整：还缺一部分代码"), required=False)
    file = forms.FileField(label=_("文件"), help_text=_("按模板填写的 .xlsx、.xls 或 .csv；一个文件就是一个完整的版本"))

    def clean_file(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise forms.ValidationError(_("文件超过 %(limit)s MB。"), params={"limit": limit})
        return file

    def facts(self, scheme: str) -> EditionFacts:
        """The edition's own fields. Call after ``is_valid``."""
        given = self.cleaned_data
        lines = [line.strip() for line in given["known_errors"].splitlines()]
        return EditionFacts(
            scheme=scheme,
            code=given["code"],
            title=given["title"],
            source=given["source"],
            effective_from=given["effective_from"],
            publisher=given["publisher"],
            document=given["document"],
            issued_on=given["issued_on"],
            checked_note=given["checked_note"],
            known_errors=tuple(line for line in lines if line),
            is_partial=given["is_partial"],
        )
