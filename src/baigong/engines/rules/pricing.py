"""What a course is worth to those who compete for it: prices that bound what a set can bring (Lagrange).

Each slot takes what brings it most beyond the prices of its courses. Where more than one takes a course its price rises, where none does it
falls. The bound holds whatever the prices are; good ones only make it lower.
"""

from __future__ import annotations

from collections.abc import Sequence

from baigong.engines.rules.portions import Portion, Portions, bits

TURNS = 30
"""Times that prices are changed."""
STEP, LEAST_STEP = 100, 5
"""By how much in the first turn, and at least, in the smallest unit of credits."""


def prices_of(portions: Portions, alive: int, rooms: Sequence[int]) -> list[int]:
    """A price for each course, of those tried the ones with the lowest bound. ``rooms``: credits still to be given by source."""
    slots: dict[int, list[list[Portion]]] = {}
    for slot, source in portions.slots:
        slots.setdefault(source, []).append([portions.all[n] for n in bits(slot & alive)])
    prices = best = [0] * len(portions.having)
    lowest: int | None = None
    for turn in range(TURNS):
        takers, bound = [0] * len(prices), sum(prices)
        for source, offers in slots.items():
            chosen = [_dearest(offered, prices) for offered in offers]
            brought = sum(most for most, _courses in chosen)
            bound += min(brought, rooms[source])
            # A source that is full anyway competes for nothing.
            for course in (course for _most, courses in chosen for course in courses) if brought < rooms[source] else ():
                takers[course] += 1
        if lowest is None or bound < lowest:
            lowest, best = bound, prices
        step = max(STEP * (TURNS - turn) // TURNS, LEAST_STEP)
        following = [max(price + step * (count - 1), 0) for price, count in zip(prices, takers, strict=True)]
        if following == prices:
            break
        prices = following
    return best


def _dearest(offered: Sequence[Portion], prices: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """What brings most beyond the prices; those that bring most before them stand first."""
    most, chosen = 0, tuple[int, ...]()
    for portion in offered:
        if portion.value <= most:
            break
        beyond = portion.value - sum([prices[course] for course in portion.numbers])
        if beyond > most:
            most, chosen = beyond, portion.numbers
    return most, chosen
