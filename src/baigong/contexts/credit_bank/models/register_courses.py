"""Which entry of the catalogue a course of a school's register is: so that results that were returned become outcomes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.outcomes import OutcomeType
from baigong.kernel.privacy import NOT_PERSONAL


class RegisterCourse(models.Model):
    """A course by the number under which ``body`` returns results, and the entry of the catalogue that passing it is."""

    privacy = NOT_PERSONAL

    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    number = models.CharField(_("课程号"), max_length=20)
    title = models.CharField(_("课程名称"), max_length=120)
    type = models.ForeignKey(OutcomeType, models.PROTECT, related_name="register_courses", verbose_name=_("成果目录"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    set_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("课程对照")
        verbose_name_plural = _("课程对照")
        ordering = ["body", "number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="register_course_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
