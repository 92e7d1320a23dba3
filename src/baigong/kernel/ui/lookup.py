"""The choice of one row among very many: typed by name or code, with what fits listed meanwhile.

The field asks of its rows only what is shown. Up to ``FEW`` rows it is a plain select. Above that it is an input: the page's script asks
the page itself (``?lookup=field&text=…``, answered by ``suggestions``) what fits, so the same view, the same policy and the same rows
answer as for the form. Without script the form answers: a full name or code is taken, several that fit are listed to pick from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db.models import Case, Model, Q, QuerySet, When
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

FEW = 50
"""So many rows are still looked through in a select."""
SHOWN = 12
LONGEST = 200  # characters of what was typed that are looked at
MOST_WORDS = 8
_APART = re.compile(r"[\s（）()·]+")
"""What stands between words: pages write ``成果（级别） · 颁发单位``, and people copy that."""
_WRITTEN = re.compile(r"(?P<name>.*)（(?P<code>[^（）]+)）")
_HINT = _("输入名称或代码的一部分，从列出的选项中选定；也可以写完整的名称或代码。")


class Typed(NamedTuple):
    """What came: the text; the row picked from those listed, and the text they were listed for."""

    text: str
    picked: str = ""
    listed_for: str = ""


class LookupInput(forms.Widget):
    """The input. ``found`` are the rows to pick from when the text named none exactly."""

    found: tuple[tuple[Any, str], ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        """Text and pick."""
        text, picked, listed_for = (str(data.get(key) or "").replace("\x00", "") for key in (name, f"{name}_picked", f"{name}_listed_for"))
        return Typed(text.strip()[:LONGEST], picked, listed_for)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The input, its list for the script, and what to pick from."""
        marks = {key: ("" if on is True else on) for key, on in self.build_attrs(self.attrs, attrs).items() if on not in (False, None)}
        drawn = render_to_string("ui/_lookup.html", {"name": name, "value": value or "", "attrs": marks, "found": self.found})
        return SafeString(drawn)  # the template escapes


