"""Bodies, posts with their holders, and seats, in and out of Excel in one layout each."""

from baigong.contexts.organisations.exchange.drafts import (
    IMPORTS_BY_NAME,
    confirm_import,
    discard_import,
    plan_of,
    prepare_import,
)

__all__ = ["IMPORTS_BY_NAME", "confirm_import", "discard_import", "plan_of", "prepare_import"]
