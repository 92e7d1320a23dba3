"""Posts that change hands in the demonstration, and what becomes of the accounts tied to them: one hand-over in every state."""

from __future__ import annotations

from datetime import date, datetime

from baigong.contexts.accounts import public as accounts
from baigong.contexts.organisations.public import Person, Post, PostChangedHands, add_person, appoint, find_holding
from baigong.delivery.demonstration.cast import Cast, the_body
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import SYSTEM

TIED = (
    ("keji", "市科技局", "副局长", ""),
    ("gongxin", "市工信局", "副局长", "invite"),
    ("renshe-fu", "市人社局", "副局长", "hand"),
    ("ziran", "市自然资源局", "副局长", "set_aside"),
)
"""An account tied to a post: user name, body, post, and what is done when the post changes hands."""


def bind(cast: Cast, now: datetime) -> None:
    """Accounts of deputy heads, whose roles last as long as they hold the post."""
    for username, body, title, _then in TIED:
        post = _post(body, title, now.date())
        person = _holder(post, now.date())
        accounts.create_sample_account(
            actor=SYSTEM, now=now, username=username, display_name=person.name, role=accounts.LIAISON, organisation=post.organisation,
            person=person, post=post,
        )  # fmt: skip


def tell_hand_overs(cast: Cast, day: date) -> None:
    """On one day four deputy heads move on. The news is told here, since within the story nothing is committed yet."""
    keeper = cast.accounts["anquan"]
    for _username, body, title, then in TIED:
        post = _post(body, title, day)
        former, successor = _holder(post, day), add_person(actor=SYSTEM, now=at(day), name=cast.name())
        appoint(actor=SYSTEM, now=at(day), post=post, person=successor, on=day, basis="示例任免通知")
        event = PostChangedHands(post.pk, former.pk, successor.pk, day)
        (task,) = accounts.post_changed_hands(event, now=at(day))
        if then == "invite":
            accounts.invite_successor(actor=keeper, now=at(day, 10), hand_over=task, display_name=successor.name)
        elif then == "hand":
            colleague = accounts.User.objects.get(username="renshe")
            accounts.hand_to(actor=keeper, now=at(day, 10), hand_over=task, user=colleague, reason="由科室联络员接替（示例）")
        elif then == "set_aside":
            accounts.set_aside(actor=keeper, now=at(day, 10), hand_over=task, reason="该单位另有联络员（示例）")


def _post(body: str, title: str, on: date) -> Post:
    return Post.objects.select_related("organisation").get(organisation=the_body(body, on), title=title)


def _holder(post: Post, on: date) -> Person:
    holding = find_holding(post, on)
    if holding is None:
        raise LookupError(f"nobody holds {post}")
    return holding.person
