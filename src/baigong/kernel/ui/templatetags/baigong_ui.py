"""The few things a Django template needs to look like our own pages: icons, the product's words, form widgets."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from baigong.kernel.ui import fields, formats, icons, navigation, product, signin

register = template.Library()


@register.simple_tag
def icon(name: str, label: str | None = None) -> SafeString:
    """An icon of the sprite."""
    return icons.icon(name, label)


@register.simple_tag
def product_info() -> product.Product:
    """Name, city, version; use with ``as``."""
    return product.product()


@register.simple_tag
def is_english() -> bool:
    """Whether the page is in English; use with ``as``."""
    return formats.is_english()


@register.simple_tag
def url_if(name: str) -> str | None:
    """The address of a route, or nothing where it is not mounted."""
    return navigation.url_if(name)


@register.simple_tag
def field_widget(field: BoundField) -> SafeString:
    """A form widget with our class, tied to its help and errors."""
    return fields.widget(field)


@register.filter
def field_kind(field: BoundField) -> str:
    """``check``, ``group``, ``file`` or ``plain``."""
    return fields.kind_of(field)


@register.simple_tag(takes_context=True)
def sample_accounts(context: dict[str, Any]) -> list[signin.SampleAccount]:
    """The accounts the sign-in page of a demonstration offers."""
    return signin.sample_accounts()
