"""The table of posts and their holders."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.organisations.exchange.importing import BodiesWriter, Found, Names, TableImport, keep_blank, with_names
from baigong.contexts.organisations.models import Organisation, Person, Post
from baigong.contexts.organisations.selectors.posts import holdings_on
from baigong.contexts.organisations.services.posts import add_person, appoint, correct_holding, create_post, edit_post, vacate
from baigong.kernel.exchange import ActionKind, Column, ImportPlan, Issue, Kind, Parsed, Table, index
from baigong.kernel.exchange.table import Key, Row

_REMIT = re.compile(r"^(?P<title>.+?)\s*[(（](?P<remit>[^()（）]+)[)）]$")

POSTS = Table(
    name="posts",
    title=gettext_lazy("职务与任职"),
    key=["unit", "title"],
    columns=[
        Column("unit", gettext_lazy("单位"), width=30, help=gettext_lazy("全称、简称或别名均可"), example="市教育局"),
        Column("title", gettext_lazy("职务"), width=28, max_length=160,
               help=gettext_lazy("同一单位有几个同名职务时，在括号中写明分工"), example="副局长（分管职业教育）"),
        Column("is_head", gettext_lazy("主要负责人"), Kind.BOOLEAN),
        Column("holder", gettext_lazy("任职人员"), width=14, max_length=60, help=gettext_lazy("空缺的留空")),
        Column("holder_note", gettext_lazy("人员备注"), width=18, max_length=200, help=gettext_lazy("只在重名时填写，用以区别")),
        Column("since", gettext_lazy("任职日期"), Kind.DATE, help=gettext_lazy("换人或转为空缺时必填：新情况的第一天")),
        Column("basis", gettext_lazy("任职依据"), width=28, max_length=200),
        Column("order", gettext_lazy("排序"), Kind.INTEGER, minimum=0, maximum=32000, help=gettext_lazy("小的在前；留空则不变")),
    ],
    notes=[
        gettext_lazy("单位和职务合起来标识一个职务。职级（如三级调研员）不是职务，不在此表登记。"),
        gettext_lazy("换人时填写新任者和任职日期；前任的任期自动止于前一日。领导机构成员随之更替，不另行文。"),
    ],
)  # fmt: skip


def split_title(text: str) -> tuple[str, str]:
    """Title and remit: 副局长（分管职业教育） → (副局长，分管职业教育)."""
    match = _REMIT.match(text)
    return (match["title"], match["remit"]) if match else (text, "")


def post_rows(on: date) -> list[Mapping[str, Any]]:
    """The posts of bodies whose end is not decided, with their holders on a day, as rows of the table. Two queries."""
    posts = list(Post.objects.filter(abolished_on=None, organisation__ended_on=None).select_related("organisation"))
    holdings = holdings_on(posts, on)
    return [_row(post, holdings.get(post.pk)) for post in posts]


def _row(post: Post, holding: Any) -> dict[str, Any]:
    return {
        "unit": post.organisation.name,
        "title": post.full_title,
        "is_head": post.is_head,
        "holder": holding.person.name if holding else None,
        "holder_note": holding.person.note if holding else None,
        "since": holding.from_on if holding else None,
        "basis": holding.basis if holding else None,
        "order": post.order,
    }


def review(parsed: Parsed, on: date) -> Parsed:
    """Units as the register knows them; brackets of titles alike; a vacancy has no basis to import."""
    found = with_names(Found(parsed), ["unit"], Names(on))
    for row in found.parsed.rows:
        values: dict[str, Any] = row.values  # type: ignore[assignment]  # made by with_names
        if values.get("title"):
            title, remit = split_title(values["title"])
            values["title"] = f"{title}（{remit}）" if remit else title
    keep_blank(found, "order")
    return found.applied()


def review_plan(plan: ImportPlan, parsed: Parsed) -> list[Issue]:
    """A change of hands needs its day; what is no change of hands but touches a holding is for the post's page."""
    found, rows = Found(parsed), {row.number: row for row in parsed.rows}
    for action in plan.actions:
        if action.kind is not ActionKind.CHANGE:
            continue
        row = rows[action.row]
        old = {change.column: change.old for change in action.changes}
        changed = set(old)
        changes_hands = bool({"holder", "holder_note"} & changed)
        if changes_hands and not (row.values.get("since") and "since" in changed):
            if old.get("holder") is not None or not row.values.get("holder"):
                found.at(row, "since", _("换人或转为空缺须填写新情况的第一天。"))
        elif not changes_hands and "since" in changed and not row.values.get("since"):
            found.at(row, "since", _("任职日期不能改为空白；更正请在职务页办理。"))
        elif not changes_hands and "since" in changed and not row.values.get("holder"):
            found.at(row, "since", _("职务现为空缺，没有可更正的任职日期；请清除此格。"))
    return found.issues


