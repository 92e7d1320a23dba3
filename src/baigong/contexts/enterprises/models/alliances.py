"""Groups and alliances (职教集团、产教联盟): who belongs to one, what was agreed and brought in, what it does year by year."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class AllianceKind(models.TextChoices):
    """What such a body calls itself."""

    EDUCATION_GROUP = "education_group", _("职教集团")
    INDUSTRY_ALLIANCE = "industry_alliance", _("产教联盟")
    INTEGRATION_BODY = "integration_body", _("产教融合体")


class AllianceLevel(models.TextChoices):
    """Who recognised it."""

    CITY = "city", _("市级")
    PROVINCE = "province", _("省级")
    NATION = "nation", _("国家级")


class AllianceState(models.TextChoices):
    """筹建 → 运行 → 撤销."""

    FORMING = "forming", _("筹建")
    ACTIVE = "active", _("运行")
    DISSOLVED = "dissolved", _("已撤销")
    DROPPED = "dropped", _("已放弃")


class Alliance(models.Model):
    """A group or alliance around a leading body. ``organisation``: the body itself where the register of bodies has it."""

    privacy = NOT_PERSONAL

    name = models.CharField(_("名称"), max_length=120, unique=True)
    kind = models.CharField(_("类型"), max_length=20, choices=AllianceKind.choices)
    level = models.CharField(_("级别"), max_length=10, choices=AllianceLevel.choices, default=AllianceLevel.CITY)
    organisation = models.OneToOneField(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机构")
    )
    lead = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("牵头单位"))
    industry = models.CharField(_("面向行业"), max_length=60, blank=True)
    is_legal_person = models.BooleanField(_("已登记为法人"), default=False)
    document = models.CharField(_("成立文号"), max_length=120, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    purpose = models.CharField(_("宗旨"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=AllianceState.choices, default=AllianceState.FORMING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("集团和联盟")
        verbose_name_plural = _("集团和联盟")
        ordering = ["-founded_on", "pk"]
        constraints = [
            states_constraint(AllianceState, name="alliance_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "dissolved"]) | (~Q(document="") & Q(founded_on__isnull=False)),
                name="alliance_by_document",
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(founded_on=None) | Q(dissolved_on__gte=F("founded_on")), name="alliance_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:alliance", args=[self.pk])


class MemberRole(models.TextChoices):
    """What a member is."""

    LEAD = "lead", _("牵头单位")
    VICE = "vice", _("副理事长单位")
    MEMBER = "member", _("成员单位")


class AllianceMember(models.Model):
    """A body that belongs to an alliance. ``until``: its last day in it."""

    privacy = NOT_PERSONAL

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="members", verbose_name=_("集团和联盟"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=8, choices=MemberRole.choices, default=MemberRole.MEMBER)
    since = models.DateField(_("加入日期"))
    until = models.DateField(_("退出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("成员单位")
        verbose_name_plural = _("成员单位")
        ordering = ["alliance", "role", "since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "organisation"], condition=Q(until=None), name="alliance_member_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="alliance_member_dates"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def is_member(self, day: date) -> bool:
        """Whether it belongs to it on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class RecordKind(models.TextChoices):
    """What is written down of an alliance."""

    AGREEMENT = "agreement", _("协议")
    ASSET = "asset", _("资产")
    ACTIVITY = "activity", _("活动")


class AllianceRecord(models.Model):
    """An agreement that was signed, an asset that was brought in (``amount``, in fen), an activity that was held (``people``).

    ``on`` is its day and puts it into a year; ``until`` the last day of an agreement or of an asset's use.
    """

    privacy = NOT_PERSONAL

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="records", verbose_name=_("集团和联盟"))
    kind = models.CharField(_("类别"), max_length=10, choices=RecordKind.choices)
    title = models.CharField(_("名称"), max_length=120)
    on = models.DateField(_("日期"))
    until = models.DateField(_("截止日期"), null=True, blank=True)
    body = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提供或承办单位")
    )
    document = models.CharField(_("文号"), max_length=120, blank=True)
    amount = models.BigIntegerField(_("价值（分）"), null=True, blank=True)
    people = models.PositiveIntegerField(_("参加人次"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("联盟台账")
        verbose_name_plural = _("联盟台账")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RecordKind.values), name="alliance_record_kind"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("on")), name="alliance_record_dates"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="alliance_record_amount"),
        ]

    def __str__(self) -> str:
        return self.title
