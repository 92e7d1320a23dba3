"""The page of a round: a city's round has hundreds of posts, and its page asks as little for them as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.contexts.internships.models import RoundPost
from baigong.contexts.internships.pages_of_rounds import round_page
from baigong.contexts.internships.selectors import rounds as selectors
from tests.builders import SOME_TIME
from tests.placing_city import a_published_post, a_round, make_placing

pytestmark = pytest.mark.django_db


def test_a_round_of_many_posts_lists_them_with_their_units_in_as_many_queries_as_one(db):
    city = make_placing(SOME_TIME)
    row, asked = a_round(city, a_published_post(city)), []
    for more in ((), [a_published_post(city, title=f"岗位{n}") for n in range(5)]):
        RoundPost.objects.bulk_create(RoundPost(round=row, post=post, seats=2) for post in more)
        row = selectors.get_round(city.as_school, row.pk)
        with CaptureQueriesContext(connection) as queries:
            page = round_page(city.as_school, row)
            told = {
                (str(line.offer.post), str(line.offer.post.enterprise), line.offer.post.days_text, bool(line.programmes))
                for line in page.offers
            }
        asked.append(len(queries))
        assert told == {(offer.post.title, str(offer.post.enterprise), offer.post.days_text, True) for offer in selectors.offers_of(row)}
    assert len(told) == 6
    assert asked[0] == asked[1]
