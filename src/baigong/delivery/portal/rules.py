"""The rules of the lights as the public reads them: in the order in which they are tried, each with the colours it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.public import RULE_LABELS


@dataclass(frozen=True)
class Rule:
    """A rule: its code, when it applies, and the colours it gives; ``follows`` instead, where it takes another's."""

    code: str
    when: Any
    colours: tuple[str, ...] = ()
    follows: Any = ""


# What the rules give where it is not one colour: several, or the colour of something else.
SEVERAL = {
    "TASK-NO-REPORT": ("amber", "red"),
    "LIGHT-INTERIM": ("amber", "red"),
    "LIGHT-NO-RECORD": ("grey", "amber"),
    "LIGHT-ENDED-PERIOD": ("amber", "red"),
    "LIGHT-BEHIND": ("amber", "red"),
}
FOLLOWS: Mapping[str, Any] = {"TASK-TARGET": _("随目标，取最差的一个"), "TASK-PART": _("随分解任务")}
ONE = {
    "green": ("TASK-DONE", "TASK-ON-COURSE", "LIGHT-MET", "LIGHT-ON-COURSE"),
    "amber": ("TASK-ADJUSTING", "TASK-NEAR", "LIGHT-SILENT", "LIGHT-NEAR"),
    "red": ("TASK-OVERDUE", "TASK-MILESTONE", "LIGHT-OVERDUE"),
}


def list_rules(prefix: str) -> list[Rule]:
    """The rules of tasks (``TASK``) or targets (``LIGHT``). What gives no other colour is grey."""
    colour_of = {code: (colour,) for colour, codes in ONE.items() for code in codes} | SEVERAL
    return [
        Rule(code, when, () if code in FOLLOWS else colour_of.get(code, ("grey",)), FOLLOWS.get(code, ""))
        for code, when in RULE_LABELS.items()
        if code.startswith(prefix)
    ]
