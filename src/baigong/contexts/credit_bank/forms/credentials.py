"""Forms of keys and of issuers that the office accepts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import KeyAlgorithm


class RotationForm(forms.Form):
    """A new key from now on."""

    algorithm = forms.ChoiceField(label=_("签名算法"), choices=KeyAlgorithm.choices)
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("如：按年度更换。"))


class TrustForm(forms.Form):
    """An issuer whose credentials are accepted."""

    did = forms.CharField(label=_("签发者标识"), max_length=200, help_text=_("形如did:web:example.edu.cn或did:key:z6Mk…"))
    name = forms.CharField(label=_("单位名称"), max_length=120)
    basis = forms.CharField(label=_("认可依据"), max_length=200, help_text=_("互认协议、文件的名称和文号。"))
    document = forms.CharField(
        label=_("公布的密钥文件"), required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("对方did.json的全文，从对方网站核对后粘贴；did:key不需要。本系统不自动联网读取。"),
    )  # fmt: skip
