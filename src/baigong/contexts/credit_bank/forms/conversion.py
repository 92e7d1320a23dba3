"""Forms of programmes, settings, rules and applications for conversion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.forms.outcome_types import AnyOf, NeedField, OutcomeTypeField
from baigong.contexts.credit_bank.forms.outcomes import CreditsField
from baigong.contexts.credit_bank.models import (
    ConversionRule,
    CourseCategory,
    CreditProgramme,
    GradePolicy,
    OutcomeType,
    ProgrammeCourse,
    SchoolCreditSettings,
    all_outcome_kinds,
    shown,
)
from baigong.contexts.credit_bank.services.programmes import CourseHead, ProgrammeHead, SettingsHead
from baigong.contexts.credit_bank.services.rules import NeedHead, RuleHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.fields import SeenField

NEEDS = 2
"""The most outcomes that the form of a rule asks for together."""


class _OfSchool(forms.Form):
    """A form about one of the schools that the actor acts for."""

    school = forms.ChoiceField(label=_("学校"))

    def __init__(self, *args: Any, schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(school.pk): school for school in schools}
        fields: Any = self.fields
        fields["school"].choices = [(pk, str(school)) for pk, school in self.schools.items()]
        if len(self.schools) == 1:
            fields["school"].initial = next(iter(self.schools))


class ProgrammeForm(_OfSchool):
    """A programme. Without its credits no cap could be reckoned."""

    code = forms.CharField(label=_("专业代码"), max_length=10)
    title = forms.CharField(label=_("专业名称"), max_length=60)
    year = forms.IntegerField(label=_("入学年份"), min_value=1990, max_value=2100)
    credits = CreditsField(label=_("毕业总学分"), required=True)
    general = CreditsField(label=_("公共基础课最低学分"), help_text=_("培养方案没有规定的不填。"))
    major = CreditsField(label=_("专业课最低学分"), help_text=_("含实践课；没有规定的不填。"))
    document = forms.CharField(label=_("培养方案文号"), max_length=120)
    is_open = forms.BooleanField(label=_("受理学分转换"), required=False, initial=True)

    def head(self) -> ProgrammeHead:
        """For the service."""
        return ProgrammeHead(**(self.cleaned_data | {"school": self.schools[self.cleaned_data["school"]]}))


def initial_of_programme(row: CreditProgramme) -> dict[str, Any]:
    """What the form shows of a programme."""
    amounts = {n: shown(v) if (v := getattr(row, n)) is not None else "" for n in ("credits", "general", "major")}
    plain = {name: getattr(row, name) for name in ("code", "title", "year", "document", "is_open")}
    return plain | amounts | {"school": str(row.school_id)}


class CourseForm(forms.Form):
    """A course of a programme."""

    code = forms.CharField(label=_("课程代码"), max_length=30)
    title = forms.CharField(label=_("课程名称"), max_length=80)
    category = forms.ChoiceField(label=_("课程类别"), choices=CourseCategory.choices)
    credits = CreditsField(label=_("学分"), required=True)
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=2000)
    is_required = forms.BooleanField(label=_("必修"), required=False, initial=True)
    order = forms.IntegerField(
        label=pgettext_lazy("课程", "优先顺序"), min_value=0, max_value=9999, initial=100, help_text=_("小的先免修。")
    )
    outcome_type = OutcomeTypeField(
        label=_("对应的学习成果"), required=False, empty_label=_("没有"), help_text=_("有这项成果的，视为已学完这门课。")
    )  # fmt: skip

    def __init__(self, *args: Any, types: QuerySet[OutcomeType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["outcome_type"].offer(types)

    def head(self) -> CourseHead:
        """For the service."""
        return CourseHead(**self.cleaned_data)


class SettingsForm(_OfSchool):
    """What a school fixed for a year. Nothing is filled in beforehand: whatever stood here would look official."""

    year = forms.IntegerField(label=_("学年（起始年）"), min_value=2000, max_value=2100, help_text=_("9月1日起至次年8月31日。"))
    cap = forms.DecimalField(
        label=_("转换学分上限（占毕业总学分，%）"), min_value=0, max_value=100, decimal_places=1, max_digits=4
    )  # fmt: skip
    valid_years = forms.IntegerField(label=_("成果有效年数"), min_value=0, max_value=50, help_text=_("不限年数的填0。"))
    same_outcome_once = forms.ChoiceField(
        label=_("同一成果在一次转换里只用于一条规则"), choices=[("", _("请选择")), ("yes", _("是")), ("no", _("否"))]
    )  # fmt: skip
    document = forms.CharField(label=_("依据文件"), max_length=120, help_text=_("学校通过这项规定的文件名称或文号。"))
    adopted_on = forms.DateField(label=_("通过日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in all_outcome_kinds().values():
            self.fields[f"cap_{kind.code}"] = CreditsField(label=_("%(kind)s的学分上限") % {"kind": kind}, help_text=_("不另限的不填。"))

    def head(self) -> SettingsHead:
        """For the service."""
        data = self.cleaned_data
        caps = {kind: data[f"cap_{kind}"] for kind in all_outcome_kinds() if data[f"cap_{kind}"] is not None}
        return SettingsHead(
            school=self.schools[data["school"]], year=data["year"], cap_permille=int(data["cap"] * 10), valid_years=data["valid_years"],
            same_outcome_once=data["same_outcome_once"] == "yes", document=data["document"], adopted_on=data["adopted_on"],
            source_caps=caps,
        )  # fmt: skip


def initial_of_settings(row: SchoolCreditSettings) -> dict[str, Any]:
    """What the form shows of settings."""
    return {
        "school": str(row.school_id), "year": row.year, "cap": row.cap_text.removesuffix("%"), "valid_years": row.valid_years,
        "same_outcome_once": "yes" if row.same_outcome_once else "no", "document": row.document, "adopted_on": row.adopted_on,
    } | {f"cap_{kind}": shown(units) for kind, units in row.source_caps.items()}  # fmt: skip


class RuleForm(forms.Form):
    """A version of a rule of one school."""

    code = forms.CharField(label=_("规则代码"), max_length=30, help_text=_("各版相同，例如 X-LNZH-2。"))
    title = forms.CharField(label=_("规则名称"), max_length=80)
    clause = forms.CharField(label=_("条款"), max_length=60, help_text=_("在学校文件里的条款，例如 第六条第二款。"))
    since = forms.DateField(label=_("执行日期"))
    until = forms.DateField(label=_("执行至"), required=False, help_text=_("长期的不填。"))
    courses = forms.MultipleChoiceField(label=_("可免修课程"), required=False, widget=forms.CheckboxSelectMultiple)
    most_courses = forms.IntegerField(
        label=_("每次最多免修门数"), required=False, min_value=1, max_value=50, help_text=_("不限的不填。")
    )  # fmt: skip
    credits = CreditsField(label=_("固定学分"), help_text=_("课程以外另给的学分；没有的不填。"))
    hours_per_credit = forms.IntegerField(
        label=_("每学分学时数"), required=False, min_value=1, max_value=200, help_text=_("按学时折算学分的填写，例如 16。")
    )
    keeps_credits = forms.BooleanField(label=_("按成果认定学分计"), required=False)
    category = forms.ChoiceField(label=_("学分归入"), choices=CourseCategory.choices, initial=CourseCategory.ELECTIVE)
    cap = CreditsField(label=_("本规则学分上限"), help_text=_("每人按本规则最多得到的学分；不限的不填。"))
    valid_years = forms.IntegerField(label=_("成果取得不超过（年）"), required=False, min_value=1, max_value=50)
    grade = forms.ChoiceField(label=_("免修课程成绩"), choices=GradePolicy.choices)
    programmes = forms.MultipleChoiceField(
        label=_("适用专业"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("都不选的，适用于本校全部专业。")
    )
    seen = SeenField()

    def __init__(
        self, *args: Any, school: Organisation, types: QuerySet[OutcomeType], programmes: Sequence[CreditProgramme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        for number in range(1, NEEDS + 1):
            need = NeedField(
                label=_("需要的成果%(n)d") % {"n": number}, required=number == 1,
                help_text=_("同类归并的，选最低要求的级别；更高级别也可以。") if number == 1 else _("同时需要另一项成果的选上。"),
            )  # fmt: skip
            need.offer(types)
            self.fields[f"need_{number}"] = need
            self.fields[f"grade_{number}"] = forms.IntegerField(
                label=_("成果%(n)d最低成绩") % {"n": number}, required=False, min_value=1, max_value=100
            )
            self.fields[f"hours_{number}"] = forms.IntegerField(
                label=_("成果%(n)d最低学时") % {"n": number}, required=False, min_value=1, max_value=5000, help_text=_("工作经历按月数。")
            )
        courses = {c.code: c for c in ProgrammeCourse.objects.filter(programme__in=programmes).order_by("code")}
        fields: Any = self.fields
        fields["courses"].choices = [(code, f"{c.title}（{code}，{c.credits_text}）") for code, c in courses.items()]
        fields["programmes"].choices = sorted({(p.code, f"{p.title}（{p.code}）") for p in programmes})
        needs = [f"{name}_{n}" for n in range(1, NEEDS + 1) for name in ("need", "grade", "hours")]
        self.order_fields(["code", "title", "clause", "since", "until", *needs])

    @property
    def unfolded(self) -> list[str]:
        """The fields that every rule needs."""
        folded = {name for _title, names, _is_open in self.folds for name in names}
        return [name for name in self.fields if name not in folded]

    @property
    def folds(self) -> list[tuple[str, list[str], bool]]:
        """What many rules leave empty: the title, the fields, and whether something stands there or is wrong there."""
        groups = (
            (_("同时需要另一项成果"), ["need_2", "grade_2", "hours_2"]),
            (_("课程以外的学分"), ["credits", "hours_per_credit", "keeps_credits"]),
            (_("上限、年限和适用专业"), ["cap", "valid_years", "programmes"]),
        )
        return [(str(title), names, any(self[n].value() or self[n].errors for n in names)) for title, names in groups]

    def head(self) -> RuleHead:
        """For the service."""
        data = self.cleaned_data
        needs = tuple(self._need(n) for n in range(1, NEEDS + 1) if data[f"need_{n}"])
        names = ("code", "title", "clause", "since", "until", "most_courses", "hours_per_credit", "keeps_credits", "category", "cap",
                 "valid_years", "grade")  # fmt: skip
        return RuleHead(
            school=self.school, needs=needs, credits=data["credits"] or 0, courses=tuple(data["courses"]),
            programmes=tuple(data["programmes"]), **{name: data[name] for name in names},
        )  # fmt: skip

    def _need(self, n: int) -> NeedHead:
        chosen, *least = (self.cleaned_data[f"{name}_{n}"] for name in ("need", "grade", "hours"))
        return NeedHead(None, chosen.kind.code, *least) if isinstance(chosen, AnyOf) else NeedHead(chosen, "", *least)


def initial_of_rule(row: ConversionRule) -> dict[str, Any]:
    """What the form shows of a version."""
    names = ("code", "title", "clause", "since", "until", "courses", "most_courses", "hours_per_credit", "keeps_credits", "category",
             "valid_years", "grade", "programmes")  # fmt: skip
    shows: dict[str, Any] = {name: getattr(row, name) for name in names}
    shows |= {"credits": shown(row.credits) if row.credits else "", "cap": row.cap_text, "seen": row.updated_at}
    for n, need in enumerate(row.needs.all(), 1):
        shows[f"need_{n}"] = f"type {need.outcome_type_id}" if need.outcome_type_id else f"kind {need.kind}"
        shows |= {f"grade_{n}": need.minimum_grade, f"hours_{n}": need.minimum_hours}
    return shows


class ProgrammeChoiceForm(forms.Form):
    """Towards which programme."""

    programme = forms.ChoiceField(label=_("转换到"))

    def __init__(self, *args: Any, programmes: Sequence[CreditProgramme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {str(row.pk): row for row in programmes}
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, row in self.programmes.items():
            groups.setdefault(str(row.school), []).append((key, str(row)))
        fields: Any = self.fields
        fields["programme"].choices = [("", _("请选择")), *groups.items()]

    def chosen(self) -> CreditProgramme:
        """The programme."""
        return self.programmes[self.cleaned_data["programme"]]


class ApplicationForm(forms.Form):
    """An application: what one would most like to be exempted from, in order, and a word to the school."""

    wish_1 = forms.ChoiceField(label=_("最希望免修的课程"), required=False)
    wish_2 = forms.ChoiceField(label=_("其次"), required=False)
    wish_3 = forms.ChoiceField(label=_("再次"), required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, programme: CreditProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        choices = [("", _("不指定")), *((c.code, f"{c.title}（{c.credits_text}）") for c in programme.courses.all())]
        for name in ("wish_1", "wish_2", "wish_3"):
            fields[name].choices = choices

    def wishes(self) -> list[str]:
        """Codes of courses in the order of the wishes."""
        return [code for name in ("wish_1", "wish_2", "wish_3") if (code := self.cleaned_data[name])]


class TrialForm(forms.Form):
    """Which versions to try on which days' applications."""

    versions = forms.MultipleChoiceField(label=_("试算的规则"), widget=forms.CheckboxSelectMultiple)
    since = forms.DateField(label=_("申请日期自"))
    until = forms.DateField(label=_("申请日期至"))

    def __init__(self, *args: Any, versions: Sequence[ConversionRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in versions}
        fields: Any = self.fields
        fields["versions"].choices = [(pk, f"{row} · {row.get_state_display()}") for pk, row in self.rows.items()]

    def chosen(self) -> list[ConversionRule]:
        """The versions to try."""
        return [self.rows[pk] for pk in self.cleaned_data["versions"]]
