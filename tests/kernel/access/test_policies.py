"""One declaration, two answers: the filter and the decision must be the same answer."""

from __future__ import annotations

import itertools
import random

import pytest
from django.http import Http404

from baigong.contexts.organisations.models import LeadingBody, Organisation, Post, Seat
from baigong.kernel.access import ANONYMOUS, SYSTEM, Actor, Allow, Holding, Policy, Reach, role
from baigong.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(declarations):
    return role("test_clerk", "经办", Reach.OWN)


@pytest.fixture
def bureau(declarations):
    return role("test_bureau", "县局", Reach.SUBTREE)


@pytest.fixture
def team(declarations):
    return role("test_team", "专班", Reach.EVERYWHERE)


@pytest.fixture
def tree():
    """Two counties with two schools each, under a city; ids are set apart from places so that mixing them up shows."""
    made = {}

    def add(name: str, parent: str | None, path: str) -> None:
        made[name] = Organisation.objects.create(name=name, kind="county", parent=made.get(parent), path=path)

    add("city", None, "0901.")
    for county in ("east", "west"):
        add(county, "city", f"0901.{1000 + len(made)}.")
        for school in ("first", "second"):
            add(f"{county}-{school}", county, f"{made[county].path}{1000 + len(made)}.")
    return made


def acting(role_, place, user_id=1):
    return Actor(user_id, "某某", (Holding(role_, place.pk, place.path),))


def test_own_reach_is_the_organisation_itself_and_not_its_schools(clerk, tree):
    policy = Policy(Organisation, [Allow.of("view", {clerk}, via="self")], {"self": ""})
    assert list(policy.visible(acting(clerk, tree["east"]))) == [tree["east"]]


def test_subtree_reach_is_the_county_with_its_schools_and_nobody_elses(bureau, tree):
    policy = Policy(Organisation, [Allow.of("view", {bureau}, via="self")], {"self": ""})
    assert {o.name for o in policy.visible(acting(bureau, tree["east"]))} == {"east", "east-first", "east-second"}


def test_a_path_that_only_begins_alike_is_not_in_the_subtree(bureau, tree):
    policy = Policy(Organisation, [Allow.of("view", {bureau}, via="self")], {"self": ""})
    longer = Organisation.objects.create(name="other", kind="county", path=tree["east"].path.rstrip(".") + "9.")
    assert not policy.decide(acting(bureau, tree["east"]), "view", longer)
    assert longer not in policy.visible(acting(bureau, tree["east"]))


def test_foreign_row_is_not_found_while_a_seen_one_is_refused_with_the_reason(clerk, tree):
    policy = Policy(
        Organisation, [Allow.of("view", {clerk}, via="self"), Allow.of("edit", {clerk}, via="self", when={"kind": "city"})], {"self": ""}
    )
    actor = acting(clerk, tree["east"])
    with pytest.raises(Http404):
        policy.get_or_404(actor, pk=tree["west"].pk)
    with pytest.raises(NotPermitted, match="状态"):
        policy.require(actor, "edit", policy.get_or_404(actor, pk=tree["east"].pk))


def test_the_refusal_names_whose_task_it_is(clerk, team, tree):
    policy = Policy(Organisation, [Allow.of("close", {team})])
    assert "专班" in policy.decide(acting(clerk, tree["east"]), "close", tree["east"]).reason


def test_owner_and_condition_speak_of_the_same_related_row(clerk, tree):
    """A chair of the body may convene it; being an ordinary member of a body that somebody else chairs does not suffice."""
    policy = Policy(
        LeadingBody,
        [Allow.of("view", {clerk}, via="member"), Allow.of("convene", {clerk}, via="member", when={"seats__role": "chair"})],
        {"member": "seats__post__organisation"},
    )
    body = LeadingBody.objects.create(name="领导小组")
    for name, seat_role in (("east", "chair"), ("west", "member")):
        post = Post.objects.create(organisation=tree[name], title="局长")
        Seat.objects.create(body=body, role=seat_role, post=post)
    for place, may in (("east", True), ("west", False)):
        actor = acting(clerk, tree[place])
        assert bool(policy.decide(actor, "convene", body)) is may
        assert policy.visible(actor, "convene").exists() is may


def test_a_row_with_several_matching_relations_appears_once(clerk, tree):
    policy = Policy(LeadingBody, [Allow.of("view", {clerk}, via="member")], {"member": "seats__post__organisation"})
    body = LeadingBody.objects.create(name="领导小组")
    for title in ("局长", "副局长"):
        Seat.objects.create(body=body, role="member", post=Post.objects.create(organisation=tree["east"], title=title))
    assert list(policy.visible(acting(clerk, tree["east"]))) == [body]


