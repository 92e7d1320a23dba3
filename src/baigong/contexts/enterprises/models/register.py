"""The register of enterprises: what a firm is, to whom it belongs, where it works. Its name, code and dates are its organisation's."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class Ownership(models.TextChoices):
    """To whom a firm belongs, as far as the plan's measures tell firms apart (whole list: GB/T 12402)."""

    STATE = "state", _("国有")
    COLLECTIVE = "collective", _("集体")
    PRIVATE = "private", _("民营")
    FOREIGN = "foreign", _("外商及港澳台")
    MIXED = "mixed", _("混合所有制")
    SOLE = "sole", _("个体工商户")


class Size(models.TextChoices):
    """What the statistics bureau calls a firm (国统字〔2017〕213号): by trade, staff and revenue, so it is entered and not computed."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class Stake(models.TextChoices):
    """How a firm belongs to its parent: wholly-owned and holding subsidiaries are a group's, others are not (财税〔2019〕46号)."""

    WHOLE = "whole", _("全资")
    HOLDING = "holding", _("控股")
    SHARE = "share", _("参股")


class EnterpriseState(models.TextChoices):
    """在业 ⇄ 停业 → 注销."""

    OPERATING = "operating", _("在业")
    SUSPENDED = "suspended", _("停业")
    CLOSED = "closed", _("已关闭")


class Enterprise(models.Model):
    """A firm. Its unified social credit code, name, division and founding day stand on its organisation, which lies below its county.

    ``closed_on`` is the last day of its business. ``industry_section`` is the letter of ``industry_code`` (GB/T 4754-2017), kept
    so that lists can be filtered by it.
    """

    privacy = {
        "contact": Personal("实习与产教融合工作联系", "企业在册期间", "主管部门和有合作的学校；不公开"),
        "phone": Personal("实习与产教融合工作联系", "企业在册期间", "主管部门和有合作的学校；不公开"),
    }

    organisation = models.OneToOneField("organisations.Organisation", models.PROTECT, related_name="enterprise", verbose_name=_("机构"))
    industry_code = models.CharField(_("行业代码"), max_length=4)
    industry_section = models.CharField(_("行业门类"), max_length=1, editable=False)
    industry = models.CharField(_("行业"), max_length=60)
    ownership = models.CharField(_("所有制"), max_length=10, choices=Ownership.choices)
    size = models.CharField(_("规模"), max_length=6, choices=Size.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("上级企业"))
    stake = models.CharField(_("与上级企业的关系"), max_length=8, choices=Stake.choices, blank=True)
    business = models.CharField(_("主营业务"), max_length=200, blank=True)
    contact = models.CharField(_("联系人"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    closing_document = models.CharField(_("关闭依据"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=EnterpriseState.choices, default=EnterpriseState.OPERATING)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("企业")
        verbose_name_plural = _("企业")
        ordering = ["organisation__name", "pk"]
        indexes = [models.Index(fields=["industry_section", "state"], name="enterprise_by_industry")]
        constraints = [
            states_constraint(EnterpriseState, name="enterprise_state"),
            models.CheckConstraint(condition=Q(ownership__in=Ownership.values), name="enterprise_ownership"),
            models.CheckConstraint(condition=Q(size__in=Size.values), name="enterprise_size"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="enterprise_of_another"),
            models.CheckConstraint(
                condition=Q(parent=None, stake="") | Q(parent__isnull=False, stake__in=Stake.values), name="enterprise_stake_in_a_parent"
            ),
            models.CheckConstraint(condition=~Q(state="closed") | Q(closed_on__isnull=False), name="enterprise_closed_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:enterprise", args=[self.pk])

    @property
    def name(self) -> str:
        """Its full name."""
        return self.organisation.name

    @property
    def credit_code(self) -> str:
        """Its unified social credit code (USCC)."""
        return self.organisation.credit_code

    @property
    def division_code(self) -> str:
        """The county in which it is registered."""
        return self.organisation.division_code

    @property
    def opened_on(self) -> date | None:
        """Since when it exists; ``None``: long ago."""
        return self.organisation.founded_on

    def exists_on(self, day: date) -> bool:
        """Whether it had opened and not closed on a day (a suspended firm exists)."""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)


class Site(models.Model):
    """A place where a firm works (厂区、门店、工地): posts and bases lie at a site. ``until``: the last day."""

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="sites", verbose_name=_("企业"))
    name = models.CharField(_("场所名称"), max_length=80)
    division_code = models.CharField(_("行政区划代码"), max_length=6)
    address = models.CharField(_("地址"), max_length=160)
    is_main = models.BooleanField(_("主要经营场所"), default=False)
    since = models.DateField(_("启用日期"), null=True, blank=True)
    until = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("经营场所")
        verbose_name_plural = _("经营场所")
        ordering = ["enterprise", "-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], condition=Q(until=None), name="site_once"),
            models.UniqueConstraint(fields=["enterprise"], condition=Q(is_main=True, until=None), name="site_one_main"),
            models.CheckConstraint(condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="site_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The enterprise's page."""
        return f"{reverse('enterprises:enterprise', args=[self.enterprise_id])}#sites"

    def is_open(self, day: date) -> bool:
        """Whether it is in use on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class PostKind(models.Model):
    """A kind of post at a firm (数控操作工): what the 20 % cap counts together. ``occupation_code`` where the firm knows it."""

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="post_kinds", verbose_name=_("企业"))
    name = models.CharField(_("岗位类别"), max_length=60)
    occupation_code = models.CharField(_("职业代码"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("岗位类别")
        verbose_name_plural = _("岗位类别")
        ordering = ["enterprise", "name"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="post_kind_once")]

    def __str__(self) -> str:
        return self.name
