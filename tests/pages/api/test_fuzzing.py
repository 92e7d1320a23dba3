"""Whatever is sent, the API answers in words: no 5xx, whoever asks: nobody, people of two kinds, a program with a key.

``BAIGONG_FUZZ_EXAMPLES=400 pytest tests/pages/api/test_fuzzing.py`` asks longer, with requests that are new every time.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, SECURITY_ADMIN, WORKING_TEAM
from baigong.contexts.accounts.services.tokens import issue_token
from baigong.delivery.http_api.assembly import api
from tests.builders import a_user, acting_for
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
LONGER = int(os.environ.get("BAIGONG_FUZZ_EXAMPLES", "0"))
FEW = settings(max_examples=LONGER or 8, deadline=None, derandomize=not LONGER, database=None, suppress_health_check=list(HealthCheck))
ROLES = {"the team": (WORKING_TEAM, "bureau"), "a department": (LIAISON, "finance")}
"""Who asks with a session: a role at a body of the sample city."""


@pytest.fixture(autouse=True)
def the_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


def send(client: Client, case, key: str = ""):
    """The generated request through Django's own client."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    sent["headers"].pop("Authorization", None)  # an invented key would speak instead of the session
    if key:
        sent["headers"]["Authorization"] = f"Bearer {key}"
    path = sent["url"].removeprefix("http://testserver")
    body = sent.get("json", sent.get("data"))
    headers = {k: v for k, v in (sent.get("headers") or {}).items() if isinstance(v, str) and v.isascii() and v.isprintable()}
    query = dict(sent.get("params") or {})
    return client.generic(
        case.method, path, _bytes(body), content_type=headers.pop("Content-Type", "application/json"), headers=headers, query_params=query
    )


def a_key(city, now) -> str:
    """The text of a key of a county's program."""
    issuer = acting_for(a_user(SECURITY_ADMIN, city.bureau))
    until = now.date() + timedelta(days=30)
    return issue_token(actor=issuer, now=now, name="县区系统", role=COUNTY_OFFICER, organisation=city.east, expires_on=until)[1]


def _bytes(body) -> bytes:
    import json

    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.label)
@pytest.mark.parametrize("who", ["nobody", *ROLES, "a program"])
def test_no_request_makes_the_api_fail(operation, who, city, running_plan, now):
    client, key = Client(raise_request_exception=False), ""
    if who in ROLES:
        role, body = ROLES[who]
        client.force_login(a_user(role, getattr(city, body)), backend="django.contrib.auth.backends.ModelBackend")
    if who == "a program":
        key = a_key(city, now)

    @FEW
    @given(case=operation.as_strategy(), real=st.booleans(), row=st.integers(1, 4))
    def try_one(case, real, row):
        if real:  # half of the requests name records that exist
            known = {"key": "sample", "pk": row, "scheme": "divisions"}
            case.path_parameters = {k: known.get(k, v) for k, v in (case.path_parameters or {}).items()}
        answer = send(client, case, key)
        assert answer.status_code < 500, f"{case.method} {case.formatted_path} {case.query} {case.body}"
        if answer.status_code >= 400 and answer.headers.get("Content-Type", "").startswith("application/json"):
            assert set(answer.json()) == {"code", "message", "fields"}

    try_one()
