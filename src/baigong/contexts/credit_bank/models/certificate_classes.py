"""Classes that prepare for a certificate, and who is in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.people import Learner
from baigong.contexts.credit_bank.models.pilots import PilotQuota
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class ClassState(models.TextChoices):
    """筹备 → 开班 → 结业."""

    PLANNED = "planned", _("筹备")
    RUNNING = "running", _("开班中")
    FINISHED = "finished", _("已结业")
    CANCELLED = "cancelled", _("已取消")


class CertificateClass(models.Model):
    """A class under a quota, which says school, programme, certificate, level and year."""

    privacy = {"teacher": Personal("教学安排", "结业后3年", "学校、学分银行")}

    quota = models.ForeignKey(PilotQuota, models.PROTECT, related_name="classes", verbose_name=_("试点配额"))
    title = models.CharField(_("班级名称"), max_length=80)
    teacher = models.CharField(_("任课教师"), max_length=80)
    hours = models.PositiveIntegerField(_("学时"))
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结业日期"))
    state = models.CharField(_("状态"), max_length=10, choices=ClassState.choices, default=ClassState.PLANNED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("证书培训班")
        verbose_name_plural = _("证书培训班")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            states_constraint(ClassState, name="certificate_class_state"),
            models.UniqueConstraint(fields=["quota", "title"], name="certificate_class_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="certificate_class_dates"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="certificate_class_hours"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-class", args=[self.pk])


class Trainee(models.Model):
    """Somebody in a class, by the credit account."""

    privacy = {"learner": Personal("证书培训", "结业后3年", "本人、学校、学分银行")}

    certificate_class = models.ForeignKey(CertificateClass, models.PROTECT, related_name="trainees", verbose_name=_("证书培训班"))
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="trainings", verbose_name=_("学分账户"))
    joined_on = models.DateField(_("入班日期"))

    class Meta:
        verbose_name = _("学员")
        verbose_name_plural = _("学员")
        ordering = ["learner__number"]
        constraints = [models.UniqueConstraint(fields=["certificate_class", "learner"], name="trainee_once")]

    def __str__(self) -> str:
        return str(self.learner)
