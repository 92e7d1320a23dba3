"""Assessments for certificates: sessions at a site, who is entered for them, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.people import Guardian, Learner
from baigong.contexts.credit_bank.models.pilots import AssessmentSite, PilotQuota
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class SessionState(models.TextChoices):
    """公布 → 成绩登完."""

    OPEN = "open", _("已公布")
    HELD = "held", _("成绩已登记")
    CANCELLED = "cancelled", _("已取消")


class AssessmentSession(models.Model):
    """One day of assessment for one level. ``capacity`` is within the site's places. ``fee``: 分 a candidate, where one is charged.

    ``full_mark``: the highest score of each part, as the assessing body has it.
    """

    privacy = NOT_PERSONAL

    site = models.ForeignKey(AssessmentSite, models.PROTECT, related_name="sessions", verbose_name=_("考核站点"))
    level = models.ForeignKey("CertificateLevel", models.PROTECT, related_name="sessions", verbose_name=_("证书等级"))
    held_on = models.DateField(_("考核日期"))
    registers_until = models.DateField(_("报名截止日期"))
    has_theory = models.BooleanField(_("理论考核"), default=True)
    has_practice = models.BooleanField(_("实操考核"), default=True)
    full_mark = models.PositiveSmallIntegerField(_("满分"), default=100)
    capacity = models.PositiveIntegerField(_("考核人数上限"))
    fee = models.PositiveIntegerField(_("考核费（分/人）"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=SessionState.choices, default=SessionState.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("考核场次")
        verbose_name_plural = _("考核场次")
        ordering = ["-held_on", "-pk"]
        constraints = [
            states_constraint(SessionState, name="assessment_session_state"),
            models.UniqueConstraint(
                fields=["site", "level", "held_on"], condition=~Q(state="cancelled"), name="assessment_session_once"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="assessment_session_capacity"),
            models.CheckConstraint(condition=Q(full_mark__gt=0), name="assessment_session_full_mark"),
            models.CheckConstraint(condition=Q(has_theory=True) | Q(has_practice=True), name="assessment_session_parts"),
            models.CheckConstraint(condition=Q(registers_until__lte=F("held_on")), name="assessment_session_dates"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.level} {self.held_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-session", args=[self.pk])

    @property
    def fee_text(self) -> str:
        """The fee in yuan as people write it; empty where none is charged."""
        return f"{self.fee // 100}.{self.fee % 100:02d}" if self.fee else ""

    @property
    def parts_text(self) -> str:
        """What is assessed, as people read it."""
        return "、".join(str(words) for has, words in ((self.has_theory, _("理论")), (self.has_practice, _("实操"))) if has)


class AssessmentBatch(models.Model):
    """Rows that a body brought together: results of a session, or certificates.

    ``key`` is the body's own: the same key with the same ``digest`` again is the same batch.
    """

    privacy = NOT_PERSONAL

    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    key = models.CharField(_("批次键"), max_length=60)
    digest = models.CharField(_("内容摘要"), max_length=64)
    document = models.CharField(_("依据文件"), max_length=200)
    count = models.PositiveIntegerField(_("条数"))
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    posted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("考核批次")
        verbose_name_plural = _("考核批次")
        ordering = ["-posted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["body", "key"], name="assessment_batch_once")]

    def __str__(self) -> str:
        return self.key


class EntryState(models.TextChoices):
    """报名 → 通过、未通过、缺考."""

    REGISTERED = "registered", _("已报名")
    PASSED = "passed", _("通过")
    FAILED = "failed", _("未通过")
    ABSENT = "absent", _("缺考")
    CANCELLED = "cancelled", _("已取消")


ASSESSED = (EntryState.PASSED, EntryState.FAILED)
"""Who was assessed: what a pass rate is reckoned over. Whoever did not come was not (X03)."""


class AssessmentEntry(models.Model):
    """A learner entered for a session under a school's quota, of the learner's own will (X04), with a guardian's consent where not of age.

    ``level`` is the session's, so that the database itself refuses a second entry for one level.
    """

    privacy = {
        "learner": Personal("证书考核", "终身", "本人、学校、考核站点、学分银行"),
        "theory": Personal("考核成绩", "终身", "本人、学校、考核站点、学分银行"),
        "practice": Personal("考核成绩", "终身", "本人、学校、考核站点、学分银行"),
        "guardian": Personal("未成年人报名的监护人同意", "成年后3年", "本人、学校、学分银行"),
    }

    session = models.ForeignKey(AssessmentSession, models.PROTECT, related_name="entries", verbose_name=_("考核场次"))
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="assessment_entries", verbose_name=_("学分账户"))
    level = models.ForeignKey("CertificateLevel", models.PROTECT, related_name="entries", verbose_name=_("证书等级"))
    quota = models.ForeignKey(PilotQuota, models.PROTECT, related_name="entries", verbose_name=_("试点配额"))
    agreed_on = models.DateField(_("本人自愿报名日期"))
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("同意的监护人"))
    theory = models.DecimalField(_("理论成绩"), max_digits=5, decimal_places=1, null=True, blank=True)
    practice = models.DecimalField(_("实操成绩"), max_digits=5, decimal_places=1, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=EntryState.choices, default=EntryState.REGISTERED)
    batch = models.ForeignKey(
        AssessmentBatch, models.PROTECT, null=True, blank=True, editable=False, related_name="entries", verbose_name=_("考核批次")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("报名经办"))
    entered_at = models.DateTimeField(_("报名时间"))

    class Meta:
        verbose_name = _("考核报名")
        verbose_name_plural = _("考核报名")
        ordering = ["-session__held_on", "learner__number"]
        constraints = [
            states_constraint(EntryState, name="assessment_entry_state"),
            models.UniqueConstraint(fields=["learner", "level"], condition=Q(state="registered"), name="assessment_entry_one_at_a_time"),
            models.UniqueConstraint(fields=["session", "learner"], condition=~Q(state="cancelled"), name="assessment_entry_once"),
            models.CheckConstraint(
                condition=(Q(theory=None) | Q(theory__gte=0)) & (Q(practice=None) | Q(practice__gte=0)), name="assessment_entry_scores"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["passed", "failed"]) | Q(theory=None, practice=None), name="assessment_entry_scored_when_assessed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner.name} {self.level}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-entry", args=[self.pk])
