"""What a firm and a school build together: programmes, bases, order classes, gifts of equipment, shared rights."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class CooperationKind(models.TextChoices):
    """What is built. The kinds are those that the conditions of 发改社会〔2019〕590号 tell apart."""

    PROGRAMME = "programme", _("共建专业")
    BASE = "base", _("共建实训基地")
    ORDER_CLASS = "order_class", _("订单班")
    EQUIPMENT = "equipment", _("捐赠设备")
    RIGHTS = "rights", _("共享知识产权")


class CooperationState(models.TextChoices):
    """起草 → 对方确认 → 生效 → 期满或终止."""

    DRAFT = "draft", _("草稿")
    RETURNED = "returned", _("已退回修改")
    PROPOSED = "proposed", _("待对方确认")
    IN_FORCE = "in_force", _("执行中")
    ENDED = "ended", _("已期满")
    TERMINATED = "terminated", _("已终止")
    DROPPED = "dropped", _("已放弃")


class Cooperation(models.Model):
    """One co-operation of one firm with one school, entered by either (``proposer``) and confirmed by the other (``asked``).

    ``programme_…`` say which programme it serves; ``places`` how many learners a class or a base takes; ``amount`` (fen) what it
    is worth: equipment by invoice, a base by what was spent.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="cooperations", verbose_name=_("企业"))
    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    kind = models.CharField(_("合作类型"), max_length=12, choices=CooperationKind.choices)
    title = models.CharField(_("名称"), max_length=120)
    programme_level = models.CharField(_("专业层次"), max_length=20, blank=True)
    programme_code = models.CharField(_("专业代码"), max_length=10, blank=True)
    programme = models.CharField(_("专业名称"), max_length=60, blank=True)
    site = models.ForeignKey("Site", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("场所"))
    places = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    amount = models.BigIntegerField(_("价值（分）"), null=True, blank=True)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    document = models.CharField(_("协议文号"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    proposer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", editable=False, verbose_name=_("登记单位"))
    asked = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", editable=False, verbose_name=_("确认单位"))
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=CooperationState.choices, default=CooperationState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("校企合作")
        verbose_name_plural = _("校企合作")
        ordering = ["-since", "-pk"]
        constraints = [
            states_constraint(CooperationState, name="cooperation_state"),
            models.CheckConstraint(condition=Q(kind__in=CooperationKind.values), name="cooperation_kind"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="cooperation_dates"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="cooperation_amount"),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "ended", "terminated"]) | ~Q(document=""), name="cooperation_by_document"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:cooperation", args=[self.pk])

    def is_in_force(self, day: date) -> bool:
        """Whether it held on a day: confirmed, begun, not over by then."""
        agreed = self.state in (CooperationState.IN_FORCE, CooperationState.ENDED, CooperationState.TERMINATED)
        last = min((d for d in (self.until, self.ended_on) if d is not None), default=None)
        return agreed and self.since <= day and (last is None or day <= last)
