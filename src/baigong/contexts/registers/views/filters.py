"""Filters that several lists of returns have in common."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.standard import all_standards
from baigong.kernel.ui.listing import ChoiceFilter

BY_STANDARD = ChoiceFilter("standard", _("标准"), choices=lambda _request: [(s.code, s.code) for s in all_standards()])
