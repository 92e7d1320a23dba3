"""The links that were made for a guardian."""

from __future__ import annotations

from django.db.models import QuerySet

from baigong.contexts.internships.access_of_work import GUARDIAN_LINK_POLICY
from baigong.contexts.internships.models import GuardianLink, Placement
from baigong.kernel.access import Actor


def list_guardian_links(actor: Actor, placement: Placement) -> QuerySet[GuardianLink]:
    """Those of a placement in sight, the newest first."""
    return GUARDIAN_LINK_POLICY.visible(actor).filter(placement=placement)[:20]


def get_guardian_link(actor: Actor, pk: int) -> GuardianLink:
    """One in sight; 404 otherwise."""
    return GUARDIAN_LINK_POLICY.get_or_404(actor, GuardianLink.objects.select_related("placement"), pk=pk)
