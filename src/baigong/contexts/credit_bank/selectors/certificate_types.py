"""Questions about certificates: what an actor works with, what everybody sees, what may begin on a day, what a certificate belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404

from baigong.contexts.classifications.public import LEVELS, labels_of
from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, TRAINING_BODY_POLICY
from baigong.contexts.credit_bank.models import (
    BodyState,
    CertificateLevel,
    CertificateLink,
    CertificateState,
    CertificateType,
    OutcomeType,
    StandardModule,
    StandardVersion,
    TrainingBody,
)
from baigong.contexts.credit_bank.models.certificate_types import X_KIND
from baigong.kernel.access import ANONYMOUS, Actor


def list_bodies(actor: Actor, on: date) -> QuerySet[TrainingBody]:
    """Bodies an actor works with. ``standing``: what ``TrainingBody.standing_on`` says of ``on``, so that one may sort and filter by it."""
    standing = Case(
        When(delisted_on__lte=on, then=Value(BodyState.DELISTED.value)),
        When(listed_on__lte=on, then=Value(BodyState.LISTED.value)),
        default=Value(BodyState.UNLISTED.value),
    )
    return TRAINING_BODY_POLICY.visible(actor, "work").annotate(standing=standing).prefetch_related("certificates")


def get_body(actor: Actor, pk: int) -> TrainingBody:
    """A body in sight; 404 otherwise."""
    return TRAINING_BODY_POLICY.get_or_404(actor, TrainingBody.objects.select_related("organisation", "created_by"), pk=pk)


def list_certificates(actor: Actor) -> QuerySet[CertificateType]:
    """The catalogue as its keepers see it."""
    return _listed(CERTIFICATE_TYPE_POLICY.visible(actor, "work"))


def list_public_certificates() -> QuerySet[CertificateType]:
    """The catalogue as everybody sees it."""
    return _listed(CERTIFICATE_TYPE_POLICY.visible(ANONYMOUS))


def _listed(rows: QuerySet[CertificateType]) -> QuerySet[CertificateType]:
    return rows.select_related("body", "local_standard").prefetch_related("levels", "versions")


def search_certificates(rows: QuerySet[CertificateType], text: str) -> QuerySet[CertificateType]:
    """Those whose name, code or body has every word, or which belong to a programme or occupation of that code."""
    for word in text.split()[:8]:
        linked = CertificateLink.objects.filter(code__istartswith=word).values("certificate")
        rows = rows.filter(Q(title__icontains=word) | Q(code__icontains=word) | Q(body__name__icontains=word) | Q(pk__in=linked))
    return rows


def get_certificate(actor: Actor, pk: int) -> CertificateType:
    """A certificate in sight; 404 otherwise."""
    rows = CertificateType.objects.select_related("body", "local_standard", "created_by")
    rows = rows.prefetch_related("levels__outcome_type", "versions__modules")
    return CERTIFICATE_TYPE_POLICY.get_or_404(actor, rows, pk=pk)


def all_bodies() -> list[TrainingBody]:
    """Every body, for the office to choose from."""
    return list(TrainingBody.objects.all())


def get_level(actor: Actor, pk: int) -> CertificateLevel:
    """A level of a certificate in sight; 404 otherwise."""
    rows = CertificateLevel.objects.select_related("certificate__body__organisation", "outcome_type")
    row = get_object_or_404(rows, pk=pk)
    CERTIFICATE_TYPE_POLICY.get_or_404(actor, pk=row.certificate_id)
    return row


def get_version(pk: int) -> StandardVersion:
    """A version of a standard; whose standard it is decides who writes it."""
    return get_object_or_404(StandardVersion.objects.select_related("certificate__body"), pk=pk)


def get_module(pk: int) -> StandardModule:
    """A module of a standard; whose standard it is decides who removes it."""
    return get_object_or_404(StandardModule.objects.select_related("version__certificate__body"), pk=pk)


def open_levels(on: date) -> QuerySet[CertificateLevel]:
    """Levels for which something new may begin on ``on``: what ``CertificateType.why_closed_on`` says, as a question to the database."""
    begun = Q(certificate__state=CertificateState.OPEN) | Q(certificate__state=CertificateState.CLOSED, certificate__closed_on__gt=on)
    local = (Q(certificate__listed_on=None) | Q(certificate__listed_on__gt=on)) & (
        Q(certificate__local_standard=None)
        | Q(certificate__local_standard__trial_until=None)
        | Q(certificate__local_standard__trial_until__gte=on)
    )
    in_list = Q(certificate__body__listed_on__lte=on) & (
        Q(certificate__body__delisted_on=None) | Q(certificate__body__delisted_on__gt=on)
    )  # fmt: skip
    rows = CertificateLevel.objects.filter(begun, local | in_list, certificate__since__lte=on)
    return rows.select_related("certificate__body", "certificate__local_standard", "outcome_type")


def linkable_types(level: CertificateLevel) -> list[OutcomeType]:
    """Entries of the catalogue by which a level may post: of its level, not taken by another."""
    free = Q(certificate_level=None) | Q(certificate_level=level)
    return list(OutcomeType.objects.filter(free, kind=X_KIND, level=level.level).order_by("code"))


def versions_with_modules(certificate: CertificateType) -> list[StandardVersion]:
    """All versions of a standard, the newest first, with their modules."""
    return list(certificate.versions.prefetch_related(Prefetch("modules")).order_by("-since"))


@dataclass(frozen=True)
class LinkGroup:
    """Programmes of one level, or occupations: a heading and the names with their codes."""

    label: str
    names: tuple[tuple[str, str], ...]


def link_groups(links: Iterable[CertificateLink], on: date) -> list[LinkGroup]:
    """What a certificate belongs to, in words. Two queries a scheme, however many links and parts there are."""
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        codes[link.scheme][link.part].append(link.code)
    groups = []
    for scheme, parts in codes.items():
        names = labels_of(scheme, [(part, code) for part, found in parts.items() for code in found], on=on)
        for part, found in parts.items():
            label = str(LEVELS.get(part, part)) if scheme == "programmes" else str(CertificateLink(scheme=scheme).get_scheme_display())
            groups.append(LinkGroup(label, tuple((code, names[part, code]) for code in found)))
    return groups