class Writer(BodiesWriter):
    """Writes posts and changes of hands."""

    table = POSTS

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The posts among these keys, locked, with their present holders."""
        units = {key[0] for key in keys}
        posts = list(
            Post.objects.select_for_update(no_key=True, of=("self",))
            .filter(organisation__name__in=units, organisation__ended_on=None, abolished_on=None)
            .select_related("organisation")
        )
        holdings = holdings_on(posts, self.now.date())
        rows = index(POSTS, [_row(post, holdings.get(post.pk)) for post in posts])
        return {key: rows[key] for key in keys if key in rows}

    def add(self, rows: Sequence[Row]) -> None:
        """New posts, with their first holder where one is given."""
        for row in rows:
            title, remit = split_title(row["title"])
            unit = Organisation.objects.get(name=row["unit"], ended_on=None)
            is_head, order = bool(row.get("is_head")), row.get("order", 100)
            post = create_post(**self.who, organisation=unit, title=title, remit=remit, is_head=is_head, order=order)
            if row.get("holder"):
                appoint(**self.who, post=post, person=self._person(row), on=row.get("since"), basis=row.get("basis") or "")

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Changed posts: how they are called, who holds them since when."""
        posts = self._posts(rows)
        holdings = holdings_on([post.pk for post in posts.values()], self.now.date())
        for key, values in rows:
            post = posts[key]
            if {"is_head", "order"} & set(values):
                edit_post(
                    **self.who, post=post, title=post.title, remit=post.remit,
                    is_head=bool(values.get("is_head", post.is_head)), order=values.get("order", post.order),
                )  # fmt: skip
            self._holder(post, values, holdings.get(post.pk))

    def _posts(self, rows: Sequence[tuple[Key, Row]]) -> dict[Key, Post]:
        units = {key[0] for key, _values in rows}
        posts = Post.objects.filter(organisation__name__in=units, organisation__ended_on=None).select_related("organisation")
        return {(post.organisation.name, post.full_title): post for post in posts}

    def _holder(self, post: Post, values: Row, holding: Any) -> None:
        basis = values.get("basis") or ""
        if "holder" in values and values["holder"] is None:
            vacate(**self.who, post=post, on=values["since"], basis=basis)
        elif {"holder", "holder_note"} & set(values):
            present = {"holder": holding.person.name, "holder_note": holding.person.note} if holding else {}
            appoint(**self.who, post=post, person=self._person({**present, **values}), on=values.get("since"), basis=basis)
        elif holding is not None and {"since", "basis"} & set(values):
            correct_holding(
                **self.who, holding=holding, from_on=values.get("since", holding.from_on), until_on=holding.until_on,
                basis=values.get("basis", holding.basis) or "", reason=_("Excel 导入更正"),
            )  # fmt: skip

    def _person(self, row: Row) -> Person:
        name, note = row["holder"], row.get("holder_note") or ""
        return Person.objects.filter(name=name, note=note).first() or add_person(**self.who, name=name, note=note)


POSTS_IMPORT = TableImport(POSTS, post_rows, review, review_plan, Writer, "id-badge-2")
