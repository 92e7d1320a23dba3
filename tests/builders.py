"""Small builders that make what a test needs by calling services; the demonstration city uses the same services."""

from __future__ import annotations
