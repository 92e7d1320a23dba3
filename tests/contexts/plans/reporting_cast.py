"""A plan in its first reporting cycle: a team, a department that leads, a county that is one of several, and one that owes nothing."""

from __future__ import annotations

from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, WORKING_TEAM
from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.plans.models import Milestone
from tests.builders import a_body, a_cycle, a_plan, a_target, a_task, a_user, acting_for


def make_cast() -> SimpleNamespace:
    """The bodies, their people, two tasks, a target, a milestone and an open cycle."""
    bureau = a_body("市教育局")
    finance, county, other = a_body("市财政局"), a_body("东河区", kind=OrganisationKind.COUNTY), a_body("市交通局")
    plan = a_plan(bureau)
    task = a_task(plan, lead=finance, support=county)
    shared = a_task(plan, county, a_body("西山县", kind=OrganisationKind.COUNTY))
    cast = SimpleNamespace(
        plan=plan, task=task, shared=shared, bureau=bureau, finance=finance, county=county, other=other,
        target=a_target(task), milestone=Milestone.objects.create(task=task, title="出台办法"), cycle=a_cycle(plan),
        reviewer_user=a_user(WORKING_TEAM, bureau), second_user=a_user(WORKING_TEAM, bureau), liaison_user=a_user(LIAISON, finance),
        county_user=a_user(COUNTY_OFFICER, county), stranger_user=a_user(LIAISON, other),
    )  # fmt: skip
    for name in ("reviewer", "second", "liaison", "county", "stranger"):
        setattr(cast, f"{name}_actor", acting_for(getattr(cast, f"{name}_user")))
    return cast


def a_pdf(name: str = "名单.pdf", content: bytes = b"%PDF-1.7 ...") -> SimpleUploadedFile:
    """An upload."""
    return SimpleUploadedFile(name, content)
