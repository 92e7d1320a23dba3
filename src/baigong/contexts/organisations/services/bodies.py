"""Services on bodies: founding, describing, renaming, moving, and the names by which documents call them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from baigong.contexts.organisations.access import COLLECTIVES, ORGANISATIONS
from baigong.contexts.organisations.identifiers import check_credit_code, normalise_credit_code
from baigong.contexts.organisations.models import (
    Collective,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationName,
)
from baigong.contexts.organisations.services.racing import first_come
from baigong.contexts.organisations.writing import fold
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal

MAX_DEPTH = 8
"""Levels of the tree: more than any city has, and what the path column holds with room to spare."""


def create_organisation(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    kind: str,
    parent: Organisation | None = None,
    short_name: str = "",
    credit_code: str = "",
    moe_code: str = "",
    division_code: str = "",
    founded_on: date | None = None,
    note: str = "",
    order: int = 500,
) -> Organisation:
    """Enter a body into the register, below ``parent`` or at the top.

    Refuses a name that an existing body bears, a wrong or taken credit code, and a parent that has ended.
    """
    row = Organisation(
        name=_tidy(name), short_name=_tidy(short_name), kind=kind, parent=parent, moe_code=moe_code.strip(),
        division_code=division_code.strip(), founded_on=founded_on, note=note.strip(), order=order,
    )  # fmt: skip
    ORGANISATIONS.require(actor, "create", row)
    with transaction.atomic():
        if parent is not None:
            row.parent = _checked_parent(parent)
        row.credit_code = _checked_credit_code(credit_code, None)
        _check_name(row.name, None)
        if kind not in OrganisationKind.values:
            raise Refusal(_("没有“%(kind)s”这一机构类别。") % {"kind": kind}, code="unknown_kind", fields={"kind": _("请从列表中选择。")})
        row.path = f"new-{uuid.uuid4()}"  # the path needs the key, and the column is unique
        with first_come():
            row.save()
        row.path = f"{row.parent.path if row.parent else ''}{row.pk}."
        row.save(update_fields=["path"])
        audit.record(actor, "organisations.organisation.created", row, now=now, detail={"kind": kind, "parent": parent and str(parent)})
    return row


EDITABLE = ("short_name", "kind", "credit_code", "moe_code", "division_code", "founded_on", "note", "order")


def edit_organisation(*, actor: Actor, now: datetime, organisation: Organisation, **changes: Any) -> Organisation:
    """Change what describes a body (``EDITABLE``). Its name changes by ``rename_organisation``, its place by ``move``.

    Writes and records only what differs. Raises ``TypeError`` for a field that is not editable.
    """
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(unknown)}")
    ORGANISATIONS.require(actor, "edit", organisation)
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        if "credit_code" in changes:
            changes["credit_code"] = _checked_credit_code(changes["credit_code"], row)
        detail = {}
        for field, value in changes.items():
            before = getattr(row, field)
            value = _tidy(value) if isinstance(value, str) else value
            if before != value:
                setattr(row, field, value)
                detail[field] = [_plain(before), _plain(value)]
        if detail:
            if row.founded_on and row.ended_on and row.ended_on < row.founded_on:
                raise Refusal(
                    _("成立日期晚于撤并日期 %(day)s。") % {"day": row.ended_on}, code="dates", fields={"founded_on": _("请核对。")}
                )
            row.save(update_fields=list(detail))
            audit.record(actor, "organisations.organisation.edited", row, now=now, detail=detail)
    return row


def rename_organisation(
    *, actor: Actor, now: datetime, organisation: Organisation, name: str, on: date, short_name: str = "", basis: str = ""
) -> Organisation:
    """From ``on`` the body bears ``name``; the present name becomes a former one that ended the day before.

    Without a new ``short_name`` the short name lapses, unless it suits no longer only in part: the caller says so.
    """
    ORGANISATIONS.require(actor, "reorganise", organisation)
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        name, last_day = _tidy(name), on - timedelta(days=1)
        if fold(name) == fold(row.name):
            raise Refusal(_("“%(name)s”就是现在的名称。") % {"name": row.name}, code="same_name", fields={"name": _("请填写新名称。")})
        _check_name(name, row)
        last = row.names.order_by("until_on").last()
        began = last.until_on + timedelta(days=1) if last else row.founded_on
        if began is not None and on <= began:
            raise Refusal(
                _("“%(name)s”自 %(began)s 起使用，更名日期须在此之后。") % {"name": row.name, "began": began},
                code="rename_too_early",
                fields={"on": _("请核对更名日期。")},
            )
        former = OrganisationName.objects.create(organisation=row, name=row.name, from_on=began, until_on=last_day, basis=basis.strip())
        if row.short_name and fold(row.short_name) != fold(short_name) and not _alias_owner(row.short_name):
            # Documents of the old time still write the old short name.
            OrganisationAlias.objects.create(organisation=row, name=row.short_name, source=_("更名前的简称"))
        row.name, row.short_name = name, _tidy(short_name)
        row.save(update_fields=["name", "short_name"])
        audit.record(actor, "organisations.organisation.renamed", row, now=now, detail={"from": former.name, "on": str(on), "basis": basis})
    return row


def move_organisation(*, actor: Actor, now: datetime, organisation: Organisation, parent: Organisation | None) -> Organisation:
    """Put a body, with everything below it, under another parent (or at the top).

    Rights that reach over a subtree follow at once. Refuses a parent inside the body's own subtree.
    """
    ORGANISATIONS.require(actor, "reorganise", organisation)
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        if parent is not None and parent.path.startswith(row.path):
            raise Refusal(
                _("“%(parent)s”在“%(row)s”之下，不能作它的上级。") % {"parent": parent, "row": row},
                code="inside_itself",
                fields={"parent": _("请另选上级。")},
            )
        above = _checked_parent(parent) if parent is not None else None
        if row.parent_id == (above.pk if above else None):
            return row
        before, old_path = row.parent, row.path
        new_path = f"{above.path if above else ''}{row.pk}."
        below = Organisation.objects.select_for_update(no_key=True).filter(path__startswith=old_path)
        if new_path.count(".") + max(path.count(".") for path in below.values_list("path", flat=True)) - old_path.count(".") > MAX_DEPTH:
            raise Refusal(_("机构层级最多 %(n)d 级。") % {"n": MAX_DEPTH}, code="too_deep")
        below.update(path=Concat(Value(new_path), Substr("path", len(old_path) + 1)))
        row.parent, row.path = above, new_path
        row.save(update_fields=["parent"])
        audit.record(
            actor, "organisations.organisation.moved", row, now=now,
            detail={"from": str(before) if before else None, "to": str(above) if above else None},
        )  # fmt: skip
    return row


def add_alias(*, actor: Actor, now: datetime, organisation: Organisation, name: str, source: str = "") -> OrganisationAlias:
    """Note another way in which documents write a body's name. Refuses one that is noted for another body, or is its name."""
    ORGANISATIONS.require(actor, "alias", organisation)
    name = _tidy(name)
    if not name:
        raise Refusal(_("请填写别名。"), code="empty", fields={"name": _("请填写别名。")})
    with transaction.atomic():
        owner = _alias_owner(name)
        if owner is not None and owner.organisation_id != organisation.pk:
            raise Refusal(
                _("“%(name)s”已是“%(owner)s”的别名；一种写法只能指一个机构。") % {"name": name, "owner": owner.organisation},
                code="alias_taken",
                fields={"name": _("已指向别的机构。")},
            )
        if owner is not None:
            return owner
        _check_nobody_elses_name(name, organisation)
        with first_come():
            row = OrganisationAlias.objects.create(organisation=organisation, name=name, source=source.strip())
        audit.record(actor, "organisations.organisation.alias_added", organisation, now=now, detail={"alias": name, "source": source})
    return row


