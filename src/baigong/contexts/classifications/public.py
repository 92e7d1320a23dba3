"""What other contexts may use of classifications: codes on a day. Store codes (and the edition where a decision rests on it)."""

from __future__ import annotations

from baigong.contexts.classifications.bundled import bundled_codes
from baigong.contexts.classifications.declaration import Scheme
from baigong.contexts.classifications.links import (
    Linked,
    SkillGroup,
    courses_of,
    occupations_for_programme,
    programmes_for_occupation,
    skills_of,
)
from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.classifications.schemes import GRADES, LEVELS, SCHEMES, get_scheme
from baigong.contexts.classifications.selectors import (
    ancestors_of,
    called_so,
    check_code,
    children_of,
    choices,
    edition_in_force,
    editions_in_force,
    find_code,
    label_of,
    labels_of,
    predates,
    search_codes,
)
from baigong.contexts.classifications.services import load_bundled

__all__ = [
    "GRADES",
    "LEVELS",
    "SCHEMES",
    "Edition",
    "Entry",
    "Linked",
    "Scheme",
    "SkillGroup",
    "ancestors_of",
    "bundled_codes",
    "called_so",
    "check_code",
    "children_of",
    "choices",
    "courses_of",
    "edition_in_force",
    "editions_in_force",
    "find_code",
    "get_scheme",
    "label_of",
    "labels_of",
    "load_bundled",
    "occupations_for_programme",
    "predates",
    "programmes_for_occupation",
    "search_codes",
    "skills_of",
]
