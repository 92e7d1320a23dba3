"""A small city for the tests of the credit bank: a school, another, a department that trains, the office, and people who learn."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import CREDIT_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.models import Learner, Outcome, OutcomeType, OutcomeTypeState
from baigong.contexts.credit_bank.services import catalogue, outcomes, people
from baigong.engines.checking.numbers import citizen_check
from baigong.kernel import workflow
from tests.builders import a_body, a_user, acting_for

PDF = b"%PDF-1.7 "


def a_number(born: date = date(1990, 5, 6), serial: int = 1) -> str:
    """A citizen's number of a division that never existed."""
    first = f"620690{born:%Y%m%d}{serial:03d}"
    return first + citizen_check(first)


def make_city() -> SimpleNamespace:
    """Bodies, accounts and actors."""
    government = a_body("示例市政府", kind="city")
    bureau = a_body("示例市教育局", parent=government)
    farming = a_body("示例市农业局", parent=government)
    school = a_body("甲职专", kind="secondary_school", parent=government)
    other = a_body("乙学院", kind="college", parent=government)
    users = {
        "office": a_user(CREDIT_OFFICER, bureau, username="office"), "school": a_user(SCHOOL_OFFICER, school, username="school"),
        "other": a_user(SCHOOL_OFFICER, other, username="other"), "farming": a_user(LIAISON, farming, username="farming"),
        "leader": a_user(LEADER, government, username="leader"), "pupil": a_user(username="pupil"), "farmer": a_user(username="farmer"),
    }  # fmt: skip
    bodies = {"bureau": bureau, "farming_body": farming, "school_body": school, "other_body": other}
    return SimpleNamespace(**bodies, users=SimpleNamespace(**users), **{name: acting_for(user) for name, user in users.items()})


def a_type(city: SimpleNamespace, code: str = "X-1", **facts: Any) -> OutcomeType:
    """A published entry of the catalogue: an X certificate of the lowest level worth two credits, unless said otherwise."""
    own: dict[str, Any] = {
        "kind": "x_certificate", "title": f"示例证书{code}", "issuer": "示例评价组织", "family": "X", "level": "初级", "credits": 200,
        "since": date(2019, 1, 1),
    }  # fmt: skip
    row = catalogue.draft_type(actor=city.office, now=datetime.now().astimezone(), head=catalogue.TypeHead(code=code, **(own | facts)))
    OutcomeType.objects.filter(pk=row.pk).update(state=OutcomeTypeState.PUBLISHED)
    row.refresh_from_db()
    return row


def an_account(city: SimpleNamespace, now: datetime, name: str = "张三", *, at: str = "school", serial: int = 1, **facts: Any) -> Learner:
    """An account in use, opened and checked at a desk."""
    opening = people.Opening(name, "citizen", a_number(facts.pop("born", date(1990, 5, 6)), serial), **facts)
    actor, home = getattr(city, at), getattr(city, f"{at}_body", city.bureau)
    row = people.open_account(actor=actor, now=now, opening=opening, home=home)
    people.check_document(actor=actor, now=now, document=row.documents.get(), how="sight")
    row.refresh_from_db()
    return row


def a_claim(city: SimpleNamespace, now: datetime, learner: Learner, of: OutcomeType, *, at: str = "school", **facts: Any) -> Outcome:
    """A claim with its papers, not handed in."""
    own: dict[str, Any] = {"number": "A-1", "attained_on": date(2020, 12, 1), "reviewer": city.school_body}
    row = outcomes.draft_outcome(actor=getattr(city, at), now=now, learner=learner, claim=outcomes.Claim(type=of, **(own | facts)))
    for kind in of.declared.evidence:
        upload = SimpleUploadedFile(f"{kind}.pdf", PDF + f"{row.pk}{kind}".encode())
        outcomes.attach(actor=getattr(city, at), now=now, outcome=row, kind=kind, upload=upload)
    return row


def recognised(city: SimpleNamespace, now: datetime, learner: Learner, of: OutcomeType, **facts: Any) -> Outcome:
    """A claim that the school handed in and recognised."""
    row = a_claim(city, now, learner, of, **facts)
    fire(row, "submit", city.school, now)
    return fire(row, "recognise", city.school, now)


def fire(row: Any, step: str, actor: Any, now: datetime, reason: str = "", **facts: Any) -> Any:
    """A step, on the row as it is."""
    return workflow.fire(type(row).objects.get(pk=row.pk), step, actor=actor, now=now, reason=reason, **facts)
