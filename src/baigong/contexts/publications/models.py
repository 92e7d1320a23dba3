"""Government information made public: its metadata as the disclosure rules want it, its files, the check before, the readings after.

Regulations on the disclosure of government information (State Council Order 711): publish within 20 working days (OGI-01),
record the examination beforehand (OGI-03).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class PublicationState(models.TextChoices):
    """起草 → 审核 → 制发 → 公开 → 修改、废止 → 归档; a draft that comes to nothing is set aside."""

    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("审核中")
    ISSUED = "issued", _("已制发")
    PUBLISHED = "published", _("已公开")
    AMENDED = "amended", _("已修改")
    REPEALED = "repealed", _("已废止")
    ARCHIVED = "archived", _("已归档")
    DISCARDED = "discarded", _("已作废")


OPEN_STATES = frozenset({PublicationState.PUBLISHED, PublicationState.AMENDED, PublicationState.REPEALED})
"""States in which the public sees a document."""


class Openness(models.TextChoices):
    """公开方式."""

    ACTIVE = "active", _("主动公开")
    REQUEST = "request", _("依申请公开")
    NONE = "none", _("不予公开")


class Validity(models.TextChoices):
    """有效性; empty where nobody said (as on many pages of the city's own site)."""

    VALID = "valid", _("有效")
    EXPIRED = "expired", _("失效")
    REPEALED = "repealed", pgettext_lazy("有效性", "废止")


class SourceKind(models.TextChoices):
    """Where a document stands that is published from there."""

    CIRCULAR = "circular", _("进展情况通报")
    MINUTES = "minutes", _("会议纪要")
    REPORT = "report", _("进展报告摘要")
    DOCUMENT = "document", _("计划文件")


class Publication(models.Model):
    """A document with its metadata. ``index_number`` is USCC of the body / year - five digits, given at issue, gapless."""

    privacy = {"body": Personal("公开文件正文", "永久", "公开前审查个人信息 (OGI-03)")}

    title = models.CharField(_("标题"), max_length=200)
    issuer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="publications", verbose_name=_("发布机构"))
    openness = models.CharField(_("公开方式"), max_length=8, choices=Openness.choices, default=Openness.ACTIVE)
    category = models.CharField(_("组配分类"), max_length=60)
    doc_number = models.CharField(_("文件编号"), max_length=60, blank=True)
    index_number = models.CharField(_("索引号"), max_length=40, blank=True)
    issued_on = models.DateField(_("发文日期"), null=True, blank=True)
    formed_on = models.DateField(_("成文日期"))
    validity = models.CharField(_("有效性"), max_length=8, choices=Validity.choices, null=True, blank=True)
    source = models.CharField(_("信息来源"), max_length=80)
    body = models.TextField(_("正文"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT)
    published_at = models.DateTimeField(pgettext_lazy("公开", "发布日期"), null=True, blank=True)
    view_count = models.PositiveIntegerField(_("浏览次数"), default=0, editable=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("替代"))
    source_kind = models.CharField(_("来源记录"), max_length=10, choices=SourceKind.choices, blank=True, editable=False)
    source_id = models.BigIntegerField(_("来源编号"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))

    class Meta:
        verbose_name = _("公开文件")
        verbose_name_plural = pgettext_lazy("标题", "公开文件")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["state", "-published_at"], name="publication_latest")]
        constraints = [
            states_constraint(PublicationState, name="publication_state"),
            models.UniqueConstraint(
                fields=["index_number"],
                condition=~Q(index_number=""),
                name="publication_index_number",
                violation_error_message=_("索引号已被使用。"),
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=~Q(source_kind="") & ~Q(state__in=["archived", "amended", "discarded"]),
                name="published_once_from_a_record",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(issued_on__gte=F("formed_on")),
                name="publication_issued_after_formed",
                violation_error_message=_("发文日期不能早于成文日期。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "discarded"]) | ~Q(index_number=""), name="publication_issued_has_index"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "amended", "repealed"]) | Q(published_at__isnull=False),
                name="publication_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which it is prepared."""
        return reverse("publications:work", args=[self.pk])

    @property
    def public_url(self) -> str:
        """The page the public reads."""
        return reverse("publications:publication", args=[self.pk])


class Attachment(models.Model):
    """A file of a publication, kept with its hash and never replaced."""

    privacy = NOT_PERSONAL

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="attachments", verbose_name=_("公开文件"))
    title = models.CharField(_("名称"), max_length=200)
    file = models.FileField(_("文件"), upload_to="publications/%Y/")
    file_name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["publication", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.title


class Examination(models.Model):
    """The examination before publishing (OGI-03): secrecy, rights of third parties, personal data; of the content as it then was."""

    privacy = NOT_PERSONAL

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="examinations", verbose_name=_("公开文件"))
    secrecy_clear = models.BooleanField(_("不涉及国家秘密、工作秘密"))
    third_party_clear = models.BooleanField(_("不损害第三方合法权益"))
    personal_clear = models.BooleanField(_("不含应保护的个人信息"))
    note = models.TextField(_("审查意见"), blank=True)
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    examined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审查人"))
    examined_at = models.DateTimeField(_("审查时间"))

    class Meta:
        verbose_name = _("公开前审查")
        verbose_name_plural = _("公开前审查")
        ordering = ["-examined_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.publication} {localdate(self.examined_at)}"

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands in the way."""
        return self.secrecy_clear and self.third_party_clear and self.personal_clear
