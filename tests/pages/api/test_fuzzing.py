"""Whatever is sent, the API answers in words: no 5xx, neither to nobody nor to the working team."""

from __future__ import annotations

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.delivery.http_api.assembly import api
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
FEW = settings(max_examples=16, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def the_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


def send(client: Client, case):
    """The generated request through Django's own client."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    sent["headers"].pop("Authorization", None)  # keys are tried elsewhere; here the session speaks
    path = sent["url"].removeprefix("http://testserver")
    body = sent.get("json", sent.get("data"))
    headers = {k: v for k, v in (sent.get("headers") or {}).items() if isinstance(v, str) and v.isascii() and v.isprintable()}
    query = dict(sent.get("params") or {})
    return client.generic(
        case.method, path, _bytes(body), content_type=headers.pop("Content-Type", "application/json"), headers=headers, query_params=query
    )


def _bytes(body) -> bytes:
    import json

    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.label)
@pytest.mark.parametrize("who", ["nobody", "the team"])
def test_no_request_makes_the_api_fail(operation, who, city, running_plan):
    client = Client(raise_request_exception=False)
    if who == "the team":
        client.force_login(a_user(WORKING_TEAM, city.bureau), backend="django.contrib.auth.backends.ModelBackend")

    @FEW
    @given(case=operation.as_strategy(), real=st.booleans(), row=st.integers(1, 4))
    def try_one(case, real, row):
        if real:  # half of the requests name records that exist
            known = {"key": "sample", "pk": row, "scheme": "divisions"}
            case.path_parameters = {k: known.get(k, v) for k, v in (case.path_parameters or {}).items()}
        answer = send(client, case)
        assert answer.status_code < 500, f"{case.method} {case.formatted_path} {case.query} {case.body}"
        if answer.status_code >= 400 and answer.headers.get("Content-Type", "").startswith("application/json"):
            assert set(answer.json()) == {"code", "message", "fields"}

    try_one()
