"""The few words that the duty of places asks for: everything else follows from records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models import InternshipPost
from baigong.kernel.ui.lookup import LookupField


class ReturnForm(forms.Form):
    """What an enterprise says of a year."""

    reason = forms.CharField(
        label=_("未完成的理由"), max_length=500, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("完成的不用填。文件要求“原则上”，没有完成的写明理由即可，例如当年没有对口专业的学生。"),
    )  # fmt: skip


class CorrectForm(ReturnForm):
    """A new version of a year that is locked."""

    correction = forms.CharField(label=_("更正理由"), max_length=300, help_text=_("上一版本保留，标为已被取代。"))


class PartsForm(forms.Form):
    """Which part of a post that several run is an enterprise's, by which agreement."""

    parts = forms.IntegerField(label=_("份额"), min_value=1, max_value=1000, initial=1, help_text=_("设岗企业自己为1份。"))
    document = forms.CharField(label=_("共建协议"), max_length=120)


class ShareForm(PartsForm):
    """Who runs a post together with its host."""

    post = forms.ModelChoiceField(InternshipPost.objects.none(), label=_("实习岗位"), empty_label=_("请选择"))
    enterprise = LookupField(label=_("共建企业"), name="organisation__name", code="organisation__credit_code")

    field_order = ("post", "enterprise", "parts", "document")

    def __init__(self, *args: Any, posts: Sequence[InternshipPost], enterprises: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["post"].queryset = InternshipPost.objects.filter(pk__in=[post.pk for post in posts])
        fields["enterprise"].queryset = enterprises
