"""What other contexts show on an enterprise's page and on its own first screen: quota, posts, people, money.

A context above registers a panel at start (its ``registration``); a page asks each for its content, once, in the order of the panels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from baigong.contexts.enterprises.models import Enterprise
from baigong.kernel.access import Actor


@dataclass(frozen=True)
class PanelFigure:
    """One number of a panel. ``tone``: neutral, good, warn, bad."""

    label: Any
    value: Any
    unit: Any = ""
    note: Any = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class PanelLine:
    """One line of a panel: words with a link, quieter words below, a state with its tone."""

    words: Any
    url: str = ""
    quiet: Any = ""
    state: Any = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class PanelContent:
    """What a panel shows: figures, then lines, then where to act or read on (words and address); ``empty`` where there is neither."""

    figures: Sequence[PanelFigure] = ()
    lines: Sequence[PanelLine] = ()
    acts: Sequence[tuple[Any, str]] = ()
    empty: Any = ""
    note: Any = ""


@dataclass(frozen=True)
class Panel:
    """A slot of the page: ``build(actor, enterprise, day)`` gives its content, or ``None`` where this reader is shown nothing.

    ``order``: quota 10, posts 20, people 30, money 40.
    """

    key: str
    title: Any
    order: int
    build: Callable[[Actor, Enterprise, date], PanelContent | None]
    icon: str = "file-text"


@dataclass(frozen=True)
class Shown:
    """A panel with its content for one reader."""

    panel: Panel
    content: PanelContent


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Declare a panel. Raises ``ValueError`` when its key is taken."""
    if panel.key in _panels:
        raise ValueError(f"panel {panel.key!r} is declared twice")
    _panels[panel.key] = panel


def panels_for(actor: Actor, enterprise: Enterprise, day: date) -> list[Shown]:
    """What every panel shows this reader of ``enterprise`` on ``day``."""
    built = [(panel, panel.build(actor, enterprise, day)) for panel in sorted(_panels.values(), key=lambda panel: panel.order)]
    return [Shown(panel, content) for panel, content in built if content is not None]
