"""A bound on routes that can be checked without trusting the search: prices for what is asked and for what is scarce (Lagrange).

Give every missing credit a reward and every scarce thing (room under a cap, an outcome) a fee; then each course decides for itself. What
that costs is never more than a true route. Whatever the prices, the bound holds; good prices make it close. Integers throughout: prices are
``SCALE``-ths of an hour, per smallest unit of credit or per use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SCALE = 1 << 16
ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One step as numbers: its hours (scaled), what it adds to each minimum, and how much it takes of each scarce thing."""

    cost: int
    adds: tuple[int, ...]
    takes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Prices:
    """Rewards of the minimums, fees of the scarce things, and the bound that they prove at the root."""

    rewards: tuple[int, ...]
    fees: tuple[int, ...]
    bound: int

    def profit(self, item: Item) -> int:
        """Reward of an item less its fees and hours: what is above nothing is worth doing at these prices."""
        reward = sum(r * a for r, a in zip(self.rewards, item.adds, strict=True))
        return reward - item.cost - sum(self.fees[row] * amount for row, amount in item.takes)


def find_prices(missing: Sequence[int], scarce: Sequence[int], groups: Sequence[Sequence[Item]], must: Sequence[bool]) -> Prices:
    """Good prices, by going against what the choice at the present prices leaves short or takes too much (subgradient)."""
    rewards, fees = [0] * len(missing), [0] * len(scarce)
    best = Prices(tuple(rewards), tuple(fees), 0)
    # A first step about as high as an hour for a unit of credit.
    dearest = max((item.cost // max(item.adds, default=1) for group in groups for item in group if max(item.adds, default=0)), default=0)
    step, stuck = max(dearest, 1), 0
    # A use is worth as many units of credit as a step that takes it brings.
    units = [1] * len(scarce)
    for item in (item for group in groups for item in group):
        for row, amount in item.takes:
            units[row] = max(units[row], max(item.adds, default=0) // max(amount, 1))
    for _ in range(ROUNDS):
        prices = Prices(tuple(rewards), tuple(fees), 0)
        bound = sum(r * m for r, m in zip(rewards, missing, strict=True)) - sum(f * s for f, s in zip(fees, scarce, strict=True))
        short, over = list(missing), [-s for s in scarce]
        for group, forced in zip(groups, must, strict=True):
            profit, item = max(((prices.profit(i), i) for i in group), key=lambda found: found[0])
            if profit > 0 or forced:
                bound -= profit
                for m, added in enumerate(item.adds):
                    short[m] -= added
                for row, amount in item.takes:
                    over[row] += amount
        if bound > best.bound:
            best, stuck = Prices(prices.rewards, prices.fees, bound), 0
        else:
            stuck += 1
            if stuck >= 8:
                step, stuck = step * 2 // 3, 0
                rewards, fees = list(best.rewards), list(best.fees)
                if not step:
                    break
                continue
        rewards = _moved(rewards, short, missing, [step] * len(missing))
        fees = _moved(fees, over, scarce, [step * unit for unit in units])
    return best


def _moved(prices: list[int], off: Sequence[int], sizes: Sequence[int], steps: Sequence[int]) -> list[int]:
    """Prices raised where too little is left and lowered where there is enough, in proportion to how far off they are (a whole at most)."""
    return [max(p + s * max(-size, min(o, size)) // max(size, 1), 0) for p, o, size, s in zip(prices, off, sizes, steps, strict=True)]
