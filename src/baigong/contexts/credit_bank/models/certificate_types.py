"""Certificates of the 1+X kind: who assesses, the certificates with their levels, the versions of their standards with the modules.

A level is linked to an entry of the catalogue of outcomes: by that a certificate reaches an account. Levels are 初级, 中级, 高级
and nothing else (X01): the state's skill levels are another kind of outcome and are never read into them.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.kinds import outcome_kind
from baigong.contexts.credit_bank.models.outcomes import OutcomeType
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint

X_KIND = "x_certificate"
"""The kind of outcome that a certificate of a level is."""


def level_choices() -> list[tuple[str, str]]:
    """The levels a certificate may have, from the lowest (X01)."""
    return [(level, level) for level in outcome_kind(X_KIND).levels]


class BodyState(models.TextChoices):
    """未列入 → 在国家目录 → 已移出."""

    UNLISTED = "unlisted", _("未列入国家目录")
    LISTED = "listed", _("在国家目录")
    DELISTED = "delisted", _("已移出国家目录")


class TrainingBody(models.Model):
    """A training-evaluation body. ``listed_on`` is its first day on the national list, ``delisted_on`` the first day it is off it again."""

    privacy = NOT_PERSONAL

    name = models.CharField(_("名称"), max_length=120, unique=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("本市机构")
    )
    batch = models.PositiveSmallIntegerField(_("招募批次"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=BodyState.choices, default=BodyState.UNLISTED)
    listed_on = models.DateField(_("列入日期"), null=True, blank=True)
    listed_by = models.CharField(_("列入文件"), max_length=120, blank=True)
    delisted_on = models.DateField(_("移出日期"), null=True, blank=True)
    delisted_by = models.CharField(_("移出文件"), max_length=120, blank=True)
    delisted_reason = models.CharField(_("移出原因"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("培训评价组织")
        verbose_name_plural = _("培训评价组织")
        ordering = ["batch", "name"]
        constraints = [
            states_constraint(BodyState, name="training_body_state"),
            models.CheckConstraint(condition=Q(state=BodyState.UNLISTED) | Q(listed_on__isnull=False), name="training_body_listed"),
            models.CheckConstraint(
                condition=~Q(state=BodyState.DELISTED) | (Q(delisted_on__isnull=False) & ~Q(delisted_reason="")),
                name="training_body_delisted",
            ),
            models.CheckConstraint(condition=Q(delisted_on=None) | Q(delisted_on__gt=F("listed_on")), name="training_body_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-body", args=[self.pk])

    def is_listed_on(self, day: date) -> bool:
        """Whether it stood on the national list on ``day``."""
        return self.listed_on is not None and self.listed_on <= day and (self.delisted_on is None or day < self.delisted_on)

    def standing_on(self, day: date) -> str:
        """How it stands on ``day``, whatever is entered for days to come."""
        if self.is_listed_on(day):
            return BodyState.LISTED
        left = self.delisted_on is not None and self.delisted_on <= day
        return BodyState.DELISTED if left else BodyState.UNLISTED

    def coming_after(self, day: date) -> str:
        """What is entered for a day after ``day``, in words; empty where nothing is."""
        if self.listed_on is not None and day < self.listed_on:
            return gettext("自%(day)s起列入国家目录") % {"day": self.listed_on.isoformat()}
        if self.delisted_on is not None and day < self.delisted_on:
            return gettext("自%(day)s起移出国家目录") % {"day": self.delisted_on.isoformat()}
        return ""


class CertificateState(models.TextChoices):
    """草稿 → 在用 → 已停用."""

    DRAFT = "draft", _("草稿")
    OPEN = "open", _("在用")
    CLOSED = "closed", _("已停用")


class CertificateType(models.Model):
    """A certificate of one body. ``since``: first day it is in use here; ``closed_on``: first day on which nothing new begins.

    ``listed_on`` is its day on the national list; a certificate of a local standard has none until the standard is published there.
    What was issued stays valid whatever becomes of the body or of the certificate.
    """

    privacy = NOT_PERSONAL

    body = models.ForeignKey(TrainingBody, models.PROTECT, related_name="certificates", verbose_name=_("培训评价组织"))
    code = models.CharField(_("证书代码"), max_length=20, unique=True)
    title = models.CharField(_("证书名称"), max_length=80)
    state = models.CharField(_("状态"), max_length=8, choices=CertificateState.choices, default=CertificateState.DRAFT)
    since = models.DateField(_("启用日期"))
    listed_on = models.DateField(_("列入国家目录日期"), null=True, blank=True)
    listed_by = models.CharField(_("列入文件"), max_length=120, blank=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)
    closed_reason = models.CharField(_("停用原因"), max_length=200, blank=True)
    caution = models.CharField(_("存疑之处"), max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("证书目录")
        verbose_name_plural = _("证书目录")
        ordering = ["code"]
        constraints = [
            states_constraint(CertificateState, name="certificate_type_state"),
            models.CheckConstraint(
                condition=~Q(state=CertificateState.CLOSED) | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="certificate_type_closed",
            ),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("since")), name="certificate_type_dates"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-type", args=[self.pk])

    @property
    def is_local(self) -> bool:
        """Whether it never came onto the national list."""
        return self.listed_on is None

    @property
    def scope_text(self) -> str:
        """National or local, in words."""
        return gettext("地方证书") if self.is_local else gettext("国家目录")

    def why_closed_on(self, day: date) -> str:
        """Why nothing new may begin on ``day`` (places, classes, registrations); empty where it may. Issued certificates do not ask."""
        if self.state == CertificateState.DRAFT:
            return gettext("“%(title)s”还没有启用。") % {"title": self}
        if day < self.since:
            return gettext("“%(title)s”自%(day)s起启用。") % {"title": self, "day": self.since.isoformat()}
        if self.closed_on is not None and self.closed_on <= day:
            facts = {"title": self, "day": self.closed_on.isoformat(), "why": self.closed_reason}
            return gettext("“%(title)s”自%(day)s起停用（%(why)s），不再开新班、新考次；已发的证书仍然有效。") % facts
        if self.listed_on is None or day < self.listed_on:
            return self._why_not_tried_on(day)
        if self.body.is_listed_on(day):
            return ""
        if self.body.delisted_on is not None and self.body.delisted_on <= day:
            facts = {"body": self.body, "day": self.body.delisted_on.isoformat(), "why": self.body.delisted_reason}
            return gettext("“%(body)s”自%(day)s起移出国家目录（%(why)s），不再开新班、新考次；已发的证书仍然有效。") % facts
        return gettext("“%(body)s”当日不在国家目录。") % {"body": self.body}

    def _why_not_tried_on(self, day: date) -> str:
        """A local certificate is used while its standard is on trial."""
        last = self.local_standard.trial_until if hasattr(self, "local_standard") else None
        if last is None or day <= last:
            return ""
        facts = {"title": self, "day": last.isoformat()}
        return gettext("地方标准“%(title)s”的试行已于%(day)s结束，不再开新班、新考次；已发的证书仍然有效。") % facts

    def version_on(self, day: date) -> StandardVersion | None:
        """The version of the standard in force on ``day``."""
        return next((one for one in self.versions.all() if one.holds_on(day)), None)


class CertificateLevel(models.Model):
    """One level of a certificate. ``outcome_type`` is what a holder's account takes in; without it a certificate cannot be posted."""

    privacy = NOT_PERSONAL

    certificate = models.ForeignKey(CertificateType, models.CASCADE, related_name="levels", verbose_name=_("证书"))
    level = models.CharField(pgettext_lazy("学习成果", "级别"), max_length=4, choices=level_choices)
    rank = models.PositiveSmallIntegerField(_("级次"), editable=False)
    outcome_type = models.OneToOneField(
        OutcomeType, models.PROTECT, null=True, blank=True, related_name="certificate_level", verbose_name=_("成果目录")
    )

    class Meta:
        verbose_name = _("证书等级")
        verbose_name_plural = _("证书等级")
        ordering = ["certificate__code", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "level"], name="certificate_level_once"),
            models.CheckConstraint(condition=Q(rank__gt=0), name="certificate_level_ranked"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate.title}（{self.level}）"

    def get_absolute_url(self) -> str:
        """The page of its certificate."""
        return self.certificate.get_absolute_url()


