"""The portal, as anybody reads it: what was promised, how it stands, why, and where each number and word comes from."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baigong.contexts.accounts.public import PUBLISHER
from baigong.contexts.plans.lights.light import RULE_LABELS
from baigong.contexts.plans.models import LightRecord
from baigong.contexts.plans.selectors.opened import last_changes, public_changes
from baigong.contexts.plans.services.computing import read_snapshot
from baigong.contexts.plans.services.lights import record_lights
from baigong.contexts.plans.services.plans import set_public
from baigong.contexts.publications.public import Head, Publication, draft_publication, examine
from baigong.delivery.portal.rules import list_rules
from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from baigong.kernel.workflow import fire
from tests.builders import a_plan, a_target, a_task, an_actor
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def on_a_day(settings, now, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def opened(running_plan, cast, now):
    """The sample plan, public."""
    return set_public(actor=cast.team, now=now, plan=running_plan, is_public=True)


def published(city, now, **source):
    publisher = an_actor(PUBLISHER, city.government, user_id=None)
    city.government.credit_code = "11622300013930944B"
    city.government.save()
    head = Head("示例实施方案", city.government, "规划计划", date(2020, 12, 1), "市政府办", body="正文")
    row = draft_publication(actor=publisher, now=now, head=head)
    Publication.objects.filter(pk=row.pk).update(**source)
    row.refresh_from_db()
    row = fire(row, "submit", actor=publisher, now=now)
    row = fire(row, "issue", actor=publisher, now=now)
    examine(actor=publisher, now=now, publication=row, secrecy_clear=True, third_party_clear=True, personal_clear=True, note="")
    return fire(row, "publish", actor=publisher, now=now)


def said(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_anything_is_public_every_page_says_so(client, running_plan):
    assert "目前没有公开的计划" in said(client, "portal:home")
    assert "目前没有公开的数据" in said(client, "portal:open-data")
    assert client.get(reverse("portal:promises")).status_code == 404
    assert client.get(reverse("portal:plan", args=[running_plan.key])).status_code == 404
    said(client, "portal:about")


def test_the_first_page_leads_to_what_was_published_lately(client, opened, city, now):
    assert "还没有公开的文件" in said(client, "portal:home")
    row = published(city, now)
    home = said(client, "portal:home")
    assert f'href="{row.public_url}"' in home
    assert row.get_absolute_url() not in home


def test_a_promise_leads_in_one_step_to_its_document_its_rule_and_its_measure(client, opened, city, now):
    row = published(city, now, source_kind="document", source_id=opened.documents.get().pk)
    page = said(client, "portal:task", opened.key, "1")
    assert f'href="{row.public_url}"' in page
    assert f'href="{reverse("portal:about")}#TASK-' in page
    assert f'href="{reverse("portal:plan", args=[opened.key])}#m' in page
    back = said(client, "publications:publication", row.pk)
    assert f'href="{reverse("portal:plan", args=[opened.key])}"' in back


def test_the_rules_are_listed_each_under_its_code_in_the_order_they_are_tried(client, opened):
    page = said(client, "portal:about")
    assert [rule.code for prefix in ("TASK", "LIGHT") for rule in list_rules(prefix)] == list(RULE_LABELS)
    for code in RULE_LABELS:
        assert f'id="{code}"' in page, code
    assert all(rule.colours or rule.follows for prefix in ("TASK", "LIGHT") for rule in list_rules(prefix))


def test_promises_are_narrowed_by_words_light_and_body(client, opened):
    task = opened.tasks.order_by("order")[0]
    assert task.title in said(client, "portal:promises", q=task.title[:4])
    assert "没有符合条件的承诺" in said(client, "portal:promises", q="无此词语")
    body = str(task.responsibilities.all()[0].organisation)
    assert task.title in said(client, "portal:promises", body=task.responsibilities.all()[0].collective or body)
    assert "没有符合条件的承诺" in said(client, "portal:promises", light="red", q=task.title)


def test_the_open_data_reads_in_excel_and_by_program(client, opened):
    address = reverse("portal:dataset", args=[opened.key, "tasks", "csv"])
    data = client.get(address).content
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == opened.tasks.count()
    answer = client.get(reverse("portal:dataset", args=[opened.key, "tasks", "json"]))
    whole = json.loads(answer.content)
    assert [field["name"] for field in whole["fields"]] == list(rows[0])
    assert all(field["label"] for field in whole["fields"])
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(reverse("portal:dataset", args=[opened.key, "secrets", "csv"])).status_code == 404


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "＝1+1", "+86", "@SUM(A1)", "|calc", "-2+3"])
def test_no_title_is_a_formula_in_the_open_data(client, opened, title):
    opened.tasks.filter(pk=opened.tasks.order_by("order")[0].pk).update(title=title)
    text = client.get(reverse("portal:dataset", args=[opened.key, "tasks", "csv"])).content.decode("utf-8-sig")
    assert title not in {cell for row in csv.reader(io.StringIO(text)) for cell in row}
    assert f"'{title}" in text


def test_the_feed_is_atom(client, opened):
    answer = client.get(reverse("portal:feed"))
    root = ElementTree.fromstring(answer.content)
    assert root.findtext(f"{ATOM}updated")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))


def told(plan, day, colours):
    """A task of a plan whose light took these colours, a day each."""
    task = a_task(plan, plan.owner, number="测1")
    for n, colour in enumerate(colours):
        LightRecord.objects.create(task=task, on=day + timedelta(days=n), colour=colour, rule="TASK-ON-COURSE", why="")


def test_the_open_data_ask_as_often_for_four_plans_as_for_one(client, opened, now):
    pages = [reverse("portal:catalogue"), reverse("portal:open-data"), reverse("portal:indicator", args=["TCH-01"])]
    told(opened, date(2021, 1, 1), ["green", "red"])
    asked = []
    for address in pages:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address + "?one").status_code == 200
        asked.append(len(caught))
    for n in range(3):
        told(a_plan(opened.team, is_public=True), date(2021, 2, n + 1), ["green", "amber", "amber"])
    for address, before in zip(pages, asked, strict=True):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address + "?four").status_code == 200
        assert len(caught) <= before, address


def test_a_plan_changed_for_the_public_when_its_last_change_says_so(opened):
    other, silent = (a_plan(opened.team, is_public=True) for _n in range(2))
    told(opened, date(2021, 1, 1), ["green", "red", "red"])
    told(other, date(2021, 2, 1), ["green", "amber", "green"])
    told(silent, date(2021, 3, 1), ["green", "green"])
    assert last_changes([opened, other, silent]) == {p.pk: public_changes(p, 1)[0].on for p in (opened, other)}
    assert not public_changes(silent, 1)
    assert last_changes([]) == {}


@pytest.mark.parametrize("is_suppressed", [True, False])
def test_a_suppressed_whole_is_nowhere_to_be_read_and_any_other_is(client, opened, now, is_suppressed):
    """Target page, promises, open data of the plan, the indicator's page, files, programs: one way decides for all of them."""
    task = opened.tasks.order_by("order")[0]
    target = a_target(task, number="T90", indicator_code="TCH-01", value=50, unit="%", comparator=">=")
    snapshot = Snapshot.objects.create(taken_at=now, as_of=date(2021, 3, 14), folder="x", manifest_sha256="0" * 64)
    facts = {"snapshot": snapshot, "code": "TCH-01", "version": "2"}
    IndicatorValue.objects.create(**facts, slice_kind="city", numerator="6789", denominator="12345", is_suppressed=is_suppressed)
    IndicatorValue.objects.create(
        **facts, slice_kind="county", slice_key="620621", numerator="6789", denominator="12345", is_suppressed=is_suppressed
    )
    read_snapshot(snapshot, now)
    record_lights(plan=opened, now=now)
    addresses = {
        "target": reverse("portal:target", args=[opened.key, target.number]),
        "promises": reverse("portal:plan", args=[opened.key]),
        "readings": reverse("portal:dataset", args=[opened.key, "readings", "csv"]),
        "targets": reverse("portal:dataset", args=[opened.key, "targets", "json"]),
        "lights": reverse("portal:dataset", args=[opened.key, "lights", "csv"]),
        "indicator": reverse("portal:indicator", args=["TCH-01"]),
        "file": reverse("portal:indicator-file", args=["TCH-01", "csv"]),
        "program": "/api/indicators/TCH-01/values",
        "programs of counties": "/api/indicators/TCH-01/values?kind=county",
        "catalogue": reverse("portal:catalogue"),
        "feed": reverse("portal:feed"),
    }
    told = {}
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200, name
        text = answer.content.decode().replace(",", "")
        told[name] = any(number in text for number in ("6789", "12345", "54.99"))
    if is_suppressed:
        assert not any(told.values()), told
        assert "人数过少，不公开" in client.get(addresses["target"]).content.decode()
    else:
        assert {name for name, is_told in told.items() if is_told} >= {
            "target",
            "promises",
            "readings",
            "targets",
            "indicator",
            "file",
            "program",
        }


@pytest.mark.parametrize("is_suppressed", [True, False])
def test_a_target_shows_its_indicator_year_by_year_unless_too_few_years_may_be_told(client, opened, now, is_suppressed):
    target = a_target(opened.tasks.order_by("order")[0], number="T91", indicator_code="TRN-03", value=50, unit="人次", comparator=">=")
    snapshot = Snapshot.objects.create(taken_at=now, as_of=date(2021, 3, 14), folder="x", manifest_sha256="0" * 64)
    for year, numerator, is_hidden in (("2019", "4711", False), ("2020", "5813", is_suppressed)):
        facts = {"code": "TRN-03", "version": "1", "slice_kind": "year", "slice_key": year, "is_suppressed": is_hidden}
        IndicatorValue.objects.create(snapshot=snapshot, numerator=numerator, **facts)
    page = said(client, "portal:target", opened.key, target.number).replace(",", "")
    assert ("按年度" in page) is ("5813" in page) is ("4711" in page) is (not is_suppressed)
