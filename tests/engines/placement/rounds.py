"""Rounds drawn by chance: small enough to try everything, and with everything in them that placing knows."""

from datetime import date, timedelta

from hypothesis import strategies as st

from baigong.engines.placement.facts import (
    BornBy,
    Cap,
    Demand,
    Mentor,
    Pair,
    Post,
    Request,
    Reserve,
    Student,
    Taken,
    Weights,
)

DAY = date(2022, 2, 21)
TRAITS = ("female", "minority")


def day(number):
    return DAY + timedelta(number)


@st.composite
def requests(draw, *, students=5, posts=4, together=True, chains=True):
    windows = [(0, 9), (0, 4), (5, 9), (3, 6)] if chains else [(0, 9)]
    told = []
    for number in range(draw(st.integers(1, posts))):
        first, last = draw(st.sampled_from(windows))
        told.append(
            Post(
                f"P{number}",
                draw(st.sampled_from("AB")),
                draw(st.sampled_from("xy")),
                day(first),
                day(last),
                draw(st.integers(0, 3)),
                occupation=draw(st.sampled_from(["nurse", "cook"])),
                site=draw(st.sampled_from(["north", "south"])),
                taken=draw(st.sampled_from([(), (), (Taken(day(0), day(3), 1),)])),
                born_by=draw(st.sampled_from([(), (), (BornBy(date(2005, 1, 1), "AGE"),)])),
                forbids=draw(st.sampled_from([{}, {}, {"female": "HEAVY"}])),
                demands=draw(st.sampled_from([(), (), (Demand(frozenset({"minority"}), "TONGUE"),)])),
                reserves=draw(st.sampled_from([(), (), (Reserve("minority", 1),), (Reserve("minority", 1), Reserve("female", 1))])),
                mentor=draw(st.sampled_from(["", "", "m"])) if together else "",
            )
        )
    people = [
        Student(
            f"s{number}",
            draw(st.sampled_from(["care", "food"])),
            draw(st.frozensets(st.sampled_from(TRAITS))),
            draw(st.sampled_from([None, date(2004, 1, 1), date(2005, 1, 1), date(2006, 1, 1)])),
            draw(st.sampled_from(["north", "south"])),
            draw(st.sampled_from([None, None, 10])),
            draw(st.sampled_from([None, None, day(3)])),
            draw(st.sampled_from([None, None, day(6)])),
            draw(st.lists(st.sampled_from([p.id for p in told]), max_size=2, unique=True).map(tuple)),
            draw(st.sampled_from([frozenset(), frozenset(), frozenset({"A"}), frozenset({"P0"})])),
        )
        for number in range(draw(st.integers(1, students)))
    ]
    caps = [
        Cap(
            f"{enterprise}{kind}",
            enterprise,
            draw(st.integers(0, 4)),
            "TEN" if not kind else "TWENTY",
            kind,
            draw(st.sampled_from([(), (), ((day(4), 1),)])),
            draw(st.sampled_from([(), (), (Taken(day(2), day(5), 1),)])),
        )
        for enterprise in "AB"
        for kind in draw(st.sampled_from([(), ("",), ("", "x"), ("", "x", "y")]))
    ]
    pairs = ()
    if together and len(people) > 1 and draw(st.booleans()):
        pairs = (Pair("s0", "s1"),)
    weights = Weights(
        {("care", "nurse"): draw(st.integers(1, 9)), ("food", "cook"): draw(st.integers(1, 9)), ("food", "nurse"): 2},
        draw(st.sampled_from(["", "MATCH"])),
        draw(st.integers(0, 3)),
        (draw(st.integers(1, 9)), 1),
        draw(st.integers(0, 1)),
    )
    return Request(
        tuple(people),
        tuple(told),
        tuple(caps),
        (Mentor("m", draw(st.integers(1, 3))),),
        pairs,
        weights,
        {("north", "south"): 12, ("south", "north"): 12, ("north", "north"): 1},
    )
