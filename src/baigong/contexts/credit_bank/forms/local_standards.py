"""Forms of local standards: the proposal, who takes part, an opinion, a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models import (
    LocalStandard,
    OpinionVerdict,
    PartyKind,
    PartyRole,
    StandardPaperKind,
    level_choices,
)
from baigong.contexts.credit_bank.services.local_standards import StandardHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.fields import SeenField
from baigong.kernel.ui.lookup import LookupField


class StandardForm(forms.Form):
    """A proposal."""

    school = forms.ChoiceField(label=_("提出学校"))
    code = forms.CharField(label=_("证书代码"), max_length=20, help_text=_("在目录里唯一，例如 WW-01。"))
    title = forms.CharField(label=_("标准名称"), max_length=80, help_text=_("也是证书的名称。"))
    levels = forms.MultipleChoiceField(
        label=pgettext_lazy("学习成果", "级别"), choices=level_choices, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    skill_field = forms.CharField(label=_("职业技能领域"), max_length=80)
    grounds = forms.CharField(
        label=_("开发理由"), max_length=500, widget=forms.Textarea({"rows": 4}), help_text=_("对接什么产业、什么岗位，为什么要开发。")
    )  # fmt: skip
    seen = SeenField()

    def __init__(self, *args: Any, schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(row.pk): row for row in schools}
        fields: Any = self.fields
        fields["school"].choices = [(pk, str(row)) for pk, row in self.schools.items()]

    def head(self) -> StandardHead:
        """For the service."""
        data = self.cleaned_data
        return StandardHead(
            self.schools[data["school"]], data["code"], data["title"], tuple(data["levels"]), data["skill_field"], data["grounds"]
        )


def initial_of_standard(row: LocalStandard) -> dict[str, Any]:
    """What the form shows of a proposal."""
    levels = [level.level for level in row.certificate.levels.all()]
    return {
        "school": str(row.school_id), "code": row.certificate.code, "title": row.certificate.title, "levels": levels,
        "skill_field": row.skill_field, "grounds": row.grounds, "seen": row.updated_at,
    }  # fmt: skip


class PartyForm(forms.Form):
    """A party: a body of the city, or one named."""

    role = forms.ChoiceField(label=_("参与方式"), choices=PartyRole.choices)
    kind = forms.ChoiceField(label=_("单位性质"), choices=PartyKind.choices)
    organisation = LookupField(
        label=_("本市机构"), code="credit_code", also=("short_name",), required=False, empty_label=_("不在名录里"),
        help_text=_("有账号的选上，由它自己登记意见。"),
    )  # fmt: skip
    name = forms.CharField(label=_("单位名称"), max_length=120, required=False, help_text=_("不在名录里的企业、行业组织填写。"))

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = bodies


class OpinionForm(forms.Form):
    """What a reviewer says. ``basis``: where it is written, when somebody else enters it."""

    verdict = forms.ChoiceField(label=_("评审结论"), choices=OpinionVerdict.choices)
    words = forms.CharField(label=_("评审意见"), max_length=1000, widget=forms.Textarea({"rows": 5}))
    given_on = forms.DateField(label=_("意见日期"))
    basis = forms.CharField(label=_("意见出处"), max_length=120, required=False, help_text=_("代为登记的必填，例如评审会纪要。"))


class StandardPaperForm(forms.Form):
    """A paper of a standard."""

    kind = forms.ChoiceField(label=_("材料类别"), choices=StandardPaperKind.choices)
    file = forms.FileField(label=_("文件"))
