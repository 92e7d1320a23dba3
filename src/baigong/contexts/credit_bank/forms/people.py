"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import CheckedBy, DocumentKind, Learner
from baigong.contexts.credit_bank.services.people import Opening
from baigong.contexts.organisations.public import Organisation


class OpeningForm(forms.Form):
    """What an account is opened with; ``homes``: at whose desk, where there is a choice."""

    home = forms.ChoiceField(label=_("办理单位"), required=False)
    name = forms.CharField(label=_("姓名"), max_length=80, help_text=_("与证件一致；少数民族姓名中的间隔号写“·”。"))
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=DocumentKind.choices)
    document_number = forms.CharField(
        label=_("证件号"), max_length=30, widget=forms.TextInput({"autocomplete": "off"}), help_text=_("加密保存，页面上只显示头尾。")
    )
    birth_on = forms.DateField(label=_("出生日期"), required=False, help_text=_("居民身份证里已有，不必填写。"))
    phone = forms.CharField(label=_("手机号码"), max_length=20, required=False)
    guardian = forms.CharField(label=_("监护人姓名"), max_length=80, required=False, help_text=_("未成年人必填。"))
    guardian_relation = forms.CharField(label=_("与本人的关系"), max_length=20, required=False)
    guardian_phone = forms.CharField(label=_("监护人电话"), max_length=20, required=False)

    def __init__(self, *args: Any, homes: list[Organisation], needs_home: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = {str(body.pk): body for body in homes}
        fields: Any = self.fields
        if needs_home and len(homes) == 1:
            del fields["home"]
        else:
            fields["home"].choices = [*([] if needs_home else [("", _("到学分银行办理"))]), *((pk, str(b)) for pk, b in self.homes.items())]
            fields["home"].required = needs_home
            if not needs_home:
                fields["home"].label = _("由哪里核验证件")

    @property
    def chosen_home(self) -> Organisation | None:
        """The body at whose desk it is opened."""
        return self.homes.get(self.cleaned_data.get("home", "")) if "home" in self.fields else next(iter(self.homes.values()))

    def opening(self) -> Opening:
        """For the service."""
        return Opening(**{name: value for name, value in self.cleaned_data.items() if name != "home"})


class DocumentForm(forms.Form):
    """A further document of the same person."""

    document_kind = forms.ChoiceField(label=_("证件类型"), choices=DocumentKind.choices)
    document_number = forms.CharField(label=_("证件号"), max_length=30, widget=forms.TextInput({"autocomplete": "off"}))


class GuardianForm(forms.Form):
    """Who answers for a learner not of age."""

    name = forms.CharField(label=_("监护人姓名"), max_length=80)
    relation = forms.CharField(label=_("与本人的关系"), max_length=20)
    phone = forms.CharField(label=_("监护人电话"), max_length=20, required=False)


class CheckForm(forms.Form):
    """How a document was seen."""

    how = forms.ChoiceField(label=_("核验方式"), choices=CheckedBy.choices)


class MergeForm(forms.Form):
    """Which account is the same person's; by its number, so that nobody picks the wrong namesake from a list."""

    other = forms.CharField(label=_("另一个学分账号"), max_length=20, help_text=_("并入后以本账户为准；两边的记录都保留，可以再拆分。"))
    reason = forms.CharField(label=_("依据"), max_length=200, help_text=_("例如：查验两份证件，系同一人更换证件。"))

    def clean_other(self) -> Learner:
        """The account of that number."""
        found = Learner.objects.filter(number="".join(self.cleaned_data["other"].split())).first()
        if found is None:
            raise forms.ValidationError(_("没有这个学分账号，请核对13位数字。"), code="unknown")
        return found


class ShareForm(forms.Form):
    """Whom one lets look, what for, until when."""

    recipient = forms.CharField(label=_("给谁看"), max_length=80)
    purpose = forms.CharField(label=_("用途"), max_length=120)
    until = forms.DateField(label=_("有效至"))
