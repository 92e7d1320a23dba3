"""One file sent twice at once, or two versions of one plan at once, on PostgreSQL: one is taken in, the other is told so."""

from __future__ import annotations

import pytest

from baigong.contexts.plans.models import PlanDocument
from baigong.contexts.plans.services import importing
from baigong.kernel.errors import Refusal
from tests.concurrency.test_races import at_once
from tests.contexts.plans.sample import cast, city, plan  # noqa: F401
from tests.contexts.plans.test_importing import TEXT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def sent_at_once(cast, now, texts, plan=None):
    acts = [
        lambda text=text: importing.import_document(actor=cast.team, now=now, data=text.encode(), file_name="方案.txt", plan=plan)
        for text in texts
    ]
    outcomes = at_once(*acts)
    assert all(isinstance(o, Refusal | PlanDocument) for o in outcomes), outcomes
    return [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)]


def test_a_double_click_on_import_takes_the_file_in_once(cast, now):
    assert sent_at_once(cast, now, [TEXT] * 3) == ["duplicate"] * 2
    document = PlanDocument.objects.get()
    assert document.items.exists()


def test_of_two_versions_imported_at_once_each_has_its_number_or_is_told(plan, cast, now):
    told = sent_at_once(cast, now, [TEXT, TEXT.replace("12个", "14个")], plan)
    assert set(told) <= {"another_import"}
    kept = list(PlanDocument.objects.filter(plan=plan).exclude(sha256="").values_list("version", flat=True))
    assert len(kept) == len(set(kept)) == 2 - len(told)
