"""Machines of supervision."""

from __future__ import annotations

from baigong.contexts.supervision.workflow.cases import CASE

__all__ = ["CASE"]
