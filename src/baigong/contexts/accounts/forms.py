"""What people type into the pages of accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.models import User
from baigong.contexts.accounts.passwords import password_rules
from baigong.contexts.accounts.roles import EXCLUSIVE
from baigong.contexts.organisations.public import NameBook, Organisation, OrganisationKind, Person, Post
from baigong.kernel.access import Role, all_roles


class BodyInput(forms.TextInput):
    """A text input that suggests bodies in the browser's own way; any name may be typed, and enterprises are."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The input and its list."""
        rows = Organisation.objects.filter(ended_on=None).exclude(kind=OrganisationKind.ENTERPRISE)
        names = [(short or full,) for full, short in rows.values_list("name", "short_name")[:400]]
        own = {**(attrs or {}), "list": f"{name}_list", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}"></option>', names)
        return format_html('{}<datalist id="{}">{}</datalist>', super().render(name, value, own, renderer), own["list"], options)


class BodyField(forms.CharField):
    """A body by any of its names; what is not understood comes back with the nearest names."""

    widget = BodyInput

    def __init__(self, *, on: date | None = None, **kwargs: Any):
        super().__init__(max_length=120, **kwargs)
        self.on = on

    def clean(self, value: Any) -> Organisation | None:
        """The body."""
        text = super().clean(value)
        if not text:
            return None
        found = NameBook().resolve(text, self.on or date.max)
        if found.organisation is None:
            near = "、".join(str(body) for body in found.near[:3])
            message = gettext("没有找到“%(text)s”。") % {"text": text}
            raise ValidationError(message + (gettext("是不是：%(near)s?") % {"near": near} if near else ""))
        return found.organisation


class RoleField(forms.ChoiceField):
    """A declared role."""

    def __init__(self, roles: list[Role], **kwargs: Any):
        super().__init__(choices=[("", "———"), *((role.key, f"{role.label}（{role.description}）") for role in roles)], **kwargs)

    def clean(self, value: Any) -> Role:
        """The role."""
        return all_roles()[super().clean(value)]


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _posts() -> Any:
    return Post.objects.filter(abolished_on=None).select_related("organisation").order_by("organisation__order", "order")


class ProfileForm(forms.Form):
    """One's own name, phone, mail, language."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("用于通知和找回密码。"))
    language = forms.ChoiceField(label=_("语言"), choices=[("", _("随浏览器")), *settings.LANGUAGES], required=False)
    password = forms.CharField(
        label=_("现在的密码"), required=False, strip=False, help_text=_("只在修改邮箱时填写。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class AccountForm(forms.Form):
    """Somebody's name, phone, mail, and the person behind the account."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)
    person = forms.ModelChoiceField(
        label=_("人员"), queryset=Person.objects.order_by("name"), required=False,
        help_text=_("账号背后的人。职务换人时的移交、三类管理员的分离都按人判断。"),
    )  # fmt: skip


class GrantForm(forms.Form):
    """A role at a body."""

    organisation = BodyField(label=_("单位"), help_text=_("全称、简称或别名均可"))
    post = forms.ModelChoiceField(
        label=_("随职务"), queryset=Post.objects.none(), required=False, help_text=_("选了职务，职务换人时授权随之结束。")
    )
    from_on = forms.DateField(label=_("起"), required=False, widget=DayInput(), help_text=_("留空为今天。"))
    until_on = forms.DateField(label=_("止"), required=False, widget=DayInput(), help_text=_("最后一天；留空为不定期。"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields = {"role": RoleField(roles, label=_("职责")), **self.fields}
        post: Any = self.fields["post"]
        post.queryset = _posts()


class InviteForm(forms.Form):
    """Whom to invite, to which role, where."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    organisation = BodyField(label=_("单位"), help_text=_("全称、简称或别名均可"))
    post = forms.ModelChoiceField(
        label=_("随职务"), queryset=Post.objects.none(), required=False, help_text=_("选了职务，职务换人时授权随之结束。")
    )
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("填写后邀请链接同时发到邮箱。"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any):
        super().__init__(*args, **kwargs)
        name = self.fields.pop("display_name")
        self.fields = {"display_name": name, "role": RoleField(roles, label=_("职责")), **self.fields}
        post: Any = self.fields["post"]
        post.queryset = _posts()


class AcceptForm(forms.Form):
    """A new account's name and password."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    username = forms.CharField(
        label=_("用户名"), min_length=3, max_length=60, help_text=_("登录时用，3 个字符以上，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    password = forms.CharField(
        label=_("密码"), strip=False, help_text=password_rules(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(label=_("再输一次密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的密码不同。"))
        return data


class TokenForm(forms.Form):
    """What a program's key is for."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("哪个系统用来做什么，例如“学籍系统上报”。"))
    organisation = BodyField(label=_("单位"), help_text=_("程序代表的单位"))
    expires_on = forms.DateField(label=_("有效期至"), widget=DayInput(), help_text=_("最后一天，最长一年。"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        roles = [role for role in all_roles().values() if role not in EXCLUSIVE]
        name = self.fields.pop("name")
        self.fields = {"name": name, "role": RoleField(roles, label=_("职责"), help_text=_("程序只能做这项职责能做的事。")), **self.fields}


class HandToForm(forms.Form):
    """Who takes up what a post carried."""

    user = forms.ModelChoiceField(label=_("接替账号"), queryset=User.objects.none())

    def __init__(self, *args: Any, former: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(is_active=True, is_program=False).exclude(pk=former.pk)
        choice: Any = self.fields["user"]
        choice.queryset = rows.order_by("display_name", "username")
        choice.label_from_instance = lambda user: f"{user.display_name}（{user.username}）"


class SuccessorForm(forms.Form):
    """Whom to invite in the former holder's place."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("填写后邀请链接同时发到邮箱。"))


class HeadForm(forms.Form):
    """A digest noted down outside the system."""

    head = forms.CharField(
        label=_("以前抄录的末块摘要"),
        max_length=80,
        help_text=_("日志末尾被整块删去，只有对照抄录在外的摘要才能发现。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
