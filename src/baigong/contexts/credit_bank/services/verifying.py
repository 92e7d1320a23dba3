"""Verifying a credential for anybody: ours with its status of this very moment, others' by the keys of issuers that the office accepts.

Nothing is fetched and nothing is kept: what was brought is read, answered and forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.credentials.addresses import site_address
from baigong.contexts.credit_bank.credentials.judging import judge, standing_of
from baigong.contexts.credit_bank.credentials.scanning import Found, Number, as_number, find_in_file, find_in_text
from baigong.contexts.credit_bank.credentials.words import Explained, explain, headline
from baigong.contexts.credit_bank.models import Credential
from baigong.contexts.credit_bank.services.verification_counts import hold_rate
from baigong.engines.credentials.checking import Verdict
from baigong.engines.credentials.controllers import did_web
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import read_inner
from baigong.kernel.errors import Refusal

_MEANT_AS_NUMBER = re.compile(r"[0-9A-Z]{1,40}")


@dataclass(frozen=True)
class Verification:
    """The answer: the verdict, in words, and how the issuer is known. ``is_by_number``: only the number was brought, the name is masked.
    ``elsewhere``: the host of the link it was brought with, where that is not ours."""

    verdict: Verdict
    headline: str
    findings: tuple[Explained, ...]
    issuer: str
    issuer_standing: str
    is_ours: bool
    is_by_number: bool
    number: str = ""
    elsewhere: str = ""


def verify_file(*, data: bytes, now: datetime, address: str) -> Verification:
    """What a file, a picture or a PDF holds."""
    return _verify(lambda: find_in_file(data), now, address)


def verify_text(*, text: str, now: datetime, address: str) -> Verification:
    """What was typed: JSON, a link, the letters of a QR code, a number. Raises ``Refusal`` for a number that was never given.

    A number or link copied from our own papers holds the places at which it may be broken: they are no part of it."""
    return _verify(lambda: _typed(text if text.lstrip().startswith("{") else text.replace("\u200b", "")), now, address)


def verify_body(*, body: bytes, name: str, now: datetime, address: str) -> Verification:
    """What a program sent as an object: read from the body itself, for whoever parsed it took the last of two equal names."""
    return _verify(lambda: read_inner(body, name), now, address)


def _typed(text: str) -> Found:
    """What a person typed: a line of letters and digits is meant as a number, also where it was copied wrongly."""
    found = find_in_text(text)
    if isinstance(found, str) and not isinstance(found, Number) and _MEANT_AS_NUMBER.fullmatch(letters := as_number(found)):
        return Number(letters)
    return found


def _verify(find: Callable[[], Found], now: datetime, address: str) -> Verification:
    hold_rate(address, now)
    try:
        found = find()
    except CredentialFault as fault:
        return verification_of(replace(judge({}, now), findings=(fault.finding,)))
    if isinstance(found, Number):
        return _of_number(found, now)
    return verification_of(judge(found, now))


def _of_number(number: Number, now: datetime) -> Verification:
    row = Credential.objects.filter(number=number).first()
    if row is None:
        words = _("没有编号为%(number)s的电子凭证；请核对是否抄错，或上传凭证文件。")
        raise Refusal(words % {"number": number}, code="no_such_number", status=404, fields={"text": _("没有这个编号")})
    is_elsewhere = not _is_own(number.host)
    found = verification_of(judge(row.document, now), by_number=row.shown_number)
    return replace(found, elsewhere=number.host if is_elsewhere else "")


def _is_own(host: str) -> bool:
    """Whether a link leads here: no host at all, the site's own, or one of former days under which the bank signed."""
    if host in ("", urlsplit(site_address()).netloc.lower()):
        return True
    try:
        return standing_of(did_web(host)).is_ours
    except ValueError:
        return False


def verification_of(verdict: Verdict, *, by_number: str = "") -> Verification:
    """A verdict in words, with how its issuer is known."""
    known = standing_of(verdict.issuer)
    if known.is_ours:
        standing = _("本市学分银行")
    elif known.accepted is not None:
        standing = _("本市认可的签发者")
    else:
        standing = _("自称，未列入本市认可的签发者名单")
    return Verification(
        verdict=verdict,
        headline=headline(verdict.state),
        findings=tuple(explain(finding) for finding in verdict.findings),
        issuer=known.accepted.name if known.accepted else verdict.issuer_name,
        issuer_standing=standing if verdict.issuer else "",
        is_ours=known.is_ours,
        is_by_number=bool(by_number),
        number=by_number,
    )
