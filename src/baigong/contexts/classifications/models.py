"""Codes as official publications give them: editions of schemes, their entries, and what other sources say about codes.

Other contexts store a code (and, where a decision rests on it, the edition); they never point at a row of this context, so
that an edition can be corrected or replaced without touching old records.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.declaration import Scheme, Tier
from baigong.contexts.classifications.schemes import CAUTIONS, get_scheme
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class Origin(models.TextChoices):
    """How an edition came into the system."""

    BUNDLED = "bundled", _("随系统提供")
    UPLOADED = "uploaded", _("管理员上传")


class Edition(models.Model):
    """One edition of a scheme, from a named official source. Rows of an edition stay when a newer one comes.

    ``effective_from`` is the first day it holds (for a list of what is, the day it describes); it holds until the next edition
    of the scheme begins or ``effective_to`` (the last day) is over. ``source`` says where this copy was taken from, which need
    not be the publisher; ``checked_note`` what it was held against; ``known_errors`` what is known to be wrong in it.
    """

    privacy = NOT_PERSONAL

    scheme = models.CharField(_("代码表"), max_length=40)
    code = models.CharField(_("版本"), max_length=40)
    title = models.CharField(_("官方名称"), max_length=200)
    publisher = models.CharField(_("发布机关"), max_length=120, blank=True)
    document = models.CharField(_("文号或标准号"), max_length=120, blank=True)
    source = models.CharField(_("数据来源"), max_length=400)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    effective_from = models.DateField(_("起用日期"))
    effective_to = models.DateField(_("停用日期"), null=True, blank=True)
    checked_note = models.TextField(_("核对情况"), blank=True)
    known_errors = models.JSONField(_("已知问题"), default=list, blank=True)
    is_partial = models.BooleanField(_("不完整"), default=False)
    origin = models.CharField(_("来历"), max_length=10, choices=Origin.choices, default=Origin.BUNDLED)
    file_digest = models.CharField(_("文件摘要"), max_length=64)
    row_count = models.PositiveIntegerField(_("行数"), default=0)
    tier_counts = models.JSONField(_("各级数量"), default=dict, blank=True)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("代码表版本")
        verbose_name_plural = _("代码表版本")
        ordering = ["scheme", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="edition_once"),
            models.UniqueConstraint(fields=["scheme", "effective_from"], name="edition_start_once"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="edition_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="edition_origin"),
        ]

    def __str__(self) -> str:
        return gettext("%(scheme)s %(edition)s 版") % {"scheme": self.declared.label, "edition": self.code}

    def get_absolute_url(self) -> str:
        """The scheme's page, showing this edition."""
        return f"{reverse('classifications:scheme', args=[self.scheme])}?edition={self.code}"

    @property
    def declared(self) -> Scheme:
        """The scheme this is an edition of."""
        return get_scheme(self.scheme)

    def holds_on(self, on: date) -> bool:
        """Whether ``on`` lies within the edition's own dates (a newer edition may have replaced it all the same)."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


class Entry(models.Model):
    """One code of an edition.

    ``part`` is the part of the scheme within which codes are unique: the education level of a programme, the code set of a
    data standard; empty where the scheme is one list. A programme is thus keyed by (edition, level, code). ``parent_code``
    names the entry above it within the part (or, at the top, the entry of ``Scheme.under``); ``path`` holds the codes of
    all entries above it in the edition, each ended by ``>``. ``since`` is the first day of a code added within the edition.
    ``caution`` tells that this row is less certain than the rest, and why (``schemes.CAUTIONS``).
    """

    privacy = NOT_PERSONAL

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="entries", verbose_name=_("版本"))
    part = models.CharField(_("层次或代码集"), max_length=40, blank=True)
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=200)
    tier = models.CharField(_("级别"), max_length=20)
    parent_code = models.CharField(_("上级代码"), max_length=40, blank=True)
    path = models.CharField(_("路径"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("次序"))
    child_count = models.PositiveIntegerField(_("下级数"), default=0)
    since = models.DateField(_("起用日期"), null=True, blank=True)
    caution = models.CharField(_("存疑"), max_length=20, blank=True)
    note = models.CharField(_("说明"), max_length=400, blank=True)
    attributes = models.JSONField(_("属性"), default=dict, blank=True)

    class Meta:
        verbose_name = _("代码")
        verbose_name_plural = _("代码")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "part", "code"], name="entry_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="entry_position_once"),
        ]
        indexes = [
            models.Index(fields=["edition", "part", "parent_code", "position"], name="entry_children"),
            models.Index(fields=["code"], name="entry_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """The entry's page; names the edition, so that the address keeps its meaning when a newer one comes."""
        return f"{reverse('classifications:entry', args=[self.edition.scheme, self.address])}?edition={self.edition.code}"

    @property
    def address(self) -> str:
        """Part and code as they stand in addresses."""
        return f"{self.part}/{self.code}" if self.part else self.code

    @property
    def scheme(self) -> Scheme:
        """The scheme the code belongs to."""
        return self.edition.declared

    @property
    def tier_declared(self) -> Tier:
        """The declared tier."""
        return self.scheme.tier(self.tier)

    @property
    def part_label(self) -> str:
        """What people call the part; empty where there is none."""
        return str(self.scheme.parts.get(self.part, self.part))

    @property
    def caution_label(self) -> str:
        """Why this row is less certain than the rest, in words."""
        return str(CAUTIONS.get(self.caution, self.caution))

    @property
    def ancestor_codes(self) -> list[str]:
        """The codes above this one in its edition, from the top."""
        return self.path.split(">")[:-1]


