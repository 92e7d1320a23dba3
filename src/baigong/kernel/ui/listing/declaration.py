"""A list, declared once: from the address and a queryset to one page of rows, or to the same rows as a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote

from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from baigong.kernel import audit
from baigong.kernel.access import Request
from baigong.kernel.ui.jinja import changed_query
from baigong.kernel.ui.listing.columns import Column, address
from baigong.kernel.ui.listing.filters import Filter, Reading
from baigong.kernel.ui.listing.keysets import total_by_key
from baigong.kernel.ui.listing.pages import Chip, EmptyState, Heading, ListingPage, PageLink, Pager, Row
from baigong.kernel.ui.listing.plain_rows import PlainRows

Search = Sequence[str] | Callable[[QuerySet[Any], str], QuerySet[Any]]
Rows = QuerySet[Any] | PlainRows
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Listing:
    """A list of rows.

    ``name`` is unique on its page and names the exported file's sheet; ``caption`` says what the rows are.
    ``search``: paths that must contain every word, or a callable (queryset, text) -> queryset.
    ``default_sort``: order_by paths. ``keyset`` ("pk" or "-pk") pages by key instead of by number, for very long logs;
    columns cannot be sorted then. ``count_limit`` bounds the COUNT; with ``sorts_when_counted`` a longer list is not sorted by a column
    either, for the database would put all of its rows in order to show a page. ``row_link`` leads from the row as a whole.
    ``keep``: other parameters of the page to carry along (``tab``). ``values`` reads plain mappings instead of instances;
    it then holds the string lookups of the columns and ``fields``. ``beside`` is given the rows that are shown or exported, to put beside
    them what is asked for all of them together.
    """

    name: str
    columns: Sequence[Column]
    caption: object = ""
    filters: Sequence[Filter] = ()
    search: Search = ()
    search_hint: object = gettext_lazy("搜索")
    default_sort: str | tuple[str, ...] = ("-pk",)
    page_size: int = 50
    empty: EmptyState = field(default_factory=lambda: EmptyState(gettext_lazy("还没有记录")))
    export: bool = True
    export_limit: int = 20_000
    count_limit: int = 10_000
    sorts_when_counted: bool = False
    keyset: str = ""
    row_link: str | Callable[[Any], str | None] | None = None
    row_tone: Callable[[Any], str] | None = None
    keep: tuple[str, ...] = ()
    values: bool = False
    fields: tuple[str, ...] = ()
    beside: Callable[[Sequence[Any]], None] | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that could not work."""
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"listing {self.name!r} declares a column twice")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.name):
            raise ValueError(f"listing name {self.name!r} becomes part of element ids: use a-z, 0-9 and -")
        if sum(column.main for column in self.columns) > 1:
            raise ValueError(f"listing {self.name!r} declares two main columns")
        if self.keyset not in ("", "pk", "-pk"):
            raise ValueError("keyset is pk or -pk")

    # -- answers ------------------------------------------------------------------------------------------------

    def respond(
        self,
        request: Request,
        queryset: Rows,
        template: str,
        context: dict[str, Any] | None = None,
        *,
        on_export: str | Callable[[str, int], None] | None = None,
        about: Model | None = None,
        counted: Rows | None = None,
    ) -> HttpResponse:
        """Answer with the file (``?export=``), the swapped part (htmx), or the page with ``page`` in its context.

        ``on_export`` is what the log is told before a file is given out, with its format, its rows and what was asked for; ``about`` is
        the row whose list it is. A page with more to tell gives a function of format and rows. Where ``context`` says that the reader
        may not create (``may_create``), the empty list offers no beginning either. ``counted``: the same rows asked for in the way that is
        quickest to count, where that is not the way that is quickest to show them in their order; another order is sorted in that way.
        """
        if isinstance(on_export, str):
            on_export = _in_log(request, on_export, about)
        query = _Query(self, request, queryset, offers=(context or {}).get("may_create", True), counted=counted)
        if query.export and (file := query.file(on_export)):
            return file
        page = query.page()
        htmx = getattr(request, "htmx", None)
        if htmx and htmx.target == page.dom_id and not htmx.history_restore_request:
            return render(request, "ui/listing_fragment.html", {"page": page})
        return render(request, template, {**(context or {}), "page": page})

    def page(self, request: Request, queryset: Rows) -> ListingPage:
        """One page of ``queryset`` as the address asks: two queries, whatever the number of rows."""
        return _Query(self, request, queryset).page()

    def rows_for_export(self, queryset: Iterable[Any]) -> tuple[list[str], Iterable[list[Any]]]:
        """Heads and rows of the file."""
        columns = [column for column in self.columns if column.export is not False]
        return [c.export_label for c in columns], ([c.exported(row) for c in columns] for row in queryset)

    def ordering(self) -> tuple[str, ...]:
        """The default order as a tuple."""
        return (self.default_sort,) if isinstance(self.default_sort, str) else tuple(self.default_sort)


