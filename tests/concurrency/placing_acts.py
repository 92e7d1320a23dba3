"""Two schools that publish at one firm at the same moment, as processes: ``python -m tests.concurrency.placing_acts WHO FOLDER``.

``make`` makes both rounds; ``0`` and ``1`` publish one each, once both are ready. The last line printed is ``published`` or the code of the
refusal.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

import django

django.setup()

from baigong.contexts.accounts.public import SCHOOL_OFFICER  # noqa: E402
from baigong.contexts.internships.models import PlacementRound  # noqa: E402
from baigong.contexts.internships.services import publishing, rounds, solving  # noqa: E402
from baigong.contexts.organisations.public import OrganisationKind  # noqa: E402
from baigong.kernel.errors import Refusal  # noqa: E402
from tests.builders import a_body, an_actor  # noqa: E402
from tests.placing_city import OLD, a_firm, a_published_post, a_round, an_intern, make_placing  # noqa: E402

NOW = datetime.fromisoformat("2021-03-15T09:00:00+08:00")


def make() -> None:
    """A firm that may take three, and two schools each of which would send three."""
    city = make_placing(NOW)
    post = a_published_post(city, a_firm("小厂", city, NOW, staff=30, kind=500), capacity=20)
    body = a_body("第二职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county)
    actor = an_actor(SCHOOL_OFFICER, body, user_id=city.users.school.pk)
    row = rounds.open_round(actor=actor, now=NOW, head=rounds.RoundHead(body, "外校轮次", *OLD))
    rounds.add_students(actor=actor, now=NOW, row=row, interns=[an_intern(city, f"外{n}", school=body) for n in range(3)])
    rounds.set_posts(actor=actor, now=NOW, row=row, seats={post.pk: 5})
    for mine in (row, a_round(city, post)):
        solving.start_solving(actor=an_actor(SCHOOL_OFFICER, mine.school, user_id=city.users.school.pk), now=NOW, row=mine)


def publish(number: int, folder: Path) -> str:
    """Publish one of the two once the other is ready too."""
    row = PlacementRound.objects.select_related("school").order_by("pk")[number]
    (folder / f"ready-{number}").touch()
    while len(list(folder.glob("ready-*"))) < 2:
        time.sleep(0.01)
    try:
        publishing.publish_round(actor=an_actor(SCHOOL_OFFICER, row.school, user_id=row.created_by_id or 0), now=NOW, row=row)
    except Refusal as refused:
        return refused.code
    return "published"


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make()
    else:
        sys.stdout.write(publish(int(sys.argv[1]), Path(sys.argv[2])) + "\n")
