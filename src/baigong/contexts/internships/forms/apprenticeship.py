"""Forms of apprenticeship: a cohort, its stages, who is trained, the subsidy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models import ApprenticeshipKind, PaymentKind, SkillLevel
from baigong.contexts.internships.services.apprenticeship import PAPER_KINDS, PAPERS, CohortHead, Joining
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.lookup import LookupField


def _day(label: Any, **facts: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}), **facts)


class CohortForm(forms.Form):
    """A cohort."""

    kind = forms.ChoiceField(label=_("类型"), choices=ApprenticeshipKind.choices)
    title = forms.CharField(label=_("班级名称"), max_length=80)
    enterprise = LookupField(label=_("企业"), name="organisation__name", code="organisation__credit_code")
    school = LookupField(label=_("学校（培训机构）"), code="credit_code", also=("short_name",))
    occupation_code = forms.CharField(label=_("职业代码"), max_length=10)
    occupation = forms.CharField(label=_("职业（工种）"), max_length=80)
    level = forms.ChoiceField(
        label=_("培养等级"), required=False, choices=[("", _("—")), *SkillLevel.choices], help_text=_("企业新型学徒制填写。")
    )
    programme_code = forms.CharField(label=_("专业代码"), max_length=10, required=False, help_text=_("现代学徒制填写。"))
    starts_on = _day(_("开始日期"))
    ends_on = _day(_("结束日期"))
    agreement = forms.CharField(label=_("校企合作协议"), max_length=120)
    agreed_on = _day(_("协议签订日期"))
    plan = forms.CharField(
        label=_("培养方案"), max_length=2000, widget=forms.Textarea({"rows": 6}), help_text=_("培养目标、内容、双导师职责、考核办法。")
    )

    def __init__(self, *args: Any, enterprises: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["enterprise"].queryset, fields["school"].queryset = enterprises, schools

    def head(self) -> CohortHead:
        """For the service."""
        return CohortHead(**{name: self.cleaned_data[name] for name in CohortHead.__dataclass_fields__})


class StageForm(forms.Form):
    """A stage of the plan."""

    title = forms.CharField(label=_("阶段"), max_length=80)
    place = forms.ChoiceField(label=_("地点"), choices=[("school", _("学校")), ("enterprise", _("企业")), ("both", _("交替"))])
    starts_on = _day(_("开始日期"))
    ends_on = _day(_("结束日期"))
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=5000)


class StageDoneForm(forms.Form):
    """What came of a stage."""

    result = forms.CharField(label=_("阶段评价"), max_length=300, widget=forms.Textarea({"rows": 3}))
    done_on = _day(_("完成日期"))


class EmployeeForm(forms.Form):
    """An employee who becomes a new-type apprentice."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    number = forms.CharField(label=_("居民身份证号"), max_length=30, help_text=_("加密保存。"))
    contract_since = _day(_("劳动合同起"))
    contract_until = _day(_("劳动合同止"), required=False, help_text=_("无固定期限的不填。"))
    enterprise_mentor = forms.CharField(label=_("企业导师"), max_length=80)
    school_mentor = forms.CharField(label=_("学校导师"), max_length=80)
    other_subsidy = forms.CharField(
        label=_("同期享受的其他培训补贴"), max_length=120, required=False, help_text=_("有的写明名称；同期不重复补贴。")
    )

    def joining(self) -> Joining:
        """For the service."""
        return Joining(**self.cleaned_data)


class StudentForm(forms.Form):
    """A student who becomes an apprentice of the modern kind."""

    intern = LookupField(
        label=_("学生"), code="student_number", also=("class_name",), hint=_("输入姓名、学号或班级的一部分，从列出的选项中选定。")
    )
    enterprise_mentor = forms.CharField(label=_("企业导师"), max_length=80)
    school_mentor = forms.CharField(label=_("学校导师"), max_length=80)

    def __init__(self, *args: Any, interns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["intern"].queryset = interns

    def joining(self) -> Joining:
        """For the service."""
        return Joining(**self.cleaned_data)


class CohortPaperForm(forms.Form):
    """A paper of a cohort."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=PAPER_KINDS)
    file = forms.FileField(label=_("文件"))


def _money(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal("0"), max_digits=12, decimal_places=2, help_text=_("元"))


class ClaimForm(forms.Form):
    """Who pays."""

    payer = forms.ModelChoiceField(Organisation.objects.none(), label=_("补贴经办部门"), empty_label=_("请选择"))

    def __init__(self, *args: Any, payers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["payer"].queryset = payers


class ApproveForm(forms.Form):
    """How much in advance, by which document."""

    advance = _money(_("预付金额"))
    document = forms.CharField(label=_("核准文号"), max_length=120)


class PaymentForm(forms.Form):
    """Money that went or came back."""

    kind = forms.ChoiceField(label=_("类别"))
    amount = _money(_("金额"))
    paid_on = _day(_("日期"))
    voucher = forms.CharField(label=_("凭证号"), max_length=60)

    def __init__(self, *args: Any, kinds: Sequence[PaymentKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
