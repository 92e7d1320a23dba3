"""The Jinja2 environment of every page: strict about undefined names, escaping by default, Chinese formats and icons at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from baigong.kernel.ui import charts, errors, fields, formats, navigation
from baigong.kernel.ui.icons import icon
from baigong.kernel.ui.product import product


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a route. Raises ``NoReverseMatch`` when it is not mounted."""
    return reverse(name, args=args, kwargs=kwargs)


def query(request: HttpRequest, **changes: Any) -> str:
    """The current query string with ``changes``; ``None`` or ``""`` removes a parameter. Starts with ``?``, never empty."""
    return changed_query(request.GET, changes)


def changed_query(current: QueryDict, changes: Mapping[str, Any]) -> str:
    """``?…`` of ``current`` with ``changes`` made."""
    wanted = current.copy()
    for key, value in changes.items():
        if value is None or value == "":
            wanted.pop(key, None)
        elif isinstance(value, list | tuple):
            wanted.setlist(key, [str(v) for v in value])
        else:
            wanted[key] = str(value)
    return "?" + wanted.urlencode()


def html_language() -> str:
    """The ``lang`` of the page as browsers know it."""
    return "en" if formats.is_english() else "zh-CN"


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    env = Environment(**options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - escaping is on
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    env.globals.update(
        url=url,
        url_if=navigation.url_if,
        static=static,
        icon=icon,
        query=query,
        product=product,
        error_page=errors.error_page,
        language=get_language,
        html_language=html_language,
        messages_of=get_messages,
        nav_for=navigation.nav_for,
        counted=navigation.count,
        spark=charts.spark,
        field_widget=fields.widget,
        field_kind=fields.kind_of,
        visible_errors=fields.visible_errors,
        json_block=json_script,
    )
    env.filters.update(formats.FILTERS)
    return env
