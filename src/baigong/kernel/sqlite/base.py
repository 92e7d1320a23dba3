"""The database engine of the settings (``ENGINE``): Django's own, with one thing corrected."""

from __future__ import annotations

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """Rows behind a foreign key are fetched by ``(id) IN ((1), (2), …)``.

    Django 5.2 writes ``id = 1 OR id = 2 OR …`` for a database that is said to have no tuples, and SQLite refuses an expression of a
    thousand: whatever was fetched along (``prefetch_related``) for a thousand rows failed at the size of a city. A tuple of one is no more
    than a value in brackets, which SQLite reads and answers by the index; no model of the house has a key of several columns, for which it
    would want another form.
    """

    supports_tuple_lookups = True


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection."""

    features_class = DatabaseFeatures