def _check_nobody_elses_name(name: str, organisation: Organisation) -> None:
    """A writing that is the present name of another body would never be read as this one's."""
    bearer = Organisation.objects.filter(Q(name=name) | Q(short_name=name), ended_on=None).exclude(pk=organisation.pk).first()
    if bearer is not None:
        raise Refusal(
            _("“%(name)s”是“%(owner)s”现在的名称，不能再指别的机构。") % {"name": name, "owner": bearer.name},
            code="alias_is_a_name",
            fields={"name": _("已是别的机构的名称。")},
        )


def remove_alias(*, actor: Actor, now: datetime, alias: OrganisationAlias) -> None:
    """Take back a writing that was noted in error."""
    organisation = alias.organisation
    ORGANISATIONS.require(actor, "alias", organisation)
    with transaction.atomic():
        alias.delete()
        audit.record(actor, "organisations.organisation.alias_removed", organisation, now=now, detail={"alias": alias.name})


def define_collective(
    *, actor: Actor, now: datetime, name: str, kinds: list[str], within: Organisation | None = None, writings: list[str] | None = None
) -> Collective:
    """Say whom a collective name means; defining a name again changes its meaning from now on."""
    row = Collective.objects.filter(name=_tidy(name)).first() or Collective(name=_tidy(name))
    COLLECTIVES.require(actor, "edit", row)
    if unknown := set(kinds) - set(OrganisationKind.values):
        raise Refusal(_("没有这些机构类别：%(kinds)s。") % {"kinds": "、".join(sorted(unknown))}, code="unknown_kind")
    with transaction.atomic():
        wanted = {"kinds": list(kinds), "within": within, "writings": list(writings or [])}
        if row.pk is None or any(getattr(row, field) != value for field, value in wanted.items()):
            for field, value in wanted.items():
                setattr(row, field, value)
            row.save()
            audit.record(actor, "organisations.collective.defined", row, now=now, detail={"kinds": row.kinds, "writings": row.writings})
    return row


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _others(row: Organisation | None) -> QuerySet[Organisation]:
    return Organisation.objects.exclude(pk=row.pk) if row else Organisation.objects.all()


