"""Forms of the catalogue and of claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.forms.outcome_types import OutcomeTypeField
from baigong.contexts.credit_bank.models import (
    Outcome,
    OutcomeType,
    all_outcome_kinds,
    evidence_choices,
    outcome_kind_choices,
    shown,
    units_from,
)
from baigong.contexts.credit_bank.services.catalogue import TypeHead
from baigong.contexts.credit_bank.services.outcomes import PAPERS, Claim
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.fields import SeenField


class CreditsField(forms.CharField):
    """Credits as people write them; clean to whole units, or to ``None``."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "class": "input-short"})
        super().__init__(max_length=10, required=required, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Whole units, a hundred to the credit."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return units_from(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from None


class OutcomeTypeForm(forms.Form):
    """An entry of the catalogue."""

    kind = forms.ChoiceField(label=_("成果类别"), choices=outcome_kind_choices)
    code = forms.CharField(label=_("成果代码"), max_length=40, help_text=_("在目录里唯一；已有国家或行业代码的用原代码。"))
    title = forms.CharField(label=_("成果名称"), max_length=120)
    issuer = forms.CharField(label=_("颁发单位"), max_length=120)
    issuer_body = forms.ChoiceField(label=_("颁发单位（名录）"), required=False, help_text=_("本市机构选上，由它认定。"))
    family = forms.CharField(
        label=_("同类归并"), max_length=60, required=False, help_text=_("同一证书的各级写同一个词：高一级代替低一级。")
    )  # fmt: skip
    level = forms.CharField(
        label=pgettext_lazy("学习成果", "级别"), max_length=12, required=False, help_text=_("分级的类别填写，如中级、市级；不分级的不填。")
    )  # fmt: skip
    hours = forms.IntegerField(label=_("学时"), required=False, min_value=1)
    credits = CreditsField(label=_("认定学分"), help_text=_("不填的按学时折算。"))
    valid_years = forms.IntegerField(label=_("有效年数"), required=False, min_value=1, max_value=50, help_text=_("长期有效的不填。"))
    programme_code = forms.CharField(label=_("对应专业代码"), max_length=10, required=False)
    occupation_code = forms.CharField(label=_("对应职业代码"), max_length=20, required=False)
    since = forms.DateField(label=_("起用日期"))
    until = forms.DateField(label=_("停用日期"), required=False)
    basis = forms.CharField(label=_("依据文件"), max_length=120, required=False)

    def __init__(self, *args: Any, bodies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        fields: Any = self.fields
        fields["issuer_body"].choices = [("", _("不在名录")), *((pk, str(body)) for pk, body in self.bodies.items())]

    def clean(self) -> dict[str, Any]:
        """The level is one the kind knows."""
        data: dict[str, Any] = super().clean() or {}
        kind = all_outcome_kinds().get(data.get("kind", ""))
        level = data.get("level", "")
        if kind and kind.levels and level not in kind.levels:
            self.add_error("level", _("请写明级别：%(levels)s。") % {"levels": "、".join(kind.levels)})
        if kind and not kind.levels and level:
            self.add_error("level", _("“%(kind)s”不分级别，请清空。") % {"kind": kind})
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("停用日期不能早于起用日期。"))
        return data

    def head(self) -> TypeHead:
        """For the service."""
        data = dict(self.cleaned_data)
        data["issuer_body"] = self.bodies.get(data["issuer_body"])
        return TypeHead(**data)


def initial_of_type(row: OutcomeType) -> dict[str, Any]:
    """What the form shows of an entry."""
    names = [name for name in OutcomeTypeForm.base_fields if name not in ("credits", "issuer_body")]
    credits = shown(row.credits) if row.credits is not None else ""
    return {name: getattr(row, name) for name in names} | {"credits": credits, "issuer_body": str(row.issuer_body_id or "")}


class ClaimForm(forms.Form):
    """What a learner claims."""

    type = OutcomeTypeField(label=_("成果"))
    reviewer = forms.ChoiceField(label=_("认定单位"), help_text=_("由它核对材料并作出决定。"))
    attained_on = forms.DateField(label=_("取得日期"))
    number = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    hours = forms.IntegerField(label=_("学时"), required=False, min_value=1, max_value=5000)
    months = forms.IntegerField(label=_("月数"), required=False, min_value=1, max_value=600, help_text=_("工作经历填写。"))
    grade = forms.CharField(label=_("成绩"), max_length=20, required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))
    seen = SeenField()

    def __init__(self, *args: Any, types: QuerySet[OutcomeType], reviewers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reviewers = {str(body.pk): body for body in reviewers}
        fields: Any = self.fields
        fields["type"].offer(types)
        fields["reviewer"].choices = [(pk, str(body)) for pk, body in self.reviewers.items()]

    def claim(self) -> Claim:
        """For the service."""
        data = self.cleaned_data
        names = ("attained_on", "number", "hours", "months", "grade", "note")
        return Claim(type=data["type"], reviewer=self.reviewers[data["reviewer"]], **{name: data[name] for name in names})


def initial_of_claim(row: Outcome) -> dict[str, Any]:
    """What the form shows of a claim."""
    names = ("attained_on", "number", "hours", "months", "grade", "note")
    return {name: getattr(row, name) for name in names} | {
        "type": row.type_id, "reviewer": str(row.reviewer_id), "seen": row.updated_at
    }  # fmt: skip


class PaperForm(forms.Form):
    """A paper of a claim."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=evidence_choices)
    file = forms.FileField(label=_("文件"))
