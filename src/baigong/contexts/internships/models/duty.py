"""The duty to offer places: what an enterprise confirmed for a year, posts that several share, the ladder for those who fall short."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.posts import InternshipPost
from baigong.engines.place_duty.facts import Verdict
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class DutyVerdict(models.TextChoices):
    """What is said of an enterprise's year (``engines.place_duty``)."""

    NO_DATA = Verdict.NO_DATA.value, _("未报职工人数")
    NOT_APPLICABLE = Verdict.NOT_APPLICABLE.value, _("不作要求")
    MET = Verdict.MET.value, _("已完成")
    MET_BY_GROUP = Verdict.MET_BY_GROUP.value, _("集团合并完成")
    UNSETTLED = Verdict.UNSETTLED.value, _("口径未定")
    SHORT = Verdict.SHORT.value, _("未完成")


class DutyReturnState(models.TextChoices):
    """草稿 → 已确认（锁定） → 被新版本取代."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已确认")
    SUPERSEDED = "superseded", _("已被取代")
    DROPPED = "dropped", _("已放弃")


class DutyReturn(models.Model):
    """What an enterprise confirmed for a year: figures of the records as they stood, locked; what was wrong a new version puts right.

    Nothing is typed in but words: ``reason`` says why it fell short ("原则上": a reason on record suffices), ``correction`` why there is
    a new version. ``basis`` holds the steps of the answer and what was counted, so that each number opens years later.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="duty_returns", verbose_name=_("企业"))
    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    staff = models.DecimalField(_("上年平均职工人数"), max_digits=12, decimal_places=2, null=True, blank=True)
    required = models.PositiveIntegerField(_("应接纳人数"), null=True, blank=True)
    offered = models.PositiveIntegerField(_("设岗人数"), default=0)
    filled = models.PositiveIntegerField(_("安排人数"), default=0)
    served = models.DecimalField(_("接纳人数"), max_digits=10, decimal_places=2, default=0)
    person_days = models.PositiveIntegerField(_("接纳人日"), default=0)
    missing = models.PositiveIntegerField(_("还差"), default=0)
    verdict = models.CharField(_("结论"), max_length=14, choices=DutyVerdict.choices)
    basis = models.JSONField(_("计算依据"), default=dict)
    reason = models.CharField(_("未完成的理由"), max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False, verbose_name=_("取代")
    )
    correction = models.CharField(_("更正理由"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DutyReturnState.choices, default=DutyReturnState.DRAFT)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人"))
    entered_at = models.DateTimeField(_("填报时间"))
    submitted_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("实习岗位责任确认")
        verbose_name_plural = _("实习岗位责任确认")
        ordering = ["-year", "enterprise", "-version"]
        constraints = [
            states_constraint(DutyReturnState, name="duty_return_state"),
            models.UniqueConstraint(fields=["enterprise", "year", "version"], name="duty_return_version_once"),
            models.UniqueConstraint(fields=["enterprise", "year"], condition=Q(state="submitted"), name="duty_return_one_counts"),
            models.UniqueConstraint(fields=["enterprise", "year"], condition=Q(state="draft"), name="duty_return_one_draft"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(correction=""), name="duty_return_correction_says_why"),
            models.CheckConstraint(condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="duty_return_locked_at"),
        ]

    def __str__(self) -> str:
        return gettext("%(who)s %(year)s年度实习岗位责任") % {"who": self.enterprise, "year": self.year}

    def get_absolute_url(self) -> str:
        """The enterprise's year."""
        return reverse("internships:duty-year", args=[self.enterprise_id, self.year])


class PostShare(models.Model):
    """A post that another enterprise runs together with the one that offers it: its part of all parts (the host's own is one of them)."""

    privacy = NOT_PERSONAL

    post = models.ForeignKey(InternshipPost, models.CASCADE, related_name="shares", verbose_name=_("实习岗位"))
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="+", verbose_name=_("共建企业"))
    parts = models.PositiveSmallIntegerField(_("份额"))
    document = models.CharField(_("共建协议"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("共建岗位份额")
        verbose_name_plural = _("共建岗位份额")
        ordering = ["post", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "enterprise"], name="post_share_once"),
            models.CheckConstraint(condition=Q(parts__gt=0), name="post_share_parts"),
            models.CheckConstraint(condition=~Q(document=""), name="post_share_document"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.enterprise}"


class ShortfallState(models.TextChoices):
    """提醒 → 说明理由或报计划 → 约谈 → 公布 → 停止享受激励；补足、解除."""

    NOTICED = "noticed", _("已提醒")
    PLANNED = "planned", _("已报计划")
    SUMMONED = "summoned", _("待约谈")
    MET = "met", _("已约谈")
    PUBLISHED = "published", _("已公布")
    SUSPENDED = "suspended", _("停止激励")
    EXPLAINED = "explained", _("已说明理由")
    MADE_UP = "made_up", _("已补足")
    LIFTED = "lifted", _("已解除")
    WITHDRAWN = "withdrawn", _("已撤销")


SETTLED = (ShortfallState.EXPLAINED, ShortfallState.MADE_UP, ShortfallState.LIFTED, ShortfallState.WITHDRAWN)


class DutyShortfall(models.Model):
    """An enterprise fell short of its places for a year, and what was done about it. The plan says "原则上": a reason on record ends it.

    ``required``, ``achieved`` and ``missing`` are as they stood when it was noticed. ``case_number`` and ``case_state`` are what
    supervision says of its case; ``suspension`` is the loss of incentives that followed.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="duty_shortfalls", verbose_name=_("企业"))
    year = models.PositiveSmallIntegerField(_("年度"))
    required = models.PositiveIntegerField(_("应接纳人数"))
    achieved = models.DecimalField(_("接纳人数"), max_digits=10, decimal_places=2)
    missing = models.PositiveIntegerField(_("还差"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    plan = models.CharField(_("补足计划"), max_length=500, blank=True)
    plan_until = models.DateField(_("计划完成日期"), null=True, blank=True)
    met_on = models.DateField(_("约谈日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    document = models.CharField(_("停止激励文号"), max_length=120, blank=True)
    suspension = models.ForeignKey(
        "incentives.Suspension", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("激励暂停")
    )
    case_number = models.CharField(_("督查案号"), max_length=12, blank=True)
    case_state = models.CharField(_("督查进展"), max_length=40, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ShortfallState.choices, default=ShortfallState.NOTICED)
    noticed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提醒人"))
    noticed_at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("实习岗位责任提醒")
        verbose_name_plural = _("实习岗位责任提醒")
        ordering = ["-year", "enterprise"]
        constraints = [
            states_constraint(ShortfallState, name="duty_shortfall_state"),
            models.UniqueConstraint(fields=["enterprise", "year"], condition=~Q(state="withdrawn"), name="duty_shortfall_once"),
            models.CheckConstraint(condition=Q(missing__gt=0) & Q(missing__lte=F("required")), name="duty_shortfall_missing"),
            models.CheckConstraint(condition=~Q(state="explained") | ~Q(reason=""), name="duty_shortfall_explained"),
            models.CheckConstraint(condition=~Q(state="suspended") | ~Q(document=""), name="duty_shortfall_by_document"),
        ]

    def __str__(self) -> str:
        return gettext("%(who)s %(year)s年度接纳实习学生不足") % {"who": self.enterprise, "year": self.year}

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:shortfall", args=[self.pk])
