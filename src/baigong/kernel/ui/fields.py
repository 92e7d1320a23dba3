"""Draw Django's bound form fields: the widget with our class, tied to its help and its errors for screen readers. Fields of our own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "check"),
    (forms.ClearableFileInput, "file"),
    (forms.Select, "input select"),
    (forms.Textarea, "input textarea"),
    (forms.MultiWidget, "input"),
    (forms.Widget, "input"),
]
_SHORT = "input-short"
_NARROW = (forms.NumberInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput)


class SeenField(forms.Field):
    """Hidden: when the row was last changed as the writer of the form saw it, to be held against how it stands. No moment is ``None``."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> datetime | None:
        """The moment with its zone."""
        try:
            seen = datetime.fromisoformat(value or "")
        except ValueError:
            return None
        return seen if seen.tzinfo else None

    def prepare_value(self, value: Any) -> Any:
        """To the last digit, as text."""
        return value.isoformat() if isinstance(value, datetime) else value


def kind_of(field: BoundField) -> str:
    """How the macro lays the field out: ``check`` (box before the label), ``group`` (fieldset), ``file``, ``short`` (numbers and days, two
    in a line) or ``plain``."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "group"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "short" if _is_narrow(widget) else "plain"


def widget(field: BoundField) -> SafeString:
    """The widget of a bound field. Number and date inputs get a narrower width than prose."""
    own = field.field.widget
    css = next(css for kind, css in _CLASSES if isinstance(own, kind))
    if isinstance(own, _NARROW):
        css += f" {_SHORT}"
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, [css, str(own.attrs.get("class", ""))]))} if css else {}
    if type(own) is forms.DateInput and _is_day(field.value()):  # what was mistyped stays legible; else the browser's calendar
        own.input_type, own.format = "date", "%Y-%m-%d"
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    if described and field.auto_id and kind_of(field) != "group":
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


def _is_narrow(widget: forms.Widget) -> bool:
    return isinstance(widget, _NARROW) or _SHORT in str(widget.attrs.get("class", ""))


def _is_day(value: Any) -> bool:
    try:
        return not isinstance(value, str) or not value or parse_date(value) is not None
    except ValueError:  # 2022-02-30
        return False


def visible_errors(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """Every error of a form as (id of the field to go to, label, message), those of the whole form first with no id."""
    found = [("", "", str(message)) for message in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        found += [(bound.id_for_label or bound.auto_id, str(bound.label or ""), str(m)) for m in bound.errors]
    return found