class Mapping(models.Model):
    """A link from a code of one scheme to a code of another, as a source states it. Codes, not rows: either end may be missing."""

    privacy = NOT_PERSONAL

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="mappings", verbose_name=_("版本"))
    from_part = models.CharField(_("层次"), max_length=40, blank=True)
    from_code = models.CharField(_("代码"), max_length=40)
    to_part = models.CharField(_("对应层次"), max_length=40, blank=True)
    to_code = models.CharField(_("对应代码"), max_length=40)
    position = models.PositiveIntegerField(_("次序"))
    caution = models.CharField(_("存疑"), max_length=20, blank=True)
    attributes = models.JSONField(_("属性"), default=dict, blank=True)

    class Meta:
        verbose_name = _("对应关系")
        verbose_name_plural = _("对应关系")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "from_part", "from_code", "to_part", "to_code"], name="mapping_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="mapping_position_once"),
        ]
        indexes = [models.Index(fields=["edition", "to_part", "to_code"], name="mapping_back")]

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code}"


class Supplement(models.Model):
    """Something a source says about a code that bears no code itself: a skill function of an occupation, a course of a programme."""

    privacy = NOT_PERSONAL

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="supplements", verbose_name=_("版本"))
    part = models.CharField(_("层次"), max_length=40, blank=True)
    code = models.CharField(_("代码"), max_length=40)
    group = models.CharField(_("分组"), max_length=20, blank=True)
    name = models.CharField(_("名称"), max_length=200)
    position = models.PositiveIntegerField(_("次序"))
    caution = models.CharField(_("存疑"), max_length=20, blank=True)
    attributes = models.JSONField(_("属性"), default=dict, blank=True)

    class Meta:
        verbose_name = _("补充资料")
        verbose_name_plural = _("补充资料")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "part", "code", "group", "name"], name="supplement_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="supplement_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class UploadState(models.TextChoices):
    """What becomes of an uploaded file."""

    READY = "ready", _("待确认")
    LOADING = "loading", _("正在载入")
    LOADED = "loaded", _("已载入")
    DISCARDED = "discarded", _("已放弃")


class EditionUpload(models.Model):
    """A file that would become a new edition: read, compared with the edition before it, and waiting for confirmation.

    ``meta`` holds the edition's own fields as typed; ``plan`` what the file changes (``exchange.ImportPlan``); ``rows`` every
    row of the edition to be, forgotten once it is loaded or discarded.
    """

    privacy = NOT_PERSONAL

    scheme = models.CharField(_("代码表"), max_length=40)
    code = models.CharField(_("版本"), max_length=40)
    meta = models.JSONField(_("版本信息"), default=dict)
    filename = models.CharField(_("文件名"), max_length=200)
    file_digest = models.CharField(_("文件摘要"), max_length=64)
    plan = models.TextField(_("导入计划"), blank=True)
    rows = models.TextField(_("读出的行"), blank=True)
    plan_digest = models.CharField(_("计划摘要"), max_length=64)
    counts = models.JSONField(_("各类行数"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=UploadState.choices, default=UploadState.READY)
    compared_with = models.ForeignKey(Edition, models.SET_NULL, null=True, related_name="+", verbose_name=_("对照版本"))
    edition = models.ForeignKey(Edition, models.SET_NULL, null=True, related_name="uploads", verbose_name=_("生成的版本"))
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("后台任务"))
    uploaded_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("待载入的版本")
        verbose_name_plural = _("待载入的版本")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [states_constraint(UploadState, name="upload_state")]

    def __str__(self) -> str:
        return gettext("%(scheme)s %(edition)s 版") % {"scheme": self.declared.label, "edition": self.code}

    def get_absolute_url(self) -> str:
        """The page that shows the plan."""
        return reverse("classifications:upload", args=[self.pk])

    @property
    def declared(self) -> Scheme:
        """The scheme this would be an edition of."""
        return get_scheme(self.scheme)

    @property
    def facts(self) -> dict[str, Any]:
        """The edition's own fields as typed."""
        return dict(self.meta)
