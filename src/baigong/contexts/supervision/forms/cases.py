"""The form by which a case is opened by hand, and that of a paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.supervision.models import PaperKind, SourceKind
from baigong.contexts.supervision.services.opening import BY_HAND, PAPERS, Matter, Source
from baigong.kernel.ui.lookup import LookupField


class CaseForm(forms.Form):
    """A case with its source."""

    source_kind = forms.ChoiceField(label=_("来源"), choices=[("", _("请选择")), *((kind.value, kind.label) for kind in BY_HAND)])
    source_title = forms.CharField(
        label=_("来源说明"), max_length=200, help_text=_("例如：2022年春季职业教育专项督导；某月某日市长信箱来信。没有来源的不能立案。")
    )
    informant = forms.CharField(
        label=_("反映人"), max_length=300, required=False, help_text=_("加密保存，只有市级督查人员可以打开，每次打开留痕。")
    )
    is_protected = forms.BooleanField(label=_("保护来源"), required=False, help_text=_("承办的县区和被督查单位都看不到来源。"))
    subject = LookupField(label=_("被督查单位"), code="credit_code", also=("short_name",))
    handler = forms.ModelChoiceField(Organisation.objects.none(), label=_("承办单位"), empty_label=None)
    title = forms.CharField(label=_("事由"), max_length=120, help_text=_("不要写来源和反映人：被督查单位看得到。"))
    clause = forms.CharField(label=_("涉及的规定"), max_length=200, required=False)
    occurred_on = forms.DateField(label=_("发生日期"), required=False, widget=forms.DateInput({"type": "date"}))
    statement = forms.CharField(label=_("反映的情况"), max_length=2000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, subjects: Any, handlers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["subject"].queryset = subjects
        fields["handler"].queryset = Organisation.objects.filter(pk__in=[body.pk for body in handlers]).order_by("order", "pk")

    def source(self) -> Source:
        """For the service."""
        data = self.cleaned_data
        return Source(SourceKind(data["source_kind"]), data["source_title"], informant=data["informant"], is_protected=data["is_protected"])

    def matter(self) -> Matter:
        """For the service."""
        data = self.cleaned_data
        names = ("subject", "handler", "title", "statement", "clause", "occurred_on")
        return Matter(**{name: data[name] for name in names})


class CasePaperForm(forms.Form):
    """A paper of a case."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"))
    file = forms.FileField(label=_("文件"))

    def __init__(self, *args: Any, kinds: Collection[PaperKind] = tuple(PaperKind), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, kind.label) for kind in PaperKind if kind in kinds]
