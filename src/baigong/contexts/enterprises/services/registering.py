"""Entering enterprises and changing what describes them: one or many, by the bureau, a county or the enterprise itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import Entry, edition_in_force
from baigong.contexts.enterprises.access import ENTERPRISE_POLICY
from baigong.contexts.enterprises.models import Enterprise, Ownership, Site, Size, Stake
from baigong.contexts.enterprises.selectors.register import provisional
from baigong.contexts.organisations.public import (
    NewBody,
    Organisation,
    OrganisationKind,
    check_credit_code,
    create_organisations,
    edit_organisation,
    move_organisation,
    normalise_credit_code,
    rename_organisation,
)
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.errors import Conflict, Refusal, at_field

PIECE = 1000
MOST = 20_000


@dataclass(frozen=True)
class EnterpriseHead:
    """What is entered of an enterprise. ``county``: the county government below which its organisation stands.

    ``address``: its main place of business, entered as its first site. ``parent`` with ``stake``: the group to which it belongs.
    """

    name: str
    credit_code: str
    county: Organisation
    industry_code: str
    ownership: str
    size: str
    opened_on: date | None = None
    address: str = ""
    business: str = ""
    contact: str = ""
    phone: str = ""
    parent: Enterprise | None = None
    stake: str = ""
    note: str = ""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one of several heads (from 0), and in which field."""

    place: int
    field: str
    message: str


def check_heads(heads: Sequence[EnterpriseHead], on: date) -> list[Wrong]:
    """Everything that is wrong with enterprises to be entered; the same rules for a page, a table and a program."""
    codes = [normalise_credit_code(head.credit_code) for head in heads]
    names = [" ".join(head.name.split()) for head in heads]
    holders = _holders(codes)
    bearers = {body.name: body for body in _bodies("name", names) if body.ended_on is None}
    industries = industry_entries({head.industry_code for head in heads}, on)
    found: list[Wrong] = []
    seen_codes: dict[str, int] = {}
    seen_names: dict[str, int] = {}
    for place, (head, code, name) in enumerate(zip(heads, codes, names, strict=True)):
        found += [Wrong(place, field, words) for field, words in _alone(head, name, code, industries, on)]
        if code and (first := seen_codes.setdefault(code, place)) != place:
            found.append(Wrong(place, "credit_code", _("与第%(n)d条是同一个统一社会信用代码；一个代码只对应一家企业。") % {"n": first + 1}))
        elif code in holders:
            found.append(Wrong(place, "credit_code", claimed_by(holders[code], code)))
        if name and (first := seen_names.setdefault(name, place)) != place:
            found.append(Wrong(place, "name", _("与第%(n)d条同名。") % {"n": first + 1}))
        elif name in bearers and bearers[name].credit_code != code:
            words = _("已有“%(name)s”（统一社会信用代码%(code)s）；同一家企业请直接修改它。")
            found.append(Wrong(place, "name", words % {"name": name, "code": bearers[name].credit_code or _("未登记")}))
    return found


def claimed_by(holder: Organisation, code: str) -> str:
    """What is said to a second enterprise that claims a code: who holds it, and what to do."""
    if holder.kind != OrganisationKind.ENTERPRISE:
        facts = {"code": code, "name": holder.name, "kind": holder.get_kind_display()}
        return _("统一社会信用代码%(code)s是“%(name)s”（%(kind)s）的，请核对营业执照。") % facts
    where = str(holder.parent) if holder.parent else _("所在县区不详")
    facts = {"code": code, "name": holder.name, "where": where}
    if holder.ended_on is not None:
        day = holder.ended_on.isoformat()
        return _("统一社会信用代码%(code)s属于已关闭的“%(name)s”（%(where)s，%(day)s关闭）；关闭登记有误的，由专班更正。") % (
            facts | {"day": day}
        )
    return _(
        "统一社会信用代码%(code)s已登记为“%(name)s”（%(where)s）。一个代码只对应一家企业：是同一家的，请在它的页面上修改；"
        "不是的，请两家各自核对营业执照，抄错的一方改正后再登记。"
    ) % facts  # fmt: skip


def _holders(codes: Collection[str]) -> dict[str, Organisation]:
    """Who holds each code; an enterprise's organisation without an entry in the register holds nothing against that entry."""
    found = _bodies("credit_code", [code for code in codes if code])
    return {body.credit_code: body for body in found if not (body.kind == OrganisationKind.ENTERPRISE and not hasattr(body, "enterprise"))}


def _bodies(field: str, values: Sequence[str]) -> list[Organisation]:
    rows: list[Organisation] = []
    for piece in pieces(values, PIECE):
        which: dict[str, Any] = {f"{field}__in": piece}
        rows += Organisation.objects.filter(**which).select_related("parent", "enterprise")
    return rows


def industry_entries(codes: Collection[str], on: date) -> dict[str, Entry]:
    """The entries of GB/T 4754 that ``codes`` name, in the edition that answers for ``on``."""
    edition = edition_in_force("industries", on)
    return {} if edition is None else {row.code: row for row in edition.entries.filter(part="", code__in=codes)}


