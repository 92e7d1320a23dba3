"""Conversion rules of a school: which outcomes give which courses or credits; versions dated, checked, adopted by a document."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models.amounts import shown
from baigong.contexts.credit_bank.models.kinds import outcome_kind, outcome_kind_choices
from baigong.contexts.credit_bank.models.outcomes import OutcomeType
from baigong.contexts.credit_bank.models.programmes import CourseCategory
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class RuleState(models.TextChoices):
    """起草 → 已核对 → 已通过 → 已停用."""

    DRAFT = "draft", _("草稿")
    CHECKED = "checked", _("已核对")
    ADOPTED = "adopted", _("执行中")
    REPLACED = "replaced", _("已停用")
    DROPPED = "dropped", _("已放弃")


class GradePolicy(models.TextChoices):
    """How an exempted course is graded."""

    PASS = "pass", _("记“免修”")
    KEPT = "kept", _("按成果的成绩")


class ConversionRule(models.Model):
    """One version of a rule: ``code`` is the same through all its versions, which follow each other by ``since`` and ``until``.

    ``needs`` together give exemption from ``courses`` (codes) and free credits: ``credits``, one for every ``hours_per_credit`` hours, the
    outcome's own with ``keeps_credits``. ``programmes`` (codes) empty: all of the school. ``cap``: units one learner gets by it in all.
    What it says is written while it is a draft and never after.
    """

    privacy = NOT_PERSONAL

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    code = models.CharField(_("规则代码"), max_length=30)
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    title = models.CharField(_("规则名称"), max_length=80)
    since = models.DateField(_("执行日期"))
    until = models.DateField(_("执行至"), null=True, blank=True)
    programmes = models.JSONField(_("适用专业"), default=list, blank=True)
    courses = models.JSONField(_("可免修课程"), default=list, blank=True)
    course_titles = models.JSONField(_("课程名称"), default=dict, blank=True, editable=False)
    most_courses = models.PositiveSmallIntegerField(_("每次最多免修门数"), null=True, blank=True)
    credits = models.PositiveIntegerField(_("固定学分（百分之一学分）"), default=0)
    hours_per_credit = models.PositiveSmallIntegerField(_("每学分学时数"), null=True, blank=True)
    keeps_credits = models.BooleanField(_("按成果认定学分计"), default=False)
    category = models.CharField(_("学分归入"), max_length=10, choices=CourseCategory.choices, default=CourseCategory.ELECTIVE)
    cap = models.PositiveIntegerField(_("本规则学分上限（百分之一学分）"), null=True, blank=True)
    valid_years = models.PositiveSmallIntegerField(_("成果取得不超过（年）"), null=True, blank=True)
    grade = models.CharField(_("免修课程成绩"), max_length=8, choices=GradePolicy.choices, default=GradePolicy.PASS)
    clause = models.CharField(_("条款"), max_length=60)
    document = models.CharField(_("通过文号"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=RuleState.choices, default=RuleState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("转换规则")
        verbose_name_plural = _("转换规则")
        ordering = ["school__order", "code", "-version"]
        constraints = [
            states_constraint(RuleState, name="conversion_rule_state"),
            models.UniqueConstraint(fields=["school", "code", "version"], name="conversion_rule_version_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="conversion_rule_dates"),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "replaced"]) | ~Q(document=""), name="conversion_rule_adopted_by_document"
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(title)s（%(code)s 第%(n)d版）") % {"title": self.title, "code": self.code, "n": self.version})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:rule", args=[self.pk])

    @property
    def key(self) -> str:
        """The rule through all its versions, for the engine: of one school one code."""
        return f"{self.school_id}:{self.code}"

    def is_in_force(self, day: date) -> bool:
        """Whether it was adopted and holds on ``day``."""
        return self.state in (RuleState.ADOPTED, RuleState.REPLACED) and self.since <= day and (self.until is None or day <= self.until)

    @property
    def cap_text(self) -> str:
        """The cap as people write it; empty for none."""
        return shown(self.cap) if self.cap is not None else ""

    @property
    def fixed_text(self) -> str:
        """The fixed credits as people write them; empty for none."""
        return shown(self.credits) if self.credits else ""

    @property
    def gives(self) -> list[str]:
        """What it gives, in words; courses by the titles they had when it was written."""
        said: list[object] = []
        if self.courses:
            said.append(_("免修：%(courses)s") % {"courses": "、".join(self.course_titles.get(code, code) for code in self.courses)})
        if self.credits:
            said.append(_("%(n)s学分") % {"n": shown(self.credits)})
        if self.hours_per_credit:
            said.append(_("每%(n)d学时1学分") % {"n": self.hours_per_credit})
        if self.keeps_credits:
            said.append(_("按成果认定学分计"))
        return [str(part) for part in said]


class RuleNeed(models.Model):
    """One outcome a rule asks for: this entry of the catalogue or a higher level of its family, or any outcome of a kind."""

    privacy = NOT_PERSONAL

    rule = models.ForeignKey(ConversionRule, models.CASCADE, related_name="needs", verbose_name=_("转换规则"))
    outcome_type = models.ForeignKey(OutcomeType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("学习成果"))
    kind = models.CharField(_("成果类别"), max_length=20, choices=outcome_kind_choices, blank=True)
    minimum_grade = models.PositiveSmallIntegerField(_("最低成绩"), null=True, blank=True)
    minimum_hours = models.PositiveSmallIntegerField(pgettext_lazy("转换规则", "最低学时"), null=True, blank=True)

    class Meta:
        verbose_name = _("规则条件")
        verbose_name_plural = _("规则条件")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome_type__isnull=False, kind="") | (Q(outcome_type=None) & ~Q(kind="")), name="rule_need_names_one"
            ),
        ]

    def __str__(self) -> str:
        what = str(self.outcome_type) if self.outcome_type else str(outcome_kind(self.kind))
        if self.outcome_type and self.outcome_type.family:
            what = str(_("%(what)s及以上") % {"what": what})
        if self.minimum_grade is not None:
            what += str(_("，成绩不低于%(n)d") % {"n": self.minimum_grade})
        if self.minimum_hours is not None:
            least = _("，不少于%(n)d个月") if outcome_kind(self.source).unit == "months" else _("，不少于%(n)d学时")
            what += str(least % {"n": self.minimum_hours})
        return what

    @property
    def source(self) -> str:
        """The kind of outcome it speaks of."""
        return self.outcome_type.kind if self.outcome_type else self.kind
