"""What came into the accounts and went out of them over a period: opening balance, movements by kind of posting, closing balance.

The period is that in which postings were written, not that on which something occurred: what is written stays in its period for ever, so
the closing balance of one period is the opening balance of the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q, Sum

from baigong.contexts.credit_bank.models import AccountKind, Posting, PostingKind

KINDS = tuple(str(kind) for kind in PostingKind.values)


@dataclass
class Movement:
    """One line: what stood before, what moved by each kind of posting (with its sign), in units. ``closing`` follows."""

    opening: int = 0
    moved: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    @property
    def closing(self) -> int:
        """What stands at the end."""
        return self.opening + sum(self.moved.values())


def movements(since: datetime, until: datetime, *, by: str = "kind", of: AccountKind | None = None) -> Mapping[str, Movement]:
    """The movements of accounts ``by`` their ``kind`` or their ``code``, from ``since`` to before ``until``. Two queries, any size."""
    lines: dict[str, Movement] = defaultdict(Movement)
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Posting.objects.filter(recorded_at__lt=until)
        if of is not None:
            rows = rows.filter(**{f"{side}__kind": of})
        # The posting's own kind is renamed: "kind" of the grouping would be the account's.
        grouped = rows.values(group=F(f"{side}__{by}"), how=F("kind")).annotate(
            before=Sum("amount", filter=Q(recorded_at__lt=since)), within=Sum("amount", filter=Q(recorded_at__gte=since))
        )
        for row in grouped.order_by():
            line = lines[row["group"]]
            line.opening += sign * (row["before"] or 0)
            line.moved[row["how"]] += sign * (row["within"] or 0)
    return dict(sorted(lines.items()))
