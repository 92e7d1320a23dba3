"""The bar on the real plans that lie beside the project. The plans themselves are not part of it."""

import json
from pathlib import Path

import pytest

from baigong.engines.plan_text import read_plan

SHARED = Path(__file__).parents[4] / "shared"
PLANS = ("gov_voced_reform_2019", "gz_livelihood_2012", "sh_medical_device_2025")

pytestmark = [
    pytest.mark.documents,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real plan documents are not beside the project ({SHARED.name}/)"),
]


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    return text, read_plan(text).as_json()


@pytest.fixture(scope="module")
def seed():
    return read(SHARED / "seed" / "wuwei-2020-81.txt")[1]


@pytest.fixture(scope="module", params=PLANS)
def plan(request):
    text, reading = read(SHARED / "plans" / f"{request.param}.txt")
    truth = json.loads((SHARED / "plans" / f"{request.param}.truth.json").read_text(encoding="utf-8"))
    return text, reading, truth


def f1(hits, found, expected):
    return 1.0 if found == expected == 0 else 2 * hits / (found + expected)


def half_width(words):
    return words.translate(str.maketrans("（），：；", "(),:;")).replace(" ", "")


def test_the_seed_is_identified(seed):
    assert seed["doc_number"] == "武政发〔2020〕81号"
    assert (seed["issuer"], seed["date"]) == ("武威市人民政府", "2020-12-01")
    assert seed["title"].endswith("实施方案")
    assert seed["index_number"] == "11622300013930944B/2020-08686"


def test_the_seed_has_27_measures_that_run_through(seed):
    assert [measure["number"] for measure in seed["measures"]] == [str(n) for n in range(1, 28)]


def test_the_seed_has_27_tasks_with_every_department(seed):
    assert [task["number"] for task in seed["tasks"]] == [str(n) for n in range(1, 28)]
    counts = [len(task["departments"]) for task in seed["tasks"]]
    assert counts == [3, 3, 3, 2, 3, 4, 1, 1, 5, 5, 7, 6, 3, 5, 9, 1, 5, 5, 5, 4, 4, 4, 3, 3, 4, 3, 5]
    assert seed["tasks"][26]["departments"] == ["市教育局", "市人社局", "市财政局", "市发展改革委", "各县区"]
    assert any(note["code"] == "missing-separator" for note in seed["notes"])


def test_the_seed_has_three_complete_rosters(seed):
    assert [len(body["members"]) for body in seed["bodies"]] == [14, 19, 15]
    by_rank = [member for body in seed["bodies"] for member in body["members"] if member["by_rank"]]
    assert len(by_rank) == 1


def test_the_seed_has_exactly_its_twelve_targets(seed):
    facts = [(t["value"], t["unit"], t["comparator"], t["deadline"], t["measure"]) for t in seed["targets"]]
    assert facts == [
        (3, "所", "=", None, "3"),
        (10, "个", "=", None, "3"),
        (5, "所", "=", None, "3"),
        (20, "个", "=", None, "8"),
        (15, "个", "=", None, "8"),
        (50, "%", ">=", "2023", "8"),
        (20, "个", "~", None, "9"),
        (5, "个", "~", None, "9"),
        (50, "门", ">=", None, "9"),
        ([2, 3], "所", "range", None, "11"),
        (2, "%", "=", "yearly", "14"),
        (2, "倍", ">=", "yearly", "18"),
    ]


def test_measures_of_the_other_plans(plan):
    _, reading, truth = plan
    found = {(m["number"], half_width(m["title"])) for m in reading["measures"]}
    expected = {(m["number"], half_width(m["title"])) for m in truth["measures"]}
    assert f1(len(found & expected), len(found), len(expected)) >= 0.97


def test_tasks_of_the_other_plans_with_who_leads_and_supports(plan):
    _, reading, truth = plan

    def key(task, duties):
        parts = [task["number"], frozenset(task["departments"])]
        return (*parts, frozenset(task["lead"]), frozenset(task["support"])) if duties else tuple(parts)

    duties = all("lead" in task for task in truth["tasks"])
    found = {key(task, duties) for task in reading["tasks"]}
    expected = {key(task, duties) for task in truth["tasks"]}
    assert f1(len(found & expected), len(reading["tasks"]), len(truth["tasks"])) >= 0.95


def test_targets_of_the_other_plans_with_value_unit_and_comparator(plan):
    text, reading, truth = plan
    expected = [target for target in truth["targets"] if not target.get("vague")]
    rest = list(reading["targets"])
    hits = 0
    for target in expected:
        start = text.index(target["quote_20_chars"], max(0, target["pos"] - 40))
        span = range(start, start + len(target["quote_20_chars"]))
        comparator = {"reach": ">="}.get(target["comparator"], target["comparator"])
        facts = (target["value"], target["unit"], comparator)
        for found in rest:
            if found["number_span"][0] in span and (found["value"], found["unit"], found["comparator"]) == facts:
                rest.remove(found)
                hits += 1
                break
    assert f1(hits, len(reading["targets"]), len(expected)) >= 0.90
