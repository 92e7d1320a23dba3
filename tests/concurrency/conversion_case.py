"""What two desks meet over: a college with a narrow cap; for each test a programme, a learner with certificates, two applications."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

from baigong.contexts.accounts.models import User
from baigong.contexts.credit_bank.models import Conversion, CreditProgramme, OutcomeType
from baigong.contexts.credit_bank.services import conversions, programmes, rules
from baigong.contexts.credit_bank.services.rules import NeedHead
from baigong.contexts.organisations.models import Organisation
from tests.builders import acting_for
from tests.conversion_city import a_head, adopted, banked, some_settings
from tests.credit_city import a_type, an_account, fire, make_city

NOW = datetime.fromisoformat("2021-03-15T09:00:00+08:00")
CAP = 400
"""Units: a tenth of a programme's credits, which is one course."""


def open_city() -> SimpleNamespace:
    """The city, made where it does not stand yet."""
    if not Organisation.objects.filter(name="乙学院").exists():
        city = make_city()
        city.now, city.web = NOW, None
        some_settings(city, cap_permille=100)
        return city
    bodies = {"school_body": "甲职专", "other_body": "乙学院", "bureau": "示例市教育局"}
    actors = {name: acting_for(User.objects.get(username=name)) for name in ("office", "school", "other")}
    return SimpleNamespace(now=NOW, web=None, **actors, **{key: Organisation.objects.get(name=name) for key, name in bodies.items()})


def make(number: int, certificates: int = 2) -> None:
    """Two courses of 400 units, each given for a certificate of its own; the first application wishes the one, the second the other."""
    city = open_city()
    head = programmes.ProgrammeHead(city.other_body, f"52{number:04d}", "护理", 2020, 10 * CAP, "示例院教〔2020〕1号")
    city.programme = programmes.save_programme(actor=city.other, now=NOW, head=head)
    codes = [f"{name}{number}" for name in ("LN", "MY")]
    courses = [programmes.CourseHead(code, code, "major", CAP, 64, order=place) for place, code in enumerate(codes)]
    programmes.save_courses(actor=city.other, now=NOW, programme=city.programme, courses=courses)
    city.learner = an_account(city, NOW, f"学员{number}", serial=number)
    for place, code in enumerate(codes):
        kind = a_type(city, f"X-{code}", family="", level="")
        adopted(city, code, needs=(NeedHead(kind),), courses=(code,))
        if place < certificates:
            banked(city, kind, number=f"证{code}")
    for wishes in (codes, codes[::-1]):
        conversions.apply(actor=city.school, now=NOW, learner=city.learner, programme=city.programme, wishes=wishes)


def draft_next_version(number: int) -> None:
    """The next version of the first course's rule is checked and waits; it holds already on the day of the applications."""
    city = open_city()
    kind = city_type(number)
    head = a_head(city, f"LN{number}", needs=(NeedHead(kind, minimum_grade=90),), courses=(f"LN{number}",), since=date(2020, 10, 1))
    fire(rules.draft_rule(actor=city.other, now=NOW, head=head), "check", city.office, NOW)


def city_type(number: int) -> OutcomeType:
    """The certificate of the first course."""
    return OutcomeType.objects.get(code=f"X-LN{number}")


def applications(number: int) -> list[Conversion]:
    """The two applications of a test."""
    programme = CreditProgramme.objects.get(code=f"52{number:04d}")
    return list(Conversion.objects.filter(programme=programme).order_by("pk"))