def _check_name(name: str, row: Organisation | None) -> None:
    if not name:
        raise Refusal(_("请填写机构名称。"), code="empty", fields={"name": _("请填写机构名称。")})
    taken = _others(row).filter(name=name, ended_on=None).first()
    if taken is not None:
        raise Refusal(
            _("已有机构叫“%(name)s”；如是同一机构，请直接修改它。") % {"name": name},
            code="name_taken",
            fields={"name": _("名称已被使用。")},
        )


def _checked_credit_code(code: str, row: Organisation | None) -> str:
    code = normalise_credit_code(code)
    if not code:
        return ""
    try:
        check_credit_code(code)
    except ValidationError as error:
        raise Refusal(error.messages[0], code="credit_code", fields={"credit_code": error.messages[0]}) from error
    taken = _others(row).filter(credit_code=code).first()
    if taken is not None:
        message = _("统一社会信用代码 %(code)s 已登记在“%(name)s”名下。") % {"code": code, "name": taken.name}
        raise Refusal(message, code="credit_code_taken", fields={"credit_code": message})
    return code


def _checked_parent(parent: Organisation) -> Organisation:
    above = Organisation.objects.select_for_update(no_key=True).get(pk=parent.pk)
    if not above.is_living:
        raise Refusal(
            _("“%(parent)s”已于 %(day)s 撤并，不能作上级。") % {"parent": above, "day": above.ended_on},
            code="parent_ended",
            fields={"parent": _("请另选上级。")},
        )
    if above.path.count(".") >= MAX_DEPTH:
        raise Refusal(_("机构层级最多 %(n)d 级。") % {"n": MAX_DEPTH}, code="too_deep", fields={"parent": _("请另选上级。")})
    return above


def _alias_owner(name: str) -> OrganisationAlias | None:
    return OrganisationAlias.objects.filter(name=name).select_related("organisation").first()
