"""The statements that an ``eddsa-rdfc-2022`` proof covers, written differently: the signature still holds, so the writing itself is held.

Whoever holds a revoked or expired credential could otherwise write its status and its end in words that a reader does not look for.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from baigong.engines.credentials import badges, faults, proofs, statuses
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.linked_data import canonical_statements
from baigong.engines.credentials.reading import Document
from tests.engines.credentials.samples import FACTS, INDEX, LISTS, World, signed, status_list

VC = "https://www.w3.org/2018/credentials#"
STATUS = "https://www.w3.org/ns/credentials/status#"
DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
CREDENTIAL = signed(badges.build_badge(FACTS), proofs.RDFC)


def world() -> World:
    """A reader for whom the credential is both revoked and past its end."""
    made = World(now=datetime(2026, 1, 1, tzinfo=UTC))
    made.lists[LISTS[statuses.REVOCATION]] = status_list(statuses.REVOCATION, (INDEX,))
    return made


def moved(to: Callable[[Document], Document]) -> Document:
    """The credential with its end and its status written as ``to`` does."""
    kept = {name: value for name, value in CREDENTIAL.items() if name not in {"validUntil", "credentialStatus"}}
    return kept | to({name: CREDENTIAL[name] for name in ("validUntil", "credentialStatus")})


def addressed(taken: Document) -> Document:
    """The same words as whole addresses."""
    end = {"@type": DATE_TIME, "@value": taken["validUntil"]}
    return {f"{VC}validUntil": end, f"{VC}credentialStatus": taken["credentialStatus"]}


def reversed_(taken: Document) -> Document:
    """The status seen from its own side."""
    back = {"@reverse": {f"{VC}credentialStatus": {"id": CREDENTIAL["id"]}}}
    return {"validUntil": taken["validUntil"], "@included": [{**entry, **back} for entry in taken["credentialStatus"]]}


DISGUISES: dict[str, Callable[[Document], Document]] = {
    "below @nest": lambda taken: {"@nest": taken},
    "as whole addresses": addressed,
    "in another node with the same identifier": lambda taken: {"@included": [{"id": CREDENTIAL["id"], **taken}]},
    "from the other side": reversed_,
    "as a list in the list": lambda taken: {**taken, "credentialStatus": [taken["credentialStatus"]]},
    "described in another place": lambda taken: {
        **taken,
        "credentialStatus": [entry["id"] for entry in taken["credentialStatus"]],
        "evidence": [*CREDENTIAL["evidence"], *taken["credentialStatus"]],
    },
    "with a prefix": lambda taken: (
        {
            "@context": [*CREDENTIAL["@context"], "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],
            "cred:validUntil": {"@type": DATE_TIME, "@value": taken["validUntil"]},
        }
        | {"credentialStatus": taken["credentialStatus"]}
    ),
    "of a kind named by its address": lambda taken: {
        **taken, "credentialStatus": [{**entry, "type": f"{STATUS}BitstringStatusListEntry"} for entry in taken["credentialStatus"]]
    },
}  # fmt: skip


def test_as_it_was_signed_it_is_revoked_and_expired() -> None:
    verdict = world().check(CREDENTIAL)
    assert (verdict.is_authentic, verdict.codes) == (True, {faults.REVOKED, faults.EXPIRED})


@pytest.mark.parametrize("name", DISGUISES)
def test_an_end_or_a_status_in_disguise_is_no_way_to_be_valid(name: str) -> None:
    verdict = world().check(moved(DISGUISES[name]))
    assert verdict.state == "invalid"
    assert verdict.codes & {faults.NOT_PLAIN_WORDS, faults.STATUS_MALFORMED, faults.WRONG_FORM}


def test_an_entry_that_its_issuer_also_names_elsewhere_is_described_where_it_is_read() -> None:
    """Else its size could be moved to the other place, and a wrong bit be read, under the same signature."""
    plain = badges.build_badge(FACTS)
    here = {**plain["credentialStatus"][0]}
    elsewhere = {**plain, "credentialStatus": here, "termsOfUse": {"id": here["id"], "type": "TrustFrameworkPolicy"}}
    with pytest.raises(CredentialFault, match="not_plain_words"):
        canonical_statements(elsewhere)


def test_letters_that_control_something_are_written_as_the_canonical_form_does() -> None:
    """The escapes of RDF Dataset Canonicalization (W3C), section 5; other software signs these bytes."""
    for letter, written in (("\b", "\\b"), ("\f", "\\f"), ("\x01", "\\u0001"), ("\x0b", "\\u000B"), ("\x7f", "\\u007F"), ("\n", "\\n")):
        statements = canonical_statements({**badges.build_badge(FACTS), "name": f"a{letter}b"})
        assert f'"a{written}b"' in statements, written
    assert canonical_statements({**badges.build_badge(FACTS), "name": "a\x85\u2028b"}).count("a\x85\u2028b") == 1


def test_a_record_whose_kind_is_written_as_an_address_does_not_hide_its_parts() -> None:
    from tests.engines.credentials.test_records import record

    whole = record(suite=proofs.RDFC)
    kind = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"
    verdict = World().check({**whole, "type": ["VerifiableCredential", kind]})
    assert (verdict.state, verdict.codes) == ("invalid", {faults.NOT_PLAIN_WORDS})


def test_the_end_of_a_proof_cannot_be_hidden_either() -> None:
    proof: Any = {**CREDENTIAL["proof"], "https://w3id.org/security#expiration": {"@type": DATE_TIME, "@value": "2022-07-01T00:00:00Z"}}
    assert World().check({**CREDENTIAL, "proof": proof}).codes == {faults.NOT_PLAIN_WORDS}


def test_words_in_several_languages_and_the_same_profile_written_twice_are_plain() -> None:
    plain = badges.build_badge(FACTS)
    plain["name"] = {"@value": "学分", "@language": "zh"}
    plain["credentialSubject"]["achievement"]["creator"] = plain["issuer"]
    assert canonical_statements(plain)
    assert World().check(signed(plain, proofs.RDFC)).is_authentic
