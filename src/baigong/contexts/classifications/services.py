"""Storing editions: those that come with the system, and those an administrator uploads (``uploads.py``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.classifications.access import EDITION_POLICY
from baigong.contexts.classifications.bundled import BundledEdition, EditionFacts, bundled_editions
from baigong.contexts.classifications.declaration import Holds
from baigong.contexts.classifications.models import Edition, Entry, Mapping, Origin, Supplement
from baigong.contexts.classifications.schemes import SCHEMES
from baigong.contexts.classifications.shaping import Raw, Shaped, shape, tier_counts
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal

Tell = Callable[[str], None]
MODELS: dict[Holds, type[Entry] | type[Mapping] | type[Supplement]] = {
    Holds.ENTRIES: Entry,
    Holds.MAPPINGS: Mapping,
    Holds.SUPPLEMENTS: Supplement,
}


@dataclass(frozen=True)
class Loaded:
    """What became of one bundled edition: ``loaded``, ``corrected`` (our copy was mended) or ``unchanged``."""

    scheme: str
    edition: str
    outcome: str
    rows: int


def load_bundled(*, actor: Actor, now: datetime, scheme: str = "", tell: Tell = lambda _line: None) -> list[Loaded]:
    """Bring the editions that come with the system into the database, each all or nothing; what is there already stays.

    An edition whose file changed since (a corrected copy) is stored anew in one transaction. Raises ``Refusal`` for an
    unknown scheme, for a file whose rows do not come to the declared counts, and for an edition of the same name that
    somebody uploaded: that is never overwritten.
    """
    if scheme and scheme not in SCHEMES:
        raise Refusal(_("没有代码表“%(scheme)s”；有：%(all)s") % {"scheme": scheme, "all": ", ".join(SCHEMES)}, code="unknown_scheme")
    if not EDITION_POLICY.reachable(actor, "load"):
        raise NotPermitted(_("载入代码表属于系统管理员。"), code="not_permitted")
    present = {(e.scheme, e.code): e for e in Edition.objects.all()}
    outcomes = []
    for bundled in bundled_editions(scheme):
        facts = bundled.facts
        before = present.get((facts.scheme, facts.code))
        if before is not None and before.file_digest == bundled.digest:
            outcomes.append(Loaded(facts.scheme, facts.code, "unchanged", before.row_count))
            continue
        edition = _load(bundled, before, actor, now)
        outcomes.append(Loaded(facts.scheme, facts.code, "corrected" if before else "loaded", edition.row_count))
        tell(f"{edition}: {edition.row_count}")
    return outcomes


def _load(bundled: BundledEdition, before: Edition | None, actor: Actor, now: datetime) -> Edition:
    facts = bundled.facts
    if before is not None and before.origin != Origin.BUNDLED:
        raise Refusal(_("“%(edition)s”是管理员上传的版本，不能由随系统的数据覆盖。") % {"edition": before}, code="uploaded_edition")
    with transaction.atomic():
        if before is not None:
            before.delete()
        return store_edition(
            facts, bundled.rows(), digest=bundled.digest, origin=Origin.BUNDLED, actor=actor, now=now, counts=bundled.counts
        )


def store_edition(
    facts: EditionFacts,
    rows: Sequence[Raw],
    *,
    digest: str,
    origin: Origin,
    actor: Actor,
    now: datetime,
    counts: dict[str, int] | None = None,
) -> Edition:
    """Write an edition with its rows and the audit event, in the caller's transaction or one of its own.

    Raises ``Refusal`` when a row cannot be stored or the rows do not come to ``counts``.
    """
    known = asdict(facts) | {"known_errors": list(facts.known_errors)}
    edition = Edition(**known, file_digest=digest, origin=origin, loaded_at=now)
    shaped = shape(edition, rows)
    found = tier_counts(edition.declared, shaped)
    if counts is not None and found != counts:
        raise Refusal(
            _("“%(edition)s”的行数与说明不符：应为 %(wanted)s，实为 %(found)s。") % {"edition": edition, "wanted": counts, "found": found},
            code="wrong_counts",
        )
    with transaction.atomic():
        edition.row_count = len(shaped)
        edition.tier_counts = found
        edition.save(force_insert=True)
        _insert(edition, shaped)
        audit.record(
            actor,
            "classifications.edition.loaded",
            edition,
            now=now,
            detail={"rows": edition.row_count, "digest": digest, "origin": str(origin)},
        )
    return edition


def _insert(edition: Edition, shaped: Shaped) -> None:
    rows: list[Any] = list(shaped)
    for row in rows:
        row.edition_id = edition.pk
    MODELS[edition.declared.holds]._default_manager.bulk_create(rows, batch_size=2000)
