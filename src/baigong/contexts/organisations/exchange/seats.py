"""The table of leading bodies' seats."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.organisations.exchange.importing import BodiesWriter, Found, Names, TableImport, keep_blank, with_names
from baigong.contexts.organisations.exchange.posts import split_title
from baigong.contexts.organisations.models import LeadingBody, Organisation, Post, Seat, SeatRole
from baigong.contexts.organisations.services.leading import add_seat, edit_seat
from baigong.kernel.exchange import Choice, Column, ImportPlan, Issue, Kind, Parsed, Table, index
from baigong.kernel.exchange.table import Key, Row

SEATS = Table(
    name="seats",
    title=gettext_lazy("领导机构席位"),
    key=["body", "role", "unit", "title"],
    columns=[
        Column("body", gettext_lazy("领导机构"), width=34, help=gettext_lazy("全称或简称；须先建立")),
        Column("role", gettext_lazy("角色"), Kind.CHOICE, width=16, choices=[
            Choice(SeatRole.CHAIR, SeatRole.CHAIR.label, ["组长", "召集人", "主任"]),
            Choice(SeatRole.DEPUTY, SeatRole.DEPUTY.label, ["副组长", "副召集人", "副主任"]),
            Choice(SeatRole.MEMBER, SeatRole.MEMBER.label, ["组员", "委员"]),
            Choice(SeatRole.OFFICE_DIRECTOR, SeatRole.OFFICE_DIRECTOR.label),
            Choice(SeatRole.OFFICE_DEPUTY, SeatRole.OFFICE_DEPUTY.label),
        ]),
        Column("unit", gettext_lazy("单位"), width=30, example="市教育局"),
        Column("title", gettext_lazy("职务或职级"), width=26, max_length=160, example="局长"),
        Column("by_rank", gettext_lazy("只列职级"), Kind.BOOLEAN,
               help=gettext_lazy("文件只写职级（如三级调研员）的填“是”：无法推定接任者")),
        Column("from_on", gettext_lazy("起始日期"), Kind.DATE, help=gettext_lazy("随机构成立的留空")),
        Column("order", gettext_lazy("排序"), Kind.INTEGER, minimum=0, maximum=32000, help=gettext_lazy("小的在前；留空则不变")),
    ],
    notes=[
        gettext_lazy("席位对应职务，不对应个人：职务换人，成员随之更替。人员在“职务与任职”表中登记。"),
        gettext_lazy("撤销席位在领导机构页办理。"),
    ],
)  # fmt: skip


def seat_rows(_on: date | None = None) -> list[Mapping[str, Any]]:
    """The seats in force, as rows of the table. One query."""
    seats = Seat.objects.filter(until_on=None, body__dissolved_on=None).select_related("body", "post__organisation", "organisation")
    return [_row(seat) for seat in seats.order_by("body__order", "body_id", "order", "pk")]


def _row(seat: Seat) -> dict[str, Any]:
    unit = seat.post.organisation if seat.post else seat.organisation
    return {
        "body": seat.body.name,
        "role": seat.role,
        "unit": unit.name if unit else "",
        "title": seat.post.full_title if seat.post else seat.rank_title,
        "by_rank": seat.is_by_rank,
        "from_on": seat.from_on,
        "order": seat.order,
    }


def review(parsed: Parsed, on: date) -> Parsed:
    """Bodies and units by their registered names; posts that exist. A seat there is keeps its unit, though the unit has ended."""
    names, standing = Names(on), _standing()
    ended = {unit for _body, _role, unit, _title in standing} - {body.name for body in names.book.bodies.values() if body.is_living}
    found = with_names(Found(parsed), ["unit"], names, known=lambda text: text in ended)
    bodies = {name: body.name for body in LeadingBody.objects.filter(dissolved_on=None) for name in (body.short_name, body.name) if name}
    posts = Post.objects.filter(organisation__ended_on=None, abolished_on=None).select_related("organisation")
    known = {(post.organisation.name, post.full_title) for post in posts}
    wrong = {issue.row for issue in found.issues}
    for row in found.parsed.rows:
        values: dict[str, Any] = row.values  # type: ignore[assignment]  # made by with_names
        if not row.is_sound or row.number in wrong:
            continue
        if values["body"] not in bodies:
            found.at(row, "body", _("没有叫“%(name)s”的领导机构；请先建立。") % {"name": values["body"]})
            continue
        values["body"] = bodies[values["body"]]
        title, remit = split_title(values["title"])
        values["title"] = f"{title}（{remit}）" if remit else title
        if tuple(values[name] for name in SEATS.key) in standing:
            continue
        if values["unit"] in ended:
            heir = names.body(values["unit"])
            if heir is None:
                found.at(row, "unit", names.unknown(values["unit"]))
                continue
            values["unit"] = heir.name
        if not values.get("by_rank") and (values["unit"], values["title"]) not in known:
            found.at(row, "title", _("该单位没有这一职务；请先登记职务，或在“只列职级”填“是”。"))
    keep_blank(found, "order")
    return found.applied()


def _standing() -> set[Key]:
    """The keys of the seats there are."""
    return {tuple(row[name] for name in SEATS.key) for row in seat_rows()}


def review_plan(plan: ImportPlan, parsed: Parsed) -> list[Issue]:
    """Whether a seat is by rank cannot be changed: that is another seat."""
    found, rows = Found(parsed), {row.number: row for row in parsed.rows}
    for action in plan.actions:
        if any(change.column == "by_rank" and bool(change.old) != bool(change.new) for change in action.changes):
            found.at(rows[action.row], "by_rank", _("已登记的席位不能在职务与职级之间改换；请撤销后另设。"))
    return found.issues


class Writer(BodiesWriter):
    """Writes seats."""

    table = SEATS

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The seats among these keys, locked."""
        rows = index(SEATS, [_row(seat) for seat in self._seats({str(key[0]) for key in keys})])
        return {key: rows[key] for key in keys if key in rows}

    def _seats(self, bodies: Collection[str]) -> list[Seat]:
        rows = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(body__name__in=bodies, until_on=None)
        return list(rows.select_related("body", "post__organisation", "organisation"))

    def add(self, rows: Sequence[Row]) -> None:
        """New seats."""
        for row in rows:
            unit = Organisation.objects.get(name=row["unit"], ended_on=None)
            title, remit = split_title(row["title"])
            is_by_rank = bool(row.get("by_rank"))
            add_seat(
                **self.who,
                body=LeadingBody.objects.get(name=row["body"]),
                role=row["role"],
                post=None if is_by_rank else Post.objects.get(organisation=unit, title=title, remit=remit),
                organisation=unit if is_by_rank else None,
                rank_title=row["title"] if is_by_rank else "",
                from_on=row.get("from_on"),
                order=row.get("order"),
            )

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Other days and places of seats there are."""
        seats = {tuple(_row(seat)[name] for name in SEATS.key): seat for seat in self._seats({str(key[0]) for key, _v in rows})}
        for key, values in rows:
            seat = seats[key]
            from_on, order = values.get("from_on", seat.from_on), values.get("order", seat.order)
            edit_seat(**self.who, seat=seat, from_on=from_on, order=order)


SEATS_IMPORT = TableImport(SEATS, seat_rows, review, review_plan, Writer, "users-group")
