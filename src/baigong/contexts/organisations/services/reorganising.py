"""The end of a body and who takes over: reorganised into one, merged into one that exists, or split among several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.access import ORGANISATIONS
from baigong.contexts.organisations.events import OrganisationReorganised, PostChangedHands
from baigong.contexts.organisations.models import Organisation, PostHolding, Succession, SuccessionKind
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.events import publish


def reorganise(
    *, actor: Actor, now: datetime, organisation: Organisation, successor: Organisation, on: date, basis: str = ""
) -> Succession:
    """From ``on``, a new body bears everything the old one bore (市扶贫办 → 市乡村振兴局)."""
    return _end(actor, now, organisation, [successor], SuccessionKind.REORGANISED, on, basis)[0]


def merge(*, actor: Actor, now: datetime, organisation: Organisation, into: Organisation, on: date, basis: str = "") -> Succession:
    """From ``on``, a body that exists already bears the duties too."""
    return _end(actor, now, organisation, [into], SuccessionKind.MERGED, on, basis)[0]


def split(
    *, actor: Actor, now: datetime, organisation: Organisation, among: Sequence[Organisation], on: date, basis: str = ""
) -> list[Succession]:
    """From ``on``, several bodies share the duties; who bears which one, a person must say where it matters."""
    if len(set(among)) < 2:
        raise Refusal(_("拆分须有两个以上承接机构。"), code="split_needs_two", fields={"successors": _("请至少选两个。")})
    return _end(actor, now, organisation, list(among), SuccessionKind.SPLIT, on, basis)


def end_organisation(*, actor: Actor, now: datetime, organisation: Organisation, on: date, basis: str = "") -> Organisation:
    """``on`` is the first day without the body; nobody takes over. Its history stays."""
    _end(actor, now, organisation, [], None, on, basis)
    return Organisation.objects.get(pk=organisation.pk)


def restore_organisation(*, actor: Actor, now: datetime, organisation: Organisation, basis: str = "") -> Organisation:
    """A body that was ended by mistake, and that nobody took over, stands as before. Its posts stay vacant until somebody is appointed.

    Refuses one that has successors, and one whose name another body bears meanwhile.
    """
    ORGANISATIONS.require(actor, "create", organisation)
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        if row.is_living:
            raise Refusal(_("“%(row)s”没有撤并。") % {"row": row}, code="not_ended")
        if row.successions.exists():
            raise Refusal(_("“%(row)s”已由其他机构承接，不能恢复。") % {"row": row}, code="has_successors")
        other = Organisation.objects.filter(name=row.name, ended_on=None).first()
        if other is not None:
            raise Refusal(_("“%(name)s”现在是另一机构的名称，不能恢复。") % {"name": row.name}, code="name_taken")
        was, row.ended_on = row.ended_on, None
        row.save(update_fields=["ended_on"])
        audit.record(actor, "organisations.organisation.restored", row, now=now, detail={"ended_on": str(was), "basis": basis})
    return row


def _end(
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    successors: list[Organisation],
    kind: SuccessionKind | None,
    on: date,
    basis: str,
) -> list[Succession]:
    """End a body the day before ``on``, vacate its posts and name its successors, in one transaction.

    Refuses a body that has bodies below it: where they go must be said first (``move_organisation``).
    """
    ORGANISATIONS.require(actor, "reorganise", organisation)
    last_day = on - timedelta(days=1)
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        _check(row, successors, on, last_day)
        row.ended_on = last_day
        row.save(update_fields=["ended_on"])
        for holding in PostHolding.objects.select_for_update(no_key=True).filter(post__organisation=row, until_on=None):
            holding.until_on = last_day
            holding.save(update_fields=["until_on"])
            publish(PostChangedHands(holding.post_id, holding.person_id, None, on))
        steps = [
            Succession.objects.create(predecessor=row, successor=body, kind=kind, on=on, basis=basis.strip())
            for body in dict.fromkeys(successors)
            if kind is not None
        ]
        audit.record(
            actor, "organisations.organisation.ended", row, now=now,
            detail={"on": str(on), "kind": kind, "successors": [str(body) for body in successors], "basis": basis},
        )  # fmt: skip
        publish(OrganisationReorganised(row.pk, tuple(body.pk for body in successors), on))
    return steps


def _check(row: Organisation, successors: list[Organisation], on: date, last_day: date) -> None:
    if not row.is_living:
        raise Refusal(_("“%(row)s”已于 %(day)s 撤并。") % {"row": row, "day": row.ended_on}, code="already_ended")
    if row.founded_on and last_day < row.founded_on:
        raise Refusal(
            _("“%(row)s”成立于 %(day)s，撤并日期须在此之后。") % {"row": row, "day": row.founded_on},
            code="dates",
            fields={"on": _("请核对日期。")},
        )
    below = list(row.children.filter(ended_on=None)[:3])
    if below:
        names = "、".join(str(child) for child in below)
        raise Refusal(_("“%(row)s”之下还有 %(names)s 等；请先为它们另定上级。") % {"row": row, "names": names}, code="has_children")
    later = PostHolding.objects.filter(post__organisation=row, from_on__gt=last_day).select_related("post", "person").first()
    if later is not None:
        raise Refusal(
            _("%(post)s 在 %(day)s 之后还有任职记录（%(person)s）；请先改正。")
            % {"post": later.post, "day": last_day, "person": later.person},
            code="later_holding",
        )
    for body in successors:
        if body.pk == row.pk:
            raise Refusal(_("承接机构不能是它自己。"), code="itself", fields={"successor": _("请另选机构。")})
        if not body.exists_on(on):
            raise Refusal(
                _("“%(body)s”在 %(day)s 不存在，不能承接。") % {"body": body, "day": on},
                code="successor_absent",
                fields={"successor": _("请另选机构或日期。")},
            )
