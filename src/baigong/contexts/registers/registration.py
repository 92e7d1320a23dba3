"""What the context registers at start: menus, search, words of the log."""

from __future__ import annotations

from baigong.contexts.registers import dictionary_registration, interface_registration  # noqa: F401  (dictionary; push interface)
