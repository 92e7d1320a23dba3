"""Mutual recognition: what schools agreed on (课程互选、学分互认), by which document, in which direction, at what rate and up to what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.amounts import shown
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint

WHOLE = 1000
"""A rate in thousandths: credits for credits. More would make credits of nothing."""
GENERAL, VOCATIONAL = {"general_school"}, {"secondary_school", "college"}
"""Kinds of bodies that are schools."""


class AgreementKind(models.TextChoices):
    """Between whom: it follows from what the parties are."""

    GENERAL_VOCATIONAL = "general", _("普职之间")
    SCHOOLS = "schools", _("学校之间")
    COMMUNITY = "community", _("学校与社区")


def kind_among(bodies: Iterable[str]) -> AgreementKind:
    """Between whom an agreement is, from the kinds of its bodies.

    >>> kind_among(["general_school", "secondary_school"]).value, kind_among(["college", "institution"]).value
    ('general', 'community')
    """
    kinds = set(bodies)
    if kinds - GENERAL - VOCATIONAL:
        return AgreementKind.COMMUNITY
    return AgreementKind.GENERAL_VOCATIONAL if kinds & GENERAL and kinds & VOCATIONAL else AgreementKind.SCHOOLS


class AgreementState(models.TextChoices):
    """起草 → 各方同意 → 凭文号生效 → 期满或解除."""

    DRAFT = "draft", _("草稿")
    RETURNED = "returned", _("已退回修改")
    PROPOSED = "proposed", _("待各方同意")
    AGREED = "agreed", _("待登记文号")
    IN_FORCE = "in_force", _("执行中")
    ENDED = "ended", _("已期满")
    TERMINATED = "terminated", _("已解除")
    DROPPED = "dropped", _("已放弃")


class RecognitionAgreement(models.Model):
    """What two or more bodies agreed. Every amount in it is theirs: ``rate_permille`` thousandths of a course's credits are recognised at
    home, ``ceiling`` units for one pupil in all, ``term_ceiling`` units of courses for one pupil in one term (empty: none was agreed).
    """

    privacy = NOT_PERSONAL

    proposer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("起草单位"))
    title = models.CharField(_("协议名称"), max_length=120)
    kind = models.CharField(_("互认类型"), max_length=10, choices=AgreementKind.choices, editable=False)
    since = models.DateField(_("协议起"))
    until = models.DateField(_("协议止"))
    rate_permille = models.PositiveSmallIntegerField(_("认定比例（千分比）"))
    ceiling = models.PositiveIntegerField(_("每人认定上限（百分之一学分）"), null=True, blank=True)
    term_ceiling = models.PositiveIntegerField(_("每人每学期选课上限（百分之一学分）"), null=True, blank=True)
    terms = models.CharField(_("约定事项"), max_length=500, blank=True)
    document = models.CharField(_("协议文号"), max_length=60, blank=True)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=AgreementState.choices, default=AgreementState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("互认协议")
        verbose_name_plural = _("互认协议")
        ordering = ["-since", "-pk"]
        constraints = [
            states_constraint(AgreementState, name="agreement_state"),
            models.CheckConstraint(condition=Q(kind__in=AgreementKind.values), name="agreement_kind"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="agreement_dates"),
            models.CheckConstraint(condition=Q(rate_permille__gt=0, rate_permille__lte=WHOLE), name="agreement_rate"),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "ended", "terminated"]) | (~Q(document="") & Q(signed_on__isnull=False)),
                name="agreement_by_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:agreement", args=[self.pk])

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return self.state == AgreementState.IN_FORCE and self.since <= day <= self.until

    def recognised(self, units: int) -> int:
        """Units recognised at home for a course of ``units``, the rest of a unit dropped."""
        return units * self.rate_permille // WHOLE

    @property
    def rate_text(self) -> str:
        """The rate in per cent as people write it."""
        whole, tenth = divmod(self.rate_permille, 10)
        return f"{whole}.{tenth}%" if tenth else f"{whole}%"

    @property
    def ceiling_text(self) -> str:
        """The ceiling as people write it; empty for none."""
        return shown(self.ceiling) if self.ceiling is not None else ""

    @property
    def term_ceiling_text(self) -> str:
        """The ceiling of a term as people write it; empty for none."""
        return shown(self.term_ceiling) if self.term_ceiling is not None else ""


class PartyState(models.TextChoices):
    """What a party says."""

    PENDING = "pending", _("待答复")
    AGREED = "agreed", _("已同意")
    DECLINED = "declined", _("不同意")


class AgreementParty(models.Model):
    """One body of an agreement. ``offers``: it opens courses to the others' pupils; ``takes``: its pupils choose the others' courses."""

    privacy = NOT_PERSONAL

    agreement = models.ForeignKey(RecognitionAgreement, models.CASCADE, related_name="parties", verbose_name=_("互认协议"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    offers = models.BooleanField(_("开放课程"), default=True)
    takes = models.BooleanField(_("学生可选课"), default=True)
    state = models.CharField(_("答复"), max_length=10, choices=PartyState.choices, default=PartyState.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    decided_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("协议一方")
        verbose_name_plural = _("协议各方")
        ordering = ["pk"]
        constraints = [
            states_constraint(PartyState, name="agreement_party_state"),
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreement_party_once"),
            models.CheckConstraint(condition=Q(offers=True) | Q(takes=True), name="agreement_party_does_something"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}（{self.organisation}）"

    def get_absolute_url(self) -> str:
        """The agreement's page."""
        return reverse("credit_bank:agreement", args=[self.agreement_id])
