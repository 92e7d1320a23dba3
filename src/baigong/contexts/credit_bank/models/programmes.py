"""What credits are converted to: a programme of a school with its courses, and what the school fixed about conversion for a year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models.amounts import shown
from baigong.contexts.credit_bank.models.kinds import outcome_kind
from baigong.contexts.credit_bank.models.outcomes import OutcomeType
from baigong.engines.rules.facts import SchoolSettings
from baigong.kernel.privacy import NOT_PERSONAL

SCHOOL_YEAR_BEGINS = 9
"""The month in which a school year begins."""


class CourseCategory(models.TextChoices):
    """What a course is to its programme."""

    GENERAL = "general", _("公共基础课")
    MAJOR = "major", _("专业课")
    PRACTICE = "practice", _("实践课")
    ELECTIVE = "elective", _("选修课")


class CreditProgramme(models.Model):
    """A programme of a school for those who entered in one year: the qualification at which an outcome serves once.

    ``credits`` is what graduation asks in all, ``general`` and ``major`` what it asks of those courses at least (empty: nothing said).
    """

    privacy = NOT_PERSONAL

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    code = models.CharField(_("专业代码"), max_length=10)
    title = models.CharField(_("专业名称"), max_length=60)
    year = models.PositiveSmallIntegerField(_("入学年份"))
    credits = models.PositiveIntegerField(_("毕业总学分（百分之一学分）"))
    general = models.PositiveIntegerField(_("公共基础课最低学分（百分之一学分）"), null=True, blank=True)
    major = models.PositiveIntegerField(_("专业课最低学分（百分之一学分）"), null=True, blank=True)
    document = models.CharField(_("培养方案文号"), max_length=120)
    is_open = models.BooleanField(_("受理学分转换"), default=True)

    class Meta:
        verbose_name = _("转换专业")
        verbose_name_plural = _("转换专业")
        ordering = ["school__order", "code", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "code", "year"], name="credit_programme_once"),
            models.CheckConstraint(condition=Q(credits__gt=0), name="credit_programme_credits"),
            models.CheckConstraint(
                condition=(Q(general=None) | Q(general__lte=F("credits"))) & (Q(major=None) | Q(major__lte=F("credits"))),
                name="credit_programme_minimums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.year}）"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:programme", args=[self.pk])

    @property
    def target(self) -> str:
        """How the ledger names the qualification."""
        return f"school:{self.school_id}:{self.code}:{self.year}"

    @property
    def credits_text(self) -> str:
        """The credits as people write them."""
        return shown(self.credits)


class ProgrammeCourse(models.Model):
    """A course of a programme. ``outcome_type``: who has that outcome has done the course. ``order``: the smaller, the sooner exempted."""

    privacy = NOT_PERSONAL

    programme = models.ForeignKey(CreditProgramme, models.CASCADE, related_name="courses", verbose_name=_("转换专业"))
    code = models.CharField(_("课程代码"), max_length=30)
    title = models.CharField(_("课程名称"), max_length=80)
    category = models.CharField(_("课程类别"), max_length=10, choices=CourseCategory.choices)
    credits = models.PositiveIntegerField(_("学分（百分之一学分）"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    is_required = models.BooleanField(_("必修"), default=True)
    order = models.PositiveSmallIntegerField(pgettext_lazy("课程", "优先顺序"), default=100)
    outcome_type = models.ForeignKey(OutcomeType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对应的学习成果"))

    class Meta:
        verbose_name = _("专业课程")
        verbose_name_plural = _("专业课程")
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="programme_course_once"),
            models.CheckConstraint(condition=Q(credits__gt=0), name="programme_course_credits"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def credits_text(self) -> str:
        """The credits as people write them."""
        return shown(self.credits)


class SchoolCreditSettings(models.Model):
    """What a school fixed for a school year by a document (CRB-04). No national number stands behind any of it, so nothing has a default.

    ``year`` is the one in which the school year begins. ``cap_permille``: of a programme's credits so many thousandths may be converted.
    ``valid_years`` 0: outcomes do not grow too old. ``source_caps``: kind of outcome → units.
    """

    privacy = NOT_PERSONAL

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    year = models.PositiveSmallIntegerField(_("学年（起始年）"))
    cap_permille = models.PositiveSmallIntegerField(_("转换学分上限（千分比）"))
    valid_years = models.PositiveSmallIntegerField(_("成果有效年数"))
    same_outcome_once = models.BooleanField(_("同一成果只用一次"))
    source_caps = models.JSONField(_("各类成果上限"), default=dict, blank=True)
    document = models.CharField(_("依据文件"), max_length=120)
    adopted_on = models.DateField(_("通过日期"))
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))

    class Meta:
        verbose_name = _("转换规定")
        verbose_name_plural = _("转换规定")
        ordering = ["school__order", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="school_credit_settings_once"),
            models.CheckConstraint(condition=Q(cap_permille__lte=1000), name="school_credit_settings_share"),
            models.CheckConstraint(condition=~Q(document=""), name="school_credit_settings_document"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year}–{self.year + 1}"

    @property
    def cap_text(self) -> str:
        """The cap in per cent as people write it."""
        whole, tenth = divmod(self.cap_permille, 10)
        return f"{whole}.{tenth}%" if tenth else f"{whole}%"

    @property
    def caps_text(self) -> str:
        """The caps by kind of outcome as people read them."""
        return "、".join(f"{outcome_kind(kind)} {shown(units)}" for kind, units in self.source_caps.items())

    def as_facts(self) -> SchoolSettings:
        """For the engine."""
        return SchoolSettings(
            Fraction(self.cap_permille, 1000), self.valid_years, self.same_outcome_once, dict(self.source_caps), self.document
        )


def school_year_of(day: date) -> int:
    """The year in which the school year of ``day`` began."""
    return day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1
