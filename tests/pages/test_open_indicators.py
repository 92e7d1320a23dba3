"""Open data of indicators: page, files, catalogue and API tell what is public, and nothing of a small cell, not even by subtraction."""

from __future__ import annotations

import csv
import dataclasses
import io
import json

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, WORKING_TEAM
from baigong.kernel.access import SYSTEM
from baigong.kernel.indicators import declaration, snapshots
from baigong.kernel.indicators.models import IndicatorValue
from tests.builders import a_body, a_user
from tests.kernel.indicators.school_city import LEARNERS, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db
CODE = "L-01"


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    settings.CITY_NAME = "示例市"


@pytest.fixture
def made_public(city):
    for code, found in declaration._indicators.items():
        disclosure = dataclasses.replace(found.disclosure, is_public=code != "L-02", minimum_cell=10)
        declaration._indicators[code] = dataclasses.replace(found, disclosure=disclosure)
    assert {CODE, "L-02"} <= declaration._indicators.keys()


@pytest.fixture
def taken(made_public, now):
    """Two schools of thirty in county A, one of three (small) and one of forty in county B."""
    sizes = {("A", "s1"): 30, ("A", "s2"): 30, ("B", "s3"): 3, ("B", "s4"): 40}
    people = ((county, school, n) for (county, school), size in sizes.items() for n in range(size))
    LEARNERS.extend(learner(f"{school}-{n}", school, county=county, trained=n % 3 == 0) for county, school, n in people)
    return snapshots.take_snapshot(actor=SYSTEM, now=now)


def file_of(client, code=CODE, ending="csv"):
    answer = client.get(reverse("portal:indicator-file", args=[code, ending]))
    assert answer.status_code == 200
    if ending == "json":
        return json.loads(answer.content)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_page_tells_definition_value_snapshot_day_and_slices(client, taken):
    page = client.get(reverse("portal:indicator", args=[CODE])).content.decode()
    for word in ("受训人次除以全部人次", "2021-03-15", "按学校", "按县区", "s1", CODE):
        assert word in page


def test_a_small_cell_is_said_to_be_too_small_and_no_number_of_it_is_anywhere(client, taken):
    page = client.get(reverse("portal:indicator", args=[CODE])).content.decode()
    assert "人数过少，不公开" in page
    row = next(r for r in file_of(client) if (r["slice_kind"], r["slice_key"]) == ("school", "s3"))
    assert row["suppressed"] == "true"
    assert {row[name] for name in ("value", "numerator", "denominator", "no_data_reason")} == {""}
    kept = next(r for r in file_of(client, ending="json")["rows"] if r["slice_key"] == "s3")
    assert [kept[name] for name in ("value", "numerator", "denominator", "suppressed")] == [None, None, None, True]


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_no_suppressed_cell_follows_from_the_file_by_subtraction(client, taken, part):
    rows = file_of(client)
    schools = {r["slice_key"]: r for r in rows if r["slice_kind"] == "school"}
    sums = [{"s1", "s2"}, {"s3", "s4"}, set(schools)]  # of county A, county B, the city
    assert any(r["suppressed"] == "true" for r in schools.values())
    for parts in sums:
        hidden = [key for key in parts if not schools[key][part]]
        assert len(hidden) != 1, f"{hidden} follows from the others of {parts}"


def test_what_is_hidden_in_the_database_is_hidden_in_the_file_and_everything_else_is_there(client, taken):
    stored = {(v.slice_kind, v.slice_key): v for v in IndicatorValue.objects.filter(code=CODE)}
    rows = {(r["slice_kind"], r["slice_key"]): r for r in file_of(client)}
    assert rows.keys() == stored.keys()
    for place, row in rows.items():
        assert (row["suppressed"] == "true") == stored[place].is_suppressed
        assert row["numerator"] == ("" if stored[place].is_suppressed else stored[place].numerator)


def test_every_snapshot_is_in_the_file_and_two_make_a_trend(client, taken, now):
    LEARNERS.append(learner("new", "s1"))
    snapshots.take_snapshot(actor=SYSTEM, now=now.replace(day=16))
    assert {r["as_of"] for r in file_of(client)} == {"2021-03-15", "2021-03-16"}
    assert "走势" in client.get(reverse("portal:indicator", args=[CODE])).content.decode()


def test_a_snapshot_found_altered_is_in_no_file(client, taken):
    taken.fault = "清单不符"
    taken.save()
    assert file_of(client) == []
    assert "还没有算出的值" in client.get(reverse("portal:indicator", args=[CODE])).content.decode()


@pytest.mark.parametrize("address", ["/open-data/indicators/L-02/", "/open-data/indicators/L-02.csv", "/open-data/indicators/L-77.json"])
def test_an_indicator_that_is_not_public_is_as_if_it_were_not(client, taken, address):
    assert client.get(address).status_code == 404
    for page in ("portal:open-data", "portal:catalogue"):
        assert "L-02" not in client.get(reverse(page)).content.decode()


def test_no_record_and_no_person_is_in_anything_that_is_public(client, taken):
    addresses = [
        reverse("portal:open-data"),
        reverse("portal:catalogue"),
        reverse("portal:indicator", args=[CODE]),
        f"/api/indicators/{CODE}/values",
    ]
    addresses += [reverse("portal:indicator-file", args=[CODE, ending]) for ending in ("csv", "json")]
    for address in addresses:
        text = client.get(address).content.decode()
        assert "学生s1-" not in text, address
        assert "records/" not in text, address


