"""Bodies in a tree, their names over time, who follows whom, and what collective names mean."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.identifiers import check_credit_code
from baigong.contexts.organisations.models.spans import contains
from baigong.kernel.privacy import NOT_PERSONAL


class OrganisationKind(models.TextChoices):
    """What a body is. The kinds are those a city's plan speaks of."""

    CITY = "city", _("市级政府")
    PARTY_BODY = "party_body", _("党委部门")
    DEPARTMENT = "department", _("政府部门")
    AGENCY = "agency", _("垂直管理及驻地单位")
    INSTITUTION = "institution", _("事业单位")
    MASS_ORGANISATION = "mass_organisation", _("群团组织")
    COUNTY = "county", _("县区政府")
    COUNTY_BUREAU = "county_bureau", _("县区部门")
    SECONDARY_SCHOOL = "secondary_school", _("中等职业学校")
    COLLEGE = "college", _("高等职业院校")
    GENERAL_SCHOOL = "general_school", _("普通高中")
    ENTERPRISE = "enterprise", _("企业")
    BASE = "base", _("基地")
    SOCIETY = "society", _("社会组织")
    SUPERIOR = "superior", _("上级及外地单位")


SCHOOL_KINDS = (OrganisationKind.SECONDARY_SCHOOL, OrganisationKind.COLLEGE)
"""Vocational schools: those that return data on the national standard and whose conditions count. General ones are no part of that."""


class Organisation(models.Model):
    """A body. ``path`` is its place in the tree (ids of its ancestors and itself, each ended by a full stop).

    ``name`` is the present name; earlier ones are ``OrganisationName`` rows. A body that ended keeps its row with ``ended_on``.
    """

    privacy = NOT_PERSONAL

    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级"))
    path = models.CharField(_("路径"), max_length=120, unique=True, editable=False, db_index=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, validators=[check_credit_code])
    moe_code = models.CharField(_("学校标识码"), max_length=10, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    ended_on = models.DateField(_("撤并日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=500)

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["credit_code"], condition=~Q(credit_code=""), name="organisation_credit_code"),
            models.UniqueConstraint(fields=["name"], condition=Q(ended_on=None), name="organisation_living_name"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(founded_on=None) | Q(ended_on__gte=F("founded_on")),
                                   name="organisation_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        """The body's page."""
        return reverse("organisations:organisation", args=[self.pk])

    def clean(self) -> None:
        """A parent may not stand below its own child."""
        if self.pk and self.parent is not None and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": _("上级不能是本机构或其下级。")})

    @property
    def is_living(self) -> bool:
        """Whether nobody has ended the body, whatever the day."""
        return self.ended_on is None

    def exists_on(self, day: date) -> bool:
        """Whether the body exists on a day. ``ended_on`` is its last day; an unknown beginning is long ago."""
        return contains((self.founded_on, self.ended_on), day)


class OrganisationName(models.Model):
    """A former name, borne until ``until_on`` (its last day); the rename is an act with a basis (a document, a reform plan)."""

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names", verbose_name=_("机构"))
    name = models.CharField(_("名称"), max_length=120)
    from_on = models.DateField(_("起"), null=True, blank=True)
    until_on = models.DateField(_("止"))
    basis = models.CharField(_("更名依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("名称沿革")
        verbose_name_plural = _("名称沿革")
        ordering = ["until_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(from_on=None) | Q(until_on__gte=F("from_on")), name="former_name_ends_after_start"),
            models.UniqueConstraint(fields=["organisation", "until_on"], name="former_name_ends_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(models.Model):
    """Another way documents write a body's name: 市发委 and 市发展改革委 are one body."""

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases", verbose_name=_("机构"))
    name = models.CharField(_("写法"), max_length=120, unique=True)
    source = models.CharField(_("出处"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = _("别名")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SuccessionKind(models.TextChoices):
    """How one body's duties came to another."""

    REORGANISED = "reorganised", _("改组")
    MERGED = "merged", _("并入")
    SPLIT = "split", _("拆分")


class Succession(models.Model):
    """From ``on``, the successor bears the duties of the predecessor (市扶贫办 → 市乡村振兴局)."""

    privacy = NOT_PERSONAL

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions", verbose_name=_("原机构"))
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances", verbose_name=_("承接机构"))
    kind = models.CharField(_("方式"), max_length=12, choices=SuccessionKind.choices)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("机构承接")
        verbose_name_plural = _("机构承接")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Collective(models.Model):
    """A collective name in documents (各县区，各职业院校) and the rule that says whom it means on a day.

    ``writings`` are other ways to write it; ``kinds`` and ``within`` (the subtree of a body) say who is meant.
    """

    privacy = NOT_PERSONAL

    name = models.CharField(_("统称"), max_length=60, unique=True)
    writings = models.JSONField(_("其他写法"), default=list, blank=True)
    kinds = models.JSONField(_("机构类别"), default=list)
    within = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("范围"))

    class Meta:
        verbose_name = _("统称")
        verbose_name_plural = _("统称")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
