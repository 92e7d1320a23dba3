"""Verifying a credential for anybody: ours with its status of this very moment, others' by the keys of issuers that the office accepts.

Nothing is fetched and nothing is kept: what was brought is read, answered and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.credentials.keystore import own_document
from baigong.contexts.credit_bank.credentials.scanning import Found, Number, find_in_file, find_in_text
from baigong.contexts.credit_bank.credentials.words import Explained, explain, headline
from baigong.contexts.credit_bank.models import Credential, IssuerKey, StatusList, TrustedIssuer
from baigong.engines.credentials.checking import Verdict, check
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import Document, read_document
from baigong.kernel.errors import Refusal

A_MINUTE = 30
"""How often one address may ask within a minute."""


@dataclass(frozen=True)
class Verification:
    """The answer: the verdict, in words, and how the issuer is known. ``is_by_number``: only the number was brought, the name is masked."""

    verdict: Verdict
    headline: str
    findings: tuple[Explained, ...]
    issuer: str
    issuer_standing: str
    is_ours: bool
    is_by_number: bool
    number: str = ""


def verify_file(*, data: bytes, now: datetime, address: str) -> Verification:
    """What a file, a picture or a PDF holds."""
    return _verify(lambda: find_in_file(data), now, address)


def verify_text(*, text: str, now: datetime, address: str) -> Verification:
    """What was typed: JSON, a link, the letters of a QR code, a number. Raises ``Refusal`` for a number that was never given."""
    return _verify(lambda: find_in_text(text), now, address)


def _verify(find: Callable[[], Found], now: datetime, address: str) -> Verification:
    _hold_rate(address, now)
    try:
        found = find()
    except CredentialFault as fault:
        return _answer(_of_fault(fault, now), now)
    if isinstance(found, Number):
        return _of_number(found, now)
    return _answer(_checked(found, now), now)


def _of_number(number: str, now: datetime) -> Verification:
    row = Credential.objects.filter(number=number).first()
    if row is None:
        words = _("没有编号为%(number)s的电子凭证；请核对是否抄错，或上传凭证文件。")
        raise Refusal(words % {"number": number}, code="no_such_number", status=404, fields={"text": _("没有这个编号")})
    return _answer(_checked(row.document, now), now, by_number=row.shown_number)


def _checked(found: Found, now: datetime) -> Verdict:
    return check(found, resolver=resolve, status_resolver=find_status_list, now=now)


def _of_fault(fault: CredentialFault, now: datetime) -> Verdict:
    """The verdict over something that holds no credential."""
    from dataclasses import replace

    nothing = check({}, resolver=resolve, status_resolver=find_status_list, now=now)
    return replace(nothing, findings=(fault.finding,))


def resolve(controller: str) -> Document | None:
    """The document of an issuer: the bank's own of any time, or one that the office accepts. Never fetched."""
    own = own_document(controller)
    if own is not None:
        return own
    row = TrustedIssuer.objects.filter(did=controller, ended_at=None).exclude(document="").first()
    return read_document(row.document) if row else None


def find_status_list(url: str) -> Document | None:
    """A list that the bank publishes; others' are not at hand."""
    row = StatusList.objects.filter(url=url).first()
    return read_document(row.document) if row else None


def _answer(verdict: Verdict, now: datetime, *, by_number: str = "") -> Verification:
    is_ours = IssuerKey.objects.filter(controller=verdict.issuer).exists()
    trusted = None if is_ours else TrustedIssuer.objects.filter(did=verdict.issuer, ended_at=None).first()
    if is_ours:
        standing = _("本市学分银行")
    elif trusted is not None:
        standing = _("本市认可的签发者")
    else:
        standing = _("自称，未列入本市认可的签发者名单")
    return Verification(
        verdict=verdict,
        headline=headline(verdict.state),
        findings=tuple(explain(finding) for finding in verdict.findings),
        issuer=trusted.name if trusted else verdict.issuer_name,
        issuer_standing=standing if verdict.issuer else "",
        is_ours=is_ours,
        is_by_number=bool(by_number),
        number=by_number,
    )


def _hold_rate(address: str, now: datetime) -> None:
    """So many a minute from one address, counted in each process. Raises ``Refusal``."""
    cache, key = caches["default"], f"verify:{address}:{now:%Y%m%d%H%M}"
    cache.add(key, 0, 120)
    if cache.incr(key) > A_MINUTE:
        raise Refusal(_("核验得太快了，请一分钟后再试。"), code="too_many_requests", status=429)
