"""The lives of projects and of their reviews."""

from __future__ import annotations

from baigong.contexts.schools.workflow.projects import PROJECT
from baigong.contexts.schools.workflow.reviews import REVIEW

__all__ = ["PROJECT", "REVIEW"]
