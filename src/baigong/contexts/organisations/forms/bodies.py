"""Forms on bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.forms.fields import BodiesField, BodyField, Dated, DayField
from baigong.contexts.organisations.identifiers import check_credit_code, normalise_credit_code
from baigong.contexts.organisations.models import OrganisationKind, SuccessionKind


class BodyForm(Dated):
    """What describes a body."""

    name = forms.CharField(label=_("全称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False, help_text=_("文件中通常的写法，如“市教育局”"))
    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    parent = BodyField(label=_("上级机构"), required=False, help_text=_("全称、简称或别名均可；最上级的留空"))
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False)
    moe_code = forms.CharField(
        label=_("学校标识码"), max_length=10, required=False, validators=[RegexValidator(r"^\d{10}\Z", _("应为10位数字。"))]
    )
    division_code = forms.CharField(
        label=_("行政区划代码"), max_length=6, required=False, validators=[RegexValidator(r"^\d{6}\Z", _("应为6位数字。"))]
    )
    founded_on = DayField(label=_("成立日期"), required=False, help_text=_("不详的留空"))
    order = forms.IntegerField(label=_("排序"), min_value=0, max_value=32000, initial=500, help_text=_("小的在前"))
    note = forms.CharField(label=_("备注"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_credit_code(self) -> str:
        """The code, put right where only its writing is wrong."""
        code = normalise_credit_code(self.cleaned_data["credit_code"])
        if code:
            check_credit_code(code)
        return code


class BodyEditForm(BodyForm):
    """Name and place change by acts of their own."""

    name = parent = None  # type: ignore[assignment]


class MoveForm(Dated):
    """A new parent."""

    parent = BodyField(label=_("新的上级机构"), required=False, help_text=_("留空则为最上级；下级机构一并移动"))


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=_("新全称"), max_length=120)
    short_name = forms.CharField(label=_("新简称"), max_length=60, required=False, help_text=_("原简称转为别名，旧文件仍可识别"))
    on = DayField(label=_("启用日期"), help_text=_("新名称的第一天"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("文号或改革方案"))


ENDED = "ended"


class ReorganiseForm(Dated):
    """How a body ends, and who takes over."""

    kind = forms.ChoiceField(
        label=_("方式"),
        choices=[*SuccessionKind.choices, (ENDED, _("撤销，无承接机构"))],
        widget=forms.RadioSelect,
        initial=SuccessionKind.REORGANISED,
    )
    successors = BodiesField(label=_("承接机构"), required=False, help_text=_("须已登记；拆分的写两个以上，用顿号隔开"), max_length=600)
    on = DayField(label=_("生效日期"), help_text=_("承接机构履职的第一天；原机构止于前一日"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """As many successors as the way of ending wants."""
        given = super().clean() or self.cleaned_data
        kind, count = given.get("kind"), len(given.get("successors") or [])
        if "successors" not in given:
            return given
        if kind == ENDED and count:
            self.add_error("successors", ValidationError(_("撤销且无承接机构的，此项留空。")))
        elif kind == SuccessionKind.SPLIT and count < 2:
            self.add_error("successors", ValidationError(_("拆分须写两个以上承接机构。")))
        elif kind in {SuccessionKind.REORGANISED, SuccessionKind.MERGED} and count != 1:
            self.add_error("successors", ValidationError(_("请写一个承接机构。")))
        return given


class AliasForm(forms.Form):
    """Another writing."""

    name = forms.CharField(label=_("写法"), max_length=120)
    source = forms.CharField(label=_("出处"), max_length=200, required=False, help_text=_("哪份文件这样写"))
