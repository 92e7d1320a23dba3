"""Links that serve once: who has one and knows a second fact acts by it, without an account here or on the way to one.

A context declares a model (``OneTimeLink`` and whom it is for), a policy and its acts; its services lock what the link is for, ask the
policy and write the log. See docs/kernel/links.md.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.privacy import keyed_hash

MOST_TRIES = 5
"""How often the second fact may be wrong; the last try is the link's end."""


class LinkEnd(models.TextChoices):
    """Why a link serves no more."""

    USED = "used", _("已使用")
    REPLACED = "replaced", _("已换新链接")
    WITHDRAWN = "withdrawn", _("已收回")
    TRIES = "tries", _("输错次数太多，已锁")


class OneTimeLink(models.Model):
    """A link for one row. Of its secret a keyed digest is kept; ``tries``: how often the second fact was wrong.

    What is one's own: the relation to the row, ``privacy`` of ``token_digest``, the constraints (``link_constraints``) and two words for
    the sentences: ``given_by``, who gives out a new one, and ``second_fact``.
    """

    given_by: ClassVar[str | Promise]
    second_fact: ClassVar[str | Promise]

    token_digest = models.CharField(_("链接摘要"), max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("制作人"))
    made_at = models.DateTimeField(_("制作时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    tries = models.PositiveSmallIntegerField(_("输错次数"), default=0)
    closed_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    closed_why = models.CharField(_("失效原因"), max_length=9, choices=LinkEnd.choices, blank=True)

    class Meta:
        abstract = True
        ordering = ["-made_at", "-pk"]

    @classmethod
    def new(cls, *, actor: Actor, now: datetime, until: datetime, **own: Any) -> tuple[Self, str]:
        """A link that is not saved yet, and its secret, which is shown once and never kept."""
        token = secrets.token_urlsafe(24)
        return cls(token_digest=keyed_hash(token), made_by_id=actor.user_id, made_at=now, expires_at=until, **own), token

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be used, whatever became of what it is for."""
        return self.closed_at is None and now < self.expires_at

    def hold_open(self, now: datetime) -> None:
        """Raise ``Refusal`` (410) where it serves no more, saying why."""
        self.hold_readable(now)
        if self.closed_at is not None:
            raise gone(gettext("这个链接已经用过，不能再用。"), str(self.closed_why))

    def hold_readable(self, now: datetime) -> None:
        """The same, but what was done by it may be looked at again until it is over."""
        if self.tries >= MOST_TRIES:
            raise self.locked()
        if self.closed_at is not None and self.closed_why != LinkEnd.USED:
            raise gone(gettext("这个链接已经作废，请用%(office)s最近给您的那一个。") % self._words(), str(self.closed_why))
        if now >= self.expires_at:
            facts = self._words() | {"at": f"{localtime(self.expires_at):%Y-%m-%d %H:%M}"}
            raise gone(gettext("这个链接%(at)s到期。请向%(office)s要新的链接。") % facts, "expired")

    def locked(self) -> Refusal:
        """The refusal once the second fact was wrong too often."""
        words = gettext("%(fact)s输错%(n)d次，这个链接已经锁住。请向%(office)s要新的链接。")
        return gone(words % (self._words() | {"n": MOST_TRIES}), "tries")

    def count_wrong(self, now: datetime) -> int:
        """The second fact was wrong; how many tries are left. The caller holds the link's lock, and lets this stand when it refuses."""
        self.tries += 1
        if (left := max(0, MOST_TRIES - self.tries)) == 0 and self.closed_at is None:
            self.closed_at, self.closed_why = now, LinkEnd.TRIES
        self.save(update_fields=["tries", "closed_at", "closed_why"])
        return left

    def _words(self) -> dict[str, Any]:
        return {"office": self.given_by, "fact": self.second_fact}


L = TypeVar("L", bound=OneTimeLink)


def link_constraints(row: str, *, name: str) -> list[models.BaseConstraint]:
    """One open link for each ``row``, and none that ended without saying why."""
    says_why = Q(closed_at=None, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why=""))
    return [
        models.UniqueConstraint(fields=[row], condition=Q(closed_at=None), name=f"{name}_open_once"),
        models.CheckConstraint(condition=says_why, name=f"{name}_closed_says_why"),
    ]


def link_by(rows: models.QuerySet[L], token: str) -> L:
    """The link of a secret, whatever became of it. Raises ``Refusal`` (404) for one that was never given out."""
    row = rows.filter(token_digest=keyed_hash(token)).first()
    if row is None:
        words = gettext("没有这个链接。请检查链接是否完整，或向%(office)s要新的。") % {"office": rows.model.given_by}
        raise Refusal(words, code="unknown", status=404)
    return row


def close_links(rows: models.QuerySet[L], why: LinkEnd, now: datetime) -> None:
    """End those of ``rows`` that are still open."""
    rows.filter(closed_at=None).update(closed_at=now, closed_why=why)


def gone(words: str, code: str) -> Refusal:
    """The refusal (410) of a link that serves no more."""
    return Refusal(words, code=code, status=410)
