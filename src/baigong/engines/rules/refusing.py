"""Why a rule that was met gave less than it could: another rule gave the course or took the outcome, or a cap was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baigong.engines.rules.conversion import Application, Finding, Refusal, Why
from baigong.engines.rules.ways import Caps, Choice, Way


def not_given(
    applications: Sequence[Application], ways: Sequence[Way], choice: Choice, worth: Mapping[str, int], caps: Caps
) -> list[Refusal]:
    """One reason for every course and every free credit that an application could have given and did not."""
    taken = dict(choice.courses)
    amounts = dict(choice.free)
    spent = {o: way for way in choice.ways for o in ways[way].outcomes}
    rooms = _rooms(ways, choice, worth, caps)
    refused = []
    for number, application in enumerate(applications):
        shared = next((o for o in application.outcomes if o in spent), None)
        if caps.outcome_once and number not in choice.ways and shared is not None:
            refused.append(_refusal(application, "outcome_taken", outcome=shared, by=applications[spent[shared]].rule.id))
            continue
        most = application.rule.most_courses
        given = sum(way == number for way in taken.values())
        for course in application.courses:
            if course in taken:
                if taken[course] != number:
                    refused.append(_refusal(application, "course_taken", course=course, by=applications[taken[course]].rule.id))
            elif most is not None and given >= most:
                refused.append(_refusal(application, "most_courses", course=course, asked=most))
            else:
                code, room = _narrowest(rooms, ways[number], worth[course])
                refused.append(_refusal(application, code, course=course, asked=worth[course], found=room))
        cut = application.free - amounts.get(number, 0)
        if cut > 0:
            code, room = _narrowest(rooms, ways[number], cut)
            refused.append(_refusal(application, code, asked=cut, found=room))
    return refused


def _rooms(ways: Sequence[Way], choice: Choice, worth: Mapping[str, int], caps: Caps) -> dict[tuple[Why, str], int]:
    """What the best set left under each cap."""
    rooms: dict[tuple[Why, str], int] = {("total_cap", ""): caps.total}
    for rule, cap in caps.by_rule.items():
        rooms["rule_cap", rule] = cap
    for source, cap in caps.by_source.items():
        rooms["source_cap", source] = cap
    for way, amount in [*((way, worth[course]) for course, way in choice.courses), *choice.free]:
        keys: tuple[tuple[Why, str], ...] = (("total_cap", ""), ("rule_cap", ways[way].rule), ("source_cap", ways[way].source))
        for key in keys:
            if key in rooms:
                rooms[key] -= amount
    return rooms


def _narrowest(rooms: Mapping[tuple[Why, str], int], way: Way, amount: int) -> tuple[Why, int | None]:
    """The cap that leaves no room for the amount, the rule's own first; none: it was given up for something better."""
    keys: tuple[tuple[Why, str], ...] = (("rule_cap", way.rule), ("source_cap", way.source), ("total_cap", ""))
    for key in keys:
        if key in rooms and rooms[key] < amount:
            return key[0], rooms[key]
    return "not_chosen", None


def _refusal(
    application: Application, code: Why, *, outcome: str = "", course: str = "", asked: Finding = None, found: Finding = None, by: str = ""
) -> Refusal:
    rule = application.rule
    return Refusal(code, outcome or application.outcomes[0], rule.id, rule.version, rule.clause, course, asked, found, by)
