"""The plan as a document: its file, its text, what was read from it, and the wording each object keeps."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class PlanDocumentState(models.TextChoices):
    """A read document waits for a person; once confirmed it is in force until a later version supersedes it."""

    DRAFT = "draft", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    SUPERSEDED = "superseded", _("已被取代")
    DISCARDED = "discarded", _("已放弃")


class PlanDocument(models.Model):
    """A plan document as imported. ``text`` is what spans count in; ``plan`` is empty until a first version is confirmed."""

    privacy = {"text": Personal("计划原文(含公开的任职名单)", "永久", "随政府文件公开")}

    plan = models.ForeignKey("plans.Plan", models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("计划"))
    title = models.CharField(_("标题"), max_length=300, blank=True)
    notice_title = models.CharField(_("通知标题"), max_length=300, blank=True)
    doc_number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=120, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    index_number = models.CharField(_("索引号"), max_length=60, blank=True)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    state = models.CharField(_("状态"), max_length=12, choices=PlanDocumentState.choices, default=PlanDocumentState.DRAFT)
    file = models.FileField(_("文件"), upload_to="plans/documents/", blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    sha256 = models.CharField(_("摘要"), max_length=64, blank=True, db_index=True)
    text = models.TextField(_("文本"), blank=True)
    warnings = models.JSONField(_("提示"), default=list)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("导入人"))
    imported_at = models.DateTimeField(_("导入时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("计划文件")
        verbose_name_plural = _("计划文件")
        ordering = ["-imported_at", "-pk"]
        constraints = [
            states_constraint(PlanDocumentState, name="plan_document_state"),
            models.UniqueConstraint(fields=["plan", "version"], name="plan_document_version"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="confirmed"), name="one_document_in_force"),
            models.UniqueConstraint(fields=["sha256"], condition=~Q(state="discarded") & ~Q(sha256=""), name="plan_document_imported_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name

    def get_absolute_url(self) -> str:
        """The page with the document on the left and its structure on the right."""
        return reverse("plans:document", args=[self.pk])


class ItemKind(models.TextChoices):
    """What was found in a document."""

    MEASURE = "measure", _("措施")
    TASK = "task", _("任务")
    TARGET = "target", _("目标")
    BODY = "body", _("领导机构")


class DraftItemState(models.TextChoices):
    """What the person decided about something found."""

    PROPOSED = "proposed", _("待核")
    KEPT = "kept", pgettext_lazy("状态", "采用")
    DROPPED = "dropped", pgettext_lazy("状态", "不采用")


class DraftItem(models.Model):
    """Something found in a document, as read and as corrected by a person. ``data`` follows the reader's JSON of its kind."""

    privacy = NOT_PERSONAL

    document = models.ForeignKey(PlanDocument, models.CASCADE, related_name="items", verbose_name=_("文件"))
    kind = models.CharField(_("类别"), max_length=8, choices=ItemKind.choices)
    number = models.CharField(_("序号"), max_length=20, blank=True)
    data = models.JSONField(_("内容"))
    start = models.PositiveIntegerField(_("起"), null=True)
    end = models.PositiveIntegerField(_("止"), null=True)
    state = models.CharField(_("处理"), max_length=10, choices=DraftItemState.choices, default=DraftItemState.PROPOSED)
    is_corrected = models.BooleanField(_("经人工更正"), default=False)
    order = models.PositiveIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("识别结果")
        verbose_name_plural = _("识别结果")
        ordering = ["document", "kind", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(start=None) | Q(end__gt=F("start")), name="draft_item_span"),
            models.CheckConstraint(condition=Q(state__in=DraftItemState.values), name="draft_item_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def mark(self) -> str:
        """Tells what stands here from what stood here before: a page carries it, so that nobody decides on what another has changed."""
        whole = json.dumps([self.state, self.data], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


class Clause(models.Model):
    """The wording of a measure, task or target in one document; never changed, so that old reports keep what they answered.

    A plan loaded from a city pack holds facts in own words and has no span.
    """

    privacy = NOT_PERSONAL

    document = models.ForeignKey(PlanDocument, models.PROTECT, related_name="clauses", verbose_name=_("文件"))
    kind = models.CharField(_("类别"), max_length=8, choices=ItemKind.choices)
    number = models.CharField(_("序号"), max_length=20, blank=True)
    text = models.TextField(_("文字"))
    start = models.PositiveIntegerField(_("起"), null=True)
    end = models.PositiveIntegerField(_("止"), null=True)

    class Meta:
        verbose_name = _("条文")
        verbose_name_plural = _("条文")
        ordering = ["document", "start", "pk"]
        constraints = [models.CheckConstraint(condition=Q(start=None) | Q(end__gt=F("start")), name="clause_span")]

    def __str__(self) -> str:
        return f"{self.document} {self.get_kind_display()}{self.number}"
