"""Internships at work in the demonstration: signed, insured, trained, at work, paid, assessed; hours that become credits; a hotline.

The placements are those of ``rounds``: of autumn over the change of law (ended in May 2022), of spring under the edition of 2021.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from baigong.contexts.accounts import public as accounts
from baigong.contexts.credit_bank import public as credits
from baigong.contexts.internships import public as internships
from baigong.contexts.organisations.public import Organisation
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import ANONYMOUS, SYSTEM, Actor
from baigong.kernel.bulk import insert_for_each
from baigong.kernel.errors import Refusal
from baigong.kernel.privacy import decrypt
from baigong.kernel.rules import work_calendar
from baigong.kernel.workflow import fire, fire_all

AUTUMN, AUTUMN_ENDS, SPRING, SUMMER = date(2021, 11, 15), date(2022, 5, 13), date(2022, 5, 16), date(2022, 7, 11)
GULANG, LIANGZHOU = "古浪县职业技术教育中心", "凉州区职业中等专业学校"
TODAY = date(2022, 6, 27)
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
HOURS, PAUSE = 480, 60
WORDS = (
    "跟着导师熟悉岗位和安全规程，学会了开工前的检查（示例）。",
    "独立完成了一道工序，还不够熟练，导师示范了两遍（示例）。",
    "参加班组例会，整理了本周的工作记录（示例）。",
)


def internship_work(cast: Cast) -> Iterator[Episode]:
    """What happens after placements are published, each on its day."""
    story = _Story(cast)
    yield date(2021, 11, 12), partial(story.formalise, AUTUMN, date(2021, 11, 12))
    yield AUTUMN, partial(story.begin, AUTUMN)
    yield date(2021, 12, 8), story.name_handler
    yield date(2022, 3, 9), partial(story.visit, AUTUMN, date(2022, 3, 9))
    yield date(2022, 5, 12), partial(story.formalise, SPRING, date(2022, 5, 12))
    yield SPRING, partial(story.begin, SPRING)
    yield date(2022, 5, 17), story.open_catalogue
    yield date(2022, 5, 18), story.work_through_autumn
    yield date(2022, 5, 19), story.open_accounts
    yield date(2022, 5, 20), story.assess
    yield date(2022, 6, 15), partial(story.visit, SPRING, date(2022, 6, 15))
    yield date(2022, 6, 21), story.take_more
    yield date(2022, 6, 24), story.work_through_spring
    yield date(2022, 6, 25), story.report
    yield date(2022, 6, 26), story.samples


@dataclass
class _Story:
    cast: Cast
    spring: list[internships.Placement] = field(default_factory=list)
    more: list[internships.Placement] = field(default_factory=list)

    @property
    def team(self) -> Actor:
        """The bureau's team."""
        return self.cast.accounts["zhuanban"]

    def officer(self, placement: internships.Placement) -> Actor:
        """Who acts for the placement's school."""
        return self.cast.officer(placement.school)

    def unit(self, placement: internships.Placement) -> Actor:
        """Who acts for the unit."""
        return self.cast.unit(placement.enterprise)

    def _of(self, starts_on: date, *states: str) -> QuerySet[internships.Placement]:
        rows = internships.Placement.objects.filter(starts_on=starts_on, state__in=states)
        rows = rows.select_related("intern__learner", "post__enterprise__organisation", "post__site", "school", "enterprise")
        return rows.order_by("school__order", "intern__student_number")

    def _by_school(self, starts_on: date, *states: str) -> list[tuple[Actor, list[internships.Placement]]]:
        found: dict[int, list[internships.Placement]] = {}
        for row in self._of(starts_on, *states):
            found.setdefault(row.school_id, []).append(row)
        return [(self.officer(rows[0]), rows) for rows in found.values()]

    # -- before work -------------------------------------------------------------------------------------------------

    def formalise(self, starts_on: date, day: date) -> None:
        """Each school has its agreements signed by hand on one day, insures and trains."""
        for number, (actor, rows) in enumerate(self._by_school(starts_on, "planned"), 1):
            ends = max(row.ends_on for row in rows)
            policy = internships.PolicyHead(
                "liability", "示例财产保险公司", f"示例SX{day:%Y%m}{number:03d}", "school", day - timedelta(days=2), starts_on, ends
            )
            training = internships.TrainingHead(day - timedelta(days=1), Decimal(8), "school", True, 92)
            internships.formalise_together(
                actor=actor, now=at(day), placements=rows, signed_on=day, policy=policy, training=training, upload=_scan(f"{day}{number}")
            )
            internships.give_teacher(
                actor=actor, now=at(day, 15), placements=rows, name=self.cast.name(), number=f"T{number:04d}", phone="0935-0000000"
            )

    def begin(self, starts_on: date) -> None:
        """On the day agreed they begin."""
        for actor, rows in self._by_school(starts_on, "trained"):
            internships.start_together(actor=actor, now=at(starts_on, 8), placements=rows)

    def name_handler(self) -> None:
        """The bureau names who handles reports."""
        user = accounts.User.objects.get(username="zhuanban")
        internships.name_handler(actor=SYSTEM, now=at(date(2021, 12, 8)), user=user)

    def visit(self, starts_on: date, day: date) -> None:
        """Teachers look after the interns of a few units."""
        seen: set[tuple[int, int]] = set()
        for row in self._of(starts_on, "active").iterator(chunk_size=100):
            if len(seen) >= 8 or (row.school_id, row.enterprise_id) in seen:
                continue
            seen.add((row.school_id, row.enterprise_id))
            words = "查看岗位、住宿和劳动防护，与导师和学生座谈（示例）。"
            head = internships.VisitHead(row.enterprise, day, self.cast.name(), "onsite", words, has_problem=len(seen) == 3)
            internships.enter_visit(actor=self.officer(row), now=at(day, 16), school=row.school, head=head)

    # -- autumn ------------------------------------------------------------------------------------------------------

    def work_through_autumn(self) -> None:
        """Half a year of days, and the pay of each month, of those at work since autumn."""
        rows = self._of(AUTUMN, "active")
        self._days(rows, AUTUMN, AUTUMN_ENDS, at(date(2022, 5, 16)))
        months = (date(2022, 3, 1), date(2022, 4, 1))
        self._pay(list(rows.filter(school__name=GULANG)[:60]), months, at(date(2022, 5, 18)))

    def open_accounts(self) -> None:
        """Four of those who are done open their credit account at the school, with the document that the roster has, if they have none."""
        day = date(2022, 5, 19)
        known = credits.IdentityDocument.objects.values("number_hash")  # whole schools have one, at true size
        for row in self._of(AUTUMN, "active").filter(school__name=GULANG).exclude(intern__number_hash__in=known)[:4]:
            actor, intern = self.officer(row), row.intern
            opening = credits.Opening(
                intern.name, "citizen", decrypt(intern.number_sealed), guardian=intern.guardian_name or self.cast.name(),
                guardian_relation=intern.guardian_relation or "母亲",
            )  # fmt: skip
            learner = credits.open_account(actor=actor, now=at(day), opening=opening, home=row.school)
            document = credits.IdentityDocument.objects.get(learner=learner)
            credits.check_document(actor=actor, now=at(day, 15), document=document, how="roster")

    def assess(self) -> None:
        """The schools assess; hours of those with an account become credits. Most are archived."""
        day = at(date(2022, 5, 20))
        rows = self._of(AUTUMN, "active")
        first = list(rows.filter(school__name=GULANG)[:12])
        for number, row in enumerate(first):
            internships.appraise(
                actor=self.officer(row), now=day, placement=row, mentor_mark=str(58 if number == 7 else 80 + number % 17),
                teacher_mark=str(55 if number == 7 else 78 + number % 19), words="按要求完成实习任务，能独立工作（示例）。",
            )  # fmt: skip
        self._assess_together(internships.Placement.objects.filter(starts_on=AUTUMN, state="active"), day)
        assessed = internships.Placement.objects.filter(starts_on=AUTUMN, state="appraised").order_by("pk").values_list("pk", flat=True)
        keys = list(assessed)[12:]
        fire_all(
            internships.Placement.objects.filter(pk__in=keys).select_related("intern", "school", "post"), "archive", actor=SYSTEM, now=day
        )

    def _assess_together(self, rows: QuerySet[internships.Placement], now: datetime) -> None:
        """The others, whose accounts at the credit bank are opened later: their hours wait."""
        days = len(_working(AUTUMN, AUTUMN_ENDS))
        internships.Appraisal.objects.bulk_create(
            [
                internships.Appraisal(
                    placement=row, mentor_mark=80 + number % 15, teacher_mark=80 + number % 15, score=Decimal(80 + number % 15),
                    is_passed=True, words="按要求完成实习任务（示例）。", days=days, hours=days * HOURS // 60, decided_on=now.date(),
                    not_posted="学生还没有学分账户；开户后再点“学时入账”。",
                )
                for number, row in enumerate(rows)
            ]
        )  # fmt: skip
        fire_all(rows.select_related("intern", "school", "post"), "appraise", actor=SYSTEM, now=now)

    def open_catalogue(self) -> None:
        """Schools have an entry for internships in the catalogue of the credit bank."""
        office, day = self.cast.accounts["xuefen"], date(2022, 5, 17)
        there = internships.Placement.objects.filter(starts_on__in=(AUTUMN, SPRING), state="active")
        for number, school in enumerate(Organisation.objects.filter(pk__in=there.values("school")).order_by("pk"), 1):
            head = credits.TypeHead(
                kind="internship", code=f"SX-{number:02d}", title="岗位实习", issuer=school.name, issuer_body=school,
                since=date(2021, 9, 1), basis="示例学分银行成果目录（第三批）",
            )  # fmt: skip
            row = credits.draft_type(actor=office, now=at(day), head=head)
            fire(row, "publish", actor=office, now=at(day, 15))

    # -- spring ------------------------------------------------------------------------------------------------------

    def work_through_spring(self) -> None:
        """Days up to today, the pay of May, logs, leaves; the pupil who signs in checks in by phone."""
        self.spring = list(self._of(SPRING, "active"))
        last, day = date(2022, 6, 23), at(date(2022, 6, 24))
        own = [row for row in self.spring if row.intern.user_id is not None]
        rest = [row for row in self.spring if row.intern.user_id is None]
        self._days(self._of(SPRING, "active").filter(pk__in=[row.pk for row in rest]), SPRING, last, day)
        for row in own[:1]:
            self._by_phone(row, last)
        self._pay([*own, *rest][:30], (date(2022, 5, 1),), day)
        for number, row in enumerate([*own, *rest][:6]):
            self._log(row, number, day)
        self._leaves([*own, *rest][:4], day)

    def _by_phone(self, row: internships.Placement, last: date) -> None:
        """Checked in and out by phone, each day; the unit enters all but the last two days. Once it was too long, and stands so."""
        actor = self.cast.accounts["xuesheng"]
        days = _working(SPRING, last)
        for one in days:
            internships.check_in(actor=actor, now=at(one, 8) + timedelta(minutes=22), placement=row)
            internships.check_in(actor=actor, now=at(one, 17) + timedelta(minutes=35), placement=row)
        entries = [(row, internships.DayEntry(one, "present", time(8, 30), time(17, 30), PAUSE)) for one in days[:-2] if one != days[4]]
        internships.enter_days(actor=self.unit(row), now=at(last, 18), entries=entries)
        long = internships.DayEntry(
            days[4], "present", time(8, 30), time(19, 30), PAUSE, reason="设备抢修，学生自愿协助（示例）", as_happened=True
        )
        internships.enter_days(actor=self.unit(row), now=at(last, 18) + timedelta(minutes=30), entries=[(row, long)])

    def _log(self, row: internships.Placement, number: int, now: datetime) -> None:
        own = self.cast.accounts["xuesheng"] if row.intern.user_id is not None else SYSTEM
        for week in range(2 if number else 4):
            begins = SPRING + timedelta(days=7 * week)
            written = at(begins + timedelta(days=5), 19)
            log = internships.write_log(
                actor=own, now=written, placement=row, kind="weekly", begins=begins, words=WORDS[(number + week) % len(WORDS)]
            )
            if week == 0 or number == 0:
                internships.mark_log(actor=self.unit(row), now=written, log=log, mark=str(84 + number + week), words="肯学肯问（示例）")
            if week == 0:
                fire(log, "read_through", actor=self.officer(row), now=now, mark=str(82 + number), reason="继续记录数据（示例）")
            elif number == 1:
                fire(log, "hand_back", actor=self.officer(row), now=now, reason="太简略，请写清每天做了什么（示例）")

    def _leaves(self, rows: Sequence[internships.Placement], now: datetime) -> None:
        """One leave in every state."""
        for row, step in zip(rows, ("", "grant", "refuse", "take_back"), strict=False):
            made = internships.ask_leave(
                actor=SYSTEM, now=now, placement=row, kind="sick" if step == "grant" else "personal", first=date(2022, 6, 28),
                last=date(2022, 6, 29), why="身体不适（示例）" if step == "grant" else "家中有事（示例）",
            )  # fmt: skip
            if step:
                fire(made, step, actor=SYSTEM if step == "take_back" else self.officer(row), now=now,
                     reason="考核周不能离岗（示例）" if step == "refuse" else "")  # fmt: skip

    def _pay(self, rows: Sequence[internships.Placement], months: Sequence[date], now: datetime) -> None:
        """The units enter each month's pay; one is below, with its reason, one is disputed, some are confirmed."""
        by_unit: dict[int, list[tuple[internships.Placement, internships.PayEntry]]] = {}
        for number, row in enumerate(rows):
            for month in months:
                low = number == 2
                paid = Decimal(60_000 if low else row.post.pay or 0) / 100
                reason = "试岗期未满月，按日结算有误，下月补付（示例）" if low else ""
                entry = internships.PayEntry(month, paid, "bank", (month + timedelta(days=40)).replace(day=10), reason=reason)
                by_unit.setdefault(row.enterprise_id, []).append((row, entry))
        made: list[Any] = []
        for entries in by_unit.values():
            made += internships.enter_pays(actor=self.unit(entries[0][0]), now=now, entries=entries)
        sure = [pay.pk for number, pay in enumerate(made) if number not in (0, 8) and pay.placement.intern.user_id is None]
        fire_all(
            internships.InternshipPay.objects.filter(pk__in=sure).select_related("placement__intern"), "confirm", actor=SYSTEM, now=now
        )
        if len(made) > 8:
            fire(made[8], "dispute", actor=self.officer(made[8].placement), now=now, reason="扣了工作服押金（示例）",
                 received=str(Decimal(made[8].paid - 20_000) / 100))  # fmt: skip

    def _days(self, rows: QuerySet[internships.Placement], first: date, last: date, now: datetime) -> None:
        """Usual days of many at once, as the units' tables would bring them."""
        usual = {
            "kind": "present", "came_at": None, "left_at": None, "begins": "08:30:00", "ends": "17:30:00", "pause": PAUSE,
            "minutes": HOURS, "reason": "", "breach": "", "entered_by_id": None, "entered_at": now,
        }  # fmt: skip
        keys = rows.values_list("pk", flat=True)
        for day in _working(first, last):
            insert_for_each(internships.InternshipDay, "placement_id", keys, {"day": day, **usual})

    # -- today -------------------------------------------------------------------------------------------------------

    def take_more(self) -> None:
        """Some of another school go to a unit of their own in July: their formalities stand at each of the gates."""
        day, body = date(2022, 6, 21), the_body(LIANGZHOU, TODAY)
        actor = self.cast.officer(body)
        internships.take_from_roster(actor=actor, now=at(day), school=body, entered=2020)
        posts = list(internships.InternshipPost.objects.filter(starts_on=SUMMER, state="published").order_by("pk"))
        for intern in internships.Intern.objects.filter(school=body, entered=2020).order_by("student_number"):
            if len(self.more) >= 6:
                break
            for post in posts:
                try:
                    self.more.append(internships.place_in_own_unit(actor=actor, now=at(day, 11), intern=intern, post=post))
                except Refusal:  # the rules forbid this post to this student, or it is full: the next one
                    continue
                break
        for placement, far in zip(self.more, range(len(self.more)), strict=True):
            self._as_far_as(placement, far, actor, at(day, 15))

    def _as_far_as(self, row: internships.Placement, far: int, actor: Actor, now: datetime) -> None:
        """Nothing but a link for the guardian, consent, an agreement that is signed by all, insurance, training; the last has a draft that
        was void and one open, which the guardian has signed by his link."""
        day = now.date()
        everybody = [internships.SignedBy(party, name, day) for party, name in (
            ("student", row.intern.name), ("guardian", row.intern.guardian_name or self.cast.name()), ("school", row.school.name),
            ("unit", row.enterprise.name),
        )]  # fmt: skip
        if far == 5:
            draft = internships.draw_up(actor=actor, now=now, placement=row)
            fire(draft, "void", actor=actor, now=now, reason="岗位名称写错，重拟（示例）")
            internships.draw_up(actor=actor, now=now, placement=row)
            internships.sign_by_guardian_link(actor=ANONYMOUS, now=now, link=self._link(row, actor, now), name=row.intern.guardian_name)
            return
        if far == 0:
            self._link(row, actor, now)
        if far >= 1:
            internships.consent_on_paper(actor=actor, now=now, placement=row, signatures=everybody[:2], upload=_scan(f"c{row.pk}"))
        if far >= 2:
            draft = internships.draw_up(actor=actor, now=now, placement=row)
            internships.sign_on_paper(actor=actor, now=now, agreement=draft, signatures=everybody, upload=_scan(f"a{row.pk}"))
        if far >= 3:
            policy = internships.PolicyHead("liability", "示例财产保险公司", f"示例{row.pk}", "school", day, row.starts_on, row.ends_on)
            internships.insure(actor=actor, now=now, placements=[row], head=policy)
        if far >= 4:
            head = internships.TrainingHead(day, Decimal(8), "school", True, 95)
            internships.train(actor=actor, now=now, placements=[row], head=head)

    def _link(self, row: internships.Placement, actor: Actor, now: datetime) -> internships.GuardianLink:
        care = internships.Care(guardian_name=self.cast.name(), guardian_relation="父亲", guardian_phone=f"1390000{row.pk % 10_000:04d}")
        row.intern = internships.take_care(actor=actor, now=now, intern=row.intern, care=care)
        link, _token = internships.make_guardian_link(actor=actor, now=now, placement=row)
        return link

    def report(self) -> None:
        """Two report, one unnamed; what the records show is handed over too."""
        day = at(date(2022, 6, 25))
        row = self.spring[0]
        unnamed = internships.ReportHead(
            "hours", "车间要求实习生连续两周晚上加班到九点，不加班就扣考核分（示例）。", date(2022, 6, 17), row.enterprise
        )
        named = internships.ReportHead(
            "charged", "报到时收了三百元工作服押金，没有收据（示例）。", date(2022, 5, 16), self.spring[-1].enterprise, name="示例家长",
            contact="示例电话",
        )  # fmt: skip
        unknown = internships.ReportHead(
            "agency", "有人在校门口介绍实习，每人收两百元中介费（示例）。", date(2022, 6, 20), about="示例劳务中介"
        )
        first, _receipt = internships.lodge_report(actor=SYSTEM, now=day, head=unnamed)
        second, _receipt = internships.lodge_report(actor=SYSTEM, now=day, head=named)
        third, _receipt = internships.lodge_report(actor=SYSTEM, now=day, head=unknown)
        fourth, _receipt = internships.lodge_report(actor=SYSTEM, now=day, head=unnamed)
        fire(first, "take", actor=self.team, now=day)
        fire(first, "raise", actor=self.team, now=day, reason="查阅考勤并与学生谈话，四人有晚间上岗（示例）")
        fire(second, "take", actor=self.team, now=day)
        fire(fourth, "dismiss", actor=self.team, now=day, reason="与已受理的举报是同一件事，合并办理（示例）")
        low = internships.InternshipPay.objects.filter(verdict="short").select_related("placement__school", "placement__enterprise").first()
        if low is not None:
            made = internships.detect_violation(
                actor=self.team, now=day, placement=low.placement, kind="pay", words=f"{low.month:%Y-%m}实付{low.paid_text}元（示例）",
                clause="职业学校学生实习管理规定", occurred_on=low.month, finding=f"pay:{low.pk}",
            )  # fmt: skip
            fire(made, "take", actor=self.team, now=day)
            fire(made, "close", actor=self.team, now=day, reason="单位已补付差额并说明（示例）。")
        assert third.state == "lodged"

    def samples(self) -> None:
        """One is suspended, one ended early, one changed the employer."""
        day = at(date(2022, 6, 26))
        rows = [row for row in self._of(SPRING, "active") if row.intern.user_id is None][-3:]
        if len(rows) < 3:
            return
        fire(rows[0], "suspend", actor=self.officer(rows[0]), now=day, reason="单位停产检修两周（示例）")
        fire(rows[1], "end_early", actor=self.officer(rows[1]), now=day, reason="身体原因，经校医证明（示例）", last_day="2022-06-24")
        elsewhere = internships.InternshipPost.objects.filter(starts_on=SUMMER, state="published").exclude(
            enterprise=rows[2].post.enterprise
        )
        for post in elsewhere.order_by("pk"):
            with suppress(Refusal):  # a post for other programmes, or one that is full
                internships.change_employer(
                    actor=self.officer(rows[2]), now=day, placement=rows[2], post=post, starts_on=post.starts_on, ends_on=post.ends_on,
                    last_day="2022-06-24", reason="原单位岗位调整（示例）",
                )  # fmt: skip
                break


def _working(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if work_calendar().is_working(day)]


def _scan(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"签字件（示例）{name}.pdf", PAPER + f"% {name}".encode())
