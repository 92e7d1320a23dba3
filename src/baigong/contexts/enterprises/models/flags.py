"""Marks against a firm's name that its owners enter: while one that blocks stands, no incentive is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import yaml
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


@dataclass(frozen=True)
class FlagKind:
    """A kind of mark (``rulebook/enterprises/flags.yaml``): what it is called, who owns it, whether it blocks, by which clause."""

    code: str
    name: str
    name_en: str
    blocks: bool
    owners: tuple[str, ...]
    basis: str

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


@cache
def flag_kinds() -> dict[str, FlagKind]:
    """Every kind by its code, in the order of the file."""
    file = resources.files("baigong.rulebook") / "enterprises" / "flags.yaml"
    told = yaml.safe_load(file.read_text(encoding="utf-8"))["kinds"]
    return {
        one["code"]: FlagKind(one["code"], one["name"], one["name_en"], one["blocks"], tuple(one["owners"]), one["basis"]) for one in told
    }


def flag_choices() -> list[tuple[str, str]]:
    """Codes and names, for forms and fields."""
    return [(kind.code, str(kind)) for kind in flag_kinds().values()]


class FlagState(models.TextChoices):
    """生效 → 解除；登记错误的撤销."""

    STANDING = "standing", _("生效")
    LIFTED = "lifted", _("已解除")
    WITHDRAWN = "withdrawn", _("登记有误")


class Flag(models.Model):
    """A mark against a firm: from when to when (``until``: the last day), by which document, from which body.

    One that was lifted counted until it was; one that was withdrawn never did.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("Enterprise", models.PROTECT, related_name="flags", verbose_name=_("企业"))
    kind = models.CharField(_("类别"), max_length=20, choices=flag_choices)
    blocks = models.BooleanField(_("暂停享受激励"))
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    document = models.CharField(_("依据文号"), max_length=120)
    facts = models.CharField(_("事由"), max_length=300)
    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    lifted_on = models.DateField(_("解除日期"), null=True, blank=True)
    lifting_document = models.CharField(_("解除依据"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=FlagState.choices, default=FlagState.STANDING)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("信用标记")
        verbose_name_plural = _("信用标记")
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["enterprise", "state", "since"], name="flag_of_enterprise")]
        constraints = [
            states_constraint(FlagState, name="flag_state"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="flag_dates"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(facts=""), name="flag_by_document"),
            models.CheckConstraint(condition=~Q(state="lifted") | Q(lifted_on__isnull=False), name="flag_lifted_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.declared}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:flag", args=[self.pk])

    @property
    def declared(self) -> FlagKind:
        """The kind it is of; one that the rulebook no longer has stands for itself."""
        return flag_kinds().get(self.kind) or FlagKind(self.kind, self.kind, self.kind, self.blocks, (), "")

    def stands_on(self, day: date) -> bool:
        """Whether it holds on a day: begun, not run out, not lifted by then, not withdrawn."""
        last = min((d for d in (self.until, self.lifted_on) if d is not None), default=None)
        return self.state != FlagState.WITHDRAWN and self.since <= day and (last is None or day <= last)
