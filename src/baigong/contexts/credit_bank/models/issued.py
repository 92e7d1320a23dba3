"""The register of certificates: who holds which, at which level, under which number; and what was revoked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.assessments import AssessmentBatch, AssessmentEntry
from baigong.contexts.credit_bank.models.outcomes import Outcome
from baigong.contexts.credit_bank.models.people import Learner
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class IssuedState(models.TextChoices):
    """颁发 → 撤销."""

    ISSUED = "issued", _("有效")
    REVOKED = "revoked", _("已撤销")


class IssuedCertificate(models.Model):
    """A certificate that a passed assessment led to. It stands in the account as ``outcome``; ``registrar`` entered it.

    One that was entered wrongly is revoked and entered anew: of an assessment one stands at a time, and so of a number. What was revoked
    stays in the register.

    Numbers are the issuing body's own: two bodies may use the same, one body may not. ``holder`` is the name on the certificate,
    ``former_holder`` the one it bore before the holder's name changed.
    """

    privacy = {
        "learner": Personal("证书登记", "终身", "本人、学校、学分银行"),
        "number": Personal("证书核对", "终身", "本人、学校、学分银行"),
        "holder": Personal("证书登记", "终身", "本人、学校、学分银行"),
        "former_holder": Personal("更名以后仍可核对证书", "终身", "本人、学校、学分银行"),
        "name_document": Personal("更名依据", "终身", "本人、学校、学分银行"),
    }

    body = models.ForeignKey("TrainingBody", models.PROTECT, related_name="issued", verbose_name=_("培训评价组织"))
    number = models.CharField(_("证书编号"), max_length=60)
    entry = models.ForeignKey(AssessmentEntry, models.PROTECT, related_name="certificates", verbose_name=_("考核报名"))
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="certificates", verbose_name=_("学分账户"))
    level = models.ForeignKey("CertificateLevel", models.PROTECT, related_name="issued", verbose_name=_("证书等级"))
    holder = models.CharField(_("证书上的姓名"), max_length=80)
    former_holder = models.CharField(_("更名前的姓名"), max_length=80, blank=True)
    name_document = models.CharField(_("更名依据"), max_length=120, blank=True)
    issued_on = models.DateField(_("颁发日期"))
    registrar = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="certificate", verbose_name=_("学习成果"))
    batch = models.ForeignKey(AssessmentBatch, models.PROTECT, editable=False, related_name="certificates", verbose_name=_("考核批次"))
    state = models.CharField(_("状态"), max_length=10, choices=IssuedState.choices, default=IssuedState.ISSUED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("证书登记")
        verbose_name_plural = _("证书登记")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            states_constraint(IssuedState, name="issued_certificate_state"),
            models.UniqueConstraint(fields=["body", "number"], condition=Q(state="issued"), name="issued_certificate_number_once"),
            models.UniqueConstraint(fields=["learner", "level"], condition=Q(state="issued"), name="issued_certificate_held_once"),
            models.UniqueConstraint(fields=["entry"], condition=Q(state="issued"), name="issued_certificate_of_an_entry"),
            models.CheckConstraint(condition=~Q(number=""), name="issued_certificate_number"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.number}".strip()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-certificate", args=[self.pk])
