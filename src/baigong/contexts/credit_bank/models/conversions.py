"""Applications to have outcomes count towards a programme, and what was granted, each line with its explanation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.amounts import shown
from baigong.contexts.credit_bank.models.outcomes import Outcome
from baigong.contexts.credit_bank.models.people import Learner
from baigong.contexts.credit_bank.models.programmes import CourseCategory, CreditProgramme, ProgrammeCourse
from baigong.contexts.credit_bank.models.rules import ConversionRule
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class ConversionState(models.TextChoices):
    """申请 → 同意 → 撤销."""

    APPLIED = "applied", _("待审批")
    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVERSED = "reversed", _("已撤销")


class Conversion(models.Model):
    """One application. Rules, settings and outcomes count as they stood on ``applied_on``. ``wishes``: codes of courses, the dearest first.

    ``explanation`` keeps why what was not granted was not, as it was said on the day of the decision; ``refused_lines`` what the rules
    would have given and the school refused, each with its reason. ``reversal`` names the decision that reversed it.
    """

    privacy = {
        "learner": Personal("学分转换", "终身", "本人、受理学校、学分银行"),
        "note": Personal("申请说明", "终身", "本人、受理学校、学分银行"),
        "refused_lines": Personal("不同意的结果和理由", "终身", "本人、受理学校、学分银行"),
    }

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="conversions", verbose_name=_("学分账户"))
    programme = models.ForeignKey(CreditProgramme, models.PROTECT, related_name="conversions", verbose_name=_("转换专业"))
    applied_on = models.DateField(_("申请日期"))
    wishes = models.JSONField(_("希望免修的课程"), default=list, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ConversionState.choices, default=ConversionState.APPLIED)
    credits = models.PositiveIntegerField(_("同意学分（百分之一学分）"), default=0)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    decision = models.CharField(_("决定文号或说明"), max_length=160, blank=True)
    explanation = models.JSONField(_("未给予的理由"), default=list, blank=True)
    refused_lines = models.JSONField(_("不同意的结果"), default=list, blank=True)
    reversal = models.CharField(_("撤销决定文号"), max_length=160, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提交人"))
    created_at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("学分转换")
        verbose_name_plural = _("学分转换")
        ordering = ["-created_at", "-pk"]
        constraints = [
            states_constraint(ConversionState, name="conversion_state"),
            models.UniqueConstraint(fields=["learner", "programme"], condition=Q(state="applied"), name="conversion_waits_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "reversed"]) | Q(decided_on__isnull=False), name="conversion_decided_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner.name} → {self.programme}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:conversion", args=[self.pk])

    @property
    def credits_text(self) -> str:
        """What was granted as people write it."""
        return shown(self.credits) if self.decided_on else ""

    @property
    def state_text(self) -> str:
        """The state in words; of what was granted, whether all of it was."""
        if self.state == ConversionState.APPROVED and self.refused_lines:
            return str(_("部分同意"))
        return str(self.get_state_display())


class ConversionLine(models.Model):
    """What was granted: one course exempted, or free credits; by which version of which rule, for which outcomes, on which facts.

    ``replaced_by``: the later conversion in which a higher level took the place of what this rests on (CRB-05); it counts no more.
    """

    privacy = {"grade": Personal("免修课程成绩", "终身", "本人、受理学校、学分银行")}

    conversion = models.ForeignKey(Conversion, models.CASCADE, related_name="lines", verbose_name=_("学分转换"))
    course = models.ForeignKey(ProgrammeCourse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("免修课程"))
    credits = models.PositiveIntegerField(_("学分（百分之一学分）"))
    category = models.CharField(_("课程类别"), max_length=10, choices=CourseCategory.choices)
    grade = models.CharField(_("成绩"), max_length=20, blank=True)
    rule = models.ForeignKey(ConversionRule, models.PROTECT, related_name="lines", verbose_name=_("转换规则"))
    outcomes = models.ManyToManyField(Outcome, related_name="conversion_lines", verbose_name=_("学习成果"))
    explanation = models.JSONField(_("依据的事实"), default=list)
    replaced_by = models.ForeignKey(
        Conversion, models.PROTECT, null=True, blank=True, related_name="replaced_lines", verbose_name=_("由此次转换取代")
    )

    class Meta:
        verbose_name = _("转换结果")
        verbose_name_plural = _("转换结果")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(credits__gt=0), name="conversion_line_credits"),
            models.UniqueConstraint(fields=["conversion", "course"], condition=Q(course__isnull=False), name="conversion_line_course_once"),
        ]

    def __str__(self) -> str:
        return str(self.course) if self.course else str(CourseCategory(self.category).label)

    @property
    def credits_text(self) -> str:
        """The credits as people write them."""
        return shown(self.credits)
