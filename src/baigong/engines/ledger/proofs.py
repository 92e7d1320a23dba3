"""The proof that a posting was sealed, as JSON that ``verify_posting.py`` checks without anything of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from baigong.engines.ledger import merkle
from baigong.engines.ledger.blocks import Block
from baigong.engines.ledger.entries import moment, read

FORMAT = "baigong-proof-1"
VERIFIER = Path(__file__).with_name("verify_posting.py")
"""The program that people take away."""


def prove(index: int, postings: Sequence[bytes], block: Block, public_key: bytes) -> dict[str, Any]:
    """The proof that the posting at ``index`` of a block's ``postings`` was sealed in it."""
    entry = read(postings[index])
    return {
        "format": FORMAT,
        "posting": {
            "id": entry.id,
            "key": entry.key,
            "kind": entry.kind,
            "occurred_on": entry.occurred_on.isoformat(),
            "recorded_at": moment(entry.recorded_at),
            "lines": [{"account": line.account, "amount": line.amount} for line in entry.lines],
            "outcome": entry.outcome,
            "target": entry.target,
            "series": entry.series,
            "purpose": entry.purpose,
            "decision": entry.decision,
            "rule": entry.rule,
            "evidence": entry.evidence,
            "reverses": entry.reverses,
            "reason": entry.reason,
            "recorded_by": entry.recorded_by,
        },
        "index": index,
        "path": [each.hex() for each in merkle.path(index, postings)],
        "block": {
            "number": block.number,
            "first": block.first,
            "count": block.count,
            "root": block.root,
            "previous": block.previous,
            "sealed_at": moment(block.sealed_at),
            "key": block.key,
        },
        "signature": block.signature,
        "public_key": public_key.hex(),
    }
