"""What happened, by whom, to what; and the blocks that seal it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.kernel.audit.words import text_of, words_of
from baigong.kernel.privacy import NOT_PERSONAL, Personal


class AuditBlock(models.Model):
    """A sealed run of events. ``digest`` covers its events and the digest before it, so that no block can be left out."""

    privacy = NOT_PERSONAL

    number = models.PositiveBigIntegerField(_("块号"), unique=True)
    event_count = models.PositiveIntegerField(_("记录数"))
    previous_digest = models.CharField(_("上一块摘要"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("封存时间"))

    class Meta:
        verbose_name = _("审计块")
        verbose_name_plural = _("审计块")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class AuditEvent(models.Model):
    """One business event. Actor and subject are kept as text beside their ids: the log outlives what it speaks of."""

    privacy = {
        "actor_name": Personal("谁做了什么", "不少于六个月，按档案规定", "审计管理员；本人看本人的"),
        "address": Personal("追查冒用", "不少于六个月", "审计管理员；本人看本人的"),
    }

    at = models.DateTimeField(_("时间"), db_index=True)
    actor_id = models.BigIntegerField(_("操作人编号"), null=True, db_index=True)
    actor_name = models.CharField(_("操作人"), max_length=200)
    address = models.CharField(_("来源地址"), max_length=64, blank=True)
    action = models.CharField(_("事项"), max_length=120, db_index=True)
    subject_type = models.CharField(_("对象类型"), max_length=80, blank=True)
    subject_id = models.CharField(_("对象编号"), max_length=64, blank=True)
    subject_label = models.CharField(_("对象"), max_length=300, blank=True)
    detail = models.JSONField(_("详情"), default=dict, blank=True)
    block = models.ForeignKey(AuditBlock, models.PROTECT, null=True, related_name="events", verbose_name=_("审计块"))

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.subject_label}"

    @property
    def words(self) -> str:
        """What people read for the action."""
        return words_of(self.action)

    @property
    def text(self) -> str:
        """What stands below that: the reason, the code, how many."""
        return text_of(self.action, self.detail)
