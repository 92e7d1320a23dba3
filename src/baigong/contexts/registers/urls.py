"""Routes of registers."""

from __future__ import annotations

from typing import Any

from baigong.contexts.registers.dictionary_urls import dictionary_pages
from baigong.contexts.registers.interface_urls import account_pages
from baigong.contexts.registers.returning_urls import return_pages

app_name = "registers"
urlpatterns: list[Any] = [*return_pages, *dictionary_pages, *account_pages]
