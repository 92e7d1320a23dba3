"""So many verifications a minute from one address, whichever process answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import VerificationCount
from baigong.kernel.errors import Refusal
from baigong.kernel.privacy import keyed_hash

A_MINUTE = 30
"""How often one address may ask within a minute."""
_KEPT = timedelta(minutes=5)


def hold_rate(address: str, now: datetime) -> None:
    """Count one more, in one statement, so that two processes never count the same; refuse beyond ``A_MINUTE``. Raises ``Refusal``."""
    table, minute = VerificationCount._meta.db_table, now.replace(second=0, microsecond=0)
    value = VerificationCount._meta.get_field("minute").get_db_prep_value(minute, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (caller, minute, count) VALUES (%s, %s, 1) "  # noqa: S608  (the name of our own table)
            f"ON CONFLICT (caller, minute) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [keyed_hash(f"verify {address}"), value],
        )
        (count,) = cursor.fetchone()
    if count == 1:  # once a minute for each caller, which is often enough
        VerificationCount.objects.filter(minute__lt=minute - _KEPT).delete()
    if count > A_MINUTE:
        raise Refusal(_("核验得太快了，请一分钟后再试。"), code="too_many_requests", status=429)
