"""Rounds: a school places its students in posts, from preferences to publication, appeals and refilling."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.interns import Intern
from baigong.contexts.internships.models.posts import InternshipPost
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class RoundState(models.TextChoices):
    """准备 → 填报志愿 → 计算 → 核对 → 公布（申诉、补录）→ 结束."""

    OPEN = "open", _("准备中")
    CHOOSING = "choosing", _("填报志愿")
    SOLVING = "solving", _("正在计算")
    REVIEW = "review", _("待核对公布")
    PUBLISHED = "published", _("已公布")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class PlacementRound(models.Model):
    """A round of a school, or a joint one. Several run at once and share the enterprises' caps.

    ``school`` runs it: a school for its own students, or the education bureau for those of ``members``, whose students are placed together.
    ``problem``: what the engine was asked, and ``answer``: its result with the certificate, both as plain data, so that anybody checks
    the one against the other later. ``summary``: counts of the last result.
    ``times``: how often it was published; from the second on it was a refill.
    """

    privacy = {"problem": Personal("核验安排结果", "离校后3年", "不显示", is_sensitive=True)}

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("组织单位"))
    members = models.ManyToManyField("organisations.Organisation", related_name="+", blank=True, verbose_name=_("参加学校"))
    title = models.CharField(_("轮次名称"), max_length=80)
    starts_on = models.DateField(_("实习开始日期"))
    ends_on = models.DateField(_("实习结束日期"))
    chooses_until = models.DateField(_("志愿截止日期"), null=True, blank=True)
    appeals_until = models.DateField(_("申诉截止日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    problem = models.JSONField(_("求解的问题"), default=dict, blank=True)
    answer = models.JSONField(_("求解结果和证明"), default=dict, blank=True)
    summary = models.JSONField(_("结果概况"), default=dict, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("后台任务"))
    solved_at = models.DateTimeField(_("求解时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("公布次数"), default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("创建人"))
    created_at = models.DateTimeField(_("创建时间"))

    class Meta:
        verbose_name = _("实习安排轮次")
        verbose_name_plural = _("实习安排轮次")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            states_constraint(RoundState, name="placement_round_state"),
            models.UniqueConstraint(fields=["school", "title"], condition=~Q(state="cancelled"), name="placement_round_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="placement_round_dates"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:round", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Whether it still holds its students: one student is in one such round."""
        return self.state not in (RoundState.CLOSED, RoundState.CANCELLED)


class RoundPost(models.Model):
    """A post that a round may fill. ``seats``: most of this round in it. ``taken``: how many of them the last result fills; ``held``: how
    many of the seats others had (schools, rounds, units found by students) when it was solved.
    """

    privacy = NOT_PERSONAL

    round = models.ForeignKey(PlacementRound, models.CASCADE, related_name="offers", verbose_name=_("轮次"))
    post = models.ForeignKey(InternshipPost, models.PROTECT, related_name="offers", verbose_name=_("实习岗位"))
    seats = models.PositiveIntegerField(_("本轮名额"))
    taken = models.PositiveIntegerField(_("已安排"), default=0)
    held = models.PositiveIntegerField(_("别处已占"), default=0)

    class Meta:
        verbose_name = _("轮次岗位")
        verbose_name_plural = _("轮次岗位")
        ordering = ["post__enterprise", "post__title", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "post"], name="round_post_once")]

    def __str__(self) -> str:
        return str(self.post)


class EntryStanding(models.TextChoices):
    """Where a student of a round stands."""

    WAITING = "waiting", _("待安排")
    PLACED = "placed", _("已安排")
    UNPLACED = "unplaced", _("未能安排")
    WITHDRAWN = "withdrawn", _("已退出本轮")


class RoundEntry(models.Model):
    """A student in a round. ``is_live`` while the round holds him; of one student one is.

    ``choices``: posts by preference, first first. ``companion``: the entry of somebody with whom he goes together. ``post``: as solved
    or set by the school (``override``: its reason). ``published_post``: what he was told last.
    """

    privacy = {
        "intern": Personal("实习安排", "离校后3年", "本人、所在学校"),
        "choices": Personal("实习志愿", "离校后3年", "本人、所在学校"),
        "companion": Personal("结伴安排", "离校后3年", "本人、所在学校"),
        "override": Personal("人工调整理由", "离校后3年", "所在学校"),
    }

    round = models.ForeignKey(PlacementRound, models.CASCADE, related_name="entries", verbose_name=_("轮次"))
    intern = models.ForeignKey(Intern, models.PROTECT, related_name="entries", verbose_name=_("实习生"))
    choices = models.JSONField(_("志愿"), default=list, blank=True)
    chosen_at = models.DateTimeField(_("填报时间"), null=True, blank=True)
    companion = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("同行者"))
    post = models.ForeignKey(InternshipPost, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("安排的岗位"))
    published_post = models.ForeignKey(
        InternshipPost, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("已公布的岗位")
    )
    override = models.CharField(_("人工调整理由"), max_length=300, blank=True)
    standing = models.CharField(_("情况"), max_length=10, choices=EntryStanding.choices, default=EntryStanding.WAITING)
    is_live = models.BooleanField(_("在本轮中"), default=True)

    class Meta:
        verbose_name = _("轮次学生")
        verbose_name_plural = _("轮次学生")
        ordering = ["intern__class_name", "intern__student_number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "intern"], name="round_entry_once"),
            models.UniqueConstraint(fields=["intern"], condition=Q(is_live=True), name="round_entry_live_once"),
            models.CheckConstraint(condition=Q(standing__in=EntryStanding.values), name="round_entry_standing"),
            models.CheckConstraint(condition=~Q(standing="placed") | Q(post__isnull=False), name="round_entry_placed"),
        ]

    def __str__(self) -> str:
        return str(self.intern)

    def get_absolute_url(self) -> str:
        """Why here, why not there."""
        return reverse("internships:entry", args=[self.pk])


class AppealState(models.TextChoices):
    """提出 → 采纳或不采纳."""

    FILED = "filed", _("待答复")
    UPHELD = "upheld", _("采纳")
    REJECTED = "rejected", _("不采纳")
    WITHDRAWN = "withdrawn", _("已撤回")


class PlacementAppeal(models.Model):
    """A student objects to what was published (``post``); the school answers in words. Upheld, no refill sends him there again."""

    privacy = {
        "entry": Personal("安排申诉", "离校后3年", "本人、所在学校"),
        "grounds": Personal("安排申诉", "离校后3年", "本人、所在学校"),
        "answer": Personal("安排申诉", "离校后3年", "本人、所在学校"),
    }

    entry = models.ForeignKey(RoundEntry, models.CASCADE, related_name="appeals", verbose_name=_("轮次学生"))
    post = models.ForeignKey(InternshipPost, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申诉时安排的岗位"))
    grounds = models.CharField(_("申诉理由"), max_length=500)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=AppealState.choices, default=AppealState.FILED)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"))
    filed_at = models.DateTimeField(_("提出时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("安排申诉")
        verbose_name_plural = _("安排申诉")
        ordering = ["-filed_at", "-pk"]
        constraints = [
            states_constraint(AppealState, name="placement_appeal_state"),
            models.UniqueConstraint(fields=["entry"], condition=Q(state="filed"), name="placement_appeal_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("internships:entry", args=[self.entry_id])
