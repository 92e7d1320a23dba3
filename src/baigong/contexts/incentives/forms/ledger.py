"""Forms of the ledger of investments, and of surcharges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.forms.money import YuanField
from baigong.contexts.incentives.models import VoucherKind
from baigong.contexts.incentives.rules import spending_choices
from baigong.contexts.incentives.services.ledger import PAPERS, SpendingHead
from baigong.contexts.incentives.services.surcharges import SurchargeHead
from baigong.contexts.organisations.public import Organisation


class SpendingForm(forms.Form):
    """One investment."""

    spending = forms.ChoiceField(label=_("投资类别"), choices=spending_choices)
    title = forms.CharField(label=_("摘要"), max_length=120, help_text=_("例如：数控实训基地设备采购。"))
    on = forms.DateField(label=_("发生日期"), help_text=_("实际支出的日期；列入培育之前的也可以记，但不抵免。"))
    amount = YuanField(label=_("金额（元）"))
    partner = forms.ChoiceField(label=_("合作院校"), required=False)
    voucher_kind = forms.ChoiceField(label=_("凭证种类"), choices=VoucherKind.choices)
    voucher_number = forms.CharField(
        label=_("凭证号码"), max_length=60, help_text=_("发票写发票代码加号码，或20位的数电票号码；一张凭证只记一次。")
    )

    def __init__(self, *args: Any, schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(school.pk): school for school in schools}
        fields: Any = self.fields
        fields["partner"].choices = [("", _("没有")), *((pk, str(school)) for pk, school in self.schools.items())]

    def head(self) -> SpendingHead:
        """For the service."""
        data = dict(self.cleaned_data)
        return SpendingHead(**(data | {"partner": self.schools.get(data["partner"])}))


class WithdrawalForm(forms.Form):
    """What was taken back of an investment."""

    on = forms.DateField(label=_("撤回日期"))
    amount = YuanField(label=_("撤回金额（元）"))
    reason = forms.CharField(label=_("原因"), max_length=300, help_text=_("撤回投资或转让股权的情况。"))
    number = forms.CharField(label=_("凭证号码"), max_length=60, help_text=_("撤资决议、转让协议等的编号。"))


class EntryReversalForm(forms.Form):
    """Why an entry should never have stood."""

    reason = forms.CharField(label=_("冲正原因"), max_length=300, widget=forms.Textarea({"rows": 3}))


class LedgerPaperForm(forms.Form):
    """The scan of a voucher."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=VoucherKind.choices)
    title = forms.CharField(label=_("名称"), max_length=200, required=False)
    file = forms.FileField(label=_("文件"))


class SurchargeForm(forms.Form):
    """A year's surcharges before the credit."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    tax = YuanField(label=_("实缴增值税、消费税（元）"), required=False, help_text=_("填了可以核对征收率；不填也可以。"))
    education = YuanField(label=_("应缴教育费附加（元）"))
    local = YuanField(label=_("应缴地方教育附加（元）"))
    education_exempt = YuanField(label=_("其中减免的教育费附加（元）"), required=False, help_text=_("小规模纳税人等的减免先于抵免。"))
    local_exempt = YuanField(label=_("其中减免的地方教育附加（元）"), required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def head(self) -> SurchargeHead:
        """For the service."""
        data = self.cleaned_data
        return SurchargeHead(
            data["year"], data["education"], data["local"], data["education_exempt"] or 0, data["local_exempt"] or 0, data["tax"],
            data["note"],
        )  # fmt: skip