class LookupField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of ``queryset``, which the form sets. ``name`` and ``code`` are paths of the row; ``also`` are further paths looked through.

    The code may be empty or missing on some rows; where it is there, it names one row. ``hint`` tells what to type.
    """

    def __init__(
        self, *, name: str = "name", code: str = "", also: tuple[str, ...] = (), hint: str | Promise = _HINT, few: int = FEW, **facts: Any
    ) -> None:
        self.name, self.code, self.also, self.hint, self.few = name, code, also, hint, few
        self.is_typed = False
        super().__init__(**{"queryset": None, "empty_label": _("请选择"), **facts})

    def _get_queryset(self) -> QuerySet[Any] | None:
        return self._queryset

    def _set_queryset(self, queryset: QuerySet[Any] | None) -> None:
        """The rows. One look tells whether they are few."""
        self._queryset: QuerySet[Any] | None = queryset
        if queryset is None:
            return
        self._queryset = queryset.select_related(*self._tables()) if self._tables() else queryset.all()
        self.is_typed = queryset.order_by()[self.few : self.few + 1].exists()
        if not self.is_typed:
            self.widget.choices = self.choices
        elif not isinstance(self.widget, LookupInput):
            self.widget = LookupInput()
            self.widget.is_required = self.required
            self.help_text = " ".join(str(text) for text in (self.help_text, self.hint) if text)

    queryset = property(_get_queryset, _set_queryset)

    def label_from_instance(self, obj: Any) -> str:
        """``名称（代码）``: what is shown, and what is understood when it comes back."""
        name, code = _at(obj, self.name), _at(obj, self.code) if self.code else ""
        return f"{name}（{code}）" if code else name

    def prepare_value(self, value: Any) -> Any:
        """In a typed field, the words of the row; nothing of one that may be chosen no longer, whose number tells nobody anything."""
        if not self.is_typed:
            return super().prepare_value(value)
        if isinstance(value, Typed):
            return value.text
        if isinstance(value, Model):
            return self.label_from_instance(value)
        if not _is_key(str(value or "")):
            return value
        row = self._rows().filter(pk=value).first()
        return self.label_from_instance(row) if row else ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A row picked from the list is shown by its words when the form comes back for another field."""
        row = self._picked(data) if isinstance(data, Typed) else None
        return Typed(self.label_from_instance(row)) if row else super().bound_data(data, initial)

    def to_python(self, value: Any) -> Any:
        """The row that the text names, or that was picked."""
        if not self.is_typed:
            return super().to_python(value)
        if not isinstance(value, Typed) or not value.text:
            return None
        if row := self._picked(value) or self._named(value.text):
            return row
        rows = self.matching(value.text)
        found = rows[:SHOWN]
        assert isinstance(self.widget, LookupInput)
        self.widget.found = tuple((row.pk, self.label_from_instance(row)) for row in found)
        raise forms.ValidationError(_said(value.text, len(rows)), code="several" if found else "unknown")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another row is meant."""
        if not self.is_typed:
            return super().has_changed(initial, data)
        return bool((self.prepare_value(initial) or "") != self.prepare_value(data))

    def matching(self, text: str) -> list[Any]:
        """The first rows in which every word of ``text`` stands, those beginning with it first; one more than is shown."""
        rows = self._rows()
        for word in ([word for word in _APART.split(text) if word] or [text])[:MOST_WORDS]:
            some = Q()
            for spelling in _spellings(word):
                for path in filter(None, (self.name, self.code, *self.also)):
                    some |= Q(**{f"{path}__icontains": spelling})
            rows = rows.filter(some)
        if text:
            begins = Q(**{f"{self.name}__istartswith": text}) | (Q(**{f"{self.code}__istartswith": text}) if self.code else Q())
            rows = rows.order_by(Case(When(begins, then=0), default=1), self.name, "pk")
        return list(rows[: SHOWN + 1])

    def _named(self, text: str) -> Any:
        """The one row of which ``text`` is the whole name, the code, or both as we write them."""
        names = Q()
        for spelling in _spellings(text):
            names |= Q(**{self.name: spelling})
        exact = [names]
        if self.code:
            exact.insert(0, Q(**{f"{self.code}__iexact": unicodedata.normalize("NFKC", text)}))
            if written := _WRITTEN.fullmatch(text):
                coded = Q(**{f"{self.code}__iexact": written["code"]})
                own = next((row for row in self._rows().filter(coded)[:2] if self.label_from_instance(row) == text), None)
                if own is not None:  # word for word as it is shown, whatever a field of its own shows
                    return own
                exact.insert(0, Q(coded, **{self.name: written["name"]}))
        for one in exact:
            if len(rows := self._rows().filter(one)[:2]) == 1:
                return rows[0]
        return None

    def _picked(self, value: Typed) -> Any:
        """The row picked from the list, while the text is still that for which it was listed."""
        if not _is_key(value.picked) or value.text != value.listed_for:
            return None
        return self._rows().filter(pk=value.picked).first()

    def _rows(self) -> QuerySet[Any]:
        assert self._queryset is not None
        return self._queryset

    def _tables(self) -> list[str]:
        return sorted({path.rpartition("__")[0] for path in (self.name, self.code) if "__" in path})


def suggestions(request: HttpRequest, form: forms.BaseForm) -> JsonResponse | None:
    """What fits the text typed into one of the form's fields, where the request asks that (``?lookup=field&text=…``); else ``None``."""
    asked = request.GET.get("lookup") if request.method == "GET" else None
    field = next((field for name, field in form.fields.items() if form.add_prefix(name) == asked), None) if asked else None
    if not isinstance(field, LookupField) or not field.is_typed:
        return None
    rows = field.matching(request.GET.get("text", "").replace("\x00", "").strip()[:LONGEST])
    return JsonResponse({"rows": [field.label_from_instance(row) for row in rows[:SHOWN]], "more": len(rows) > SHOWN})


def _said(text: str, found: int) -> str:
    """Why no row could be taken, and what to do."""
    said = {"text": text, "most": SHOWN, "num": found}
    if not found:
        return gettext("没有符合“%(text)s”的。请核对写法，或只写名称中的几个字；仍然没有的，可能还没有登记，或不在可选之列。") % said
    if found > SHOWN:
        return gettext("符合“%(text)s”的太多，这里列出前%(most)s个。请选定一个，或写得更完整。") % said
    return ngettext("符合“%(text)s”的有%(num)s个，请选定。", "符合“%(text)s”的有%(num)s个，请选定。", found) % said


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19  # what a key column holds


def _at(row: Any, path: str) -> str:
    for part in path.split("__"):
        row = getattr(row, part, None)
    return "" if row is None else str(row)


def _spellings(text: str) -> Iterator[str]:
    """Brackets are written in both widths."""
    yield from dict.fromkeys((text, text.translate({ord("("): "（", ord(")"): "）"}), text.translate({ord("（"): "(", ord("）"): ")"})))
