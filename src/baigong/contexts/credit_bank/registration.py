"""What the context registers at start: menus, search, words of the log."""

from __future__ import annotations

from baigong.contexts.credit_bank import workflow  # noqa: F401  (the machines are declared)
