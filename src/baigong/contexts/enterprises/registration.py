"""What the context registers at start: menus, search, words of the log."""

from __future__ import annotations

from baigong.contexts.enterprises import workflow  # noqa: F401  (the machines are declared)