def section_of(entry: Entry) -> str:
    """The letter of an industry: the top of its path."""
    return (entry.ancestor_codes or [entry.code])[0][:1]


def _alone(head: EnterpriseHead, name: str, code: str, industries: dict[str, Entry], on: date) -> list[tuple[str, str]]:
    """What is wrong with a head taken by itself."""
    found = []
    if not name or len(name) > 120:
        found.append(("name", _("请填写企业全称，不超过120个字。")))
    try:
        check_credit_code(code)
    except ValidationError as error:
        found.append(("credit_code", error.messages[0]))
    entry = industries.get(head.industry_code)
    if entry is None:
        found.append(
            ("industry_code", _("《国民经济行业分类》里没有代码“%(code)s”；请填门类以下的代码，如1512。") % {"code": head.industry_code})
        )
    elif entry.tier == "section":
        found.append(("industry_code", _("请填到大类以下，如15、151、1512；门类太粗，看不出做什么。")))
    if head.ownership not in Ownership.values:
        found.append(("ownership", _("请从列表中选择所有制。")))
    if head.size not in Size.values:
        found.append(("size", _("请从列表中选择规模。")))
    if head.opened_on is not None and head.opened_on > on:
        found.append(("opened_on", _("成立日期还没有到。")))
    found += _of_group(head.parent, head.stake)
    return found


def _of_group(parent: Enterprise | None, stake: str) -> list[tuple[str, str]]:
    if parent is None:
        return [("stake", _("没有上级企业的，不填与它的关系。"))] if stake else []
    return [] if stake in Stake.values else [("stake", _("请选择与上级企业的关系：全资、控股或参股。"))]


@transaction.atomic
def enter_enterprises(*, actor: Actor, now: datetime, heads: Sequence[EnterpriseHead]) -> list[Enterprise]:
    """Enter enterprises, all of them or none. Raises ``Refusal`` that names every wrong one, ``Conflict`` for a race.

    An organisation that already exists as an enterprise under the code, without an entry here, becomes this enterprise's.
    """
    if not heads:
        raise Refusal(_("没有要登记的企业。"), code="empty")
    if len(heads) > MOST:
        raise Refusal(_("一次最多登记%(n)d家企业；请分批办理。") % {"n": MOST}, code="too_many")
    for county in {head.county.pk: head.county for head in heads}.values():
        ENTERPRISE_POLICY.require(actor, "create", provisional(county))
    if wrong := check_heads(heads, now.date()):
        raise refusal_of(wrong, len(heads))
    heads = [replace(h, name=" ".join(h.name.split()), credit_code=normalise_credit_code(h.credit_code)) for h in heads]
    known = {body.credit_code: body for body in _bodies("credit_code", [head.credit_code for head in heads])}
    fresh = [head for head in heads if head.credit_code not in known]
    made = create_organisations(
        actor=SYSTEM, now=now, kind=OrganisationKind.ENTERPRISE,
        bodies=[
            NewBody(h.name, h.county, h.credit_code, h.county.division_code, h.opened_on, " ".join(h.note.split())[:300]) for h in fresh
        ],
    )  # fmt: skip
    bodies = known | {body.credit_code: body for body in made}
    industries = industry_entries({head.industry_code for head in heads}, now.date())
    rows = Enterprise.objects.bulk_create(
        [_row(head, bodies[head.credit_code], industries[head.industry_code], actor, now) for head in heads], batch_size=PIECE
    )
    Site.objects.bulk_create(
        [
            Site(
                enterprise=row, name=_("注册地址"), division_code=head.county.division_code, address=_tidy(head.address, 160),
                is_main=True, since=head.opened_on,
            )
            for row, head in zip(rows, heads, strict=True)
            if head.address.strip()
        ],
        batch_size=PIECE,
    )  # fmt: skip
    audit.record_all(actor, "enterprises.enterprise.entered", rows, now=now, detail={"together": len(rows)} if len(rows) > 1 else None)
    return rows


def enter_enterprise(*, actor: Actor, now: datetime, head: EnterpriseHead) -> Enterprise:
    """Enter one enterprise; see ``enter_enterprises``."""
    return enter_enterprises(actor=actor, now=now, heads=[head])[0]


def refusal_of(wrong: Sequence[Wrong], count: int) -> Refusal:
    """All that is wrong in one refusal: by field for one enterprise, line by line for many."""
    if count == 1:
        fields = {one.field: one.message for one in wrong}
        return Refusal(wrong[0].message, code=_code_of(wrong[0]), fields=fields)
    first = "；".join(_("第%(n)d条：%(words)s") % {"n": one.place + 1, "words": one.message} for one in wrong[:20])
    return Refusal(_("%(n)d处不对，没有登记任何一家。%(first)s") % {"n": len(wrong), "first": first}, code="lines")


