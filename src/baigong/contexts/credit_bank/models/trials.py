"""Trials of conversion rules: versions tried on past applications, and which of them would have come out otherwise."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.amounts import shown
from baigong.contexts.credit_bank.models.conversions import Conversion
from baigong.contexts.credit_bank.models.rules import ConversionRule
from baigong.kernel.privacy import NOT_PERSONAL, Personal


class RuleTrial(models.Model):
    """Versions tried on the applications of some days, as they stood when it ran. It decides on nobody; what it found is kept.

    ``finished_at`` is empty until the job is through; the counts are written with it. ``gained`` and ``lost``: titles of courses with how
    many would have been exempted more or fewer.
    """

    privacy = NOT_PERSONAL

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    rules = models.ManyToManyField(ConversionRule, related_name="trials", verbose_name=_("试算的规则"))
    since = models.DateField(_("申请日期自"))
    until = models.DateField(_("申请日期至"))
    claims = models.PositiveIntegerField(_("申请数"), default=0)
    touched = models.PositiveIntegerField(_("涉及的申请"), default=0)
    skipped = models.PositiveIntegerField(_("没有转换规定的申请"), default=0)
    winners = models.PositiveIntegerField(_("多得学分的申请"), default=0)
    losers = models.PositiveIntegerField(_("少得学分的申请"), default=0)
    unproven = models.PositiveIntegerField(_("没有证明最优的申请"), default=0)
    difference = models.BigIntegerField(_("学分合计增减（百分之一学分）"), default=0)
    gained = models.JSONField(_("增加的免修"), default=list, blank=True)
    lost = models.JSONField(_("减少的免修"), default=list, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("后台任务"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("试算人"))
    created_at = models.DateTimeField(_("试算时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("规则试算")
        verbose_name_plural = _("规则试算")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="rule_trial_dates")]

    def __str__(self) -> str:
        return f"{self.school} {self.since} – {self.until}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:trial", args=[self.pk])

    @property
    def difference_text(self) -> str:
        """The credits in all as people write them, with their sign."""
        return ("+" if self.difference > 0 else "") + shown(self.difference)


class TrialChange(models.Model):
    """An application that would have come out otherwise. Amounts in units; ``gained`` and ``lost``: titles of courses."""

    privacy = {"conversion": Personal("规则试算", "随试算保留", "受理学校、学分银行")}

    trial = models.ForeignKey(RuleTrial, models.CASCADE, related_name="changes", verbose_name=_("规则试算"))
    conversion = models.ForeignKey(Conversion, models.CASCADE, related_name="+", verbose_name=_("学分转换"))
    before = models.PositiveIntegerField(_("原来的学分（百分之一学分）"))
    after = models.PositiveIntegerField(_("试算的学分（百分之一学分）"))
    difference = models.IntegerField(_("增减（百分之一学分）"))
    gained = models.JSONField(_("增加的免修"), default=list, blank=True)
    lost = models.JSONField(_("减少的免修"), default=list, blank=True)
    is_proven = models.BooleanField(_("已证明最优"), default=True)

    class Meta:
        verbose_name = _("试算变化")
        verbose_name_plural = _("试算变化")
        ordering = ["difference", "pk"]
        constraints = [models.UniqueConstraint(fields=["trial", "conversion"], name="trial_change_once")]

    def __str__(self) -> str:
        return f"{self.conversion} {self.before_text} → {self.after_text}"

    @property
    def before_text(self) -> str:
        """The credits before as people write them."""
        return shown(self.before)

    @property
    def after_text(self) -> str:
        """The credits of the trial as people write them."""
        return shown(self.after)

    @property
    def difference_text(self) -> str:
        """The difference as people write it, with its sign."""
        return ("+" if self.difference > 0 else "") + shown(self.difference)
