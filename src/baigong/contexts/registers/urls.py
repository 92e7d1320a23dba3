"""Routes of registers."""

from __future__ import annotations

from typing import Any

from baigong.contexts.registers.dictionary_urls import dictionary_pages
from baigong.contexts.registers.interface_urls import account_pages

app_name = "registers"
urlpatterns: list[Any] = [*dictionary_pages, *account_pages]
