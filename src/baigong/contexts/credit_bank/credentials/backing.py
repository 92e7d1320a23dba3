"""A credential of somebody else behind a claim: read out of a paper when it is handed in, held anew whenever somebody decides.

A paper of the kind ``CREDENTIAL`` stands for the certificate itself, so it must hold: authentic, of an issuer that the office accepts, of
the same person, and behind one claim only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.credentials.judging import Standing, judge, standing_of
from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.credentials.words import explain
from baigong.contexts.credit_bank.models import UNCLAIMED, Learner, Outcome, OutcomeEvidence
from baigong.engines.credentials import baking
from baigong.engines.credentials.checking import Verdict
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.jose import is_token
from baigong.engines.credentials.reading import read_document, written
from baigong.kernel.errors import Conflict, at_field

CREDENTIAL = "credential"
"""The kind of a paper that is a credential (``rulebook/credits/outcomes.yaml``)."""
ENDINGS = {".json": b"", ".svg": b"", ".jwt": b""}
"""What may be handed in besides papers, only because it carries a credential."""


def carried_by(data: bytes, ending: str) -> str:
    """The credential that a file carries in itself, as text; nothing for a paper without one. Codes on photographs are not looked for.

    Raises ``Refusal`` (``no_credential``) for a file of ``ENDINGS`` without one.
    """
    try:
        if ending == ".png":
            return baking.unbake_png(data) if b"openbadgecredential" in data else ""
        if ending in ENDINGS:
            text = baking.unbake_svg(data) if ending == ".svg" else data.decode("utf-8-sig").strip()
            return text if is_token(text) else _held(text)
    except (CredentialFault, UnicodeDecodeError):
        if ending in ENDINGS:
            words = _("这个文件里没有电子凭证；JSON、SVG和JWT文件只用来提交电子凭证，其他材料请用PDF或图片。")
            raise at_field("file", words, code="no_credential") from None
    return ""


def _held(text: str) -> str:
    if "type" not in read_document(text):
        raise CredentialFault("not_a_credential")
    return text


def mark_of(text: str, now: datetime) -> str:
    """By what the same credential is known again, in whichever form it is signed: its identifier at its issuer, else what it says."""
    verdict = judge(text, now)
    said = verdict.document.get("id") or written({name: value for name, value in verdict.document.items() if name != "proof"})
    return hashlib.sha256(f"{verdict.issuer} {said}".encode()).hexdigest()


@dataclass(frozen=True)
class Backing:
    """What a credential among the papers is worth at this moment: ``why_not`` it cannot stand for the certificate, or nothing."""

    verdict: Verdict
    standing: Standing
    names: tuple[str, ...]
    why_not: str

    @property
    def issuer(self) -> str:
        """Who issued, as the office knows it."""
        return self.standing.accepted.name if self.standing.accepted else self.verdict.issuer_name

    @property
    def title(self) -> str:
        """What it is about; nothing of a forged one."""
        return self.verdict.contents.title if self.verdict.is_authentic else ""

    @property
    def number(self) -> str:
        """The certificate's number on it; nothing of a forged one."""
        return self.verdict.contents.licence_number if self.verdict.is_authentic else ""

    @property
    def notes(self) -> list[str]:
        """What whoever decides should know beside."""
        notes = [explain(finding).what for finding in self.verdict.findings if finding.weight == "leaves_open"]
        if self.verdict.is_authentic and not self.names:
            notes.append(_("凭证没有写明持有人姓名，请核对是不是本人。"))
        return notes


def backing_of(text: str, learner: Learner, now: datetime) -> Backing:
    """Judge a credential that stands behind a claim of ``learner``."""
    verdict = judge(text, now)
    standing = standing_of(verdict.issuer)
    said = verdict.contents.recipients if verdict.is_authentic else ()
    names = tuple(value for kind, value, is_hashed in said if kind == "name" and not is_hashed)
    return Backing(verdict, standing, names, _why_not(verdict, standing, names, learner))


def _why_not(verdict: Verdict, standing: Standing, names: Sequence[str], learner: Learner) -> str:
    refusing = next((finding for finding in verdict.findings if finding.weight == "refuses"), None)
    if refusing is not None:
        return _("电子凭证不能采信：%(why)s") % {"why": explain(refusing).what}
    if not verdict.is_authentic or not standing.is_accepted:
        words = _("签发者“%(issuer)s”不在本市认可的名单里，不能单凭它申报；请作为其他佐证上传并附证书，或请学分银行登记签发者。")
        return words % {"issuer": verdict.issuer_name or verdict.issuer}
    if names and not any(same_name(name, learner.name) for name in names):
        return _("凭证上的姓名“%(name)s”与账户的姓名不符。") % {"name": names[0]}
    return ""


def hold_backing(text: str, learner: Learner, now: datetime) -> None:
    """Refuse a credential that cannot stand for a certificate. Raises ``Refusal`` (``credential``)."""
    if not text:
        words = _("没有从文件里读到电子凭证：请上传签发单位给的原文件（JSON、PNG、SVG）；照片和扫描件请按证书上传。")
        raise at_field("file", words, code="credential")
    why_not = backing_of(text, learner, now).why_not
    if why_not:
        raise at_field("file", why_not, code="credential")


def hold_backings(row: Outcome, now: datetime) -> None:
    """Hold every credential that stands behind a claim as it is now: it may have been revoked, or its issuer be accepted no longer.

    Raises ``Refusal``.
    """
    for paper in row.evidence.filter(kind=CREDENTIAL):
        hold_backing(paper.credential, row.learner, now)


def hold_unused(row: Outcome) -> None:
    """Refuse a credential that stands behind another claim; two claims at once are told one after the other. Raises ``Conflict``."""
    papers = list(row.evidence.filter(kind=CREDENTIAL))
    same = OutcomeEvidence.objects.filter(kind=CREDENTIAL, credential_hash__in=[paper.credential_hash for paper in papers])
    locked = [paper.pk for paper in same.order_by("pk").select_for_update(no_key=True)]
    known = OutcomeEvidence.objects.filter(pk__in=locked).exclude(outcome=row).exclude(outcome__state__in=UNCLAIMED)
    other = known.select_related("outcome__type").first()
    if other is not None:
        words = _("同一份电子凭证已用于申报“%(title)s”；一份凭证只能申报一次。") % {"title": other.outcome}
        raise Conflict(words, code="credential_used", fields={"file": words})
