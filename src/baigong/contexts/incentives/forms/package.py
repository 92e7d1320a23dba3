"""Forms of the package, and of trials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.models import Pillar
from baigong.contexts.incentives.services.entitlements import IncentiveHead
from baigong.contexts.organisations.public import Organisation


class IncentiveForm(forms.Form):
    """What a department offers."""

    pillar = forms.ChoiceField(label=_("激励类别"), choices=Pillar.choices)
    title = forms.CharField(label=_("激励措施"), max_length=80)
    owner = forms.ChoiceField(label=_("责任部门"))
    summary = forms.CharField(label=_("内容"), max_length=300, widget=forms.Textarea({"rows": 3}))
    basis = forms.CharField(label=_("依据"), max_length=120, help_text=_("文件名称和文号。"))
    needs_certificate = forms.BooleanField(label=_("只给已认证的企业"), required=False, help_text=_("不选的，列入建设培育即可申请。"))

    def __init__(self, *args: Any, owners: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(body.pk): body for body in owners}
        fields: Any = self.fields
        fields["owner"].choices = [(pk, str(body)) for pk, body in self.owners.items()]

    def head(self) -> IncentiveHead:
        """For the service."""
        return IncentiveHead(**(self.cleaned_data | {"owner": self.owners[self.cleaned_data["owner"]]}))


class RequestForm(forms.Form):
    """Asking for an incentive."""

    request = forms.CharField(
        label=_("申请说明"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("用于什么项目、需要多少。")
    )


class LiftForm(forms.Form):
    """Why a suspension ends."""

    reason = forms.CharField(label=_("恢复理由"), max_length=300)


class TrialForm(forms.Form):
    """Which rate, from when, up to which year."""

    rate = forms.DecimalField(label=_("试算抵免比例（%）"), min_value=0, max_value=100, decimal_places=2, max_digits=5)
    since = forms.DateField(label=_("自该日起的投资"), help_text=_("之前的投资仍按当时的规则。"))
    last = forms.IntegerField(label=_("算到哪一年"), min_value=2000, max_value=2100)
