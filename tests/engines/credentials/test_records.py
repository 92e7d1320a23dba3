"""A record of several credentials: valid with its parts, and told which of them does not hold."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from baigong.engines.credentials import badges, controllers, faults, proofs, records, statuses
from baigong.engines.credentials.keys import Ed25519Signer
from baigong.engines.credentials.reading import Document
from tests.engines.credentials.samples import DID, FACTS, LISTS, NOW, World, changed, places, signed, status_list


def part(number: int, **facts: object) -> Document:
    """A credential of the bank with a place of its own in the lists."""
    own = tuple(statuses.StatusEntry(purpose, url, 100 + number) for purpose, url in LISTS.items())
    return signed(badges.build_badge(replace(FACTS, id=f"https://bank.example.cn/verify/{number}", status=own, **facts)))


PARTS = (part(1), part(2, valid_until=datetime(2023, 1, 1, tzinfo=UTC)))
RECORD = records.RecordFacts(
    id="https://bank.example.cn/verify/R", name="学习成果档案", issuer=FACTS.issuer, recipient=FACTS.recipient, parts=PARTS, valid_from=NOW,
    status=tuple(statuses.StatusEntry(purpose, url, 7) for purpose, url in LISTS.items()),
)  # fmt: skip


def record(*parts: Document, suite: str = proofs.JCS) -> Document:
    """A signed record."""
    return signed(records.build_record(replace(RECORD, parts=parts or PARTS)), suite)


@pytest.mark.parametrize("suite", [proofs.JCS, proofs.SM2, proofs.RDFC])
def test_a_record_is_valid_and_so_is_each_of_its_parts_alone(suite: str) -> None:
    whole = record(suite=suite)
    verdict = World().check(json.dumps(whole, ensure_ascii=False))
    assert (verdict.state, verdict.findings, verdict.is_authentic) == ("valid", (), True)
    assert [(each.state, each.contents.credits) for each in verdict.parts] == [("valid", "3.5"), ("valid", "3.5")]
    assert verdict.contents.recipients[0] == ("name", "阿依古丽·买买提", False)
    assert all(World().check(each).state == "valid" for each in records.parts_of(whole) if isinstance(each, dict))


def test_the_contexts_stand_in_the_order_that_the_standard_asks_for() -> None:
    assert record()["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


def test_no_value_anywhere_in_a_record_can_be_changed_unnoticed() -> None:
    whole, world = record(PARTS[0]), World()
    for path in places(whole):
        verdict = world.check(changed(whole, path, lambda value: (not value) if isinstance(value, bool) else f"{value}x"))
        assert not verdict.is_authentic, path


def test_a_part_taken_out_put_in_or_taken_from_another_record_breaks_the_record() -> None:
    whole, world = record(), World()
    for parts in ([PARTS[0]], [*PARTS, part(3)], [PARTS[1], PARTS[0]]):
        subject = {**whole["credentialSubject"], "verifiableCredential": parts}
        assert world.check({**whole, "credentialSubject": subject}).codes == {faults.SIGNATURE_WRONG}


def test_a_forged_part_refuses_the_record_though_the_record_itself_is_authentic() -> None:
    forged = {**PARTS[0], "name": "另一张"}
    verdict = World().check(record(forged, PARTS[1]))
    assert (verdict.state, verdict.is_authentic, verdict.codes) == ("invalid", True, {faults.PART_INVALID})
    assert [each.state for each in verdict.parts] == ["invalid", "valid"]
    assert verdict.findings[0].detail == "", "what a forged part says is not repeated"


def test_a_revoked_part_refuses_and_one_that_ran_out_since_is_only_noted() -> None:
    world = World()
    world.lists[LISTS[statuses.REVOCATION]] = status_list(statuses.REVOCATION, (101,))
    assert world.check(record()).codes == {faults.PART_INVALID}
    later = World(now=datetime(2023, 6, 1, tzinfo=UTC)).check(record())
    assert (later.state, later.codes) == ("valid", {faults.PART_EXPIRED})
    assert [each.codes for each in later.parts] == [frozenset(), {faults.EXPIRED}]


def test_a_part_of_an_issuer_that_nobody_knows_leaves_the_record_open() -> None:
    stranger = Ed25519Signer(b"\7" * 32)
    plain = badges.build_badge(replace(FACTS, issuer=badges.Issuer("did:web:else.example", "别处"), status=()))
    theirs = proofs.add_proof(plain, suite=proofs.JCS, signer=stranger, method="did:web:else.example#k", created=NOW)
    verdict = World().check(record(PARTS[0], theirs))
    assert (verdict.state, verdict.codes) == ("open", {faults.PART_OPEN})
    world = World()
    world.documents["did:web:else.example"] = controllers.controller_document(
        "did:web:else.example", [controllers.PublishedKey("k", stranger.public)]
    )
    assert world.check(record(PARTS[0], theirs)).state == "valid"


def test_a_revoked_record_is_told_so_though_its_parts_hold() -> None:
    world = World()
    world.lists[LISTS[statuses.REVOCATION]] = status_list(statuses.REVOCATION, (7,))
    assert world.check(record()).codes == {faults.REVOKED}


@pytest.mark.parametrize("parts", [(), tuple([PARTS[0]] * (records.MOST_PARTS + 1))])
def test_an_empty_record_and_one_too_large_are_not_built(parts: tuple[Document, ...]) -> None:
    with pytest.raises(ValueError, match="parts"):
        records.build_record(replace(RECORD, parts=parts))


def test_as_many_parts_as_are_allowed_are_within_what_is_read() -> None:
    whole = record(*(part(number) for number in range(records.MOST_PARTS)))
    assert World().check(json.dumps(whole, ensure_ascii=False)).state == "valid"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda plain: plain["credentialSubject"].update(verifiableCredential=[]), faults.WRONG_FORM),
        (lambda plain: plain["credentialSubject"].update(verifiableCredential=["eyJ.eyJ.x"]), faults.WRONG_FORM),
        (lambda plain: plain["credentialSubject"].update(verifiableCredential=[{}]), faults.PART_INVALID),
        (lambda plain: plain["credentialSubject"].update(verifiableCredential=[PARTS[0]] * 41), faults.WRONG_FORM),
        (lambda plain: plain["credentialSubject"].update(type=["AchievementSubject"]), faults.WRONG_FORM),
        (lambda plain: plain["@context"].pop(1), faults.WRONG_CONTEXT),
        (lambda plain: plain["@context"].insert(1, "https://purl.imsglobal.org/spec/clr/v2p0/context.json"), faults.UNKNOWN_CONTEXT),
    ],
)
def test_a_record_of_another_form_is_refused_even_signed(change, code: str) -> None:
    plain = records.build_record(RECORD)
    change(plain)
    assert code in World().check(signed(plain)).codes


def test_a_record_inside_a_record_is_not_opened_for_ever() -> None:
    inner = record()
    for _level in range(3):
        inner = record(inner)
    verdict = World().check(inner)
    assert verdict.state in {"valid", "invalid"}
    assert all(each.parts == () for each in verdict.parts)


def test_another_issuer_than_the_parts_issuers_may_gather_them() -> None:
    own = Ed25519Signer(b"\3" * 32)
    did = controllers.did_key(own.public)
    plain = records.build_record(replace(RECORD, issuer=badges.Issuer(did, "某校"), status=()))
    gathered = proofs.add_proof(plain, suite=proofs.JCS, signer=own, method=controllers.did_key_method(own.public), created=NOW)
    verdict = World().check(gathered)
    assert (verdict.state, verdict.issuer, {each.issuer for each in verdict.parts}) == ("valid", did, {DID})
