"""A context has its place in the map of the house: what import-linter itself does not ask for is asked here."""

from __future__ import annotations

from configparser import ConfigParser

import pytest
from django.conf import settings

from tests.architecture.test_sources import ROOT, SOURCE

CONTEXTS = sorted(file.parent.name for file in (SOURCE / "contexts").glob("*/__init__.py"))
MAP = ConfigParser()
MAP.read(ROOT / ".importlinter", encoding="utf-8")


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_stands_in_the_order_in_the_rule_for_its_inside_and_has_a_door(context):
    assert context in MAP["importlinter:contract:contexts"]["layers"].replace("|", " ").split()
    assert f"baigong.contexts.{context}" in MAP["importlinter:contract:inside"]["containers"].split(), "its inside would obey no layers"
    assert f"importlinter:contract:door-{context}" in MAP, "everybody could import its inside"
    assert f"baigong.contexts.{context}" in settings.INSTALLED_APPS


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_has_its_page(context):
    assert (ROOT / f"docs/contexts/{context}.md").exists()
