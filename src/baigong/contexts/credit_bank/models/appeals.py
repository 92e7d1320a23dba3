"""Appeals: a learner does not agree with what was decided, and somebody who did not decide looks at it again."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.conversions import Conversion
from baigong.contexts.credit_bank.models.kinds import evidence_choices
from baigong.contexts.credit_bank.models.ledger import Posting
from baigong.contexts.credit_bank.models.outcomes import Outcome
from baigong.contexts.credit_bank.models.people import Guardian, Learner
from baigong.kernel.papers import Paper
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class AppealKind(models.TextChoices):
    """What is appealed against."""

    REJECTED = "rejected", _("不予认定")
    REVOKED = "revoked", _("撤销认定")
    REFUSED = "refused", _("不同意转换")
    PARTLY = "partly", _("转换结果")
    UNDONE = "undone", _("撤销转换")
    POSTING = "posting", _("记账")


class AppealState(models.TextChoices):
    """提出 → 受理 → 复核 → 决定."""

    LODGED = "lodged", _("待受理")
    NOT_ADMITTED = "not_admitted", _("不予受理")
    ACCEPTED = "accepted", _("已受理")
    REVIEWING = "reviewing", _("复核中")
    UPHELD = "upheld", _("维持原决定")
    CHANGED = "changed", _("变更原决定")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN = (AppealState.LODGED, AppealState.ACCEPTED, AppealState.REVIEWING)
ANSWERED = (AppealState.NOT_ADMITTED, AppealState.UPHELD, AppealState.CHANGED)
_ONE = ("outcome", "conversion", "posting")


class Appeal(models.Model):
    """One appeal, against one outcome, conversion or posting as it was decided on ``contested_on``; ``contested`` says it in words.

    ``body`` decided; ``reviewer`` looks at it again. ``guardian``: who lodged it for a minor. ``late_reason``: why it came after the term.
    ``answer`` and ``document`` are the letter's. ``renewed``: the application that is decided anew because of it.
    """

    privacy = {
        "learner": Personal("申诉复核", "终身", "本人、作出决定的单位、学分银行"),
        "guardian": Personal("监护人代为申诉", "成年后3年", "本人、学分银行"),
        "statement": Personal("申诉复核", "终身", "本人、作出决定的单位、学分银行"),
        "asked": Personal("申诉复核", "终身", "本人、作出决定的单位、学分银行"),
        "late_reason": Personal("申诉复核", "终身", "本人、学分银行"),
        "contested": Personal("申诉复核", "终身", "本人、作出决定的单位、学分银行"),
        "answer": Personal("复核答复", "终身", "本人、作出决定的单位、学分银行"),
    }

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="appeals", verbose_name=_("学分账户"))
    kind = models.CharField(_("申诉事项"), max_length=8, choices=AppealKind.choices)
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name=_("学习成果"))
    conversion = models.ForeignKey(Conversion, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name=_("学分转换"))
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("记账"))
    body = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("作出决定的单位")
    )
    contested = models.CharField(_("原决定"), max_length=400)
    contested_on = models.DateField(_("原决定日期"))
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("监护人"))
    statement = models.TextField(_("事实和理由"), max_length=2000)
    asked = models.CharField(_("请求"), max_length=300)
    late_reason = models.CharField(_("逾期原因"), max_length=300, blank=True)
    lodged_on = models.DateField(_("提出日期"))
    admit_by = models.DateField(_("受理期限"))
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    answer_by = models.DateField(_("复核期限"), null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("复核人")
    )
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    document = models.CharField(_("复核决定文号"), max_length=120, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    renewed = models.ForeignKey(Conversion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("重新办理的转换"))
    state = models.CharField(_("状态"), max_length=12, choices=AppealState.choices, default=AppealState.LODGED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提交人"))
    created_at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("申诉")
        verbose_name_plural = _("申诉")
        ordering = ["-created_at", "-pk"]
        constraints = [
            states_constraint(AppealState, name="appeal_state"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, conversion=None, posting=None)
                | Q(outcome=None, conversion__isnull=False, posting=None)
                | Q(outcome=None, conversion=None, posting__isnull=False),
                name="appeal_against_one",
            ),
            *(models.UniqueConstraint(fields=[one], condition=Q(state__in=OPEN), name=f"appeal_open_once_{one}") for one in _ONE),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | (Q(answered_on__isnull=False) & ~Q(answer="")), name="appeal_answered_with_words"
            ),
            models.CheckConstraint(condition=~Q(state__in=["upheld", "changed"]) | ~Q(document=""), name="appeal_decided_by_document"),
        ]

    def __str__(self) -> str:
        return str(_("%(who)s对“%(what)s”的申诉") % {"who": self.learner.name, "what": self.get_kind_display()})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:appeal", args=[self.pk])

    @property
    def subject(self) -> Outcome | Conversion | Posting:
        """What is appealed against."""
        found = self.outcome or self.conversion or self.posting
        assert found is not None
        return found

    @property
    def due_on(self) -> date | None:
        """The next date somebody owes."""
        return {AppealState.LODGED: self.admit_by, AppealState.ACCEPTED: self.answer_by, AppealState.REVIEWING: self.answer_by}.get(
            AppealState(self.state)
        )


class AppealPaper(Paper):
    """A paper of an appeal."""

    privacy = {"file": Personal("申诉材料", "终身", "本人、作出决定的单位、学分银行；读取留痕")}

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="evidence", verbose_name=_("申诉"))
    kind = models.CharField(_("材料类别"), max_length=14, choices=evidence_choices)
    file = models.FileField(_("文件"), upload_to="appeals/%Y/")

    class Meta(Paper.Meta):
        verbose_name = _("申诉材料")
        verbose_name_plural = _("申诉材料")
        constraints = [models.UniqueConstraint(fields=["appeal", "sha256"], name="appeal_paper_once")]
