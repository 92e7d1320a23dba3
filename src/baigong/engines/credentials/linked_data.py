"""A document as canonical RDF (RDFC-1.0), every statement of it: what the contexts do not define would go unsigned and is refused.

pyld expands and canonicalises; here stand only the offline contexts and the strictness that signing needs (others call it safe mode).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from baigong.engines.credentials import faults
from baigong.engines.credentials.contexts import KNOWN, context_document
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import Document, as_list

_NO_ADDRESS = frozenset(' <>"{}|\\^`') | {chr(code) for code in (*range(0x20), 0x7F)}
_OF_VALUES = frozenset({"@value", "@type", "@language", "@direction"})
# what is read at the top of a credential, and would not be seen where another node repeats the credential's identifier
_GOVERNING = frozenset({"issuer", "validFrom", "validUntil", "credentialStatus", "credentialSubject", "evidence", "proof"})

_CONTROLS = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F) if code not in b"\t\n\r"} | {0x08: "\\b", 0x0C: "\\f"}

# A poisoned graph has nodes that look alike, and canonicalising tries every order of them.
_MOST_COMPARISONS = 400
_MOST_ALIKE = 5
# The library compares every value of a word with every other, and reads a vocabulary anew for every kind of a thing.
_MOST_PAIRS = 60_000
_MOST_KINDS = 1_200


def canonical_statements(document: Document) -> str:
    """``document`` as sorted N-Quads. Raises ``CredentialFault``."""
    _hold_effort(document)
    _hold_plain_words(document)
    processor, options = _processor()
    try:
        expanded = processor.expand(document, options)
        for node in expanded:
            _hold_absolute(node)
        dataset = processor.to_rdf(expanded, options)
        quads = str(_bounded()().main(dataset, {"format": "application/n-quads"})).split("\n")
        return "".join(_escaped([f"{quad}\n" for quad in quads if quad]))
    except CredentialFault:
        raise
    except Exception as fault:  # the library's faults are one class with many causes; whatever it cannot read cannot be signed
        raise _cause(fault) from fault


def _cause(fault: BaseException) -> CredentialFault:
    """Our own fault if it lies beneath the library's, else that the document is no JSON-LD."""
    beneath: BaseException | None = fault
    while beneath is not None:
        if isinstance(beneath, CredentialFault):
            return beneath
        beneath = beneath.__cause__ or beneath.__context__
    return CredentialFault(faults.NOT_LINKED_DATA, str(getattr(fault, "code", "") or type(fault).__name__)[:80])


@cache
def _processor() -> tuple[Any, dict[str, Any]]:
    """A processor that refuses dropped words and loads only what is carried; its contexts are resolved once."""
    from cachetools import LRUCache
    from pyld.context_resolver import ContextResolver
    from pyld.jsonld import JsonLdProcessor

    def load(address: str, options: object) -> dict[str, Any]:
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": context_document(address)}

    def refuse(word: object) -> None:
        raise CredentialFault(faults.UNDEFINED_TERM, str(word)[:80])

    resolver = ContextResolver(LRUCache(maxsize=100), load)
    options = {"documentLoader": load, "contextResolver": resolver, "base": "", "processingMode": "json-ld-1.1"}
    return JsonLdProcessor(on_property_dropped=refuse), options


@cache
def _bounded() -> Any:
    from pyld.canon import URDNA2015

    class Bounded(URDNA2015):
        """The canonicalisation, giving up on graphs made to keep it busy."""

        comparisons = 0

        def hash_nquads(self, nquads: list[str]) -> Any:
            return super().hash_nquads(_escaped(nquads))

        def hash_n_degree_quads(self, id_: str, issuer: object) -> Any:
            self.comparisons += 1
            if self.comparisons > _MOST_COMPARISONS:
                raise CredentialFault(faults.TOO_SYMMETRIC)
            return super().hash_n_degree_quads(id_, issuer)

        def create_hash_to_related(self, id_: str, issuer: object) -> Any:
            related = super().create_hash_to_related(id_, issuer)
            if any(len(alike) > _MOST_ALIKE for alike in related.values()):
                raise CredentialFault(faults.TOO_SYMMETRIC)
            return related

    return Bounded


