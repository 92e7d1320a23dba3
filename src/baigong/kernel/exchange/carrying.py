"""A plan that travels with the page on which it is confirmed, signed for whoever reads it, so that nothing half-done is stored."""

from __future__ import annotations

from django.core import signing
from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

from .planning import ImportPlan
from .table import Table

LASTS = 7200
"""Seconds for which a plan can be confirmed."""


def carried(plan: ImportPlan, salt: str) -> str:
    """The plan as text for a hidden field. ``salt`` names what is imported and by whom: signed for one it is worth nothing to another."""
    return signing.dumps(plan.to_json(), salt=salt, compress=True)


def confirmed(table: Table, text: str, salt: str) -> ImportPlan:
    """The plan that ``carried`` gave. Raises ``Refusal`` (``plan_expired``; those of ``ImportPlan.from_json``)."""
    try:
        stored = signing.loads(text, salt=salt, max_age=LASTS)
    except signing.BadSignature:
        raise Refusal(_("核对页放得太久或已被改动，什么也没有写入；请重新上传。"), code="plan_expired") from None
    return ImportPlan.from_json(table, stored)
