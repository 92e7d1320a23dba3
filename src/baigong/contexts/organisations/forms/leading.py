"""Forms on leading bodies and their seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.forms.fields import BodyField, Dated, DayField
from baigong.contexts.organisations.forms.posts import PersonMixin
from baigong.contexts.organisations.models import LeadingBodyKind, Post, SeatRole


class LeadingBodyForm(Dated):
    """What describes a leading body."""

    name = forms.CharField(label=_("名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("形式"), choices=LeadingBodyKind.choices, help_text=_("决定称“组长”“召集人”还是“主任”"))
    office_at = BodyField(label=_("办公室设在"), required=False)
    basis = forms.CharField(label=_("成立依据"), max_length=200, required=False, help_text=_("文号和附件"))
    formed_on = DayField(label=_("成立日期"), required=False)
    order = forms.IntegerField(label=_("排序"), min_value=0, max_value=32000, initial=100)


class LeadingBodyEditForm(LeadingBodyForm):
    """Another name is another body."""

    name = None  # type: ignore[assignment]


class SeatForm(Dated):
    """A seat: of a post at a unit, or of a rank where the document gives no post."""

    role = forms.ChoiceField(label=_("角色"), choices=SeatRole.choices, initial=SeatRole.MEMBER)
    unit = BodyField(label=_("单位"))
    title = forms.CharField(
        label=_("职务"), max_length=160, help_text=_("须是该单位已登记的职务；同名的写明分工，如“副局长（分管职业教育）”")
    )
    by_rank = forms.BooleanField(label=_("文件只列职级，没有职务"), required=False, help_text=_("如三级调研员：人员变动时须向单位核实"))
    from_on = DayField(label=_("起始日期"), required=False, help_text=_("随机构成立的留空"))

    def clean(self) -> dict[str, Any]:
        """``post`` is the unit's post of that title, unless by rank."""
        given = super().clean() or self.cleaned_data
        unit, title = given.get("unit"), given.get("title")
        if not unit or not title or given.get("by_rank"):
            return given
        wanted = title.replace("(", "（").replace(")", "）")
        posts = list(Post.objects.filter(organisation=unit, abolished_on=None).select_related("organisation"))
        matching = [post for post in posts if post.full_title == wanted] or [post for post in posts if post.title == wanted]
        if len(matching) == 1:
            given["post"] = matching[0]
        elif matching:
            titles = "、".join(post.full_title for post in matching)
            self.add_error("title", ValidationError(_("有几个同名职务：%(titles)s；请写明分工。") % {"titles": titles}))
        else:
            titles = "、".join(post.full_title for post in posts)
            message = _("“%(unit)s”没有这一职务；已登记的有：%(titles)s。") if titles else _("“%(unit)s”还没有登记职务；请先登记。")
            self.add_error("title", ValidationError(message % {"unit": unit, "titles": titles}))
        return given


class NameByRankForm(PersonMixin):
    """Who the unit says sits in a seat of a rank."""

    on = DayField(label=_("自"), help_text=_("该人员出任的第一天"))
    basis = forms.CharField(label=_("单位答复"), max_length=200, help_text=_("函件或电话记录"))


class EndForm(forms.Form):
    """A day and what it rests on."""

    on = DayField(label=_("撤销日期"), help_text=_("不再设立的第一天"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)
