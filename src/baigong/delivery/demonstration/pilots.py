"""The pilot of 1+X in the demonstration: three schools ask, train, assess and register; a worker enters by himself; samples of every state.

Numbers, people and documents are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from baigong.contexts.credit_bank import public as credits
from baigong.delivery.demonstration.cast import GIVEN, SURNAMES, Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.engines.checking.numbers import citizen_check
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

COLLEGE, LIANGZHOU, MINQIN = "武威职业学院", "凉州区职业中等专业学校", "民勤县职业中等专业学校"
JOINED_ON, SITED_ON, OPENED_ON = date(2021, 4, 12), date(2021, 4, 19), date(2021, 5, 10)
CARE_1, CARE_2, WEB_1 = ("1-04", "初级"), ("1-04", "中级"), ("1-02", "初级")
BORN = {COLLEGE: 2001, LIANGZHOU: 2005, MINQIN: 2005}
PEOPLE = 8
"""Learners of each school."""
SITES = ((COLLEGE, "武威职业学院考核站", 40), (LIANGZHOU, "凉州区职专考核站", 30))

# school, programme, certificate and level, year, asked, day, granted (0: refused, None: waits, "withdraw")
QUOTAS = (
    (COLLEGE, "520201", CARE_2, 2021, 12, date(2021, 4, 26), 10), (COLLEGE, "510201", WEB_1, 2021, 10, date(2021, 4, 26), 8),
    (LIANGZHOU, "720201", CARE_1, 2021, 20, date(2021, 4, 27), 15), (MINQIN, "710201", WEB_1, 2021, 10, date(2021, 4, 28), 10),
    (COLLEGE, "520201", CARE_2, 2022, 40, date(2022, 3, 14), 30), (LIANGZHOU, "720201", CARE_1, 2022, 30, date(2022, 3, 15), 24),
    (MINQIN, "710201", WEB_1, 2022, 30, date(2022, 3, 16), 20), (MINQIN, "720201", CARE_1, 2022, 60, date(2022, 3, 17), 0),
    (LIANGZHOU, "710201", WEB_1, 2022, 20, date(2022, 3, 18), "withdraw"), (LIANGZHOU, "730701", ("2-01", "初级"), 2022, 25,
     date(2022, 6, 20), None),
)  # fmt: skip
# school, year, title, teacher, day, hours, how many, steps
CLASSES = (
    (COLLEGE, 2021, "老年照护中级班", "护理教研室", date(2021, 9, 6), 104, 6, "start finish"),
    (LIANGZHOU, 2021, "老年照护初级班", "护理教研组", date(2021, 9, 7), 88, 8, "start finish"),
    (MINQIN, 2021, "网页制作初级班", "信息教研组", date(2021, 9, 8), 80, 6, "start finish"),
    (COLLEGE, 2022, "老年照护中级二班", "护理教研室", date(2022, 4, 11), 104, 2, "start"),
    (LIANGZHOU, 2022, "老年照护初级二班", "护理教研组", date(2022, 6, 13), 88, 0, ""),
    (MINQIN, 2022, "网页制作初级二班", "信息教研组", date(2022, 4, 12), 80, 2, "cancel"),
)
RESULTS = {
    COLLEGE: "passed passed passed passed failed absent", LIANGZHOU: "passed passed passed passed passed failed failed absent",
    MINQIN: "passed passed passed failed passed absent",
}  # fmt: skip
# host, certificate and level, day, last day to enter, capacity
SESSIONS = {
    "care_2": (COLLEGE, CARE_2, date(2021, 12, 4), date(2021, 11, 26), 30),
    "care_1": (LIANGZHOU, CARE_1, date(2021, 12, 4), date(2021, 11, 26), 30),
    "web_1": (LIANGZHOU, WEB_1, date(2021, 12, 11), date(2021, 11, 30), 20),
    "web_1_college": (COLLEGE, WEB_1, date(2021, 12, 11), date(2021, 11, 30), 20),
    "off": (LIANGZHOU, CARE_1, date(2022, 5, 21), date(2022, 5, 13), 20),
    "waiting": (COLLEGE, CARE_2, date(2022, 6, 18), date(2022, 6, 10), 20),
    "coming": (COLLEGE, CARE_2, date(2022, 7, 16), date(2022, 7, 8), 30),
}
AGREED = credits.Consent(is_voluntary=True, guardian_agrees=True)


def pilots(cast: Cast) -> Iterator[Episode]:
    """What happens in the pilot, each on its day."""
    story = _Story(cast)
    yield JOINED_ON, story.join
    yield SITED_ON, story.enter_sites
    yield OPENED_ON, story.open_accounts
    for quota in QUOTAS:
        yield quota[5], partial(story.ask, *quota)
    for told in CLASSES:
        yield told[4], partial(story.teach, *told)
    yield date(2021, 10, 25), partial(story.announce, date(2021, 10, 25), "care_2", "care_1", "web_1", "web_1_college")
    yield date(2021, 11, 8), story.enter_classes
    yield date(2021, 12, 13), story.assess
    yield date(2021, 12, 27), story.register
    yield date(2022, 1, 10), story.close_a_quota
    yield date(2022, 3, 7), story.look_after
    yield date(2022, 4, 18), partial(story.announce, date(2022, 4, 18), "off", "waiting")
    yield date(2022, 5, 9), story.enter_again
    yield date(2022, 5, 16), story.call_off
    yield date(2022, 6, 6), partial(story.announce, date(2022, 6, 6), "coming")
    yield date(2022, 6, 13), story.enter_by_oneself


@dataclass
class _Story:
    cast: Cast
    people: dict[str, list[credits.Learner]] = field(default_factory=dict)
    quotas: dict[tuple[str, str, int], credits.PilotQuota] = field(default_factory=dict)
    sites: dict[str, credits.AssessmentSite] = field(default_factory=dict)
    sessions: dict[str, credits.AssessmentSession] = field(default_factory=dict)
    classes: dict[tuple[str, int], credits.CertificateClass] = field(default_factory=dict)

    @property
    def team(self) -> Actor:
        """Who decides for the bureau."""
        return self.cast.accounts["zhuanban"]

    def officer(self, school: str) -> Actor:
        """Who acts for a school."""
        return self.cast.officer(the_body(school, JOINED_ON))

    @staticmethod
    def level(wanted: tuple[str, str]) -> credits.CertificateLevel:
        """A level by the certificate's code."""
        found = credits.CertificateLevel.objects.select_related("certificate__body", "outcome_type")
        return found.get(certificate__code=wanted[0], level=wanted[1])

    def join(self) -> None:
        """The three schools of the plan are pilots."""
        for name in (COLLEGE, LIANGZHOU, MINQIN):
            school = the_body(name, JOINED_ON)
            credits.enter_pilot_school(actor=self.team, now=at(JOINED_ON), school=school, since=JOINED_ON, document="示例试点院校名单")

    def enter_sites(self) -> None:
        """Two sites, approved for what is assessed there."""
        office, now = self.cast.accounts["xuefen"], at(SITED_ON)
        for name, title, places in SITES:
            head = credits.SiteHead(title, the_body(name, SITED_ON), places, SITED_ON, address="示例路1号")
            self.sites[name] = credits.enter_site(actor=office, now=now, head=head)
            for level in (CARE_1, CARE_2, WEB_1):
                credits.admit_site(
                    actor=office, now=now, site=self.sites[name], level=self.level(level), since=SITED_ON, until=date(2023, 12, 31),
                    document="示例评考〔2021〕6号",
                )  # fmt: skip

    def open_accounts(self) -> None:
        """Each school opens the accounts of its learners."""
        dice = random.Random(20210510)  # noqa: S311  (a story, not a secret)
        for number, (name, year) in enumerate(BORN.items()):
            school, actor = the_body(name, OPENED_ON), self.officer(name)
            self.people[name] = []
            for place in range(PEOPLE):
                born = date(year, 1 + place, 11)
                first = f"620690{born:%Y%m%d}{300 + number * PEOPLE + place:03d}"
                called = dice.choice(SURNAMES) + dice.choice(GIVEN)
                guardian = (called[0] + "示例", "父亲") if year > 2003 else ("", "")
                opening = credits.Opening(
                    called, "citizen", first + citizen_check(first), guardian=guardian[0], guardian_relation=guardian[1]
                )
                row = credits.open_account(actor=actor, now=at(OPENED_ON), opening=opening, home=school)
                document = credits.IdentityDocument.objects.get(learner=row)
                credits.check_document(actor=actor, now=at(OPENED_ON, 15), document=document, how="roster")
                row.refresh_from_db()
                self.people[name].append(row)

    def ask(self, school: str, programme: str, level: tuple[str, str], year: int, asked: int, day: date, granted: Any) -> None:
        """A school asks; the bureau grants fewer, refuses, or has not decided yet."""
        head = credits.QuotaHead(the_body(school, day), programme, self.level(level), year, asked, note="在籍学生自愿报名（示例）")
        row = credits.apply_for_quota(actor=self.officer(school), now=at(day), head=head)
        if granted == "withdraw":
            row = fire(row, "withdraw", actor=self.officer(school), now=at(day, 16))
        elif granted == 0:
            row = fire(row, "refuse", actor=self.team, now=at(day, 16), reason="本校尚未开设该专业的实训条件（示例）")
        elif granted is not None:
            document = f"示例教职成〔{year}〕{row.pk}号"
            row = fire(row, "approve", actor=self.team, now=at(day, 16), approved=str(granted), document=document)
        self.quotas[school, programme, year] = credits.PilotQuota.objects.get(pk=row.pk)

    def _quota(self, school: str, year: int) -> credits.PilotQuota:
        return next(row for (name, _code, of), row in self.quotas.items() if (name, of) == (school, year))

    def teach(self, school: str, year: int, title: str, teacher: str, day: date, hours: int, count: int, steps: str) -> None:
        """A class is opened, filled and goes as far as it goes."""
        actor, ends = self.officer(school), date(day.year, day.month + 2, 26)
        head = credits.ClassHead(title, teacher, hours, day, ends)
        row = credits.open_class(actor=actor, now=at(day, 8), quota=self._quota(school, year), head=head)
        self.classes[school, year] = row
        if count:
            people = self.people[school][-count:] if year == 2022 else self.people[school][:count]
            credits.enrol_in_class(actor=actor, now=at(day, 9), certificate_class=row, learners=people)
        for step in steps.split():
            when = at(ends if step == "finish" else day, 10)
            fire(row, step, actor=actor, now=when, reason="报名人数不足，并入下一班（示例）" if step == "cancel" else "")

    def announce(self, day: date, *names: str) -> None:
        """Sites publish sessions."""
        for name in names:
            host, level, held_on, until, capacity = SESSIONS[name]
            head = credits.SessionHead(self.sites[host], self.level(level), held_on, until, capacity, fee=18000)
            self.sessions[name] = credits.open_session(actor=self.officer(host), now=at(day), head=head)

    def _enter(self, day: date, name: str, school: str, people: list[credits.Learner], actor: Actor | None = None) -> list[Any]:
        session = self.sessions[name]
        wanted = (school, session.held_on.year, session.level_id)
        quota = next(row for (of, _code, year), row in self.quotas.items() if (of, year, row.level_id) == wanted and row.approved)
        return credits.enter_learners(
            actor=actor or self.officer(school), now=at(day), session=session, quota=quota, learners=people, consent=AGREED
        )

    def enter_classes(self) -> None:
        """Every class is entered as a whole; a worker enters by himself; somebody withdraws."""
        day = date(2021, 11, 8)
        for school, name in ((COLLEGE, "care_2"), (LIANGZHOU, "care_1"), (MINQIN, "web_1")):
            rows = self._enter(day, name, school, self.people[school][: len(RESULTS[school].split())])
            self.people[f"entered {school}"] = [row.learner for row in rows]
        self._enter(day, "web_1_college", COLLEGE, [self._worker()], self.cast.accounts["gongren"])
        other = self._enter(day, "web_1_college", COLLEGE, self.people[COLLEGE][6:7])
        fire(other[0], "drop", actor=self.officer(COLLEGE), now=at(date(2021, 11, 22)))

    def _worker(self) -> credits.Learner:
        return credits.Learner.objects.get(user_id=self.cast.accounts["gongren"].user_id or 0)

    def assess(self) -> None:
        """The sites bring what came of it."""
        told = [(name, self.people[f"entered {school}"], RESULTS[school].split())
                for school, name in ((COLLEGE, "care_2"), (LIANGZHOU, "care_1"), (MINQIN, "web_1"))]  # fmt: skip
        told.append(("web_1_college", [self._worker()], ["passed"]))
        for name, people, results in told:
            lines = [
                credits.AssessmentResultLine(
                    learner.number, learner.name, result, *_scores(result, place)
                ) for place, (learner, result) in enumerate(zip(people, results, strict=True))
            ]  # fmt: skip
            credits.post_assessment_results(
                actor=self.officer(SESSIONS[name][0]), now=at(date(2021, 12, 13)), session=self.sessions[name], key=f"results-{name}",
                document="示例评价组织成绩通知", lines=lines,
            )  # fmt: skip

    def register(self) -> None:
        """The schools enter the certificates; the last one that passed at Minqin has not got his yet."""
        day = date(2021, 12, 27)
        for school in (COLLEGE, LIANGZHOU, MINQIN):
            passed = credits.AssessmentEntry.objects.filter(quota__school__name=school, state="passed").select_related(
                "learner", "level__outcome_type"
            )
            rows = list(passed.order_by("pk"))
            lines = [
                credits.CertificateLine(
                    f"示例X20211204{row.pk:05d}", row.learner.number, row.learner.name, row.level.outcome_type.code, date(2021, 12, 20)
                )
                for row in (rows[:-1] if school == MINQIN else rows)
                if row.level.outcome_type
            ]
            credits.register_certificates(
                actor=self.officer(school), now=at(day), registrar=the_body(school, day), key="certificates-2021",
                document="示例发证〔2021〕11号", lines=lines,
            )  # fmt: skip

    def close_a_quota(self) -> None:
        """The year is over."""
        fire(self._quota(COLLEGE, 2021), "close", actor=self.officer(COLLEGE), now=at(date(2022, 1, 10)))

    def look_after(self) -> None:
        """One certificate is revoked by its body; one holder has another name now."""
        rows = credits.IssuedCertificate.objects.filter(registrar__name=LIANGZHOU).order_by("pk")
        now, actor = at(date(2022, 3, 7)), self.officer(LIANGZHOU)
        fire(rows[0], "revoke", actor=actor, now=now, reason="评价组织复核，实操考核不符合规定（示例）")
        credits.rename_holder(actor=actor, now=now, certificate=rows[1], holder=f"{rows[1].holder}（示例更名）", document="示例户籍证明")

    def enter_again(self) -> None:
        """Those who did not pass enter again."""
        day = date(2022, 5, 9)
        self._enter(day, "off", LIANGZHOU, self.people[LIANGZHOU][5:7])
        self._enter(day, "waiting", COLLEGE, self.people[COLLEGE][4:5] + self.people[COLLEGE][6:])

    def call_off(self) -> None:
        """A session is called off."""
        fire(self.sessions["off"], "cancel", actor=self.officer(LIANGZHOU), now=at(date(2022, 5, 16)), reason="实训室改造（示例）")

    def enter_by_oneself(self) -> None:
        """The worker goes for the next one."""
        self._enter(date(2022, 6, 13), "coming", COLLEGE, [self._worker()], self.cast.accounts["gongren"])


def _scores(result: str, place: int) -> tuple[Decimal | None, Decimal | None]:
    if result == "absent":
        return None, None
    return (Decimal(72 + place), Decimal(80 + place)) if result == "passed" else (Decimal(58), Decimal("49.5"))
