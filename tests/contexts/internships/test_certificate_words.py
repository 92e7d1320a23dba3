"""What the page of a certificate says is proven, in words."""

import pytest

from baigong.contexts.internships.pages_of_rounds import CertificatePage
from baigong.contexts.internships.placing.plain import result_from, to_plain
from baigong.engines.placement.results import Case, Cases, Certificate, Limit, Price, Result

TWO = Cases(12, (Case((Limit((("1", ""),), 0),), (5,), (Price(7, post="1"),)), Case((Limit((("1", ""),), 2, True),), (-5,))))


def page(*, placed_bound=2, fit_bound=30, cases=TWO):
    result = Result({"a": "1", "b": "1"}, 30, placed_bound, fit_bound, False, "", Certificate(1024), cases=cases)
    return CertificatePage(None, result, (), (), 0)


@pytest.mark.parametrize(
    ("found", "words", "bound"),
    [
        (page(cases=Cases()), "同样多的人也没有更高的匹配分。", "30"),
        (page(), "分2种情形逐一证明", "30"),
        (page(fit_bound=34), "人数已证明最多；匹配分没有证明最高，安排同样多的人，至多再高4分", "34"),
        (page(placed_bound=5, fit_bound=3102), "没有证明最好：任何安排至多再多安排3人", "没有证明"),
    ],
)
def test_the_page_says_what_is_proven_and_gives_no_number_that_means_nothing(found, words, bound):
    assert words in found.verdict
    assert found.fit_bound == bound


def test_cases_are_kept_with_the_answer_and_read_again():
    result = page().result
    assert result_from(to_plain(result)) == result
