"""Sealing events into hash-chained blocks, and checking that nothing was changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.kernel.audit.models import AuditBlock, AuditEvent

BLOCK_SIZE = 1000
GENESIS = "0" * 64


@dataclass(frozen=True)
class Verification:
    """What a check of the whole log found. ``head`` is the digest to note down outside the system."""

    blocks: int
    events: int
    unsealed: int
    head: str
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found changed, missing or added."""
        return not self.problems


def canonical(event: AuditEvent) -> bytes:
    """The bytes of an event that its block's digest covers: every field except the block itself."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(
        [
            event.pk, at, event.actor_id, event.actor_name, event.address, event.action,
            event.subject_type, event.subject_id, event.subject_label, event.detail,
        ],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    ).encode()  # fmt: skip


def digest_of(number: int, previous: str, sealed_at: datetime, events: Iterable[AuditEvent]) -> tuple[str, int]:
    """The digest of a block and how many events it covers."""
    sha = hashlib.sha256(f"{number}:{previous}:{sealed_at.astimezone(UTC).isoformat(timespec='microseconds')}".encode())
    count = 0
    for event in events:
        sha.update(b"\n")
        sha.update(canonical(event))
        count += 1
    return sha.hexdigest(), count


@transaction.atomic
def seal(*, now: datetime) -> int:
    """Seal every event not yet sealed, in blocks of at most ``BLOCK_SIZE``; returns how many blocks were made.

    An event whose transaction commits later keeps its place: blocks are made of the unsealed, not of a range of ids.
    Two sealers at once cannot both succeed, for the block number is unique: the second makes nothing (``IntegrityError``).
    """
    last = AuditBlock.objects.order_by("-number").first()
    number, previous, made = (last.number, last.digest, 0) if last else (0, GENESIS, 0)
    while True:
        events = list(AuditEvent.objects.filter(block=None).order_by("pk")[:BLOCK_SIZE])
        if not events:
            return made
        number += 1
        digest, count = digest_of(number, previous, now, events)
        block = AuditBlock.objects.create(number=number, event_count=count, previous_digest=previous, digest=digest, sealed_at=now)
        AuditEvent.objects.filter(pk__in=[e.pk for e in events]).update(block=block)
        previous, made = digest, made + 1


def verify(*, head: str = "") -> Verification:
    """Recompute every block from its events. Finds changed, deleted, inserted and re-ordered events and missing blocks.

    Blocks cut off at the end leave no trace inside the system: for that, give a ``head`` noted down earlier outside it.
    """
    problems: list[str] = []
    previous, expected, events_seen, has_head = GENESIS, 1, 0, not head
    for block in AuditBlock.objects.order_by("number").iterator():
        if block.number != expected:
            problems.append(_("缺少第 %(n)d 块") % {"n": expected})
        if block.previous_digest != previous:
            problems.append(_("第 %(n)d 块与上一块不相连") % {"n": block.number})
        digest, count = digest_of(block.number, block.previous_digest, block.sealed_at, block.events.order_by("pk").iterator())
        if count != block.event_count:
            problems.append(
                _("第 %(n)d 块应有 %(want)d 条记录，现有 %(have)d 条") % {"n": block.number, "want": block.event_count, "have": count}
            )
        elif digest != block.digest:
            problems.append(_("第 %(n)d 块的记录被改动过") % {"n": block.number})
        has_head = has_head or block.digest == head
        previous, expected, events_seen = block.digest, block.number + 1, events_seen + count
    if not has_head:
        problems.append(_("没有摘要为 %(head)s 的块：末尾的块被删去，或摘要抄错") % {"head": head})
    unsealed = AuditEvent.objects.filter(block=None).count()
    return Verification(expected - 1, events_seen, unsealed, previous, tuple(problems))
