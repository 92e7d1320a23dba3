"""Forms of the push interface: applying for an account, and how and from where its pusher calls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.forms.bodies import ForABody
from baigong.contexts.registers.models import CipherMode, CipherPadding, KeyForm, ReturnAccount, RsaPadding
from baigong.contexts.registers.services.interface_accounts import SETTINGS


class SettingsForm(forms.Form):
    """From where the pusher calls and how it encrypts; what the standard leaves open."""

    networks = forms.CharField(
        label=_("外网地址"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("学校出口的IP地址或网段，一行一个，如203.0.113.8或203.0.113.0/28。"),
    )
    mode = forms.ChoiceField(label=_("SM4模式"), choices=CipherMode.choices, help_text=_("以推送程序为准；不清楚的先用ECB。"))
    padding = forms.ChoiceField(label=_("SM4填充"), choices=CipherPadding.choices)
    iv = forms.CharField(
        label=_("SM4初始向量"), required=False, max_length=32, help_text=_("十六进制；CBC、GCM用。留空表示每次随机，放在密文之前。")
    )
    key_form = forms.ChoiceField(label=_("SM4密钥形式"), choices=KeyForm.choices)
    rsa_padding = forms.ChoiceField(label=_("RSA填充"), choices=RsaPadding.choices)

    @classmethod
    def of(cls, account: ReturnAccount) -> dict[str, Any]:
        """What the form shows first for an account."""
        return {name: getattr(account, name) for name in SETTINGS} | {"networks": "\n".join(account.networks)}

    def facts(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        return {"networks": data["networks"].replace("，", "\n").replace(",", "\n").split(), "settings": {n: data[n] for n in SETTINGS}}


class ApplyForm(ForABody, SettingsForm):
    """An application, with what the standard asks of it; name, code and kind of the school stand in the register of bodies."""

    field_order = OWN = ("organisation", "standard", "applicant", "phone", "email")
    applicant = forms.CharField(label=_("申请人"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30)
    email = forms.EmailField(label=_("邮箱"), required=False)

    def facts(self) -> dict[str, Any]:
        """What the services take."""
        return super().facts() | {name: self.cleaned_data[name] for name in self.OWN}
