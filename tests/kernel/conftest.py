"""Declarations made by a test are forgotten after it."""

from __future__ import annotations

import pytest

from baigong.kernel.access import actors, policies
from baigong.kernel.jobs import queue
from baigong.kernel.workflow import machines


@pytest.fixture
def declarations(monkeypatch):
    """Lets a test declare policies, machines, roles and jobs of its own, also for models that have some already."""
    monkeypatch.setattr(policies, "_policies", {})
    monkeypatch.setattr(machines, "_machines", {})
    monkeypatch.setattr(actors, "_roles", dict(actors._roles))
    monkeypatch.setattr(queue, "_declared", {})
