"""Forms of applications, their conditions and papers, and of yearly reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.models import Candidacy, PaperKind
from baigong.contexts.incentives.rules import Condition, conditions
from baigong.contexts.incentives.services.candidacies import PAPERS, ClaimHead
from baigong.kernel.ui.fields import SeenField

UNITS = {"heads": _("人"), "items": _("个"), "money": _("元")}


class CandidacyForm(forms.Form):
    """Why an enterprise applies."""

    statement = forms.CharField(
        label=_("申报说明"), max_length=2000, widget=forms.Textarea({"rows": 6}),
        help_text=_("企业基本情况、已经开展的产教融合和今后三年的打算；条件在下一步逐项填写。"),
    )  # fmt: skip
    seen = SeenField()


class ClaimsForm(forms.Form):
    """What is claimed, condition by condition. What the register knows need not be claimed."""

    def __init__(self, *args: Any, candidacy: Candidacy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claims = {claim.condition: claim for claim in candidacy.claims.all()}
        for condition in conditions():
            if condition.records in {"flags", "registered"}:
                continue
            claim, name = claims.get(condition.code), condition.code.lower()
            self.fields[name] = forms.CharField(
                label=condition.label, max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
                initial=claim.statement if claim else "",
            )  # fmt: skip
            if condition.count:
                self.fields[f"{name}_amount"] = forms.IntegerField(
                    label=_("数量（%(unit)s）") % {"unit": UNITS[condition.count]}, min_value=0, max_value=10**12, required=False,
                    initial=claim.amount if claim else None,
                )  # fmt: skip
        self.asked: list[Condition] = [c for c in conditions() if c.code.lower() in self.fields]

    def claims(self) -> dict[str, ClaimHead]:
        """For the service."""
        data = self.cleaned_data
        return {c.code: ClaimHead(data[c.code.lower()], data.get(f"{c.code.lower()}_amount")) for c in self.asked}


class CandidacyPaperForm(forms.Form):
    """A paper of an application."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=PaperKind.choices)
    title = forms.CharField(label=_("名称"), max_length=200, required=False)
    file = forms.FileField(label=_("文件"))


class ReportForm(forms.Form):
    """What was done in a year."""

    done = forms.CharField(
        label=_("年度工作"), max_length=4000, widget=forms.Textarea({"rows": 8}), help_text=_("对照三年规划，逐项写完成情况。")
    )
    problems = forms.CharField(label=_("问题和建议"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))
    interns = forms.IntegerField(label=_("接收实习生和学徒（人）"), min_value=0, max_value=1_000_000)
    seen = SeenField()
