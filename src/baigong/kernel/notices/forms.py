"""Typed input of the notices' pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.kernel.notices.models import Platform


class PreferenceForm(forms.Form):
    """Mail on or off."""

    by_mail = forms.BooleanField(label=_("同时发到邮箱"), required=False)


class RobotForm(forms.Form):
    """A robot. Address and secret are never shown again; left empty they stay as they are."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例：专班工作群"))
    platform = forms.ChoiceField(label=_("平台"), choices=Platform.choices)
    address = forms.CharField(
        label=_("地址"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("群机器人设置页给出的完整地址，以 https:// 开头。保存后加密，不再显示；留空则不变。"),
    )
    secret = forms.CharField(
        label=_("加签密钥"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("钉钉“加签”或飞书“签名校验”的密钥；企业微信没有。留空则不变。"),
    )
    kinds = forms.CharField(
        label=_("转发的类别"), required=False, max_length=300, help_text=_("用空格隔开，例：plans.cycle；留空则转发全部群通知。")
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def clean_kinds(self) -> list[str]:
        """The words as a list."""
        return str(self.cleaned_data["kinds"]).split()