class StandardVersion(models.Model):
    """A version of the standard a certificate is assessed by; of one certificate one is in force on a day. ``until``: its last day."""

    privacy = NOT_PERSONAL

    certificate = models.ForeignKey(CertificateType, models.CASCADE, related_name="versions", verbose_name=_("证书"))
    version = models.CharField(_("标准版次"), max_length=20)
    since = models.DateField(_("执行日期"))
    until = models.DateField(_("执行至"), null=True, blank=True)
    document = models.CharField(_("标准文件"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("标准版次")
        verbose_name_plural = _("标准版次")
        ordering = ["certificate__code", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "version"], name="standard_version_once"),
            models.UniqueConstraint(fields=["certificate", "since"], name="standard_version_day_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="standard_version_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate.title} {self.version}"

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


class StandardModule(models.Model):
    """A module of a standard at one level, with the hours it asks for."""

    privacy = NOT_PERSONAL

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="modules", verbose_name=_("标准版次"))
    level = models.CharField(pgettext_lazy("学习成果", "级别"), max_length=4, choices=level_choices)
    rank = models.PositiveSmallIntegerField(_("级次"), editable=False)
    code = models.CharField(_("模块代码"), max_length=20)
    title = models.CharField(_("模块名称"), max_length=80)
    hours = models.PositiveSmallIntegerField(_("学时"))

    class Meta:
        verbose_name = _("标准模块")
        verbose_name_plural = _("标准模块")
        ordering = ["version", "rank", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "level", "code"], name="standard_module_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="standard_module_hours"),
        ]

    def __str__(self) -> str:
        return self.title


class CertificateLink(models.Model):
    """A programme or an occupation that a certificate belongs to, by its code. ``part``: the education level of a programme."""

    privacy = NOT_PERSONAL

    certificate = models.ForeignKey(CertificateType, models.CASCADE, related_name="links", verbose_name=_("证书"))
    scheme = models.CharField(
        _("代码表"), max_length=12, choices=[("programmes", _("职业教育专业目录")), ("occupations", _("职业分类"))]
    )  # fmt: skip
    part = models.CharField(_("层次"), max_length=20, blank=True)
    code = models.CharField(_("代码"), max_length=20)

    class Meta:
        verbose_name = _("证书对应")
        verbose_name_plural = _("证书对应")
        ordering = ["certificate__code", "-scheme", "-part", "code"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "scheme", "part", "code"], name="certificate_link_once"),
            models.CheckConstraint(condition=Q(scheme__in=["programmes", "occupations"]), name="certificate_link_scheme"),
        ]

    def __str__(self) -> str:
        return self.code
