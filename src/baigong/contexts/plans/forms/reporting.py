"""Typed input of reporting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.models import EvidenceKind, Milestone
from baigong.contexts.plans.selectors.reports import ReportSheet, TargetLine
from baigong.contexts.plans.services.cycles import CycleDates, Rhythm
from baigong.contexts.plans.services.evidence import REPORT_PAPERS
from baigong.contexts.plans.services.reports import Content
from baigong.kernel.ui.fields import SeenField


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _prose(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20_000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}), strip=True
    )


class ReportForm(forms.Form):
    """A report with the values and milestones of its task, and one more piece of evidence if there is one to add."""

    seen = SeenField()
    narrative = _prose(_("进展情况"), 9, _("本期做了什么、成效如何。报送前必填。"))
    problems = _prose(_("存在问题"), 4)
    next_steps = _prose(_("下一步打算"), 4)
    evidence_kind = forms.ChoiceField(label=_("类型"), required=False, choices=REPORT_PAPERS.kinds, initial=EvidenceKind.DOCUMENT)
    evidence_title = forms.CharField(label=_("名称"), required=False, max_length=200, help_text=_("留空则用文件名"))
    evidence_file = forms.FileField(label=_("文件"), required=False, widget=forms.FileInput(attrs={"accept": REPORT_PAPERS.endings}))
    evidence_link = forms.CharField(
        label=_("或公开网页的网址"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )

    def __init__(self, *args: Any, sheet: ReportSheet, **kwargs: Any) -> None:
        report = sheet.report
        said = {value.target_id: value for value in report.values.all()}
        initial = {
            "seen": report.updated_at,
            "narrative": report.narrative,
            "problems": report.problems,
            "next_steps": report.next_steps,
            **{f"value_{pk}": _plain(v.value) for pk, v in said.items()},
            **{f"explanation_{pk}": v.explanation for pk, v in said.items()},
            **{f"milestone_{pk}": claim.done_on for pk, claim in sheet.claims.items()},
        }
        super().__init__(*args, **(kwargs | {"initial": initial}))
        self.targets: Sequence[TargetLine] = sheet.targets
        self.milestones: Sequence[Milestone] = [m for m in sheet.milestones if m.done_on is None or m.pk in sheet.claims]
        for line in self.targets:
            label = _("%(name)s (%(unit)s)") % {"name": line.target.name, "unit": line.unit}
            self.fields[f"value_{line.target.pk}"] = forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=4)
            self.fields[f"explanation_{line.target.pk}"] = forms.CharField(label=_("口径说明"), required=False, max_length=300)
        for milestone in self.milestones:
            self.fields[f"milestone_{milestone.pk}"] = _day(milestone.title, required=False)

    def content(self) -> Content:
        """What the form says, for the service."""
        data = self.cleaned_data
        values = {
            line.target.pk: (data[f"value_{line.target.pk}"], data[f"explanation_{line.target.pk}"])
            for line in self.targets
            if data.get(f"value_{line.target.pk}") is not None
        }
        milestones = {m.pk: data[f"milestone_{m.pk}"] for m in self.milestones if data.get(f"milestone_{m.pk}")}
        return Content(data["narrative"], data["problems"], data["next_steps"], values, milestones)


def _plain(value: Any) -> str:
    """A decimal without trailing zeros, as people type it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class CycleForm(forms.Form):
    """A cycle by hand."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例：2021年第一季度"))
    period_from = _day(_("报告期起"))
    period_until = _day(_("报告期止"))
    opens_on = _day(_("开放日期"), help_text=_("到这一天自动开放。"))
    closes_on = _day(_("截止日期"), help_text=_("此后报送即为逾期，须先取得延期。"))
    locks_on = _day(_("自动锁定日期"), required=False, help_text=_("过了这一天自动锁定，不再接受报告；留空则由专班手工锁定。"))
    remind_days = forms.IntegerField(
        label=_("提前几天提醒"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("截止前这么多天和截止当天各提醒一次；留空则不自动提醒。"),
    )

    def dates(self) -> CycleDates:
        """The form as the service takes it."""
        return CycleDates(**self.cleaned_data)


class GenerateForm(forms.Form):
    """A year's cycles. The plan gives no days (EXE-09), so the team does."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)
    opens_after = forms.IntegerField(
        label=_("期末后第几天开放"), min_value=-60, max_value=90, help_text=_("报告期最后一天之后的天数；期末前开放填负数。")
    )
    closes_after = forms.IntegerField(label=_("期末后第几天截止"), min_value=-30, max_value=180)
    locks_after = forms.IntegerField(
        label=_("截止后第几天自动锁定"), required=False, min_value=0, max_value=180, help_text=_("留空则由专班手工锁定。")
    )
    remind_days = forms.IntegerField(label=_("提前几天提醒"), required=False, min_value=1, max_value=60)

    def rhythm(self) -> Rhythm:
        """The form as the service takes it."""
        return Rhythm(**{k: v for k, v in self.cleaned_data.items() if k != "year"})


class ExtensionForm(forms.Form):
    """Leave for one body."""

    organisation = forms.IntegerField(widget=forms.HiddenInput)
    until_on = _day(_("延至"))
    reason = forms.CharField(label=_("理由"), max_length=300)
