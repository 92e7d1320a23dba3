"""Rule packs of other credit banks: the worked cases come out, by the same engine."""

from datetime import date
from importlib import resources

import pytest
import yaml

from baigong.engines.rules.awards import Held, assess
from baigong.engines.rules.decision import decide
from baigong.engines.rules.facts import ApplicantFacts, Target
from baigong.engines.rules.packs import load_pack
from baigong.engines.rules.parameters import RulebookError

FILES = sorted((f for f in (resources.files("baigong.rulebook") / "credit_banks").iterdir()), key=lambda f: f.name)
DATA = {f.name: yaml.safe_load(f.read_text(encoding="utf-8")) for f in FILES}
CASES = [pytest.param(pack, case, id=case.name) for pack in map(load_pack, DATA.values()) for case in pack.cases]


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_a_worked_case_comes_out(pack, case):
    total = sum(o.credits for o in case.outcomes)
    decision = decide(ApplicantFacts(case.outcomes, Target(case.award, total)), pack.rules, pack.settings, pack.on)
    assert (decision.credits, decision.is_proven) == (case.credits, True)
    found = assess(pack.awards[case.award], [Held(g.credits, g.category, g.source) for g in decision.grants])
    assert {line.minimum.label: line.missing for line in found.lines if line.missing} == case.missing
    assert found.is_met is case.is_met


def test_korea_has_six_sources_and_three_awards():
    pack = load_pack(DATA["korea.yaml"])
    assert {r.source for r in pack.rules} == {"accredited", "part_time", "school", "qualification", "self_study_exam", "heritage"}
    assert {a: [m.credits // 100 for m in award.minimums] for a, award in pack.awards.items()} == {
        "bachelor": [140, 60, 30, 18], "associate-2": [80, 45, 15, 18], "associate-3": [120, 54, 21, 18],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"citations": []}, "cites nothing"),
        ({"sources": ["school"]}, "none of the pack's|does not have"),
        ({"awards": []}, "no award"),
        ({"rules": [{"id": "R", "since": date(2020, 1, 1), "source": "school", "needs": [], "credits": 1.5, "clause": ""}]}, "quoted"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(change, message):
    with pytest.raises(RulebookError, match=message):
        load_pack(DATA["korea.yaml"] | change)