def test_the_catalogue_names_each_indicator_with_its_files_and_days(client, taken):
    answer = client.get(reverse("portal:catalogue"))
    assert answer["Content-Type"].startswith("application/ld+json")
    found = json.loads(answer.content)
    assert found["@type"] == "dcat:Catalog"
    one = next(d for d in found["dcat:dataset"] if d["dct:identifier"] == CODE)
    for term in (
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dct:issued",
        "dct:modified",
        "dct:spatial",
        "dcat:keyword",
        "dct:temporal",
    ):
        assert one[term], term
    assert one["dct:publisher"]["@id"] == found["dct:publisher"]["@id"]
    for distribution in one["dcat:distribution"]:
        assert distribution["dct:rights"]
        assert client.get(distribution["dcat:downloadURL"]["@id"]).status_code == 200


def test_the_catalogue_names_a_licence_only_where_one_was_named(client, taken, settings):
    settings.OPEN_DATA_LICENCE = ""
    assert "dct:license" not in client.get(reverse("portal:catalogue")).content.decode()
    assert "尚未指定许可协议" in client.get(reverse("portal:open-data")).content.decode()
    settings.OPEN_DATA_LICENCE = "https://licence.example/"
    named = json.loads(client.get(reverse("portal:catalogue") + "?again").content)
    assert named["dct:license"] == {"@id": "https://licence.example/"}
    assert all("dct:license" in d for each in named["dcat:dataset"] for d in each["dcat:distribution"])


def test_visitors_get_the_kept_page_until_something_is_written(client, taken, now, django_assert_num_queries):
    address = reverse("portal:indicator", args=[CODE])
    client.get(address)
    with django_assert_num_queries(1):
        client.get(address)
    snapshots.take_snapshot(actor=SYSTEM, now=now.replace(day=16))
    assert "2021-03-16" in client.get(address).content.decode()


def test_programs_without_a_key_read_public_indicators_only(client, taken):
    codes = {row["code"] for row in client.get("/api/indicators/").json()}
    assert CODE in codes
    assert "L-02" not in codes
    assert client.get("/api/indicators/L-02").status_code == 404
    assert client.get("/api/indicators/L-02/values").status_code == 404
    assert client.get("/api/snapshots/").status_code == 401


def test_a_small_cell_is_null_over_http_but_for_those_who_answer_for_the_whole(client, sign_in, taken):
    address = f"/api/indicators/{CODE}/values?kind=school&key=s3"
    team = sign_in(a_user(WORKING_TEAM, a_body("专班"))).get(address).json()
    assert (team[0]["denominator"], team[0]["suppressed"]) == ("3", True)
    for reader in (client, sign_in(a_user(LIAISON, a_body("某局")))):
        row = reader.get(address).json()[0]
        assert (row["value"], row["numerator"], row["denominator"], row["suppressed"]) == (None, None, None, True)


def test_who_is_signed_in_reads_every_indicator_and_the_snapshots(sign_in, taken):
    reader = sign_in(a_user(LIAISON, a_body("某局")))
    assert "L-02" in {row["code"] for row in reader.get("/api/indicators/").json()}
    shown = reader.get("/api/snapshots/").json()[0]
    assert (shown["id"], shown["is_sound"], shown["as_of"]) == (taken.pk, True, "2021-03-15")
    assert reader.get(f"/api/snapshots/{taken.pk}").json() == shown
    assert reader.get("/api/snapshots/999999").status_code == 404


def test_values_come_a_page_at_a_time_without_gap_or_repetition(client, taken):
    whole = [row["id"] for row in client.get(f"/api/indicators/{CODE}/values?kind=school").json()]
    paged, before = [], ""
    while rows := client.get(f"/api/indicators/{CODE}/values?kind=school&limit=2{before}").json():
        paged += [row["id"] for row in rows]
        before = f"&before={rows[-1]['id']}"
    assert paged == whole
    assert client.get(f"/api/indicators/{CODE}/values?kind=unknown").status_code == 404


def test_a_suppressed_whole_does_not_follow_from_its_slices(client, made_public, now):
    """Three of a hundred were trained: the city's own cell is small, and no sum of what is shown gives it."""
    people = [("A", "s1", n < 3) for n in range(30)] + [("A", "s2", False)] * 20 + [("B", "s3", False)] * 25 + [("B", "s4", False)] * 25
    LEARNERS.extend(learner(f"p{n}", school, county=county, trained=trained) for n, (county, school, trained) in enumerate(people))
    snapshots.take_snapshot(actor=SYSTEM, now=now)
    rows = {(r["slice_kind"], r["slice_key"]): r for r in file_of(client)}
    assert rows["city", ""]["suppressed"] == "true"
    assert rows["county", "B"]["suppressed"] == "false"
    for part in ("numerator", "denominator"):
        for parts in ([("county", key) for key in "AB"], [("school", f"s{n}") for n in (1, 2, 3, 4)]):
            assert [place for place in parts if not rows[place][part]], f"the whole {part} is the sum of {parts}"
        hidden = [place for place, row in rows.items() if not row[part]]
        assert ("county", "A") in hidden
        assert ("school", "s1") in hidden
    for address in (reverse("portal:indicator", args=[CODE]), f"/api/indicators/{CODE}/values", reverse("portal:catalogue")):
        text = client.get(address).content.decode()
        assert "3.00%" not in text, address
        assert '"numerator": "3"' not in text, address
