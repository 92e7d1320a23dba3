"""Services on posts: making them, appointing and vacating. A post has one holder a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.access import POSTS
from baigong.contexts.organisations.events import PostChangedHands
from baigong.contexts.organisations.models import Organisation, Person, Post, PostHolding, overlaps
from baigong.contexts.organisations.services.racing import first_come
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.events import publish


def create_post(
    *, actor: Actor, now: datetime, organisation: Organisation, title: str, remit: str = "", is_head: bool = False, order: int = 100
) -> Post:
    """Make a post at a body. Refuses a second post of the same title and remit, and a second head."""
    row = Post(organisation=organisation, title=title.strip(), remit=remit.strip(), is_head=is_head, order=order)
    POSTS.require(actor, "create", row)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        _check_distinct(row)
        with first_come():
            row.save()
        audit.record(actor, "organisations.post.created", row, now=now, detail={"remit": row.remit, "is_head": is_head})
    return row


def edit_post(*, actor: Actor, now: datetime, post: Post, title: str, remit: str, is_head: bool, order: int) -> Post:
    """Correct how a post is called and where it stands; who holds it does not change."""
    POSTS.require(actor, "edit", post)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=post.organisation_id)
        row = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=post.pk)
        before = row.full_title
        row.title, row.remit, row.is_head, row.order = title.strip(), remit.strip(), is_head, order
        _check_distinct(row)
        with first_come():
            row.save()
        audit.record(actor, "organisations.post.edited", row, now=now, detail={"from": before, "to": row.full_title, "is_head": is_head})
    return row


def _check_distinct(row: Post) -> None:
    """A title and remit once a body, and one head."""
    if not row.title:
        raise Refusal(_("请填写职务名称。"), code="empty", fields={"title": _("请填写职务名称。")})
    others = [other for other in Post.objects.filter(organisation=row.organisation) if other.pk != row.pk]
    if any((other.title, other.remit) == (row.title, row.remit) for other in others):
        raise Refusal(
            _("“%(unit)s”已有职务“%(title)s”；如有几个同名职务，请用分工区别。") % {"unit": row.organisation, "title": row.full_title},
            code="post_exists",
            fields={"title": _("已有此职务。")},
        )
    head = next((other for other in others if other.is_head and other.abolished_on is None), None)
    if row.is_head and head is not None:
        raise Refusal(
            _("“%(unit)s”的主要负责人已是“%(title)s”。") % {"unit": row.organisation, "title": head.title},
            code="second_head",
            fields={"is_head": _("一个机构只有一个主要负责人职务。")},
        )


def add_person(*, actor: Actor, now: datetime, name: str, note: str = "") -> Person:
    """Enter somebody who holds, or will hold, a post. People of one name are told apart by ``note``."""
    POSTS.require(actor, "appoint", Post())
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("请填写姓名。"), code="empty", fields={"name": _("请填写姓名。")})
    with transaction.atomic():
        row = Person.objects.create(name=name, note=note.strip())
        audit.record(actor, "organisations.person.added", row, now=now)
    return row


def known_person(*, actor: Actor, now: datetime, person: Person | None, name: str, note: str = "") -> Person:
    """``person``, or somebody entered under ``name``: what forms give that know a person by name only."""
    return person or add_person(actor=actor, now=now, name=name, note=note)


def appoint(*, actor: Actor, now: datetime, post: Post, person: Person, on: date | None, basis: str = "") -> PostHolding:
    """From ``on``, ``person`` holds ``post``; the former holder's last day is the day before. Publishes ``PostChangedHands``.

    1. The post is locked, so that of two appointments at once the second sees the first.
    2. Holdings on or after ``on`` are in the way and are named: the past is corrected, not overwritten.
    3. ``on`` is ``None`` for the first known holder whose first day no document gives.
    """
    POSTS.require(actor, "appoint", post)
    with transaction.atomic():
        row = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=post.pk)
        _check_open(row, on)
        spells = list(row.holdings.select_related("person"))
        present = next((spell for spell in spells if spell.until_on is None), None)
        if present is not None and present.person_id == person.pk:
            raise Refusal(_("%(post)s现在就是 %(person)s。") % {"post": row, "person": person}, code="already_holds")
        in_the_way = next((s for s in spells if on is None or (s.from_on is not None and s.from_on >= on)), None)
        if in_the_way is None and on is not None:
            # A closed spell that reaches beyond the day: two people would hold the post at once.
            in_the_way = next((s for s in spells if s.until_on is not None and s.until_on >= on), None)
        if in_the_way is not None:
            raise Refusal(
                _("%(post)s已有任职记录：%(person)s（%(from)s 起）；任职日期须在此之后。")
                % {"post": row, "person": in_the_way.person, "from": in_the_way.from_on or _("不详")},
                code="later_holding",
                fields={"on": _("请核对任职日期。")},
            )
        if present is not None and on is not None:
            present.until_on = on - timedelta(days=1)
            present.save(update_fields=["until_on"])
        # Where the end of the unit is decided already, nobody holds a post beyond it.
        holding = PostHolding.objects.create(post=row, person=person, from_on=on, until_on=row.organisation.ended_on, basis=basis.strip())
        former = present.person if present else None
        audit.record(
            actor, "organisations.post.appointed", row, now=now,
            detail={"person": person.pk, "former": former.pk if former else None, "on": str(on) if on else None, "basis": basis},
        )  # fmt: skip
        publish(PostChangedHands(row.pk, former.pk if former else None, person.pk, on or now.date()))
    return holding


def vacate(*, actor: Actor, now: datetime, post: Post, on: date, basis: str = "") -> PostHolding:
    """From ``on``, nobody holds the post. Publishes ``PostChangedHands`` with no new person."""
    POSTS.require(actor, "appoint", post)
    with transaction.atomic():
        row = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=post.pk)
        present = row.holdings.filter(until_on=None).select_related("person").first()
        if present is None:
            raise Refusal(_("%(post)s现在无人担任。") % {"post": row}, code="vacant")
        if present.from_on is not None and on <= present.from_on:
            raise Refusal(
                _("%(person)s 自 %(from)s 起任职，离任日期须在此之后。") % {"person": present.person, "from": present.from_on},
                code="dates",
                fields={"on": _("请核对离任日期。")},
            )
        present.until_on = on - timedelta(days=1)
        present.save(update_fields=["until_on"])
        audit.record(actor, "organisations.post.vacated", row, now=now, detail={"person": present.person_id, "on": str(on), "basis": basis})
        publish(PostChangedHands(row.pk, present.person_id, None, on))
    return present


def correct_holding(
    *,
    actor: Actor,
    now: datetime,
    holding: PostHolding,
    from_on: date | None,
    until_on: date | None,
    basis: str,
    reason: str,
    with_neighbours: bool = False,
) -> PostHolding:
    """Put right the days of a holding that was entered wrongly. Refuses days on which somebody else held the post.

    ``with_neighbours``: a predecessor or successor whose term adjoined this one stays adjoined; a day of change entered wrongly is
    wrong for both. An open end that is closed, or the reverse, goes through ``vacate`` and ``appoint``; here only dates are mended.
    """
    POSTS.require(actor, "appoint", holding.post)
    if not reason.strip():
        raise Refusal(_("请写明更正理由。"), code="no_reason", fields={"reason": _("请写明更正理由。")})
    with transaction.atomic():
        post = Post.objects.select_for_update(no_key=True).get(pk=holding.post_id)
        row = PostHolding.objects.select_related("post__organisation", "person").get(pk=holding.pk)
        if (row.until_on is None) != (until_on is None):
            raise Refusal(_("离任或复任请用“离任”“任职”办理，更正只改日期。"), code="open_end", fields={"until_on": _("请核对。")})
        if from_on and until_on and until_on < from_on:
            raise Refusal(_("离任日期早于任职日期。"), code="dates", fields={"until_on": _("请核对。")})
        others = list(post.holdings.exclude(pk=row.pk).select_related("person"))
        moved = _keep_adjoined(row, others, from_on, until_on) if with_neighbours else []
        for other in others:
            if overlaps((from_on, until_on), (other.from_on, other.until_on)):
                raise Refusal(
                    _("这段日期与 %(person)s 的任职（%(from)s 至 %(until)s）重叠。")
                    % {"person": other.person, "from": other.from_on or _("不详"), "until": other.until_on or _("今")},
                    code="overlap",
                    fields={"from_on": _("与他人任职重叠。")},
                )
        before = [str(row.from_on), str(row.until_on)]
        row.from_on, row.until_on, row.basis = from_on, until_on, basis.strip()
        row.save(update_fields=["from_on", "until_on", "basis"])
        for other in moved:
            other.save(update_fields=["from_on", "until_on"])
        detail = {"person": row.person_id, "before": before, "after": [str(from_on), str(until_on)], "reason": reason}
        detail |= {"neighbours": [[other.person_id, str(other.from_on), str(other.until_on)] for other in moved]} if moved else {}
        audit.record(actor, "organisations.post.holding_corrected", row.post, now=now, detail=detail)
        publish(PostChangedHands(row.post_id, None, row.person_id, from_on or now.date()))
    return row


def _keep_adjoined(row: PostHolding, others: list[PostHolding], from_on: date | None, until_on: date | None) -> list[PostHolding]:
    """Move the ends of terms that adjoined ``row``; returns those that moved. A term is not moved out of existence."""
    one_day, moved = timedelta(days=1), []
    for other in others:
        if row.from_on and from_on and other.until_on == row.from_on - one_day and from_on != row.from_on:
            other.until_on = from_on - one_day
        elif row.until_on and until_on and other.from_on == row.until_on + one_day and until_on != row.until_on:
            other.from_on = until_on + one_day
        else:
            continue
        if other.from_on and other.until_on and other.until_on < other.from_on:
            raise Refusal(
                _("这样更正，%(person)s的任期就没有了；请先核对其任职日期。") % {"person": other.person},
                code="neighbour_gone",
                fields={"from_on": _("请核对。")},
            )
        moved.append(other)
    return moved


def abolish_post(*, actor: Actor, now: datetime, post: Post, on: date, basis: str = "") -> Post:
    """``on`` is the first day without the post; its holder's last day is the day before."""
    POSTS.require(actor, "appoint", post)
    with transaction.atomic():
        row = Post.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=post.pk)
        _check_open(row, on)
        if row.holdings.filter(until_on=None).exists():
            vacate(actor=actor, now=now, post=row, on=on, basis=basis)
        row.abolished_on = on - timedelta(days=1)
        row.save(update_fields=["abolished_on"])
        audit.record(actor, "organisations.post.abolished", row, now=now, detail={"on": str(on), "basis": basis})
    return row


def _check_open(post: Post, on: date | None) -> None:
    if post.abolished_on is not None:
        raise Refusal(_("%(post)s已于 %(day)s 撤销。") % {"post": post, "day": post.abolished_on}, code="post_abolished")
    unit = post.organisation
    if unit.ended_on is not None and on is not None and on > unit.ended_on:
        raise Refusal(_("“%(unit)s”已于 %(day)s 撤并。") % {"unit": unit, "day": unit.ended_on}, code="unit_ended")
