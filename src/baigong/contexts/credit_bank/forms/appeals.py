"""The form of an appeal, and of a reversal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import Guardian, evidence_choices
from baigong.contexts.credit_bank.services.appeals import PAPERS, Plea


class AppealForm(forms.Form):
    """What the appellant says; by whom where there are guardians; why late where the term has passed."""

    guardian = forms.ChoiceField(label=_("由谁提出"), required=False)
    statement = forms.CharField(
        label=_("事实和理由"), max_length=2000, widget=forms.Textarea({"rows": 6}), help_text=_("写明哪里不对、有什么材料可以证明。")
    )
    asked = forms.CharField(label=_("请求"), max_length=300, help_text=_("例如：请求重新认定；请求改按中级证书转换。"))
    late_reason = forms.CharField(label=_("逾期原因"), max_length=300, required=False)

    def __init__(self, *args: Any, guardians: list[Guardian], is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(row.pk): row for row in guardians}
        fields: Any = self.fields
        if guardians:
            fields["guardian"].choices = [("", _("本人")), *((pk, str(row)) for pk, row in self.guardians.items())]
        else:
            del fields["guardian"]
        if is_late:
            fields["late_reason"].required = True
        else:
            del fields["late_reason"]

    def plea(self) -> Plea:
        """For the service."""
        data = self.cleaned_data
        guardian = self.guardians.get(data.get("guardian", ""))
        return Plea(data["statement"], data["asked"], guardian, data.get("late_reason", ""))


class AppealPaperForm(forms.Form):
    """A paper of an appeal."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=evidence_choices)
    file = forms.FileField(label=_("文件"))


class ReversalForm(forms.Form):
    """Why a posting is reversed, and by which document."""

    document = forms.CharField(label=_("决定文号"), max_length=160, help_text=_("作出冲正决定的文件，记在每一笔冲正上。"))
    reason = forms.CharField(label=_("理由"), max_length=250, widget=forms.Textarea({"rows": 3}))
