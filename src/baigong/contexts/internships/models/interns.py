"""Interns: students of a school's roster who may go into practice, with what has to be heeded when a place is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal


@dataclass(frozen=True)
class Guardian:
    """Who answers for a student, as far as it is on record."""

    name: str
    relation: str
    phone: str


class Intern(models.Model):
    """A student taken from the roster. ``number_hash`` matches the identity number, ``number_sealed`` is it encrypted, ``masked`` is shown.

    ``avoids``: codes of conditions of work (``Hazard``) that this student's health does not allow. ``home_division``: where the home is.
    ``learner``: the account at the credit bank, found by the keyed digest: through it the student sees what is his own.
    ``class_name``: what people call the class; ``class_code``: what the returns call it.
    ``entered`` is the year of entry, ``left_on`` the last day at the school.
    """

    privacy = {
        "student_number": Personal("实习管理", "离校后3年", "本人、所在学校、实习安排单位"),
        "name": Personal("实习管理", "离校后3年", "本人、所在学校、实习安排单位"),
        "sex": Personal("核对法律禁忌劳动", "离校后3年", "所在学校"),
        "birth_on": Personal("核对实习年龄", "离校后3年", "本人、所在学校、实习安排单位"),
        "masked": Personal("核对身份", "离校后3年", "本人、所在学校"),
        "number_hash": Personal("查重、与学分账户对应", "离校后3年", "不显示", is_sensitive=True),
        "number_sealed": Personal("投保、签约", "离校后3年", "不显示；解密留痕", is_sensitive=True),
        "home_division": Personal("就近安排", "离校后3年", "所在学校"),
        "is_minority": Personal("照顾生活习惯", "离校后3年", "所在学校", is_sensitive=True),
        "avoids": Personal("避免有害健康的岗位", "离校后3年", "所在学校", is_sensitive=True),
        "guardian_name": Personal("未成年人知情同意", "离校后3年", "本人、所在学校、实习安排单位"),
        "guardian_relation": Personal("未成年人知情同意", "离校后3年", "本人、所在学校、实习安排单位"),
        "guardian_phone": Personal("联系监护人", "离校后3年", "所在学校"),
        "learner": Personal("本人查看、学分入账", "离校后3年", "本人、所在学校、实习安排单位"),
    }

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    student_number = models.CharField(_("学号"), max_length=20)
    name = models.CharField(_("姓名"), max_length=80)
    sex = models.CharField(_("性别"), max_length=1, choices=[("1", _("男")), ("2", _("女"))])
    birth_on = models.DateField(_("出生日期"))
    document_kind = models.CharField(_("证件类型"), max_length=10, default="citizen")
    number_hash = models.CharField(_("证件号摘要"), max_length=64)
    number_sealed = models.TextField(_("证件号（加密）"))
    masked = models.CharField(_("证件号（遮盖）"), max_length=30)
    programme_code = models.CharField(_("专业代码"), max_length=10)
    programme_name = models.CharField(_("专业名称"), max_length=60)
    entered = models.PositiveSmallIntegerField(_("入学年份"))
    class_name = models.CharField(_("班级"), max_length=60, blank=True)
    class_code = models.CharField(_("班号"), max_length=20, blank=True)
    home_division = models.CharField(_("家庭所在区划"), max_length=6, blank=True)
    is_minority = models.BooleanField(_("少数民族"), default=False)
    avoids = models.JSONField(_("健康上不宜"), default=list, blank=True)
    guardian_name = models.CharField(_("监护人姓名"), max_length=80, blank=True)
    guardian_relation = models.CharField(_("监护人与本人关系"), max_length=20, blank=True)
    guardian_phone = models.CharField(_("监护人电话"), max_length=20, blank=True)
    learner = models.ForeignKey("credit_bank.Learner", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("学分账户"))
    left_on = models.DateField(_("离校日期"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("实习生")
        verbose_name_plural = _("实习生")
        ordering = ["school__order", "entered", "class_name", "student_number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "student_number"], name="intern_number_once"),
            models.UniqueConstraint(fields=["number_hash"], condition=Q(left_on=None), name="intern_person_once"),
            models.CheckConstraint(condition=Q(sex__in=["1", "2"]), name="intern_sex"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.student_number}）"

    def get_absolute_url(self) -> str:
        """The page of this student's practice."""
        return reverse("internships:intern", args=[self.pk])

    @property
    def user_id(self) -> int | None:
        """The account by which the student signs in (policies go by ``learner__user``); ``None`` where there is none."""
        return self.learner.user_id if self.learner is not None else None

    @property
    def guardian(self) -> Guardian:
        """As the school entered it here; where it did not, as the account at the credit bank has it."""
        if self.guardian_name or self.learner is None:
            return Guardian(self.guardian_name, self.guardian_relation, self.guardian_phone)
        found = max(self.learner.guardians.all(), key=lambda one: one.pk, default=None)
        return Guardian(found.name, found.relation, found.phone) if found is not None else Guardian("", "", "")

    def age_on(self, day: date) -> int:
        """Full years on ``day``: one is of an age from the day after the birthday, as the day itself does not count (民法典 Art. 201)."""
        return day.year - self.birth_on.year - ((day.month, day.day) <= (self.birth_on.month, self.birth_on.day))
