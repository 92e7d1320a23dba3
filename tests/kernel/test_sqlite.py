"""What SQLite of the house does that Django's would not."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.db.models import prefetch_related_objects

from baigong.kernel.notices.models import Notice

pytestmark = pytest.mark.django_db
MANY = 1_500


def _notices_to_many() -> list[Notice]:
    user = get_user_model().objects.create(username="first")
    return [Notice(recipient_id=user.pk + n) for n in range(MANY)]


def test_what_stands_behind_the_foreign_keys_of_many_rows_is_fetched_in_one_query(django_assert_num_queries):
    rows = _notices_to_many()
    with django_assert_num_queries(1):
        prefetch_related_objects(rows, "recipient")
    assert rows[0].recipient.username == "first"


def test_with_the_features_that_django_gives_sqlite_the_same_is_refused(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite")
    monkeypatch.setattr(connection.features, "supports_tuple_lookups", False)
    with pytest.raises(OperationalError, match="too large"):
        prefetch_related_objects(_notices_to_many(), "recipient")
