"""Forms of mappings: what is held against what, and a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import (
    CertificateLevel,
    CreditProgramme,
    ProgrammeCourse,
    StandardModule,
    StandardVersion,
)


class MappingForm(forms.Form):
    """A programme and a level of a standard by one of its versions."""

    programme = forms.ChoiceField(label=_("转换专业"))
    standard = forms.ChoiceField(label=_("证书等级"), help_text=_("列出登记了模块的标准；没有的，请学分银行先登记标准内容。"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, programmes: Sequence[CreditProgramme], versions: Sequence[StandardVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {str(row.pk): row for row in programmes}
        self.standards: dict[str, tuple[CertificateLevel, StandardVersion]] = {}
        standards: list[tuple[str, str]] = []
        for version in versions:
            have = {module.level for module in version.modules.all()}
            for level in version.certificate.levels.all():
                if level.level in have:
                    key = f"{level.pk}-{version.pk}"
                    self.standards[key] = (level, version)
                    standards.append((key, str(_("%(level)s · 标准%(version)s版") % {"level": level, "version": version.version})))
        schools: dict[str, list[tuple[str, str]]] = {}
        for pk, programme in self.programmes.items():
            schools.setdefault(str(programme.school), []).append((pk, str(programme)))
        fields: Any = self.fields
        fields["programme"].choices = [("", _("请选择")), *schools.items()]
        fields["standard"].choices = [("", _("请选择")), *standards]

    def values(self) -> dict[str, Any]:
        """For the service."""
        level, version = self.standards[self.cleaned_data["standard"]]
        programme = self.programmes[self.cleaned_data["programme"]]
        return {"programme": programme, "level": level, "version": version, "note": self.cleaned_data["note"]}


class LineForm(forms.Form):
    """A course teaches so much of a module."""

    module = forms.ChoiceField(label=_("标准模块"))
    course = forms.ChoiceField(label=_("专业课程"))
    percent = forms.IntegerField(label=_("覆盖（%）"), min_value=0, max_value=100, help_text=_("这门课承担模块的百分之几；填0去掉。"))

    def __init__(self, *args: Any, modules: Sequence[StandardModule], courses: Sequence[ProgrammeCourse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["module"].choices = [("", _("请选择")), *((m.code, f"{m.title}（{m.code}，{m.hours}）") for m in modules)]
        fields["course"].choices = [("", _("请选择")), *((c.code, f"{c.title}（{c.code}，{c.hours}）") for c in courses)]
