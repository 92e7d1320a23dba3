"""Forms of an enterprise, its places and its kinds of posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.models import Enterprise, Ownership, PostKind, Site, Size, Stake
from baigong.contexts.enterprises.services.places import SiteHead
from baigong.contexts.enterprises.services.registering import DESCRIBING, EnterpriseHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.fields import SeenField


class SuggestInput(forms.TextInput):
    """A text input with suggestions of the browser; works without script, and any other text may be typed."""

    def __init__(self, suggest: Callable[[], Iterable[tuple[str, str]]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggest = suggest

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input with its list."""
        own = {**(attrs or {}), "list": f"{name}-list", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}">{}</option>', self.suggest())
        return format_html('{}<datalist id="{}">{}</datalist>', super().render(name, value, own, renderer), own["list"], options)


class DescribingForm(forms.Form):
    """What an enterprise says of itself; its own officer fills this in too. ``groups``: the enterprises that may be its parent, by code."""

    industry_code = forms.CharField(
        label=_("行业代码"), max_length=4, help_text=_("《国民经济行业分类》大类以下的代码；输入名称可以找，如“白酒”。")
    )
    ownership = forms.ChoiceField(label=_("所有制"), choices=[("", _("请选择")), *Ownership.choices])
    size = forms.ChoiceField(label=_("规模"), choices=[("", _("请选择")), *Size.choices], help_text=_("照统计部门的大中小微型划分填写。"))
    business = forms.CharField(label=_("主营业务"), max_length=200, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=40, required=False, help_text=_("办理实习和产教融合的人；不对外公开。"))
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    parent_code = forms.CharField(
        label=_("上级企业代码"), max_length=18, required=False, help_text=_("属于集团的，填上级企业的统一社会信用代码。")
    )
    stake = forms.ChoiceField(label=_("与上级企业的关系"), choices=[("", _("没有上级企业")), *Stake.choices], required=False)
    seen = SeenField()

    def __init__(self, *args: Any, industries: Callable[[], Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry_code"].widget = SuggestInput(industries)

    def clean_parent_code(self) -> str:
        """A code of a registered enterprise; the enterprise goes into ``parent``."""
        code = "".join(self.cleaned_data["parent_code"].split()).upper()
        self.parent = Enterprise.objects.filter(organisation__credit_code=code).select_related("organisation").first() if code else None
        if code and self.parent is None:
            raise forms.ValidationError(_("没有登记这个代码的企业；请先登记上级企业。"))
        return code

    def facts(self) -> dict[str, str]:
        """What ``edit_enterprise`` takes as ``facts``."""
        return {name: self.cleaned_data[name] for name in DESCRIBING}


class EnterpriseForm(DescribingForm):
    """A new enterprise."""

    name = forms.CharField(label=_("企业名称"), max_length=120, help_text=_("营业执照上的全称。"))
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=24, help_text=_("18位；两家企业不能用同一个。"))
    county = forms.ChoiceField(label=_("所在县区"))
    opened_on = forms.DateField(label=_("成立日期"), required=False)
    address = forms.CharField(label=_("地址"), max_length=160, required=False, help_text=_("主要经营场所；其他场所登记后再加。"))

    field_order: tuple[str, ...] = ("name", "credit_code", "county", "opened_on", "address")

    def __init__(self, *args: Any, counties: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counties = {str(county.pk): county for county in counties}
        field: Any = self.fields["county"]
        field.choices = [(pk, str(county)) for pk, county in self.counties.items()]

    def head(self) -> EnterpriseHead:
        """For the service."""
        data = self.cleaned_data
        plain = (
            "name",
            "credit_code",
            "industry_code",
            "ownership",
            "size",
            "opened_on",
            "address",
            "business",
            "contact",
            "phone",
            "stake",
        )
        return EnterpriseHead(county=self.counties[data["county"]], parent=self.parent, **{name: data[name] for name in plain})


class IdentityForm(forms.Form):
    """What identifies an enterprise: the bureau and the county change it."""

    name = forms.CharField(label=_("企业名称"), max_length=120)
    renamed_on = forms.DateField(label=_("更名日期"), required=False, help_text=_("名称变了的填；从这天起用新名称，原名称留作沿革。"))
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    county = forms.ChoiceField(label=_("所在县区"))
    opened_on = forms.DateField(label=_("成立日期"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("如变更登记通知书文号。"))

    def __init__(self, *args: Any, counties: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counties = {str(county.pk): county for county in counties}
        field: Any = self.fields["county"]
        field.choices = [(pk, str(county)) for pk, county in self.counties.items()]

    def given(self) -> dict[str, Any]:
        """For ``identify_enterprise``."""
        return self.cleaned_data | {"county": self.counties[self.cleaned_data["county"]]}


def initial_of(row: Enterprise) -> dict[str, Any]:
    """What the form shows of an enterprise."""
    shown: dict[str, Any] = {name: getattr(row, name) for name in (*DESCRIBING, "industry_code", "stake")}
    return shown | {"parent_code": row.parent.credit_code if row.parent else "", "seen": row.updated_at}


def initial_of_identity(row: Enterprise) -> dict[str, Any]:
    """What identifies it now."""
    return {"name": row.name, "credit_code": row.credit_code, "county": str(row.organisation.parent_id), "opened_on": row.opened_on}


class SiteForm(forms.Form):
    """A place of business."""

    name = forms.CharField(label=_("场所名称"), max_length=80, help_text=_("如“二号厂区”“文昌路门店”。"))
    division_code = forms.ChoiceField(label=_("所在县区"))
    address = forms.CharField(label=_("地址"), max_length=160)
    is_main = forms.BooleanField(label=_("主要经营场所"), required=False)
    since = forms.DateField(label=_("启用日期"), required=False)
    until = forms.DateField(label=_("停用日期"), required=False, help_text=_("在用的不填。"))

    def __init__(self, *args: Any, divisions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["division_code"]
        field.choices = divisions

    def head(self) -> SiteHead:
        """For the service."""
        return SiteHead(**self.cleaned_data)


def initial_of_site(row: Site) -> dict[str, Any]:
    """What the form shows of a place."""
    return {name: getattr(row, name) for name in ("name", "division_code", "address", "is_main", "since", "until")}


class PostKindForm(forms.Form):
    """A kind of post."""

    name = forms.CharField(
        label=_("岗位类别"), max_length=60, help_text=_("同类岗位的实习生不超过该岗位在岗人数的一定比例，按这里的类别计算。")
    )
    occupation_code = forms.CharField(label=_("职业代码"), max_length=10, required=False, help_text=_("《职业分类大典》的代码，知道的填。"))


def initial_of_post_kind(row: PostKind) -> dict[str, Any]:
    """What the form shows of a kind of post."""
    return {"name": row.name, "occupation_code": row.occupation_code}
