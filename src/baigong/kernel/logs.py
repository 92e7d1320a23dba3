"""What the log is not told: a secret that an address holds."""

from __future__ import annotations

import logging
from typing import Any

SECRETS = frozenset({"token", "code"})
"""Names of parts of an address that open something for whoever knows them."""


class WithoutSecrets(logging.Filter):
    """Django logs every refused request with its address; of an address that holds a secret the pattern is logged instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, and put the pattern in the place of the address."""
        request: Any = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if match is not None and SECRETS & match.kwargs.keys() and isinstance(record.args, tuple):
            record.args = tuple(f"/{match.route}" if part == request.path else part for part in record.args)
        return True
