"""Rules of a row that PostgreSQL checks in the trigger that books, not as check constraints."""

from __future__ import annotations

from typing import Any

from django.db import models


class CheckedWhenBooked(models.CheckConstraint):
    """A check constraint on SQLite; on PostgreSQL a condition of the ledger's triggers (``ledger.booking`` writes it into them).

    PostgreSQL reads the text of every check constraint anew with every statement: fourteen of them were a quarter of the time of a
    posting. A trigger's conditions are read once a connection. What is refused carries the constraint's name either way.
    """

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing on PostgreSQL."""
        return None if _is_postgres(schema_editor) else super().create_sql(model, schema_editor)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing on PostgreSQL."""
        return None if _is_postgres(schema_editor) else super().constraint_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing on PostgreSQL."""
        return None if _is_postgres(schema_editor) else super().remove_sql(model, schema_editor)


def _is_postgres(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")
