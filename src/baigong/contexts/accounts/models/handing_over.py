"""When a post changes hands: which roles ended with it, and who takes them up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.models.holdings import RoleHolding
from baigong.contexts.accounts.models.people import User
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class HandOverState(models.TextChoices):
    """Where a hand-over stands."""

    OPEN = "open", _("待移交")
    INVITED = "invited", _("已邀请接替人")
    DONE = "done", _("已移交")
    SET_ASIDE = "set_aside", _("不需移交")


class HandOver(models.Model):
    """From ``on``, the roles tied to ``post`` pass from one account to another. Open work stays with the body throughout."""

    privacy = NOT_PERSONAL

    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="hand_overs", verbose_name=_("职务"))
    on = models.DateField(_("日期"))
    former = models.ForeignKey(User, models.PROTECT, related_name="hand_overs", verbose_name=_("原账号"))
    new_person = models.ForeignKey(
        "organisations.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("接任人")
    )
    holdings = models.ManyToManyField(RoleHolding, related_name="hand_overs", verbose_name=_("随职务结束的授权"))
    successor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="hand_overs_received", verbose_name=_("接替账号")
    )
    state = models.CharField(_("状态"), max_length=12, choices=HandOverState.choices, default=HandOverState.OPEN)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("发生时间"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("账号移交")
        verbose_name_plural = _("账号移交")
        ordering = ["-created_at", "-pk"]
        constraints = [
            states_constraint(HandOverState, name="hand_over_state"),
            models.UniqueConstraint(fields=["post", "former", "on"], name="hand_over_once"),
            models.CheckConstraint(condition=~Q(state="done") | Q(successor__isnull=False), name="hand_over_done_to_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.former}"

    def get_absolute_url(self) -> str:
        """The hand-over's page."""
        return reverse("accounts:hand-over", args=[self.pk])
