"""One file sent twice at once, two versions of one plan, two people at one finding, on PostgreSQL: one is first, the other is told so."""

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


def decided_at_once(cast, now, *, seeing):
    """One person keeps a finding while another drops it; how each fared."""
    document = importing.import_document(actor=cast.team, now=now, data=TEXT.encode(), file_name="方案.txt")
    item = document.items.first()
    seen = {item.pk: item.mark} if seeing else None
    acts = [
        lambda keep=keep: importing.decide_items(actor=cast.team, now=now, document=document, items=[item.pk], keep=keep, seen=seen)
        for keep in (True, False)
    ]
    return at_once(*acts)


def test_of_two_who_decide_differently_on_one_finding_at_once_one_is_told(cast, now):
    outcomes = decided_at_once(cast, now, seeing=True)
    assert sorted(o if isinstance(o, int) else o.code for o in outcomes if o != 1) == ["changed_meanwhile"]


def test_without_the_mark_of_what_they_saw_the_second_overwrites_the_first_unawares(cast, now):
    assert decided_at_once(cast, now, seeing=False) == [1, 1]
