"""Requests upward: the support the city asks of the province (annex 4), a ledger of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.models.plan import Measure, Plan
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class RequestState(models.TextChoices):
    """A request is listed, sent, answered (granted, partly, declined) or withdrawn."""

    LISTED = "listed", _("已列入")
    SENT = "sent", _("已上报")
    GRANTED = "granted", _("获支持")
    PARTLY = "partly", _("部分支持")
    DECLINED = "declined", _("未获支持")
    WITHDRAWN = "withdrawn", pgettext_lazy("状态", "撤回")


class SupportRequest(models.Model):
    """One item of support asked for."""

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="support_requests", verbose_name=_("计划"))
    number = models.CharField(_("序号"), max_length=12)
    title = models.CharField(_("事项"), max_length=200)
    statement = models.TextField(_("内容"), blank=True)
    addressed_to = models.CharField(_("请求对象"), max_length=120)
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="support_requests", verbose_name=_("承办单位")
    )
    measures = models.ManyToManyField(Measure, blank=True, related_name="support_requests", verbose_name=_("对应措施"))
    state = models.CharField(_("状态"), max_length=10, choices=RequestState.choices, default=RequestState.LISTED)
    sent_on = models.DateField(_("上报日期"), null=True, blank=True)
    sent_reference = models.CharField(_("上报文号"), max_length=80, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answer_reference = models.CharField(_("答复文号"), max_length=80, blank=True)
    answer = models.TextField(_("答复内容"), blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("争取支持事项")
        verbose_name_plural = _("争取支持事项")
        ordering = ["plan", "order"]
        constraints = [
            states_constraint(RequestState, name="request_state"),
            models.UniqueConstraint(fields=["plan", "number"], name="request_number"),
            models.CheckConstraint(condition=Q(answered_on=None) | Q(sent_on__isnull=False), name="request_answer_after_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The request's page."""
        return reverse("plans:request", args=[self.pk])


class SupportRequestNote(models.Model):
    """A dated note on how a request goes."""

    privacy = NOT_PERSONAL

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="notes", verbose_name=_("事项"))
    on = models.DateField(_("日期"))
    text = models.CharField(_("情况"), max_length=500)
    by_name = models.CharField(_("记录人"), max_length=60)

    class Meta:
        verbose_name = _("跟进记录")
        verbose_name_plural = _("跟进记录")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:40]}"
