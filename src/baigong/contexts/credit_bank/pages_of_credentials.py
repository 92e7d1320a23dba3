"""What the page of a verified credential shows: who issued what to whom, as far as it may be shown to this reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.credentials.masking import masked_name
from baigong.contexts.credit_bank.credentials.words import Explained
from baigong.contexts.credit_bank.services.verifying import Verification

TONES = {"valid": "good", "invalid": "bad", "open": "warn"}
IDENTITIES = {
    "name": gettext_lazy("姓名"), "accountId": gettext_lazy("学分账号"), "emailAddress": gettext_lazy("电子邮箱"),
    "nationalIdentityNumber": gettext_lazy("证件号"),
}  # fmt: skip


@dataclass(frozen=True)
class VerificationPage:
    """The answer as it is shown. ``facts`` are empty where nothing in the credential can be believed."""

    headline: str
    tone: str
    findings: Sequence[Explained]
    facts: Sequence[tuple[str, str]]
    note: str
    technical: Sequence[tuple[str, str]]


def verification_page(found: Verification) -> VerificationPage:
    """The answer for the page. By number alone names are masked and numbers hidden: who has the file sees what is in it."""
    verdict = found.verdict
    shows = verdict.is_authentic or verdict.state == "open"
    note = _("凭编号查询，姓名已遮盖；上传凭证文件或扫描二维码可看全部内容。") if found.is_by_number else ""
    if not shows:
        note = _("内容没有通过核验，下面不显示，以免误信。")
    return VerificationPage(
        headline=found.headline,
        tone=TONES[verdict.state],
        findings=found.findings,
        facts=_facts(found) if shows else [],
        note=note,
        technical=[
            (_("签发者标识"), verdict.issuer),
            (_("签名方法"), "、".join(verdict.suites)),
            (_("密钥"), "、".join(verdict.methods)),
            (_("凭证标识"), verdict.contents.id),
        ],
    )


def _facts(found: Verification) -> list[tuple[str, str]]:
    verdict, contents = found.verdict, found.verdict.contents
    rows = [
        (_("签发单位"), f"{found.issuer}（{found.issuer_standing}）"),
        (_("学习成果"), contents.title),
        (_("说明"), contents.description),
        (_("取得条件"), contents.criteria),
        *_recipients(found),
        (_("学分"), contents.credits),
        (_("成绩"), contents.result),
        (_("证书编号"), "" if found.is_by_number else contents.licence_number),
        (_("对应目录"), "；".join(f"{each.code} {each.name}（{each.framework}）" for each in contents.alignments)),
        (_("佐证"), "；".join(name for name, _digest in contents.evidence)),
        (_("生效时间"), localtime(verdict.valid_from).isoformat(sep=" ", timespec="minutes")[:16] if verdict.valid_from else ""),
        (_("有效期止"), localtime(verdict.valid_until).date().isoformat() if verdict.valid_until else _("长期有效")),
        (_("凭证编号"), found.number),
    ]
    return [(name, value) for name, value in rows if value]


def _recipients(found: Verification) -> list[tuple[str, str]]:
    rows = []
    for kind, value, is_hashed in found.verdict.contents.recipients:
        label = str(IDENTITIES.get(kind, kind))
        if is_hashed:
            rows.append((label, _("只有摘要，未公开")))
        elif not found.is_by_number:
            rows.append((label, value))
        elif kind == "name":
            rows.append((label, masked_name(value)))
    if not rows and found.verdict.contents.recipient_id:
        rows.append((_("持有人标识"), found.verdict.contents.recipient_id))
    return rows
