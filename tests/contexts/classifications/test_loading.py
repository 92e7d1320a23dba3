"""Loading: the counts are those that were checked, codes stay text, nothing is loaded twice or by halves."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import replace

import pytest
from django.core.management import call_command

from baigong.contexts.accounts.public import LIAISON
from baigong.contexts.classifications import services
from baigong.contexts.classifications.bundled import DATA, bundled_editions
from baigong.contexts.classifications.declaration import Holds
from baigong.contexts.classifications.models import Edition, Entry, Mapping, Supplement
from baigong.contexts.classifications.schemes import CAUTIONS, SCHEMES, get_scheme
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from tests.builders import an_actor
from tests.machine import SHARED

COLLECTED = SHARED / "data"
FIGURES = {
    ("divisions", "2023"): {"province": 34, "prefecture": 342, "county": 2977},
    ("townships", "2023"): {"township": 1403},
    ("programmes", "2021"): {"category": 57, "class": 274, "programme": 1478},
    ("industries", "2017"): {"section": 20, "division": 97, "group": 473, "class": 1381},
    ("occupations", "2022"): {"major": 8, "sub_major": 79, "minor": 436, "occupation": 1639},
    ("occupation_skills", "2026"): {"supplement": 8770},
    ("programme_occupations", "2025"): {"mapping": 2141},
    ("programme_courses", "2025"): {"supplement": 15393},
    ("certificates", "2019"): {"certificate": 22},
    ("colleges", "2017"): {"college": 1388},
    ("base_codes", "2012"): {"set": 328, "code": 4289},
    ("secondary_standard", "SB-ZZ-2023"): {"set": 69, "code": 397},
    ("secondary_standard", "SZJZ-ZZ-V2.2.0"): {"set": 88, "code": 541},
    ("higher_standard", "SB-GZ-2023"): {"set": 111, "code": 1204},
}


def test_every_edition_comes_to_the_counts_that_were_checked(db, now):
    started = time.monotonic()
    outcomes = services.load_bundled(actor=SYSTEM, now=now)
    assert time.monotonic() - started < 30  # 3 s on an idle machine; the bar is 10 s
    assert {one.outcome for one in outcomes} == {"loaded"}
    assert {(e.scheme, e.code): e.tier_counts for e in Edition.objects.all()} == FIGURES
    assert Entry.objects.count() + Mapping.objects.count() + Supplement.objects.count() == sum(one.rows for one in outcomes) == 45439
    again = time.monotonic()
    assert {one.outcome for one in services.load_bundled(actor=SYSTEM, now=now)} == {"unchanged"}
    assert time.monotonic() - again < 3
    assert AuditEvent.objects.filter(action="classifications.edition.loaded").count() == len(FIGURES)


def test_every_bundled_edition_says_where_it_is_from_and_what_is_wrong_in_it():
    editions = bundled_editions()
    assert {b.facts.scheme for b in editions} == set(SCHEMES)
    for bundled in editions:
        facts = bundled.facts
        assert facts.title
        assert facts.source
        assert facts.checked_note
        assert facts.known_errors
        assert facts.publisher
        assert bundled.path.stat().st_size < 3_000_000
    assert {path.name for path in DATA.glob("*.csv")} == {b.path.name for b in editions}


def test_cautions_in_the_files_are_ones_that_have_words():
    for bundled in bundled_editions():
        assert {row["caution"] for row in bundled.rows() if row.get("caution")} <= set(CAUTIONS)


def test_codes_keep_their_leading_zeros_and_their_suffix(load):
    load("industries", "programmes")
    assert Entry.objects.get(edition__scheme="industries", code="0111").name == "稻谷种植"
    assert Entry.objects.get(edition__scheme="industries", code="01").parent_code == "A"
    medicine = Entry.objects.get(edition__scheme="programmes", part="higher_associate", code="520101K")
    assert medicine.name == "临床医学"
    assert medicine.attributes["state_controlled"] is True
    assert not Entry.objects.filter(edition__scheme="programmes", code="520101").exists()


def test_a_division_knows_those_above_it(load):
    load("divisions")
    entry = Entry.objects.get(code="620602")
    assert (entry.name, entry.tier, entry.path) == ("凉州区", "county", "620000>620600>")
    assert Entry.objects.get(code="620600").child_count == 4
    status = Entry.objects.filter(tier="county", attributes__status="division").count()
    assert status == 2844


def test_programmes_that_were_not_checked_are_marked(load):
    load("programmes")
    unverified = Entry.objects.filter(caution="unverified")
    assert unverified.count() == 10
    assert {entry.attributes["origin"] for entry in unverified} == {"C"}
    assert Entry.objects.filter(tier="programme", since__year=2025).count() == 57


def test_two_readings_of_a_code_are_kept_and_marked(load):
    load("base_codes")
    entry = Entry.objects.get(part="115", code="52")
    assert (entry.name, entry.attributes["also_read"], entry.caution) == ("其他社会招聘人员", "社会招聘工勤人员", "two_readings")
    assert Entry.objects.filter(caution="two_readings").count() == 5


def test_green_and_digital_occupations_come_to_the_published_figures(load):
    load("occupations")
    assert Entry.objects.filter(attributes__green=True).count() == 134
    assert Entry.objects.filter(attributes__digital=True).count() == 98


def test_a_corrected_file_replaces_our_copy_of_the_same_edition_only(load, now, monkeypatch):
    load("townships", "certificates")
    kept = Edition.objects.get(scheme="townships")
    (bundled,) = bundled_editions("certificates")
    mended = replace(bundled, facts=replace(bundled.facts, checked_note="重新核对"))
    monkeypatch.setattr(services, "bundled_editions", lambda _scheme: [mended])
    (outcome,) = services.load_bundled(actor=SYSTEM, now=now, scheme="certificates")
    assert outcome.outcome == "corrected"
    assert Edition.objects.get(scheme="certificates").checked_note == "重新核对"
    assert Entry.objects.filter(edition__scheme="certificates").count() == 22
    assert Edition.objects.get(scheme="townships").pk == kept.pk


def test_an_edition_is_loaded_whole_or_not_at_all(db, now, monkeypatch):
    (bundled,) = bundled_editions("certificates")
    wrong = replace(bundled, counts={"certificate": 23})
    monkeypatch.setattr(services, "bundled_editions", lambda _scheme: [wrong])
    with pytest.raises(Refusal) as refused:
        services.load_bundled(actor=SYSTEM, now=now, scheme="certificates")
    assert refused.value.code == "wrong_counts"
    assert not Edition.objects.exists()
    assert not Entry.objects.exists()


def test_only_the_system_administrator_loads(db, now):
    with pytest.raises(NotPermitted):
        services.load_bundled(actor=an_actor(), now=now)
    assert LIAISON.key == "liaison"


def test_the_command_prints_json_and_says_what_it_did(db, capsys):
    out, err = io.StringIO(), io.StringIO()
    call_command("classifications", "load", scheme="certificates", stdout=out, stderr=err)
    found = json.loads(out.getvalue())
    assert (found["loaded"], found["rows"]) == (1, 22)
    assert "1+X" in err.getvalue()
    again = io.StringIO()
    call_command("classifications", "load", scheme="certificates", stdout=again, stderr=err)
    assert json.loads(again.getvalue())["unchanged"] == 1
    listed = io.StringIO()
    call_command("classifications", "list", stdout=listed)
    assert [e["scheme"] for e in json.loads(listed.getvalue())["editions"]] == ["certificates"]
    with pytest.raises(Refusal, match="没有代码表"):
        call_command("classifications", "load", scheme="nothing", stdout=out, stderr=err)


@pytest.mark.documents
def test_nothing_of_the_collected_tables_is_missing():
    """Every code of every collected table stands in the project's own files."""

    def column(name: str, *keys: str) -> list[tuple[str, ...]]:
        with (COLLECTED / name).open(encoding="utf-8", newline="") as stream:
            return [tuple(row[key] for key in keys) for row in csv.DictReader(stream)]

    ours = {b.path.name: b.rows() for b in bundled_editions()}

    def our(name: str, *keys: str, tier: str = "") -> list[tuple[str, ...]]:
        return [tuple(row[key] for key in keys) for row in ours[name] if tier in ("", row.get("tier"))]

    assert sorted(column("gbt2260_divisions.csv", "code", "name")) == sorted(our("divisions.csv", "code", "name"))
    assert sorted(column("gansu_townships.csv", "code", "name")) == sorted(our("townships.csv", "code", "name"))
    programmes = our("programmes.csv", "part", "code", "name", tier="programme")
    assert sorted(column("vocational_majors.csv", "level", "code", "name")) == sorted(programmes)
    assert sorted(column("vocational_major_classes.csv", "level", "class_code")) == sorted(
        our("programmes.csv", "part", "code", tier="class")
    )
    assert sorted(column("gbt4754_2017_industries.csv", "code", "name")) == sorted(our("industries.csv", "code", "name"))
    assert sorted(column("occupations_2022.csv", "code", "name")) == sorted(our("occupations.csv", "code", "name"))
    assert sorted(column("higher_vocational_colleges_2017.csv", "code", "name")) == sorted(our("colleges.csv", "code", "name"))
    codes = our("base_codes.csv", "part", "code", "name", tier="code")
    assert sorted(column("jyt1001_2012_codes.csv", "table_no", "code", "label")) == sorted(codes)
    links = our("programme_occupations.csv", "from_part", "from_code", "to_code")
    assert sorted(column("crosswalk_major_occupation.csv", "level", "major_code", "occupation_code")) == sorted(links)
    assert len(column("occupation_skill_functions.csv", "grade")) == len(ours["occupation_skills.csv"])
    assert len(column("major_courses_extracted.csv", "level")) == len(ours["programme_courses.csv"])
    standards = ("secondary_standard_2023.csv", "secondary_standard_2025.csv", "higher_standard_2023.csv")
    assert len(column("smart_brain_codes.csv", "code")) == sum(len(our(name, "code", tier="code")) for name in standards)


def test_every_declared_scheme_is_of_a_kind_the_loader_knows():
    for scheme in SCHEMES.values():
        assert scheme.holds in services.MODELS
        if scheme.holds is not Holds.ENTRIES:
            assert get_scheme(scheme.subject).holds is Holds.ENTRIES
