"""What is kept or sent is in the city's language, though the one who set it off reads English."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from baigong.contexts.plans.models import LightRecord
from baigong.contexts.plans.services import cycles, reports
from baigong.contexts.plans.services.lights import record_lights
from baigong.kernel.errors import Refusal
from baigong.kernel.notices.models import Notice

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def reading_english():
    with translation.override("en"):
        if gettext("任务台账") == "任务台账":
            pytest.skip("the catalogue is not compiled: make install")
        yield


def test_a_notice_of_an_english_reader_reaches_others_in_chinese(cast, submitted, now, reading_english):
    reports.return_report(actor=cast.reviewer_actor, now=now + timedelta(hours=1), report=submitted, reason="请补名单")
    assert Notice.objects.exists()
    assert all(CHINESE.match(notice.subject) for notice in Notice.objects.all())


def test_names_of_generated_cycles_and_causes_of_lights_are_kept_in_chinese(cast, now, reading_english):
    assert all(CHINESE.search(dates.name) for dates in cycles.year_of_cycles(3, 2030, cycles.Rhythm(1, 10)))
    record_lights(plan=cast.cycle.plan, now=now)
    assert LightRecord.objects.exists()
    assert all(CHINESE.search(record.why) for record in LightRecord.objects.all())


def test_a_refusal_is_in_the_language_of_its_reader(cast, now, reading_english):
    with pytest.raises(Refusal) as caught:
        cycles.ask_extension(actor=cast.liaison_actor, now=now, cycle=cast.cycle, organisation=cast.finance, reason="")
    assert not CHINESE.search(caught.value.message)