def test_nobody_sees_anything_without_a_rule_that_speaks_of_them(clerk, team, tree):
    policy = Policy(Organisation, [Allow.of("view", {team})])
    for actor in (ANONYMOUS, acting(clerk, tree["city"])):
        assert not policy.visible(actor).exists()
        assert not policy.reachable(actor, "view")


def test_unknown_actions_and_relations_and_rules_for_nobody_are_refused_when_declared(clerk, declarations):
    policy = Policy(Organisation, [Allow.of("view", {clerk})])
    with pytest.raises(ValueError, match="knows no action"):
        policy.visible(ANONYMOUS, "veiw")
    with pytest.raises(ValueError, match="names no relation"):
        Policy(Post, [Allow.of("view", {clerk}, via="nowhere")])
    with pytest.raises(ValueError, match="speaks of nobody"):
        Policy(Post, [Allow.of("view")])
    with pytest.raises(ValueError, match="two policies"):
        Policy(Organisation, [Allow.of("view", {clerk})])


def test_filter_and_decision_agree_on_random_policies(clerk, bureau, team, tree):
    """Sixty random rules, each asked of every row as every kind of actor, over own, foreign-key and to-many paths."""
    chance = random.Random(2020)
    for number, place in enumerate(tree.values()):
        body = LeadingBody.objects.create(name=f"机构{number}", office_at=chance.choice([None, place]), order=number % 3)
        for _ in range(chance.randrange(4)):
            where = chance.choice(list(tree.values()))
            post = Post.objects.get_or_create(organisation=where, title=chance.choice("甲乙丙"))[0]
            by_rank = chance.random() < 0.25
            Seat.objects.create(
                body=body, role=chance.choice(["chair", "member"]), post=None if by_rank else post,
                organisation=where if by_rank else None, rank_title="调研员" if by_rank else "",
            )  # fmt: skip
    relations = {"office": "office_at", "member": "seats__post__organisation", "ranked": "seats__organisation"}
    conditions = [
        {}, {"order": {0, 1}}, {"office_at": None}, {"office_at__kind": "county"}, {"seats__role": "chair"}, {"seats__post": None},
        {"seats__role": "member", "seats__post__title": {"甲", "乙"}}, {"seats__post__title": {"丙", None}},
    ]  # fmt: skip
    actors = [ANONYMOUS, SYSTEM, Actor(7, "无职责")] + [acting(r, o) for r in (clerk, bureau, team) for o in tree.values()]
    rows = list(LeadingBody.objects.all())
    said = {True: 0, False: 0}
    for _ in range(60):
        rule = Allow.of(
            "view", {r for r in (clerk, bureau, team) if chance.random() < 0.6} or {clerk},
            via=chance.choice([None, *relations]), when=chance.choice(conditions),
            anyone=chance.random() < 0.05, signed_in=chance.random() < 0.1,
        )  # fmt: skip
        policy = object.__new__(Policy)
        policy.model, policy.rules, policy.relations = LeadingBody, [rule], relations
        for actor in actors:
            seen = list(policy.visible(actor).values_list("pk", flat=True))
            assert len(seen) == len(set(seen)), rule
            for row in rows:
                decided = bool(policy.decide(actor, "view", row))
                assert decided == (row.pk in seen), (rule, actor, row.pk)
                said[decided] += 1
    assert min(said.values()) > 300, "the cases do not exercise both answers"


def test_a_decision_on_prefetched_rows_asks_the_database_nothing(clerk, tree, django_assert_num_queries):
    policy = Policy(LeadingBody, [Allow.of("view", {clerk}, via="member")], {"member": "seats__post__organisation"})
    for number in range(5):
        body = LeadingBody.objects.create(name=f"机构{number}")
        Seat.objects.create(body=body, role="member", post=Post.objects.create(organisation=tree["east"], title=f"{number}"))
    rows = list(LeadingBody.objects.prefetch_related("seats__post__organisation"))
    with django_assert_num_queries(0):
        assert all(policy.decide(acting(clerk, tree["east"]), "view", row) for row in rows)


@pytest.mark.parametrize(("reach", "place"), list(itertools.product(Reach, ["city", "east", "east-first"])))
def test_holding_covers_what_the_filter_finds(declarations, tree, reach, place):
    held = role(f"test_{reach}", "角色", reach)
    actor = acting(held, tree[place])
    policy = Policy(Organisation, [Allow.of("view", {held}, via="self")], {"self": ""})
    assert set(policy.visible(actor)) == {o for o in tree.values() if actor.holdings[0].covers(o.path)}
