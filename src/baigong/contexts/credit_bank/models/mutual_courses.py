"""Courses that a school opens to pupils of others under an agreement, and who enrolled in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.amounts import shown, units_of_hours
from baigong.contexts.credit_bank.models.mutual import RecognitionAgreement
from baigong.contexts.credit_bank.models.outcomes import Outcome, OutcomeState, OutcomeType
from baigong.contexts.credit_bank.models.people import Learner
from baigong.contexts.credit_bank.models.programmes import CourseCategory, CreditProgramme
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class Term(models.TextChoices):
    """The halves of a school year."""

    FIRST = "1", _("第一学期")
    SECOND = "2", _("第二学期")


class SharedCourseState(models.TextChoices):
    """起草 → 公布 → 结课或停开."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")
    FINISHED = "finished", _("已结课")
    CANCELLED = "cancelled", _("已停开")


class SharedCourse(models.Model):
    """One course in one term. What it is and what it is worth stands in the catalogue (``type``), so that results post as ever.

    ``takers`` empty: pupils of every party that takes. ``audience`` is for people to read. ``category``: what it counts as at home.
    """

    privacy = NOT_PERSONAL

    agreement = models.ForeignKey(RecognitionAgreement, models.PROTECT, related_name="courses", verbose_name=_("互认协议"))
    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("开课单位"))
    type = models.ForeignKey(OutcomeType, models.PROTECT, related_name="shared_courses", verbose_name=_("课程"))
    year = models.PositiveSmallIntegerField(_("学年（起始年）"))
    term = models.CharField(_("学期"), max_length=1, choices=Term.choices)
    hours = models.PositiveSmallIntegerField(_("学时"))
    places = models.PositiveSmallIntegerField(_("名额"))
    opens_on = models.DateField(_("报名起"))
    closes_on = models.DateField(_("报名止"))
    starts_on = models.DateField(_("开课日期"))
    ends_on = models.DateField(_("结课日期"))
    schedule = models.CharField(_("上课时间和地点"), max_length=120)
    takers = models.ManyToManyField("organisations.Organisation", related_name="+", blank=True, verbose_name=_("限定学校"))
    audience = models.CharField(_("招收对象"), max_length=120, blank=True)
    category = models.CharField(_("互认归入"), max_length=10, choices=CourseCategory.choices, default=CourseCategory.ELECTIVE)
    state = models.CharField(_("状态"), max_length=10, choices=SharedCourseState.choices, default=SharedCourseState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("互选课程")
        verbose_name_plural = _("互选课程")
        ordering = ["-year", "-term", "school__order", "type__title", "pk"]
        constraints = [
            states_constraint(SharedCourseState, name="shared_course_state"),
            models.UniqueConstraint(
                fields=["agreement", "school", "type", "year", "term"], condition=~Q(state="cancelled"), name="shared_course_once"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")) & Q(ends_on__gte=F("starts_on")) & Q(ends_on__gte=F("closes_on")),
                name="shared_course_dates",
            ),
            models.CheckConstraint(condition=Q(places__gt=0) & Q(hours__gt=0), name="shared_course_sizes"),
        ]

    def __str__(self) -> str:
        return self.type.title

    def get_absolute_url(self) -> str:
        """Its page for those who work on it."""
        return reverse("credit_bank:shared-course", args=[self.pk])

    @property
    def credits(self) -> int:
        """Units it is worth at its own school: the catalogue's, else by its hours; as results are recognised with."""
        return self.type.credits if self.type.credits is not None else units_of_hours(self.hours, self.ends_on) or 0

    @property
    def credits_text(self) -> str:
        """The credits as people write them."""
        return shown(self.credits)

    @property
    def recognised_text(self) -> str:
        """What is recognised at home under the agreement, as people write it."""
        return shown(self.agreement.recognised(self.credits))

    @property
    def term_text(self) -> str:
        """The term as people write it."""
        return f"{self.year}–{self.year + 1} {self.get_term_display()}"

    @property
    def takers_text(self) -> str:
        """Whose pupils may choose it: those it is kept for, else of every party that takes."""
        only = list(self.takers.all())
        bodies = only or [p.organisation for p in self.agreement.parties.all() if p.takes and p.organisation_id != self.school_id]
        return "、".join(str(body) for body in bodies)


class EnrolmentState(models.TextChoices):
    """报名 → 学籍学校同意 → 录取或候补 → 成绩入账 → 学籍学校互认."""

    APPLIED = "applied", _("待学籍学校同意")
    REFUSED = "refused", _("学籍学校不同意")
    CONFIRMED = "confirmed", _("待开课单位录取")
    WAITING = "waiting", _("候补")
    ADMITTED = "admitted", _("已录取")
    DECLINED = "declined", _("未录取")
    WITHDRAWN = "withdrawn", _("已退选")
    PASSED = "passed", _("成绩已入账")
    FAILED = "failed", _("未通过")
    RECOGNISED = "recognised", _("已互认")


HOLDING = (EnrolmentState.ADMITTED, EnrolmentState.PASSED, EnrolmentState.FAILED, EnrolmentState.RECOGNISED)
"""In these a place is held."""
OPEN = (EnrolmentState.APPLIED, EnrolmentState.CONFIRMED, EnrolmentState.WAITING, EnrolmentState.ADMITTED)
"""In these something is still to come."""
GONE = (EnrolmentState.REFUSED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN)
"""In these nothing came of it: one may apply again."""


class CourseEnrolment(models.Model):
    """One pupil in one course. ``home``: the school that answered for the pupil. ``outcome``: what the result became in the account;
    ``programme``, ``credits``: as what and for how many units it is used at home.
    """

    privacy = {
        "learner": Personal("跨校选课", "终身", "本人、学籍学校、开课单位、学分银行"),
        "grade": Personal("成绩", "终身", "本人、学籍学校、开课单位、学分银行"),
        "note": Personal("选课说明", "终身", "本人、学籍学校、开课单位、学分银行"),
    }

    course = models.ForeignKey(SharedCourse, models.PROTECT, related_name="enrolments", verbose_name=_("互选课程"))
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="enrolments", verbose_name=_("学分账户"))
    home = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学籍学校"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.APPLIED)
    applied_at = models.DateTimeField(_("报名时间"))
    confirmed_at = models.DateTimeField(_("学籍学校同意时间"), null=True, blank=True)
    grade = models.CharField(_("成绩"), max_length=20, blank=True)
    outcome = models.ForeignKey(
        Outcome, models.PROTECT, null=True, blank=True, related_name="enrolments", editable=False, verbose_name=_("学习成果")
    )
    programme = models.ForeignKey(
        CreditProgramme, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("互认到的专业")
    )
    credits = models.PositiveIntegerField(_("互认学分（百分之一学分）"), null=True, blank=True, editable=False)
    decided_on = models.DateField(_("互认日期"), null=True, blank=True, editable=False)
    decision = models.CharField(_("互认决定"), max_length=160, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("报名人"))

    class Meta:
        verbose_name = _("跨校选课")
        verbose_name_plural = _("跨校选课")
        ordering = ["-applied_at", "-pk"]
        indexes = [models.Index(fields=["home", "state"], name="enrolment_at_home")]
        constraints = [
            states_constraint(EnrolmentState, name="enrolment_state"),
            models.UniqueConstraint(
                fields=["course", "learner"], condition=~Q(state__in=["refused", "declined", "withdrawn"]), name="enrolment_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "recognised"]) | Q(outcome__isnull=False), name="enrolment_passed_with_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(state="recognised")
                | Q(programme__isnull=False, credits__isnull=False, credits__gt=0, decided_on__isnull=False),
                name="enrolment_recognised_somewhere",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.learner.name} → {self.course}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:enrolment", args=[self.pk])

    @property
    def credits_text(self) -> str:
        """What was recognised at home, as people write it; empty before."""
        return shown(self.credits) if self.credits is not None else ""

    @property
    def is_void(self) -> bool:
        """Whether the outcome behind it was revoked: the ledger took its uses back."""
        return self.outcome is not None and self.outcome.state == OutcomeState.REVOKED
