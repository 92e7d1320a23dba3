"""The search over everything finds codes, the best first, for everybody."""

from __future__ import annotations

from baigong.kernel.access import ANONYMOUS
from baigong.kernel.search import search


def test_codes_are_found_by_name_and_by_code_with_the_exact_one_first(load):
    load("divisions", "programmes")
    (by_code,) = [group for group in search(ANONYMOUS, "620600") if group.icon == "list-details"]
    assert by_code.hits[0].title == "武威市"
    (by_name,) = [group for group in search(ANONYMOUS, "护理") if group.icon == "list-details"]
    assert by_name.hits[0].title == "护理"
    assert "职业教育专业目录" in by_name.hits[0].detail
    (many,) = [group for group in search(ANONYMOUS, "技术") if group.icon == "list-details"]
    assert many.more
