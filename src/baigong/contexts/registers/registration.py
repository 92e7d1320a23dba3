"""What the context registers at start: menus, search, words of the log, jobs; each part of it its own."""

from __future__ import annotations

from baigong.contexts.registers import dictionary_registration, interface_registration, returning_registration  # noqa: F401
