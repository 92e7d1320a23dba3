"""Outcomes: the types the bank knows, what a learner attained of them, and the papers that show it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models.amounts import shown, units_of_hours
from baigong.contexts.credit_bank.models.kinds import OutcomeKind, evidence_choices, outcome_kind, outcome_kind_choices
from baigong.contexts.credit_bank.models.people import Learner
from baigong.kernel.papers import Paper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class OutcomeTypeState(models.TextChoices):
    """起草 → 公布 → 停用."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")
    RETIRED = "retired", _("已停用")


class OutcomeType(models.Model):
    """A kind of thing that can be learnt, of one issuer: a course, a certificate at a level, a training.

    ``credits`` (units) is what one outcome is recognised with; empty: by its hours, at the hours a credit of the day it was attained.
    ``family`` says whose levels are compared: of one family a higher level replaces a lower one. ``valid_years``: empty for ever.
    """

    privacy = NOT_PERSONAL

    kind = models.CharField(_("成果类别"), max_length=20, choices=outcome_kind_choices)
    code = models.CharField(_("成果代码"), max_length=40, unique=True)
    title = models.CharField(_("成果名称"), max_length=120)
    issuer = models.CharField(_("颁发单位"), max_length=120)
    issuer_body = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("颁发单位（名录）")
    )
    family = models.CharField(_("同类归并"), max_length=60, blank=True)
    level = models.CharField(pgettext_lazy("学习成果", "级别"), max_length=12, blank=True)
    hours = models.PositiveIntegerField(_("学时"), null=True, blank=True)
    credits = models.PositiveIntegerField(_("认定学分（百分之一学分）"), null=True, blank=True)
    valid_years = models.PositiveSmallIntegerField(_("有效年数"), null=True, blank=True)
    programme_code = models.CharField(_("对应专业代码"), max_length=10, blank=True)
    occupation_code = models.CharField(_("对应职业代码"), max_length=20, blank=True)
    since = models.DateField(_("起用日期"))
    until = models.DateField(_("停用日期"), null=True, blank=True)
    basis = models.CharField(_("依据文件"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=OutcomeTypeState.choices, default=OutcomeTypeState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("成果目录")
        verbose_name_plural = _("成果目录")
        ordering = ["kind", "code"]
        constraints = [
            states_constraint(OutcomeTypeState, name="outcome_type_state"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="outcome_type_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.level}）" if self.level else self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:outcome-type", args=[self.pk])

    @property
    def declared(self) -> OutcomeKind:
        """Its kind as the rulebook has it."""
        return outcome_kind(self.kind)

    @property
    def credits_text(self) -> str:
        """The credits as people write them; empty where they follow from the hours."""
        return shown(self.credits) if self.credits is not None else ""

    def is_used_on(self, day: date) -> bool:
        """Whether outcomes of ``day`` may name it."""
        return self.state != OutcomeTypeState.DRAFT and self.since <= day and (self.until is None or day <= self.until)


class OutcomeBatch(models.Model):
    """Outcomes that an issuer posted together. ``key`` is the issuer's own: the same key with the same ``digest`` is the same batch.

    ``register_batch``: the return of the school's register whose rows they are.
    """

    privacy = NOT_PERSONAL

    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("存入单位"))
    key = models.CharField(_("批次键"), max_length=80)
    digest = models.CharField(_("内容摘要"), max_length=64)
    decision = models.CharField(_("决定文号或说明"), max_length=200)
    count = models.PositiveIntegerField(_("条数"))
    register_batch = models.ForeignKey(
        "registers.Batch", models.PROTECT, null=True, blank=True, related_name="outcome_batches", verbose_name=_("报送批次")
    )
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("存入人"))
    posted_at = models.DateTimeField(_("存入时间"))

    class Meta:
        verbose_name = _("成果批次")
        verbose_name_plural = _("成果批次")
        ordering = ["-posted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["body", "key"], name="outcome_batch_once")]

    def __str__(self) -> str:
        return self.key


class OutcomeState(models.TextChoices):
    """草稿 → 申报 → 认定 → 撤销."""

    DRAFT = "draft", _("草稿")
    CLAIMED = "claimed", _("待审核")
    RETURNED = "returned", _("已退回补正")
    RECOGNISED = "recognised", _("已认定")
    REJECTED = "rejected", _("不予认定")
    REVOKED = "revoked", _("已撤销")
    DROPPED = "dropped", _("已放弃")


UNCLAIMED = (OutcomeState.DRAFT, OutcomeState.REJECTED, OutcomeState.DROPPED)
"""In these an outcome stands in no account: its certificate may be claimed, by whomever."""


class Outcome(models.Model):
    """What one learner attained, claimed by the learner or posted by a school; recognised, it is in the ledger with ``credits`` units.

    ``reviewer`` is the body that decides. ``number`` is the certificate's: of one type one
    learner's; of a revoked one the register alone may enter it anew. ``expires_on``: the last valid day.
    ``source_row``: the row (from 1) of the return that its batch names.
    """

    privacy = {
        "learner": Personal("学习成果归属", "终身", "本人、办理单位、学分银行"),
        "number": Personal("证书核对", "终身", "本人、办理单位、学分银行"),
        "grade": Personal("成绩", "终身", "本人、办理单位、学分银行"),
        "note": Personal("申报说明", "终身", "本人、办理单位、学分银行"),
    }

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="outcomes", verbose_name=_("学分账户"))
    type = models.ForeignKey(OutcomeType, models.PROTECT, related_name="outcomes", verbose_name=_("成果"))
    reviewer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("认定单位"))
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    attained_on = models.DateField(_("取得日期"))
    expires_on = models.DateField(_("有效期止"), null=True, blank=True)
    hours = models.PositiveIntegerField(_("学时"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("月数"), null=True, blank=True)
    grade = models.CharField(_("成绩"), max_length=20, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    credits = models.PositiveIntegerField(_("认定学分（百分之一学分）"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=OutcomeState.choices, default=OutcomeState.DRAFT)
    decided_on = models.DateField(_("认定日期"), null=True, blank=True)
    decision = models.CharField(_("决定文号或说明"), max_length=200, blank=True)
    batch = models.ForeignKey(
        "OutcomeBatch", models.PROTECT, null=True, blank=True, related_name="outcomes", editable=False, verbose_name=_("批次")
    )
    source_row = models.PositiveIntegerField(_("报送批次中的行号"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("学习成果")
        verbose_name_plural = _("学习成果")
        ordering = ["-attained_on", "-pk"]
        indexes = [
            models.Index(fields=["state", "reviewer"], name="outcome_waiting"),
            # With what tells whose it is: the list of one school is read off the index, past those of the others.
            models.Index(fields=["-updated_at", "-id", "reviewer", "learner", "state"], name="outcome_latest"),
            models.Index(fields=["state", "-updated_at", "-id"], name="outcome_latest_in_state"),
            models.Index(fields=["number"], condition=~Q(number=""), name="outcome_by_number"),
        ]
        constraints = [
            states_constraint(OutcomeState, name="outcome_state"),
            models.UniqueConstraint(
                fields=["type", "number"],
                condition=~Q(number="") & ~Q(state__in=["draft", "rejected", "dropped", "revoked"]),
                name="outcome_number_once",
            ),
            models.UniqueConstraint(
                fields=["learner", "type", "attained_on"],
                condition=Q(number="") & ~Q(state__in=["draft", "rejected", "dropped"]),
                name="outcome_without_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recognised", "revoked"]) | (Q(credits__isnull=False) & Q(decided_on__isnull=False)),
                name="outcome_recognised_with_credits",
            ),
            models.CheckConstraint(condition=Q(expires_on=None) | Q(expires_on__gte=F("attained_on")), name="outcome_dates"),
        ]

    def __str__(self) -> str:
        return str(self.type)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:outcome", args=[self.pk])

    @property
    def due_credits(self) -> int | None:
        """Units it is to be recognised with: the type's, else by hours at the rate of the day it was attained; ``None``: to be decided."""
        if self.type.credits is not None:
            return self.type.credits
        hours = self.hours if self.hours is not None else self.type.hours
        return None if hours is None else units_of_hours(hours, self.attained_on)

    @property
    def credits_text(self) -> str:
        """The credits it was recognised with as people write them; empty before."""
        return shown(self.credits) if self.credits is not None else ""

    def is_valid_on(self, day: date) -> bool:
        """Whether it stands on ``day``: recognised, attained by then, not run out."""
        return self.state == OutcomeState.RECOGNISED and self.attained_on <= day and (self.expires_on is None or day <= self.expires_on)


class OutcomeEvidence(Paper):
    """A paper of an outcome. ``credential``: the signed credential that its file carries, by ``credential_hash`` known again anywhere."""

    privacy = {
        "file": Personal("学习成果佐证", "终身", "本人、办理单位、学分银行；读取留痕"),
        "credential": Personal("核验成果申报所附的电子凭证", "终身", "本人、办理单位、学分银行"),
    }

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="evidence", verbose_name=_("学习成果"))
    kind = models.CharField(_("材料类别"), max_length=14, choices=evidence_choices)
    file = models.FileField(_("文件"), upload_to="outcomes/%Y/")
    credential = models.TextField(_("内含的电子凭证"), blank=True, editable=False)
    credential_hash = models.CharField(_("电子凭证标识摘要"), max_length=64, blank=True, db_index=True, editable=False)

    class Meta(Paper.Meta):
        verbose_name = _("成果佐证")
        verbose_name_plural = _("成果佐证")
        constraints = [models.UniqueConstraint(fields=["outcome", "sha256"], name="outcome_evidence_once")]
