"""How many people a firm employs: what it returned for a period under a dated definition, version by version; what others counted."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.engines.checking.writing import PERIOD_IN_WORDS
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint

_PERIOD = re.compile(r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_LABEL = re.compile(PERIOD_IN_WORDS)


@dataclass(frozen=True, order=True)
class Period:
    """A year (the average over it), or the end of a quarter or a month. Written ``2021``, ``2021-Q3``, ``2021-09``."""

    year: int
    quarter: int = 0
    month: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that ``text`` writes, by its code or as pages name it. Raises ``ValueError`` for none.

        >>> Period.parse("2021-Q3").ends_on, Period.parse("2021-02").ends_on
        (datetime.date(2021, 9, 30), datetime.date(2021, 2, 28))
        >>> Period.parse("2022年5月末").code, Period.parse("2021年3季度末").code, Period.parse("2021年平均").code
        ('2022-05', '2021-Q3', '2021')
        """
        written = "".join(text.split())
        found = _PERIOD.fullmatch(written.upper()) or _LABEL.fullmatch(written)
        if found is None:
            raise ValueError(text)
        return cls(int(found["year"]), int(found["quarter"] or 0), int(found["month"] or 0))

    @property
    def code(self) -> str:
        """As it is stored."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else f"{self.year}-{self.month:02d}" if self.month else str(self.year)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        month = self.month or self.quarter * 3 or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def year_before(self) -> Period:
        """The same period a year earlier."""
        return Period(self.year - 1, self.quarter, self.month)

    @property
    def label(self) -> str:
        """As people read it."""
        if self.quarter:
            return gettext("%(year)d年%(n)d季度末") % {"year": self.year, "n": self.quarter}
        if self.month:
            return gettext("%(year)d年%(n)d月末") % {"year": self.year, "n": self.month}
        return gettext("%(year)d年平均") % {"year": self.year}

    def __str__(self) -> str:
        return self.label


class StaffDefinition(models.TextChoices):
    """Whom a head-count counts. Which one is in force on a day is a setting (``ENT-STAFF-DEFINITION``)."""

    EMPLOYED = "employed", _("从业人员（含劳务派遣和其他从业人员）")
    ON_POST = "on_post", _("在岗职工（与本单位有劳动关系并在岗，不含实习生和劳务派遣）")
    INSURED = "insured", _("参加职工基本养老保险的人员")


class StaffReturnState(models.TextChoices):
    """草稿 → 已报送（锁定） → 被新版本取代."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    SUPERSEDED = "superseded", _("已被取代")
    DROPPED = "dropped", _("已放弃")


class Source(models.TextChoices):
    """How a return came in."""

    PAGE = "page", _("页面")
    SHEET = "sheet", _("表格")
    API = "api", _("接口")


class StaffBatch(models.Model):
    """Returns that came together, by a table or a program: the same key with the same content again is the same batch."""

    privacy = NOT_PERSONAL

    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("报送单位"))
    key = models.CharField(_("批次号"), max_length=80)
    digest = models.CharField(_("内容摘要"), max_length=64)
    count = models.PositiveIntegerField(_("条数"))
    source = models.CharField(_("方式"), max_length=5, choices=Source.choices)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("报送人"))
    posted_at = models.DateTimeField(_("报送时间"))

    class Meta:
        verbose_name = _("职工人数批次")
        verbose_name_plural = _("职工人数批次")
        ordering = ["-posted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["body", "key"], name="staff_batch_once")]

    def __str__(self) -> str:
        return self.key


class StaffReturn(models.Model):
    """How many people a firm had in a period. Once submitted it is locked: what was wrong is put right by the next ``version``.

    ``explanation`` answers what was striking (``selectors.staff.remarks_on``). The number that counts is the submitted one.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="staff_returns", verbose_name=_("企业"))
    period = models.CharField(_("所属期"), max_length=7)
    ends_on = models.DateField(_("截至日期"), editable=False)
    definition = models.CharField(_("口径"), max_length=10, choices=StaffDefinition.choices)
    headcount = models.PositiveIntegerField(_("职工人数"))
    explanation = models.CharField(_("情况说明"), max_length=300, blank=True)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False, verbose_name=_("取代")
    )
    correction = models.CharField(_("更正理由"), max_length=300, blank=True)
    source = models.CharField(_("方式"), max_length=5, choices=Source.choices, default=Source.PAGE, editable=False)
    batch = models.ForeignKey(
        StaffBatch, models.PROTECT, null=True, blank=True, related_name="returns", editable=False, verbose_name=_("批次")
    )
    state = models.CharField(_("状态"), max_length=10, choices=StaffReturnState.choices, default=StaffReturnState.DRAFT)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人"))
    entered_at = models.DateTimeField(_("填报时间"))
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("职工人数报送")
        verbose_name_plural = _("职工人数报送")
        ordering = ["-ends_on", "enterprise", "-version"]
        indexes = [models.Index(fields=["enterprise", "state", "ends_on"], name="staff_return_latest")]
        constraints = [
            states_constraint(StaffReturnState, name="staff_return_state"),
            models.UniqueConstraint(fields=["enterprise", "period", "version"], name="staff_return_version_once"),
            models.UniqueConstraint(fields=["enterprise", "period"], condition=Q(state="submitted"), name="staff_return_one_counts"),
            models.UniqueConstraint(fields=["enterprise", "period"], condition=Q(state="draft"), name="staff_return_one_draft"),
            models.CheckConstraint(condition=Q(definition__in=StaffDefinition.values), name="staff_return_definition"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(correction=""), name="staff_return_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.when.label if self.period else ''}".rstrip()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:staff-return", args=[self.pk])

    @property
    def when(self) -> Period:
        """The period it is for."""
        return Period.parse(self.period)


class StaffByPost(models.Model):
    """Of a return: how many people are in one kind of post."""

    privacy = NOT_PERSONAL

    staff_return = models.ForeignKey(StaffReturn, models.CASCADE, related_name="by_post", verbose_name=_("职工人数报送"))
    kind = models.ForeignKey("PostKind", models.PROTECT, related_name="+", verbose_name=_("岗位类别"))
    headcount = models.PositiveIntegerField(_("人数"))

    class Meta:
        verbose_name = _("分岗位人数")
        verbose_name_plural = _("分岗位人数")
        ordering = ["staff_return", "kind__name"]
        constraints = [models.UniqueConstraint(fields=["staff_return", "kind"], name="staff_by_post_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.headcount}"


class InsuredCount(models.Model):
    """How many people of a firm are insured, as the department that keeps the insurance says: returns are held against it."""

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="insured_counts", verbose_name=_("企业"))
    year = models.PositiveSmallIntegerField(_("年度"))
    headcount = models.PositiveIntegerField(_("参保人数"))
    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("提供单位"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("参保人数")
        verbose_name_plural = _("参保人数")
        ordering = ["-year", "enterprise"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "year"], name="insured_count_once")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"