def _code_of(wrong: Wrong) -> str:
    return "credit_code_taken" if wrong.field == "credit_code" and len(wrong.message) > 40 else wrong.field


def _row(head: EnterpriseHead, body: Organisation, entry: Entry, actor: Actor, now: datetime) -> Enterprise:
    return Enterprise(
        organisation=body, industry_code=entry.code, industry_section=section_of(entry), industry=entry.name[:60],
        ownership=head.ownership, size=head.size, parent=head.parent, stake=head.stake, business=_tidy(head.business, 200),
        contact=_tidy(head.contact, 40), phone=_tidy(head.phone, 40), entered_by_id=actor.user_id, entered_at=now, updated_at=now,
    )  # fmt: skip


def _tidy(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


# -- changing ------------------------------------------------------------------------------------------------------------

DESCRIBING = ("ownership", "size", "business", "contact", "phone")
"""What an enterprise says of itself, beside its industry and group."""


@transaction.atomic
def edit_enterprise(
    *, actor: Actor, now: datetime, enterprise: Enterprise, industry_code: str, parent: Enterprise | None, stake: str,
    facts: Mapping[str, str], seen: datetime | None = None,
) -> Enterprise:  # fmt: skip
    """Change what describes an enterprise: ``facts`` of ``DESCRIBING``, industry, group. What identifies it: ``identify_enterprise``.

    Raises ``Refusal`` by field, ``Conflict`` where it was changed since ``seen``.
    """
    if unknown := set(facts) - set(DESCRIBING):
        raise TypeError(f"not editable: {sorted(unknown)}")
    row = _locked(enterprise)
    ENTERPRISE_POLICY.require(actor, "edit", row)
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(name)s”刚被他人改过；请核对下面的内容后再保存。") % {"name": row}, code="changed_meanwhile")
    entry = industry_entries({industry_code}, now.date()).get(industry_code)
    if entry is None or entry.tier == "section":
        raise at_field("industry_code", _("请填《国民经济行业分类》大类以下的代码，如1512。"))
    if wrong := _of_group(parent, stake):
        raise Refusal(wrong[0][1], code="stake", fields=dict(wrong))
    _refuse_a_circle(row, parent)
    before = {name: getattr(row, name) for name in (*DESCRIBING, "industry_code", "parent_id", "stake")}
    row.industry_code, row.industry, row.industry_section = entry.code, entry.name[:60], section_of(entry)
    row.parent, row.stake, row.updated_at = parent, stake, now
    for name, value in facts.items():
        setattr(row, name, _tidy(value, 200))
    row.save()
    changed = {name: [was, getattr(row, name)] for name, was in before.items() if was != getattr(row, name)}
    detail = {name: values for name, values in changed.items() if name not in ("contact", "phone")}
    audit.record(actor, "enterprises.enterprise.edited", row, now=now, detail=detail | {"fields": sorted(changed)})
    return row


def _refuse_a_circle(row: Enterprise, parent: Enterprise | None) -> None:
    above = parent
    while above is not None:
        if above.pk == row.pk:
            raise at_field(
                "parent", _("“%(parent)s”已在“%(row)s”之下，不能作它的上级企业。") % {"parent": parent, "row": row}, code="circle"
            )
        above = above.parent


@transaction.atomic
def identify_enterprise(
    *, actor: Actor, now: datetime, enterprise: Enterprise, name: str, credit_code: str, county: Organisation, opened_on: date | None,
    renamed_on: date | None = None, basis: str = "",
) -> Enterprise:  # fmt: skip
    """Change what identifies an enterprise: its name (from ``renamed_on``; empty: the old one was a slip), code, county, founding day.

    Raises ``Refusal`` that says who holds the code or the name.
    """
    row = _locked(enterprise)
    ENTERPRISE_POLICY.require(actor, "identify", row)
    ENTERPRISE_POLICY.require(actor, "create", provisional(county))
    body, code = row.organisation, normalise_credit_code(credit_code)
    holder = _bodies("credit_code", [code])
    if holder and holder[0].pk != body.pk:
        raise at_field("credit_code", claimed_by(holder[0], code), code="credit_code_taken")
    edit_organisation(
        actor=SYSTEM, now=now, organisation=body, credit_code=code, founded_on=opened_on, division_code=county.division_code
    )  # fmt: skip
    if county.pk != body.parent_id:
        move_organisation(actor=SYSTEM, now=now, organisation=body, parent=county)
    if " ".join(name.split()) != body.name:
        rename_organisation(actor=SYSTEM, now=now, organisation=body, name=name, on=renamed_on or now.date(), basis=basis)
    Enterprise.objects.filter(pk=row.pk).update(updated_at=now)
    audit.record(
        actor, "enterprises.enterprise.identified", row, now=now, detail={"name": name, "credit_code": code, "county": str(county)}
    )
    return _locked(enterprise)


def _locked(enterprise: Enterprise) -> Enterprise:
    return (
        Enterprise.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation__parent", "parent__organisation")
        .get(pk=enterprise.pk)
    )
