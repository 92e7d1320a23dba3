"""Forms of projects: what an application is asked depends on its kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.accounts.public import User
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.schools.models import (
    EvidenceKind,
    Project,
    ProjectKind,
    ProjectLevel,
    ProjectReport,
    ProjectReview,
    ProjectState,
    Recommendation,
)
from baigong.contexts.schools.selectors.projects import list_experts
from baigong.contexts.schools.services.projects import PAPERS, Head
from baigong.kernel.ui.fields import SeenField

ASKED = {"partners": "partner", "programme_code": "programme", "course": "course"}
"""Which need of a kind asks for a field."""


class ProjectForm(forms.Form):
    """An application of one kind; fields that the kind does not ask for are left out."""

    host = forms.ChoiceField(label=_("申报单位"))
    title = forms.CharField(label=_("项目名称"), max_length=120)
    level = forms.ChoiceField(label=pgettext_lazy("项目", "级别"))
    leader = forms.CharField(label=_("项目负责人"), max_length=40)
    contact = forms.CharField(label=_("联系电话"), max_length=40, required=False, help_text=_("只供申报、推荐和评审单位联系，不公开。"))
    partners = forms.CharField(label=_("共建企业"), max_length=300, required=False, help_text=_("写全称；有几家的用“、”分开。"))
    programme_code = forms.CharField(label=_("专业代码"), max_length=10, required=False, help_text=_("按现行专业目录，如 720201 护理。"))
    course = forms.CharField(label=_("课程名称"), max_length=80, required=False)
    summary = forms.CharField(
        label=_("建设目标与内容"), max_length=5000, required=False, widget=forms.Textarea({"rows": 8}), help_text=_("申报前必填。")
    )
    budget = forms.DecimalField(label=_("预算（元）"), required=False, min_value=0, max_digits=14, decimal_places=2)
    predecessor = forms.ChoiceField(label=_("承接的项目"), required=False, help_text=_("由省级升为国家级、或期满再建的，选原项目。"))
    seen = SeenField()

    def __init__(self, *args: Any, kind: ProjectKind, hosts: list[Organisation], row: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = {str(body.pk): body for body in hosts}
        fields: Any = self.fields
        fields["level"].choices = [(level, ProjectLevel(level).label) for level in kind.levels]
        if row is not None or len(hosts) == 1:
            del fields["host"]
        else:
            fields["host"].choices = [(pk, str(body)) for pk, body in self.hosts.items()]
        for name, need in ASKED.items():
            if not kind.asks(need):
                del fields[name]
            elif kind.asks(need) == "required":
                fields[name].required = True
        if len(kind.levels) == 1:
            fields["level"].initial = kind.levels[0]
        earlier = Project.objects.filter(kind=kind.code, host__in=hosts).exclude(pk=row.pk if row else 0)
        self.earlier = {str(p.pk): p for p in earlier.exclude(state__in=[ProjectState.DRAFT, ProjectState.CANCELLED])}
        if self.earlier:
            fields["predecessor"].choices = [("", _("没有")), *((pk, f"{p}（{p.get_level_display()}）") for pk, p in self.earlier.items())]
        else:
            del fields["predecessor"]

    @property
    def chosen_host(self) -> Organisation:
        """The body that applies."""
        return self.hosts[self.cleaned_data["host"]] if "host" in self.fields else next(iter(self.hosts.values()))

    def head(self) -> Head:
        """For the service."""
        data = self.cleaned_data
        names = ("title", "level", "leader", "contact", "partners", "programme_code", "course", "summary")
        return Head(
            **{name: data.get(name) or "" for name in names},
            budget=data["budget"],
            predecessor=self.earlier.get(data.get("predecessor") or ""),
        )


def initial_of(row: Project) -> dict[str, Any]:
    """What the form shows of an application."""
    names = ("title", "level", "leader", "contact", "partners", "programme_code", "course", "summary", "budget")
    return {name: getattr(row, name) for name in names} | {"predecessor": row.predecessor_id or "", "seen": row.updated_at}


class EvidenceForm(forms.Form):
    """A paper."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=EvidenceKind.choices)
    file = forms.FileField(label=_("文件"))
    title = forms.CharField(label=_("名称"), required=False, max_length=200, help_text=_("留空则用文件名"))


class AssignForm(forms.Form):
    """A case for an expert."""

    expert: Any = forms.ModelChoiceField(label=_("专家"), queryset=User.objects.none())
    due_on = forms.DateField(label=_("评审期限"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["expert"]
        field.queryset = list_experts(on)


class ReviewForm(forms.Form):
    """An expert's opinion."""

    recommendation = forms.ChoiceField(label=_("评审建议"), choices=Recommendation.choices, widget=forms.RadioSelect, required=False)
    score = forms.DecimalField(
        label=_("评分"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, help_text=_("0至100；可以不评分。")
    )
    opinion = forms.CharField(label=_("评审意见"), required=False, max_length=5000, widget=forms.Textarea({"rows": 8}))

    @classmethod
    def of(cls, data: Any, row: ProjectReview) -> ReviewForm:
        """The form with what was written so far."""
        return cls(data, initial={"recommendation": row.recommendation, "score": row.score, "opinion": row.opinion})


class ReportForm(forms.Form):
    """One year of building."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    progress = forms.CharField(label=_("建设进展与成效"), max_length=10_000, widget=forms.Textarea({"rows": 8}))
    problems = forms.CharField(label=_("问题与下一步"), required=False, max_length=5000, widget=forms.Textarea({"rows": 4}))
    spent = forms.DecimalField(label=_("本年支出（元）"), required=False, min_value=0, max_digits=14, decimal_places=2)

    def __init__(self, *args: Any, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = (project.signed_on or project.listed_on or on).year
        year: Any = self.fields["year"]
        year.choices = [(y, str(y)) for y in range(on.year, first - 1, -1)]


def initial_of_report(report: ProjectReport | None) -> dict[str, Any]:
    """What was reported of a year."""
    names = ("year", "progress", "problems", "spent")
    return {name: getattr(report, name) for name in names} if report else {}
