"""Forms of requests upward."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.models import Measure, Plan


class SupportRequestForm(forms.Form):
    """One item of support."""

    title = forms.CharField(label=_("事项"), max_length=200)
    statement = forms.CharField(label=_("内容"), required=False, widget=forms.Textarea({"rows": 5}))
    addressed_to = forms.CharField(label=_("请求对象"), max_length=120)
    owner = forms.ModelChoiceField(label=_("承办单位"), queryset=Organisation.objects.none(), required=False)
    measures = forms.ModelMultipleChoiceField(
        label=_("对应措施"), queryset=Measure.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = Organisation.objects.filter(ended_on=None).exclude(kind="enterprise").order_by("order")
        measures: Any = self.fields["measures"]
        measures.queryset = plan.measures.all()