def _escaped(quads: Iterable[str]) -> list[str]:
    """Statements as the canonical form writes letters that control something (RDFC-1.0, 5); pyld escapes only three of them."""
    return sorted(quad[:-1].translate(_CONTROLS) + "\n" for quad in quads)


def _hold_effort(document: Document) -> None:
    """Refuse what is small to send and long to read: very many values of one word of one thing, very many kinds."""
    beside: Counter[tuple[object, str]] = Counter()
    kinds = 0
    level: list[Any] = [document]
    while level:
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                thing = value["id"] if isinstance(value.get("id"), str) else id(value)
                for name, held in value.items():
                    beside[thing, name] += _count(held)
                kinds += _count(value.get("type", []))
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        level = inner
    if kinds > _MOST_KINDS or sum(count * count for count in beside.values()) > _MOST_PAIRS:
        raise CredentialFault(faults.TOO_SYMMETRIC)


def _count(held: object) -> int:
    """How many values stand there; lists in a list are one list to RDF."""
    return sum(map(_count, held)) if isinstance(held, list) else 1


def _hold_plain_words(document: Document) -> None:
    """Every word must be written as the contexts define it, where it belongs.

    The same statements can be written in many ways: a word as its whole address, below ``@nest``, from another node with the same
    identifier. The signature holds for all of them, but who reads the plain words finds no end, no status, no name there.
    """
    level: list[Any] = list(document.values())
    words, own = set(document) - {"@context"}, document.get("id")
    entries = [entry for entry in as_list(document.get("credentialStatus")) if isinstance(entry, dict)]
    theirs = [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]
    kinds = [kind for kind in as_list(document.get("type")) if isinstance(kind, str)]
    while level:
        inner: list[Any] = []
        for value in level:
            if isinstance(value, list):
                inner += value
            elif isinstance(value, dict) and not ("@value" in value and _OF_VALUES.issuperset(value)):
                words |= set(value) - {"@context"}
                kinds += [kind for kind in as_list(value.get("type")) if isinstance(kind, str)]
                if own is not None and value.get("id") == own and (repeated := _GOVERNING.intersection(value)):
                    raise CredentialFault(faults.NOT_PLAIN_WORDS, min(repeated))
                if value.get("id") in theirs and len(value) > 1 and not any(value is entry for entry in entries):
                    raise CredentialFault(faults.NOT_PLAIN_WORDS, "credentialStatus")
                inner += value.values()
        level = inner
    terms, addresses = _defined()
    disguised = [word for word in words if word.startswith("@") or ":" in word]
    disguised += [kind for kind in kinds if ":" in kind and (kind in addresses or kind.partition(":")[0] in terms)]
    if disguised:
        raise CredentialFault(faults.NOT_PLAIN_WORDS, min(disguised)[:80])


@cache
def _defined() -> tuple[frozenset[str], frozenset[str]]:
    """The words that the carried contexts define, and the addresses for which they stand."""
    terms: set[str] = set()
    addresses: set[str] = set()
    level: list[Any] = [context_document(address)["@context"] for address in KNOWN]
    while level:
        inner: list[Any] = []
        for value in level:
            if isinstance(value, list):
                inner += value
            elif isinstance(value, dict):
                terms |= {name for name in value if not name.startswith("@")}
                addresses |= {text for name, text in value.items() if isinstance(text, str) and (name == "@id" or not name.startswith("@"))}
                inner += value.values()
        level = inner
    return frozenset(terms), frozenset(addresses)


def _hold_absolute(node: Any) -> None:
    """References and types must be absolute: a relative one yields no statement, so it would go unsigned."""
    if isinstance(node, list):
        for inner in node:
            _hold_absolute(inner)
    elif isinstance(node, dict):
        if "@direction" in node:
            raise CredentialFault(faults.UNDEFINED_TERM, "@direction")
        for name, value in node.items():
            if name in {"@id", "@type"}:
                for reference in value if isinstance(value, list) else [value]:
                    _hold_reference(reference)
            elif name != "@value":
                if not name.startswith("@"):
                    _hold_reference(name)
                _hold_absolute(value)


def _hold_reference(reference: object) -> None:
    text = str(reference)
    if text != "@json" and not text.startswith("_:") and (":" not in text or any(letter in _NO_ADDRESS for letter in text)):
        raise CredentialFault(faults.UNDEFINED_TERM, text[:80])