class _Query:
    """One request's reading of a listing."""

    def __init__(self, listing: Listing, request: Request, queryset: Rows, *, offers: bool = True, counted: Rows | None = None):
        self.listing = listing
        self.offers = offers
        self.request = request
        self.reading = Reading()
        self.search_text = request.GET.get("q", "").replace("\x00", "").strip()[:200] if listing.search else ""
        self.sort, order = self._read_sort()
        export = request.GET.get("export", "")
        self.export = export if listing.export and export in FORMATS else ""
        if export and not self.export:
            self._note_unreadable(gettext("导出格式"), export)
        for item in listing.filters:
            item.read(request, self.reading)
        self._note_unknown()
        rows = queryset.filter(self.reading.where) if self.reading.where else queryset
        self.counted = counted.filter(self.reading.where) if counted is not None and not self.search_text else None
        if self.search_text:
            rows = self._searched(rows)
            self.reading.chips.insert(0, (gettext("搜索：%(text)s") % {"text": self.search_text}, {"q": None}))
        self.order = order
        self.rows = self._shaped(rows)

    # -- reading the address ------------------------------------------------------------------------------------

    def _note_unreadable(self, label: str, value: str) -> None:
        self.reading.ignore(label, value)

    def _note_unknown(self) -> None:
        known = {"q", "sort", "page", "export", "after", "before", *self.listing.keep}
        known |= {name for item in self.listing.filters for name in item.parameters}
        self.current = self.request.GET.copy()
        unknown = [name for name in self.request.GET if name not in known]
        for name in unknown:
            del self.current[name]
        if unknown:
            names = gettext("、").join(name[:30] for name in unknown[:5])
            self.reading.notes.append(gettext("网址里的参数 %(names)s 不认识，已忽略。") % {"names": names})

    def _read_sort(self) -> tuple[str, tuple[str, ...]]:
        """The sort parameter that holds, and the order it means. The key always comes last, so that pages never overlap."""
        listing, text = self.listing, self.request.GET.get("sort", "")
        if listing.keyset:
            return "", (listing.keyset,)
        if text:
            column = next((c for c in listing.columns if c.key == text.removeprefix("-") and c.sort), None)
            if column and column.sort:
                paths = (column.sort,) if isinstance(column.sort, str) else column.sort
                return text, (*(_reversed(p) if text.startswith("-") else p for p in paths), "pk")
            self._note_unreadable(gettext("排序"), text)
        order = listing.ordering()
        return "", order if order[-1].lstrip("-") == "pk" else (*order, "pk")

    def _searched(self, rows: Rows) -> Rows:
        search = self.listing.search
        if callable(search):
            return search(cast(QuerySet[Any], rows), self.search_text)
        for word in self.search_text.split()[:8]:
            some = Q()
            for path in search:
                some |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(some)
        return rows

    def _shaped(self, rows: Rows) -> Rows:
        if not self.listing.values:
            return rows
        lookups = [c.value if c.value is not None else c.key for c in self.listing.columns]
        lookups += [c.sub for c in self.listing.columns if c.sub is not None]
        paths = dict.fromkeys(["pk", *(x for x in lookups if isinstance(x, str)), *self.listing.fields])
        return rows.values(*paths)

    # -- the page -----------------------------------------------------------------------------------------------

    def address(self, **changes: Any) -> str:
        """This list's address with ``changes``, from the parameters it knows; every change starts at the first page."""
        fresh = dict.fromkeys(("page", "export", "after", "before"))
        return self.request.path + changed_query(self.current, {**fresh, **changes})

    def page(self) -> ListingPage:
        """Count, fetch and format."""
        listing = self.listing
        limit = listing.count_limit
        counted = cast(QuerySet[Any], self.rows if self.counted is None else self.counted).order_by()
        found = self._keyset_page() if listing.keyset else None
        total = total_by_key(counted, limit, listing.keyset, *found) if found else counted[: limit + 1].count()
        is_exact = total <= limit
        if self.sort and listing.sorts_when_counted and not is_exact:
            self.sort, self.order = "", listing.ordering()
            self.reading.notes.append(gettext("超过%(n)s条时不按列排序；请先筛选或搜索。") % {"n": f"{limit:,}"})
        items, pager = found or self._numbered_page(min(total, limit), is_exact)
        if listing.beside:
            listing.beside(items)
        shown = [c for c in listing.columns if not c.only_export]
        main = next((place for place, c in enumerate(shown) if c.main), 0)
        rows = tuple(
            Row(
                tuple(c.cell(item) for c in shown),
                address(item, listing.row_link) if listing.row_link else "",
                listing.row_tone(item) if listing.row_tone else "",
            )
            for item in items
        )
        empty = listing.empty
        exports = tuple((name, self.address(export=name)) for name in FORMATS)
        return ListingPage(
            name=listing.name,
            dom_id=f"listing-{listing.name}",
            caption=str(listing.caption),
            path=self.request.path,
            headings=tuple(self._heading(c, "lead" if n < main else "main" if n == main else "") for n, c in enumerate(shown)),
            rows=rows,
            filters=tuple(self.reading.views),
            chips=tuple(Chip(label, self.address(**drop)) for label, drop in self.reading.chips),
            has_search=bool(listing.search),
            search_text=self.search_text,
            search_hint=str(listing.search_hint),
            sort=self.sort,
            kept=tuple((k, v) for k in listing.keep for v in self.request.GET.getlist(k)),
            count=min(total, limit),
            count_text=_count_text(min(total, limit), is_exact, bool(self.reading.chips)),
            notes=tuple(self.reading.notes),
            pager=pager,
            exports=exports if listing.export and rows else (),
            clear_url=self.address(**self._cleared()),
            empty=empty,
            empty_url=reverse(empty.action_url_name) if empty.action_url_name and self.offers else "",
            items=tuple(items),
        )

    def _cleared(self) -> dict[str, Any]:
        return {name: None for name in self.current if name not in self.listing.keep and name != "sort"}

    def _heading(self, column: Column, place: str) -> Heading:
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        sort_url = ""
        if column.sort and not self.listing.keyset:
            following = {"": column.key, "ascending": f"-{column.key}", "descending": None}[direction]
            sort_url = self.address(sort=following)
        return Heading(column.key, str(column.label), column.kind, column.width, column.priority, sort_url, direction, place)

    def _numbered_page(self, total: int, is_exact: bool) -> tuple[list[Any], Pager]:
        size = self.listing.page_size
        pages = max(1, -(-total // size))
        text = self.request.GET.get("page", "1")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if not 1 <= number <= pages:
            number = min(max(number, 1), pages)
            message = gettext("没有第 %(page)s 页，已显示第 %(shown)s 页。")
            self.reading.notes.append(message % {"page": text[:20], "shown": number})
        if not is_exact and number == pages:
            message = gettext("结果超过 %(n)s 条，后面的没有列出；请用筛选或搜索缩小范围。")
            self.reading.notes.append(message % {"n": f"{total:,}"})
        start = (number - 1) * size
        items = self._between(start, start + size)
        links = tuple(PageLink(n, self.address(page=n) if n else "", n == number) for n in _numbers(number, pages))
        return items, Pager(
            previous_url=self.address(page=number - 1) if number > 1 else "",
            next_url=self.address(page=number + 1) if number < pages else "",
            links=links if pages > 1 else (),
            first=start + 1 if items else 0,
            last=start + len(items),
        )

    def _between(self, start: int, stop: int) -> list[Any]:
        """The rows from one number to another. Put in order by a column, only their keys are sorted, found in the way that is counted."""
        ordered_anyway = self.order[0].lstrip("-") == self.listing.ordering()[0].lstrip("-")
        if self.counted is None or ordered_anyway or self.listing.values:
            return list(self.rows.order_by(*self.order)[start:stop])
        rows, counted = cast(QuerySet[Any], self.rows), cast(QuerySet[Any], self.counted)
        keys = list(counted.order_by(*self.order).values_list("pk", flat=True)[start:stop])
        found = {row.pk: row for row in rows.filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def _keyset_page(self) -> tuple[list[Any], Pager]:
        """Rows after (or before) a key; one row more than shown is fetched to know whether the list goes on."""
        size, descending = self.listing.page_size, self.listing.keyset == "-pk"
        after, before = self._key("after"), self._key("before")
        rows, is_backward = cast(QuerySet[Any], self.rows), before is not None and after is None
        if after is not None:
            rows = rows.filter(**{"pk__lt" if descending else "pk__gt": after})
        elif before is not None:
            rows = rows.filter(**{"pk__gt" if descending else "pk__lt": before})
        order = self.listing.keyset if not is_backward else _reversed(self.listing.keyset)
        items = list(rows.order_by(order)[: size + 1])
        goes_on = len(items) > size
        items = items[:size][::-1] if is_backward else items[:size]
        if not items:
            return items, Pager(previous_url=self.address() if after or before else "")
        has_previous = goes_on if is_backward else after is not None
        has_next = True if is_backward else goes_on
        return items, Pager(
            previous_url=self.address(before=_pk(items[0])) if has_previous else "",
            next_url=self.address(after=_pk(items[-1])) if has_next else "",
        )

    def _key(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
        self._note_unreadable(gettext("翻页位置"), text)
        return None

    # -- the file -----------------------------------------------------------------------------------------------

    def file(self, on_export: Callable[[str, int], None] | None) -> HttpResponse | None:
        """The file, or ``None`` with a note when there is too much for one."""
        from baigong.kernel.exchange.sheets import Sheet, write_csv, write_xlsx

        listing = self.listing
        items = list(self.rows.order_by(*self.order)[: listing.export_limit + 1])
        if len(items) > listing.export_limit:
            message = gettext("结果超过 %(n)s 条，没有导出；请先用筛选缩小范围，再导出。")
            self.reading.notes.append(message % {"n": f"{listing.export_limit:,}"})
            return None
        if on_export:
            on_export(self.export, len(items))
        if listing.beside:
            listing.beside(items)
        heads, rows = listing.rows_for_export(items)
        caption = str(listing.caption) or listing.name
        content = write_csv(heads, rows) if self.export == "csv" else write_xlsx([Sheet(caption, heads, rows)])
        response = HttpResponse(content, content_type=FORMATS[self.export])
        name = f"{caption}.{self.export}"
        response["Content-Disposition"] = f"attachment; filename=\"{listing.name}.{self.export}\"; filename*=UTF-8''{quote(name)}"
        return response


def _in_log(request: Request, action: str, about: Model | None) -> Callable[[str, int], None]:
    asked = {name: value[:200] for name, value in request.GET.items() if name != "export"}

    def note(file_format: str, count: int) -> None:
        audit.record(request.actor, action, about, now=request.now, detail={"format": file_format, "rows": count, "query": asked})

    return note


def _pk(item: Any) -> Any:
    return item["pk"] if isinstance(item, dict) else item.pk


def _reversed(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def _numbers(current: int, pages: int) -> list[int | None]:
    """Page numbers to show: both ends, two around the current one, ``None`` for each gap."""
    wanted = sorted({n for n in (1, 2, current - 2, current - 1, current, current + 1, current + 2, pages) if 1 <= n <= pages})
    shown: list[int | None] = []
    for n in wanted:
        last = shown[-1] if shown else 0
        if last is not None and n - last == 2:
            shown.append(n - 1)
        elif last is not None and n - last > 2:
            shown.append(None)
        shown.append(n)
    return shown


def _count_text(total: int, is_exact: bool, is_filtered: bool) -> str:
    if not is_exact:
        return gettext("超过 %(n)s 条") % {"n": f"{total:,}"}
    if is_filtered:
        return ngettext("符合条件 %(n)s 条", "符合条件 %(n)s 条", total) % {"n": f"{total:,}"}
    return ngettext("共 %(n)s 条", "共 %(n)s 条", total) % {"n": f"{total:,}"}
