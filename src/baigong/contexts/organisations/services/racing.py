"""Two people at once: what a unique constraint refuses is told as a conflict, not as a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.kernel.errors import Conflict


@contextmanager
def first_come() -> Iterator[None]:
    """Writes within, made by a second comer in the same instant, raise ``Conflict``; the outer transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(_("刚才有人登记了同样的内容，没有重复保存；请刷新后核对。"), code="taken_meanwhile") from error
