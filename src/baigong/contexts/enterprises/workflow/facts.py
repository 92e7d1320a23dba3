"""What people write beside a step: a day, a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from baigong.kernel.errors import at_field

LONGEST = 120


def day_from(given: Any) -> date | None:
    """The day that a form or a program wrote; ``None`` where it is none."""
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        return None


def document_from(given: str, field: str = "document") -> str:
    """The number of the document a step rests on. Raises ``Refusal`` where there is none."""
    number = " ".join(given.split())
    if not number or len(number) > LONGEST:
        words = gettext("请填写依据的文号或文件名称，不超过%(n)d个字。") % {"n": LONGEST}
        raise at_field(field, words, code="document_required")
    return number
