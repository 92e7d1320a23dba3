"""Fields that several forms share: a body by any of its names, a day, somebody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from baigong.contexts.organisations.models import Organisation, OrganisationKind
from baigong.contexts.organisations.selectors.names import NameBook, Why

SUGGESTED = 400
"""A list of suggestions longer than this slows old browsers; every name can still be typed."""


class Suggesting(forms.TextInput):
    """A text input with suggestions of the browser; works without script, and any other text may be typed."""

    def __init__(self, suggest: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggest = suggest

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The input and its list."""
        own = {**(attrs or {}), "list": f"{(attrs or {}).get('id', name)}_list"}
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggest()))
        return format_html('{}<datalist id="{}">{}</datalist>', super().render(name, value, own, renderer), own["list"], options)


def body_names() -> list[str]:
    """Names to suggest: short ones where there are, of bodies that exist; enterprises are typed."""
    rows = Organisation.objects.filter(ended_on=None).exclude(kind=OrganisationKind.ENTERPRISE)
    return [short or name for name, short in rows.values_list("name", "short_name")[:SUGGESTED]]


class BodyField(forms.CharField):
    """A body, typed by any of its names; cleaned to the ``Organisation`` that bears the name on ``day``."""

    day: date | None = None

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", Suggesting(body_names))
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A body as it is typed."""
        return (value.short_name or value.name) if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        """The body, or ``None`` for a blank."""
        text = super().clean(value)
        return find_body(NameBook(), text, self.day) if text else None


class BodiesField(BodyField):
    """Several bodies, separated by 、."""

    def clean(self, value: Any) -> Any:
        """The bodies, in their order."""
        text = forms.CharField.clean(self, value)
        book = NameBook()
        parts = [part.strip() for part in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")]
        return [find_body(book, part, self.day) for part in parts if part]


def find_body(book: NameBook, text: str, day: date | None) -> Organisation:
    """The body of a typed name. Raises ``ValidationError`` with the nearest names."""
    exact = [body for body in book.bodies.values() if text in {body.name, body.short_name} and body.is_living]
    if len(exact) == 1:
        return exact[0]
    answer = book.resolve(text, day or date.max)
    if answer.organisation is not None:
        return answer.organisation
    near = "、".join(body.name for body in answer.near)
    if answer.why is Why.AMBIGUOUS:
        raise forms.ValidationError(_("“%(text)s”可指：%(near)s；请写全称。") % {"text": text, "near": near}, code="ambiguous")
    if near:
        raise forms.ValidationError(_("没有叫“%(text)s”的机构；是否指：%(near)s？") % {"text": text, "near": near}, code="unknown")
    raise forms.ValidationError(_("没有叫“%(text)s”的机构；请核对，或先登记该机构。") % {"text": text}, code="unknown")


class DayField(forms.DateField):
    """A day, between 1900 and 2199."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.DateInput())
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        """Refuse slips of the year."""
        super().validate(value)
        if value and not 1900 <= value.year < 2200:
            raise forms.ValidationError(_("年份应在 1900 至 2199 之间。"), code="year")


class Dated(forms.Form):
    """A form whose bodies are looked up as documents of ``day`` write them."""

    def __init__(self, *args: Any, day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, BodyField):
                field.day = day
