"""Indicators told by rosters, a module a subject. ``figures.tables`` declares the tables; importing this package declares everything."""

from __future__ import annotations

from baigong.contexts.schools.figures import (
    certificates,
    conditions,
    courses,
    destinations,
    enterprises,
    entrants,
    students,
    tables,
    teachers,
    textbooks,
    training,
)

__all__ = [
    "certificates",
    "conditions",
    "courses",
    "destinations",
    "enterprises",
    "entrants",
    "students",
    "tables",
    "teachers",
    "textbooks",
    "training",
]
