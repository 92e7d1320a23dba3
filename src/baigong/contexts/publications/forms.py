"""Forms of public documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import ORGANISATIONS
from baigong.contexts.publications.models import Publication, Validity
from baigong.contexts.publications.selectors import TERM, list_categories
from baigong.contexts.publications.services.writing import ENDINGS, Head
from baigong.kernel.access import Actor
from baigong.kernel.rules import parameter_on
from baigong.kernel.ui.lookup import LookupField


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when the program runs
    """The metadata and the text."""

    issuer = LookupField(label=_("发布机构"), code="credit_code", also=("short_name",))

    class Meta:
        model = Publication
        fields = (
            "title", "issuer", "openness", "category", "doc_number", "index_number", "formed_on", "issued_on", "source", "body",
        )  # fmt: skip
        widgets = {"formed_on": DateInput(), "issued_on": DateInput(), "body": forms.Textarea({"rows": 12})}
        help_texts = {
            "index_number": _("留空则制发时按“统一社会信用代码/年份-五位序号”自动编号；已在别处编号的照填。"),
            "body": _("有附件时可以不写。每行一段。"),
        }

    def __init__(self, *args: Any, actor: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer: Any = self.fields["issuer"]
        issuer.queryset = ORGANISATIONS.visible(actor).filter(ended_on=None).order_by("order", "pk")
        term = parameter_on(TERM, on)
        if term is not None and term.value is not None:
            words = {"n": int(term.value), "rule": term.citation}
            self.fields["formed_on"].help_text = _("自成文之日起%(n)d个工作日内公开（%(rule)s）。") % words
        used = list_categories()
        if used:
            self.fields["category"].help_text = _("已用过：%(names)s") % {"names": "、".join(used[:12])}

    def validate_unique(self) -> None:
        """The services say it in words."""

    def head(self) -> Head:
        """For the service."""
        return Head(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class ExaminationForm(forms.Form):
    """The examination before publishing, one answer each."""

    CLEAR = [("1", _("通过")), ("0", _("不通过"))]
    secrecy_clear = forms.ChoiceField(label=_("保密审查：不涉及国家秘密、工作秘密"), choices=CLEAR, widget=forms.RadioSelect)
    third_party_clear = forms.ChoiceField(
        label=_("第三方权益：不损害商业秘密、个人隐私等合法权益"), choices=CLEAR, widget=forms.RadioSelect
    )
    personal_clear = forms.ChoiceField(label=_("个人信息：不含应保护的个人信息"), choices=CLEAR, widget=forms.RadioSelect)
    note = forms.CharField(label=_("审查意见"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    def answers(self) -> dict[str, Any]:
        """For the service."""
        clear = {name: self.cleaned_data[name] == "1" for name in ("secrecy_clear", "third_party_clear", "personal_clear")}
        return clear | {"note": self.cleaned_data["note"]}


class AttachmentForm(forms.Form):
    """A file."""

    file = forms.FileField(label=_("附件"), widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}))
    title = forms.CharField(label=_("名称"), required=False, max_length=200)


class ValidityForm(forms.Form):
    """有效性; empty says nothing."""

    validity = forms.ChoiceField(label=_("有效性"), required=False, choices=[("", _("不注明")), *Validity.choices])
