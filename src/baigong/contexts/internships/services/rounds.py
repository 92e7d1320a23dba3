"""Rounds: opened, filled with students and posts, chosen in, solved, changed by hand with a reason, withdrawn from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.internships.access import ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import (
    EntryStanding,
    Intern,
    InternshipPost,
    Placement,
    PlacementRound,
    PostState,
    RoundEntry,
    RoundPost,
    RoundState,
)
from baigong.contexts.internships.models.placement_states import STANDING
from baigong.contexts.internships.placing.asking import closed_to
from baigong.contexts.internships.placing.words import rule_in_words
from baigong.contexts.internships.selectors.rounds import HEAVY
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.rules import all_parameters, number_on, parameter_on

PREPARING = (RoundState.OPEN, RoundState.CHOOSING)
ROWS = 1000
REASONS = 20
"""Reasons that are told at once of those who did not come in."""
SCHOOL_YEAR = (9, 1)
"""The month and day on which a school year begins."""


@dataclass(frozen=True)
class RoundHead:
    """What a round is. ``members``: the schools of a joint round, which the bureau runs; none where a school places its own students."""

    school: Organisation
    title: str
    starts_on: date
    ends_on: date
    members: Sequence[Organisation] = ()


@dataclass(frozen=True)
class Added:
    """Students that came into a round, and those who did not, with the reason."""

    rows: Sequence[RoundEntry]
    refused: Sequence[tuple[Intern, str]]


@transaction.atomic
def open_round(*, actor: Actor, now: datetime, head: RoundHead) -> PlacementRound:
    """Open a round. Raises ``Refusal`` for days or schools that cannot be, ``Conflict`` where there is one of that name."""
    row = PlacementRound(
        school=head.school, title=" ".join(head.title.split()), starts_on=head.starts_on, ends_on=head.ends_on,
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    ROUND_POLICY.require(actor, "create", row)
    if not row.title:
        raise at_field("title", _("请填写轮次名称。"))
    if head.ends_on < head.starts_on:
        raise at_field("ends_on", _("结束日期早于开始日期%(day)s。") % {"day": head.starts_on.isoformat()})
    if head.starts_on <= now.date():
        raise at_field(
            "starts_on", _("实习开始日期%(day)s已经到了；轮次须在开始之前安排、公布、办手续。") % {"day": head.starts_on.isoformat()}
        )
    if head.school.kind not in SCHOOL_KINDS and not head.members:
        raise at_field("members", _("请选择参加联合轮次的学校。"))
    if head.school.kind in SCHOOL_KINDS and any(one != head.school for one in head.members):
        raise at_field("members", _("学校自己开的轮次只安排本校学生；几所学校一起安排的，由教育局开联合轮次。"))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            row.members.set(head.members)
    except IntegrityError:
        words = _("%(school)s已有轮次“%(title)s”。") % {"school": head.school, "title": row.title}
        raise Conflict(words, code="round_known", fields={"title": words}) from None
    audit.record(actor, "internships.placementround.opened", row, now=now)
    return row


@transaction.atomic
def add_students(*, actor: Actor, now: datetime, row: PlacementRound, interns: Collection[Intern]) -> Added:
    """Take students into a round: those whom nothing keeps out; of the others it is said why. Raises ``Refusal`` where none could come."""
    locked = _prepared(actor, row)
    people = sorted(interns, key=lambda one: (one.class_name, one.student_number))
    why = _kept_out(locked, people)
    rows = [RoundEntry(round=locked, intern=one) for one in people if one.pk not in why]
    refused = [(one, why[one.pk]) for one in people if one.pk in why]
    if not rows:
        raise at_field("people", reasons_in_words(refused) or _("没有选中学生。"))
    try:
        with transaction.atomic():
            RoundEntry.objects.bulk_create(rows, batch_size=ROWS)
    except IntegrityError:
        raise Conflict(_("名单里有人刚被加入别的轮次，一个也没有加入；请刷新后再办。"), code="entered_meanwhile") from None
    audit.record(actor, "internships.placementround.students_added", locked, now=now, detail={"added": len(rows), "refused": len(refused)})
    return Added(rows, refused)


def reasons_in_words(refused: Sequence[tuple[Intern, str]]) -> str:
    """Why students did not come in: those with the same reason counted together, the most first; a single one by name."""
    alike: dict[str, list[Intern]] = {}
    for one, why in refused:
        alike.setdefault(why.rstrip("。"), []).append(one)
    counted = sorted(alike.items(), key=lambda item: -len(item[1]))[:REASONS]
    people = ((people[0].name if len(people) == 1 else _("%(n)d人") % {"n": len(people)}, why) for why, people in counted)
    return "；".join(f"{who}：{why}" for who, why in people)


def schools_of_round(row: PlacementRound) -> list[Organisation]:
    """The schools whose students a round places."""
    return list(row.members.order_by("order", "pk")) or [row.school]


def _kept_out(row: PlacementRound, people: Sequence[Intern]) -> dict[int, str]:
    """Who cannot be in this round, and why: of another school, in another round, placed already, of the first year, too young."""
    keys = [one.pk for one in people]
    found: dict[int, str] = {}
    others = {}
    standing = {}
    schools = {school.pk for school in schools_of_round(row)}
    for piece in pieces(keys, ROWS):
        elsewhere = RoundEntry.objects.filter(intern__in=piece, is_live=True).select_related("round__school")
        for entry in elsewhere.defer(*HEAVY):
            others[entry.intern_id] = entry.round
        for placement in Placement.objects.filter(intern__in=piece, state__in=STANDING).select_related("post"):
            standing[placement.intern_id] = placement
    for one in people:
        if one.school_id not in schools:
            own = row.school_id in schools
            found[one.pk] = _("不是%(school)s的在校学生。") % {"school": row.school} if own else _("所在学校没有参加本轮。")
        elif one.left_on is not None and one.left_on < row.starts_on:
            found[one.pk] = _("%(day)s已离校。") % {"day": one.left_on.isoformat()}
        elif (other := others.get(one.pk)) is not None:
            words = _("已在%(school)s的轮次“%(round)s”里；一名学生同时只参加一个轮次，先退出那一轮。")
            found[one.pk] = words % {"school": other.school, "round": other} if other.pk != row.pk else _("已在本轮。")
        elif (held := standing.get(one.pk)) is not None and held.ends_on >= row.starts_on:
            words = _("已安排在“%(post)s”，到%(day)s为止，与本轮日期重叠。")
            found[one.pk] = words % {"post": held.post, "day": held.ends_on.isoformat()}
        elif why := too_early(one, row.starts_on):
            found[one.pk] = why
    return found


def too_early(intern: Intern, day: date) -> str:
    """INT-01 and INT-02: not in the first year, not below the age, on the first day."""
    years, least = number_on("INT-01", day), number_on("INT-02", day)
    if years is not None and day < date(intern.entered + years, *SCHOOL_YEAR):
        return _("%(day)s仍是一年级（%(year)d级），%(rule)s（%(clause)s）。") % {
            "day": day.isoformat(), "year": intern.entered, "rule": _("不得安排岗位实习"), "clause": clause_of("INT-01", day)
        }  # fmt: skip
    if least is not None and (age := intern.age_on(day)) < least:
        words = _("%(day)s只满%(age)d周岁，未满%(least)d周岁不得安排（%(clause)s）。")
        return words % {"day": day.isoformat(), "age": age, "least": least, "clause": clause_of("INT-02", day)}
    return ""


def clause_of(rule: str, day: date) -> str:
    """Where a rule stands that day; its own id for what is a rule of ours."""
    version = parameter_on(rule, day) if rule in all_parameters() else None
    return str(version.citation) if version else rule


@transaction.atomic
def set_posts(*, actor: Actor, now: datetime, row: PlacementRound, seats: Mapping[int, int]) -> list[RoundPost]:
    """Say which published posts the round may fill, with how many of this round each; the others are taken out.

    Raises ``Refusal`` for a post that is not published, does not lie within the round's days, or has fewer places.
    """
    locked = _prepared(actor, row, also=(RoundState.REVIEW, RoundState.PUBLISHED))
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(list(seats))
    for pk, number in seats.items():
        post = posts.get(pk)
        if post is None or post.state != PostState.PUBLISHED:
            raise at_field("posts", _("岗位“%(post)s”没有公布，不能列入。") % {"post": post or pk})
        if post.starts_on < locked.starts_on or post.ends_on > locked.ends_on:
            words = _("岗位“%(post)s”（%(days)s）不在本轮日期%(first)s–%(last)s之内。")
            facts = {"post": post, "days": post.days_text, "first": locked.starts_on.isoformat(), "last": locked.ends_on.isoformat()}
            raise at_field("posts", words % facts)
        if not 0 < number <= post.capacity:
            raise at_field("posts", _("岗位“%(post)s”最多接收%(n)d人。") % {"post": post, "n": post.capacity})
    held = set(locked.entries.filter(published_post__isnull=False).values_list("published_post", flat=True))
    if lost := held - set(seats):
        words = _("岗位“%(post)s”已有公布的学生，不能从本轮移出。")
        raise at_field("posts", words % {"post": InternshipPost.objects.get(pk=min(lost))})
    known = {offer.post_id: offer for offer in locked.offers.all()}
    locked.offers.exclude(post__in=list(seats)).delete()
    RoundPost.objects.bulk_create([RoundPost(round=locked, post=posts[pk], seats=n) for pk, n in seats.items() if pk not in known])
    changed = [offer for pk, offer in known.items() if pk in seats and offer.seats != seats[pk]]
    for offer in changed:
        offer.seats = seats[offer.post_id]
    RoundPost.objects.bulk_update(changed, ["seats"])
    audit.record(actor, "internships.placementround.posts_set", locked, now=now, detail={"posts": len(seats)})
    return list(locked.offers.select_related("post"))


@transaction.atomic
def choose(*, actor: Actor, now: datetime, entry: RoundEntry, posts: Sequence[int]) -> RoundEntry:
    """A student's preferences, the dearest first; none is a choice too. Raises ``Refusal`` for a post that the round does not offer, or
    that is closed to the student.
    """
    held = locked_entry(entry)
    ENTRY_POLICY.require(actor, "choose", held)
    if held.round.state != RoundState.CHOOSING or (held.round.chooses_until and now.date() > held.round.chooses_until):
        raise Conflict(_("“%(round)s”现在不在填报志愿的时间里。") % {"round": held.round}, code="too_late")
    wanted = list(dict.fromkeys(posts))
    most = number_on("PLC-CHOICES", now.date()) or len(wanted)
    if len(wanted) > most:
        raise at_field("choices", _("最多填报%(n)d个志愿。") % {"n": most})
    offered = set(held.round.offers.values_list("post", flat=True))
    if any(pk not in offered for pk in wanted):
        raise at_field("choices", _("志愿里有本轮没有的岗位；请刷新后再填。"))
    posts_chosen = list(InternshipPost.objects.filter(pk__in=wanted).select_related("site"))
    if closed := closed_to(held, posts_chosen, now.date()):
        post = next(one for one in posts_chosen if one.pk in closed)
        raise at_field(
            "choices", _("“%(post)s”不能填报：%(why)s。") % {"post": post, "why": rule_in_words(closed[post.pk][0], post.starts_on)}
        )
    held.choices, held.chosen_at = wanted, now
    held.save(update_fields=["choices", "chosen_at"])
    audit.record(actor, "internships.roundentry.chosen", held, now=now, detail={"choices": len(wanted)})
    return held


@transaction.atomic
def pair_up(*, actor: Actor, now: datetime, entry: RoundEntry, other: RoundEntry | None) -> RoundEntry:
    """Two students of a round go together, or no longer (``other``: none). Raises ``Refusal`` for one of another round or in a pair."""
    held = locked_entry(entry)
    ENTRY_POLICY.require(actor, "override", held)
    if held.round.state not in PREPARING:
        raise Conflict(_("“%(round)s”已经开始计算，不能再改结伴。") % {"round": held.round}, code="too_late")
    RoundEntry.objects.filter(round=held.round, companion=held).update(companion=None)
    if other is not None and other.pk == held.pk:
        raise at_field("companion", _("这是%(name)s自己的学号，请填同行者的。") % {"name": held.intern.name})
    if other is not None:
        mate = locked_entry(other)
        if mate.round_id != held.round_id:
            raise at_field("companion", _("结伴的两人须在同一轮次。"))
        if mate.companion_id not in (None, held.pk):
            raise at_field("companion", _("%(name)s已与别人结伴。") % {"name": mate.intern.name})
        _hold_common_post(held, mate, now)
        mate.companion = held
        mate.save(update_fields=["companion"])
    held.companion = other
    held.save(update_fields=["companion"])
    audit.record(actor, "internships.roundentry.paired", held, now=now, detail={"with": other.pk if other else None})
    return held


def _hold_common_post(held: RoundEntry, mate: RoundEntry, now: datetime) -> None:
    """Two who can go nowhere together are told before the round is solved; without posts nothing can be told yet."""
    posts = [offer.post for offer in held.round.offers.select_related("post__site")]
    shut = {**closed_to(held, posts, now.date()), **closed_to(mate, posts, now.date())}
    if posts and len(shut) == len(posts):
        words = _("本轮没有一个岗位%(first)s和%(second)s都能去（%(why)s），不能结伴。")
        why = rule_in_words(next(iter(shut.values()))[0], held.round.starts_on)
        raise at_field("companion", words % {"first": held.intern.name, "second": mate.intern.name, "why": why})


@transaction.atomic
def withdraw_entry(*, actor: Actor, now: datetime, entry: RoundEntry, reason: str) -> RoundEntry:
    """A student leaves the round; the place is free for the refill. What is published to him is withdrawn by its own step first."""
    held = locked_entry(entry)
    ENTRY_POLICY.require(actor, "withdraw", held)
    if not reason.strip():
        raise at_field("reason", _("请写明理由。"), code="reason_required")
    if held.standing == EntryStanding.WITHDRAWN:
        raise Conflict(_("%(name)s已退出本轮。") % {"name": held.intern.name}, code="withdrawn")
    if Placement.objects.filter(intern=held.intern, round=held.round, state__in=STANDING).exists():
        words = _("%(name)s的安排已经公布；先在实习安排里“未上岗撤回”，名额随即可以补录。") % {"name": held.intern.name}
        raise Conflict(words, code="published")
    RoundEntry.objects.filter(companion=held).update(companion=None)
    held.standing, held.post, held.companion, held.is_live = EntryStanding.WITHDRAWN, None, None, False
    held.save(update_fields=["standing", "post", "companion", "is_live"])
    audit.record(actor, "internships.roundentry.withdrawn", held, now=now, detail={"reason": reason.strip()[:200]})
    return held


def _prepared(actor: Actor, row: PlacementRound, *, also: Sequence[str] = ()) -> PlacementRound:
    locked = PlacementRound.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=row.pk)
    ROUND_POLICY.require(actor, "edit", locked)
    if locked.state not in (*PREPARING, *also):
        words = _("“%(round)s”现在是“%(state)s”，不能再改学生和岗位。") % {"round": locked, "state": locked.get_state_display()}
        raise Conflict(words, code="round_state")
    return locked


def locked_entry(entry: RoundEntry) -> RoundEntry:
    """The entry as it is now, held until the end of the transaction; its round before it, so that nobody leaves one that is being
    published, and two who work on one do not wait for each other.
    """
    hold_round(entry.round_id)
    rows = RoundEntry.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "round__school", "intern__learner", "post", "published_post"
    )
    return rows.defer(*HEAVY).get(pk=entry.pk)


def hold_round(pk: int) -> None:
    """Hold a round until the end of the transaction."""
    PlacementRound.objects.select_for_update(no_key=True).only("pk").get(pk=pk)
