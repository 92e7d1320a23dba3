"""The form of a circular: what a person writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.models import Circular


class CircularForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when the program runs
    """Head and free text."""

    class Meta:
        model = Circular
        fields = ("title", "agency", "signatory", "addressees", "copies_to", "remarks", "problems", "requirements")
        widgets = {name: forms.Textarea({"rows": rows}) for name, rows in (("remarks", 4), ("problems", 8), ("requirements", 6))}
        help_texts = {
            "agency": _("文号“〔年份〕序号”前面的机关代字，只用汉字，如“武政发”；印发时自动编号。"),
            "addressees": _("同类单位之间用“、”，不同类之间用“，”。"),
            "remarks": _("接在数据之后；可以不写。每行一段。"),
            "problems": _("已带出各单位报告反映的问题，请归并改写。每行一段。"),
            "requirements": _("印发前必须填写。每行一段。"),
        }

    def __init__(self, *args: Any, usual: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        if usual:
            agency.help_text = gettext("文号“〔年份〕序号”前面的机关代字，只用汉字；上一份用“%(usual)s”。印发时自动编号。") % {
                "usual": usual
            }
