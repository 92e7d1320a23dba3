"""A row of any model: by its builder where it has one, else with the least the database accepts."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models

from tests.builders import BUILDERS

_numbers = count(1)
PLAIN: list[tuple[type[models.Field], Any]] = [
    (models.BooleanField, False),
    (models.DateTimeField, datetime(2021, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))),
    (models.DateField, date(2021, 3, 1)),
    (models.TimeField, time(9)),
    (models.DecimalField, 1),
    (models.IntegerField, 1),
    (models.JSONField, {}),
]


CHOSEN: dict[str, dict[str, Any]] = {
    "classifications.editionupload": {"scheme": "programmes"},
    "credit_bank.appeal": {
        "outcome": lambda: a_row("credit_bank.outcome"),
        "answer": "1",
        "document": "1",
        "answered_on": date(2021, 3, 1),
    },
    "credit_bank.posting": {
        "turn": 0,
        "outcome": "outcome:1",
        "evidence": "ab" * 32,
        "epoch": 1,
        "amount": 1,
        "debit": lambda: a_row("credit_bank.creditaccount"),
        "credit": lambda: _an_account(),
    },
    "enterprises.staffreturn": {"period": "2020"},
    "internships.cohort": {"kind": "modern", "programme_code": "610301", "ends_on": date(2021, 12, 31)},
    "internships.internshippay": {"verdict": "unknown"},
    "internships.placementsignature": {"digest": "ab" * 32},
    "supervision.case": {"source_kind": "letter"},
    "plans.evidence": {"report": lambda: a_row("plans.report"), "sha256": "0" * 64},
    "plans.lightrecord": {"task": lambda: a_row("plans.task")},
    "registers.batch": {"row_count": 2, "stored_count": 1, "failed_count": 1},
    "notices.delivery": {"channel": "robot", "robot": lambda: a_row("notices.robot")},
}
"""What a model needs that its columns do not say."""


def a_row(label: str) -> models.Model:
    """A row of the model called ``label`` (``plans.report``)."""
    if label in BUILDERS:
        return BUILDERS[label]()
    model = apps.get_model(label)
    values = {f.name: _value(f) for f in model._meta.concrete_fields if _must_be_given(f)}
    chosen = {name: value() if callable(value) else value for name, value in CHOSEN.get(label, {}).items()}
    return model._default_manager.create(**values | chosen)


def _an_account() -> models.Model:
    """A learner's own account: what a deposit goes into."""
    accounts = apps.get_model("credit_bank.creditaccount")._default_manager
    return accounts.create(code=f"learner:{next(_numbers)}", kind="learner", learner=a_row("credit_bank.learner"))


def _must_be_given(field: models.Field) -> bool:
    return not (field.primary_key or field.has_default() or field.null or (field.blank and not field.is_relation))


def _value(field: models.Field) -> Any:
    if field.is_relation:
        return a_row(field.related_model._meta.label_lower)
    if field.choices:
        return field.flatchoices[0][0]
    for kind, value in PLAIN:
        if isinstance(field, kind):
            return value
    if isinstance(field, models.UUIDField):
        return uuid4()
    return f"{next(_numbers)}"[: field.max_length]
