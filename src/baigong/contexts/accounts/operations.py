"""HTTP operations on accounts: who one is, and the keys of programs for those who keep them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from baigong.contexts.accounts.access import TOKENS
from baigong.contexts.accounts.api_auth import TokenAuth
from baigong.contexts.accounts.models import ApiToken
from baigong.contexts.accounts.selectors import organisations_of
from baigong.kernel.access import Request, requires, signed_in
from baigong.kernel.errors import NotPermitted

router = Router(tags=["accounts"], auth=TokenAuth())
MOST = 200


class HeldRole(Schema):
    """A role held at a body."""

    role: str = Field(description="Key of the role")
    label: str
    organisation_id: int
    organisation: str
    reach: str = Field(description="own, subtree or everywhere")


class WhoAmI(Schema):
    """Who is calling, and what they hold today."""

    user_id: int | None
    name: str
    second_factor: bool = Field(description="Whether this session was opened with a second factor")
    roles: list[HeldRole]


class TokenOut(Schema):
    """A program's key, without its secret."""

    id: int
    name: str
    prefix: str
    role: str
    organisation_id: int
    organisation: str
    standing: str = Field(description="valid, expired or revoked")
    expires_on: date
    last_used_at: datetime | None
    created_at: datetime


@router.get("/whoami", response=WhoAmI, summary="Who is calling")
@signed_in
def whoami(request: Request) -> dict[str, Any]:
    """The person or program behind the request and the roles it holds today."""
    actor: Any = request.actor
    names = {body.pk: str(body) for body in organisations_of(actor)}
    roles = [
        {
            "role": h.role.key, "label": str(h.role.label), "organisation_id": h.organisation_id,
            "organisation": names.get(h.organisation_id, ""), "reach": h.role.reach.value,
        }
        for h in actor.holdings
    ]  # fmt: skip
    return {"user_id": actor.user_id, "name": actor.name, "second_factor": actor.second_factor, "roles": roles}


@router.get("/tokens", response=list[TokenOut], summary="Keys of programs in sight")
@requires(TOKENS, "view")
def list_tokens(
    request: Request,
    organisation: Annotated[int | None, Query(description="Only those of this body")] = None,
    after: Annotated[int, Query(ge=0, description="Only those with a greater id, for the next page")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> list[dict[str, Any]]:
    """All keys for the security administrator, those of one's own body for others who may see them."""
    actor: Any = request.actor
    if not TOKENS.reachable(actor, "view"):
        raise NotPermitted(TOKENS.decide(actor, "view", ApiToken()).reason, code="not_permitted")
    rows = TOKENS.visible(actor).select_related("organisation").filter(pk__gt=after).order_by("pk")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    now = request.now
    return [
        {
            "id": row.pk, "name": row.name, "prefix": row.prefix, "role": row.role, "organisation_id": row.organisation_id,
            "organisation": str(row.organisation), "standing": row.standing(now), "expires_on": row.expires_on,
            "last_used_at": row.last_used_at, "created_at": row.created_at,
        }
        for row in rows[:limit]
    ]  # fmt: skip
