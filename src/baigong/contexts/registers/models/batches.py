"""A batch: what one body sent of one table at one moment, and the verdict on it. A later batch corrects an earlier one.

Never changed but for one thing: it can be taken back, and then counts no more from that moment on.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.kernel.privacy import Personal


class Channel(models.TextChoices):
    """How a batch came."""

    PUSH = "push", _("接口推送")
    UPLOAD = "upload", _("文件上传")


class BatchState(models.TextChoices):
    """The verdict: every row stored, some, none."""

    STORED = "stored", _("全部入库")
    PARTLY = "partly", _("部分入库")
    FAILED = "failed", _("未入库")


class Batch(models.Model):
    """A batch. ``rows`` holds the accepted rows as Parquet, ``faults`` every fault as Parquet; both are written before this row is.

    ``standard`` and ``table`` name the edition and the table. Rows that say that they are deleted are counted in ``deleted_count`` and
    in ``stored_count``. ``received_by`` is the person of an upload; a push has its ``sender`` (the account's name).
    """

    privacy = {
        "rows": Personal("按数据标准返回，供统计", "作为统计依据保存", "本单位、工作专班；证号加密存放，只显示掩码；查看留痕"),
        "faults": Personal("按数据标准返回，供改正", "作为统计依据保存", "本单位、工作专班；证号只存掩码"),
    }

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="batches", verbose_name=_("报送单位"))
    standard = models.CharField(_("标准"), max_length=30)
    table = models.CharField(_("数据表"), max_length=60)
    channel = models.CharField(_("方式"), max_length=8, choices=Channel.choices)
    received_at = models.DateTimeField(_("收到时间"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))
    sender = models.CharField(_("推送账号"), max_length=60, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    sha256 = models.CharField(_("原文摘要"), max_length=64)
    row_count = models.PositiveIntegerField(pgettext_lazy("数据", "行数"))
    stored_count = models.PositiveIntegerField(_("入库行数"))
    deleted_count = models.PositiveIntegerField(_("其中删除"), default=0)
    failed_count = models.PositiveIntegerField(_("有误行数"))
    fault_count = models.PositiveIntegerField(_("错误数"), default=0)
    state = models.CharField(_("结论"), max_length=8, choices=BatchState.choices)
    rows = models.FileField(_("入库数据"), upload_to="lake/rows", blank=True, max_length=200)
    faults = models.FileField(_("错误明细"), upload_to="lake/faults", blank=True, max_length=200)
    rows_sha256 = models.CharField(_("入库数据摘要"), max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人"))
    withdrawn_reason = models.CharField(_("撤回理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("批次")
        verbose_name_plural = _("批次")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["standard", "table", "organisation", "received_at"], name="batch_of_table"),
            models.Index(fields=["organisation", "-received_at"], name="batch_of_body"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state"),
            models.CheckConstraint(condition=Q(row_count=F("stored_count") + F("failed_count")), name="batch_counts_add_up"),
        ]

    def __str__(self) -> str:
        return f"{self.table} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The batch's page."""
        return reverse("registers:batch", args=[self.pk])
