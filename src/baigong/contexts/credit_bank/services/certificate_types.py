"""Keeping the catalogue of certificates: bodies, certificates with levels and links, the outcomes by which they reach accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import check_code
from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, TRAINING_BODY_POLICY
from baigong.contexts.credit_bank.models import (
    CertificateLevel,
    CertificateLink,
    CertificateState,
    CertificateType,
    LocalStandardState,
    OutcomeType,
    TrainingBody,
    outcome_kind,
)
from baigong.contexts.credit_bank.models.certificate_types import X_KIND
from baigong.contexts.credit_bank.services.catalogue import TypeHead, draft_type
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field

Link = tuple[str, str, str]
"""Scheme, part, code."""


@dataclass(frozen=True)
class CertificateHead:
    """What an entry says. ``levels`` are those the certificate has; ``links`` the programmes and occupations it belongs to."""

    body: TrainingBody
    code: str
    title: str
    since: date
    listed_on: date | None = None
    listed_by: str = ""
    levels: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    caution: str = ""


@transaction.atomic
def save_body(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    batch: int | None = None,
    organisation: Organisation | None = None,
    body: TrainingBody | None = None,
) -> TrainingBody:
    """Enter a body, or correct its name. Raises ``Conflict`` where the name is taken."""
    row = (
        TrainingBody.objects.select_for_update(no_key=True).get(pk=body.pk)
        if body
        else TrainingBody(created_by_id=actor.user_id, created_at=now)
    )
    TRAINING_BODY_POLICY.require(actor, "edit" if body else "create", row)
    row.name, row.batch, row.organisation = name.strip(), batch, organisation
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("“%(name)s”已经登记过。") % {"name": row.name}
        raise Conflict(words, code="body_known", fields={"name": words}) from None
    audit.record(actor, "credit_bank.trainingbody.saved", row, now=now, detail={"name": row.name})
    return row


@transaction.atomic
def draft_certificate(*, actor: Actor, now: datetime, head: CertificateHead) -> CertificateType:
    """Enter a certificate; it is used once it is opened. Raises ``Conflict`` where the code is taken."""
    row = CertificateType(created_by_id=actor.user_id, created_at=now, updated_at=now)
    _put(row, head)
    CERTIFICATE_TYPE_POLICY.require(actor, "create", row)
    _save(row)
    write_levels(row, head.levels)
    _write_links(row, head.links, now.date())
    audit.record(actor, "credit_bank.certificatetype.drafted", row, now=now, detail={"code": row.code})
    return row


@transaction.atomic
def edit_certificate(
    *, actor: Actor, now: datetime, certificate: CertificateType, head: CertificateHead, seen: datetime | None = None
) -> CertificateType:
    """Write an entry anew. Once it is in use, what was issued by it stands on its body, code and days: those stay as they are."""
    row = CertificateType.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=certificate.pk)
    CERTIFICATE_TYPE_POLICY.require(actor, "edit", row)
    local = row.local_standard if hasattr(row, "local_standard") else None
    if local is not None and local.state != LocalStandardState.PUBLISHED:
        raise Conflict(_("“%(title)s”是地方证书，请在地方标准里修改。") % {"title": row}, code="local")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(title)s”刚被他人改过；请核对下面的内容后再保存。") % {"title": row}, code="changed_meanwhile")
    if row.state != CertificateState.DRAFT:
        kept = (row.body_id, row.code, row.since, row.listed_on)
        if kept != (head.body.pk, head.code.strip(), head.since, head.listed_on):
            words = _("“%(title)s”已经启用，培训评价组织、代码、启用日期和列入日期不再改动；有误请停用后另立一项。") % {"title": row}
            raise Conflict(words, code="in_use")
    before = {"title": row.title, "levels": [one.level for one in row.levels.all()]}
    _put(row, head)
    row.updated_at = now
    _save(row)
    write_levels(row, head.levels)
    _write_links(row, head.links, now.date())
    audit.record(actor, "credit_bank.certificatetype.edited", row, now=now, detail={"from": before})
    return row


def write_levels(row: CertificateType, levels: tuple[str, ...]) -> None:
    """Bring the levels into line. A level by which something was opened, mapped or posted stays: ``Conflict``."""
    kind = outcome_kind(X_KIND)
    if unknown := [level for level in levels if level not in kind.levels]:
        words = _("没有“%(level)s”这一级；证书的级别是%(levels)s。") % {"level": unknown[0], "levels": "、".join(kind.levels)}
        raise at_field("levels", words, code="level")
    known = {one.level: one for one in row.levels.all()}
    for level in levels:
        if level not in known:
            CertificateLevel.objects.create(certificate=row, level=level, rank=kind.rank(level))
    for level, one in known.items():
        if level in levels:
            continue
        if one.outcome_type_id is not None:
            words = _("“%(level)s”已对应成果目录，不能去掉。") % {"level": one}
            raise Conflict(words, code="level_in_use", fields={"levels": words})
        try:
            one.delete()
        except ProtectedError:
            words = _("“%(level)s”已经用过，不能去掉。") % {"level": one}
            raise Conflict(words, code="level_in_use", fields={"levels": words}) from None


def _write_links(row: CertificateType, links: tuple[Link, ...], on: date) -> None:
    for scheme, part, code in links:
        try:
            check_code(scheme, code, on=on, part=part)
        except Refusal as refusal:
            if refusal.code == "no_edition":
                continue
            field = part or scheme
            raise at_field(field, refusal.message, code=refusal.code) from None
    wanted = set(links)
    for link in row.links.all():
        if (link.scheme, link.part, link.code) in wanted:
            wanted.discard((link.scheme, link.part, link.code))
        else:
            link.delete()
    CertificateLink.objects.bulk_create(CertificateLink(certificate=row, scheme=s, part=p, code=c) for s, p, c in sorted(wanted))


def _put(row: CertificateType, head: CertificateHead) -> None:
    row.body, row.code, row.title = head.body, head.code.strip(), head.title.strip()
    row.since, row.listed_on, row.listed_by, row.caution = head.since, head.listed_on, head.listed_by.strip(), head.caution.strip()
    if row.listed_on is not None and row.since < row.listed_on and not hasattr(row, "local_standard"):
        raise at_field("since", _("启用日期不能早于列入国家目录的日期。"))


def _save(row: CertificateType) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("证书代码%(code)s已被使用。") % {"code": row.code}
        raise Conflict(words, code="code_taken", fields={"code": words}) from None


# -- the way into the accounts ---------------------------------------------------------------------------------------


@transaction.atomic
def link_outcome_type(*, actor: Actor, now: datetime, level: CertificateLevel, outcome_type: OutcomeType | None) -> CertificateLevel:
    """Say by which entry of the catalogue a level posts. Another kind or level is refused (X01), and so is a change once it was used."""
    row = CertificateLevel.objects.select_for_update(no_key=True, of=("self",)).select_related("certificate").get(pk=level.pk)
    CERTIFICATE_TYPE_POLICY.require(actor, "link", row.certificate)
    if outcome_type is not None:
        _refuse_other_levels(row, outcome_type)
    before: Any = row.outcome_type
    if before is not None and before != outcome_type and before.outcomes.exists():
        words = _("按“%(type)s”已经存入过成果，对应关系不能再改。") % {"type": before}
        raise Conflict(words, code="link_in_use", fields={"outcome_type": words})
    row.outcome_type = outcome_type
    try:
        with transaction.atomic():
            row.save(update_fields=["outcome_type"])
    except IntegrityError:
        words = _("“%(type)s”已对应另一张证书。") % {"type": outcome_type}
        raise Conflict(words, code="link_taken", fields={"outcome_type": words}) from None
    facts = {"level": row.level, "outcome_type": outcome_type.code if outcome_type else ""}
    audit.record(actor, "credit_bank.certificatetype.linked", row.certificate, now=now, detail=facts)
    return row


def _refuse_other_levels(row: CertificateLevel, outcome_type: OutcomeType) -> None:
    if outcome_type.kind != X_KIND or outcome_type.level != row.level:
        facts = {"type": outcome_type, "kind": outcome_type.declared, "level": row.level}
        raise at_field("outcome_type", _("“%(type)s”是%(kind)s，不能当作证书的%(level)s：级别之间不作换算。") % facts, code="other_level")


@transaction.atomic
def draft_outcome_type(
    *, actor: Actor, now: datetime, level: CertificateLevel, credits: int | None, valid_years: int | None, basis: str
) -> OutcomeType:
    """Draft the entry of the catalogue for a level and link it: of one certificate one family, so that a higher level replaces a lower."""
    certificate = level.certificate
    first = certificate.levels.exclude(outcome_type=None).select_related("outcome_type").first()
    family = first.outcome_type.family if first is not None and first.outcome_type is not None else f"X-{certificate.code}"
    programmes = list(certificate.links.filter(scheme="programmes"))
    head = TypeHead(
        kind=X_KIND, code=f"X-{certificate.code}-{level.rank}", title=certificate.title, issuer=certificate.body.name,
        issuer_body=certificate.body.organisation, since=certificate.since, family=family, level=level.level, credits=credits,
        valid_years=valid_years, programme_code=programmes[0].code if programmes else "", basis=basis,
    )  # fmt: skip
    made = draft_type(actor=actor, now=now, head=head)
    link_outcome_type(actor=actor, now=now, level=level, outcome_type=made)
    return made
