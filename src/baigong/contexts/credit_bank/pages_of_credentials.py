"""What the page of a verified credential shows: who issued what to whom, as far as it may be shown to this reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.credentials.masking import masked_name
from baigong.contexts.credit_bank.credentials.words import Explained, here
from baigong.contexts.credit_bank.services.verifying import Verification
from baigong.engines.credentials import faults
from baigong.engines.credentials.checking import Verdict

TONES = {"valid": "good", "invalid": "bad", "open": "warn"}
IDENTITIES = {
    "name": gettext_lazy("姓名"), "accountId": gettext_lazy("学分账号"), "emailAddress": gettext_lazy("电子邮箱"),
    "nationalIdentityNumber": gettext_lazy("证件号"),
}  # fmt: skip


OFFERED = {
    "Course": gettext_lazy("课程"), "Certificate": gettext_lazy("证书"), "Award": gettext_lazy("获奖"),
    "ext:WorkExperience": gettext_lazy("工作经历"), "Fieldwork": gettext_lazy("实习"), "CertificateOfCompletion": gettext_lazy("结业"),
    "MicroCredential": gettext_lazy("微证书"), "Degree": gettext_lazy("学位"), "Diploma": gettext_lazy("文凭"),
}  # fmt: skip
"""Kinds of achievements of the standard, in words."""
PART_STATES = {
    faults.REVOKED: (gettext_lazy("已撤销"), "bad"), faults.SUSPENDED: (gettext_lazy("已暂停"), "warn"),
    faults.EXPIRED: (gettext_lazy("已过期"), "neutral"), faults.NOT_YET_VALID: (gettext_lazy("未生效"), "warn"),
}  # fmt: skip


@dataclass(frozen=True)
class PartLine:
    """One credential inside a record, with what was found on it."""

    title: str
    about: str
    credits: str
    state: str
    tone: str


@dataclass(frozen=True)
class VerificationPage:
    """The answer as it is shown. ``facts`` are empty where nothing in the credential can be believed."""

    headline: str
    tone: str
    findings: Sequence[Explained]
    facts: Sequence[tuple[str, str]]
    note: str
    technical: Sequence[tuple[str, str]]
    parts: Sequence[PartLine] = ()


def verification_page(found: Verification) -> VerificationPage:
    """The answer for the page. By number alone names are masked and numbers hidden: who has the file sees what is in it."""
    verdict = found.verdict
    shows = verdict.is_authentic or verdict.state == "open"
    note = _("凭编号查询，姓名已遮盖；上传凭证文件或扫描二维码可看全部内容。") if found.is_by_number else ""
    if shows and not verdict.is_authentic:
        note = _("签名没有核验，下面是文件自己的说法。")
    if not shows:
        note = _("内容没有通过核验，下面不显示，以免误信。")
    if found.elsewhere:
        note = _("链接指向%(host)s，不是本站，那里写的不作数；以下是本站按其中的编号查到的凭证。") % {"host": found.elsewhere} + note
    return VerificationPage(
        headline=found.headline,
        tone=TONES[verdict.state],
        findings=list({one.what: one for one in found.findings}.values()),  # a suite may be unknown in two ways, and is said once
        facts=_facts(found) if shows else [],
        note=note,
        technical=[
            (_("签发者标识"), verdict.issuer),
            (_("签名方法"), "、".join(verdict.suites)),
            (_("密钥"), "、".join(verdict.methods)),
            (_("凭证标识"), verdict.contents.id),
        ],
        parts=[_part(part) for part in verdict.parts] if shows else [],
    )


def _part(part: Verdict) -> PartLine:
    contents, refusing = part.contents, [finding.code for finding in part.findings if finding.weight == "refuses"]
    if not part.is_authentic and part.state != "open":
        return PartLine(_("内容没有通过核验，不显示"), "", "", _("不能采信"), "bad")
    about = " · ".join(filter(None, (part.issuer_name, str(OFFERED.get(contents.kind, "")), contents.result)))
    words = next((PART_STATES[code] for code in refusing if code in PART_STATES), (_("不能采信"), "bad"))
    state, tone = words if refusing else (_("没有查全"), "warn") if part.state == "open" else (_("有效"), "good")
    return PartLine(contents.title, about, contents.credits, str(state), tone)


def _facts(found: Verification) -> list[tuple[str, str]]:
    verdict, contents = found.verdict, found.verdict.contents
    rows = [
        (_("签发单位"), f"{found.issuer}（{found.issuer_standing}）"),
        (_("学习成果"), contents.title),
        (_("说明"), contents.description),
        (_("取得条件"), contents.criteria),
        *_recipients(found),
        (_("类别"), OFFERED.get(contents.kind, "")),
        (_("学分"), contents.credits or _total(verdict.parts)),
        (_("成绩"), contents.result),
        (_("证书编号"), "" if found.is_by_number else contents.licence_number),
        (_("对应目录"), "；".join(f"{each.code} {each.name}（{each.framework}）" for each in contents.alignments)),
        (_("佐证"), "；".join(name for name, _digest in contents.evidence)),
        (_("生效时间"), here(verdict.valid_from).isoformat(sep=" ", timespec="minutes")[:16] if verdict.valid_from else ""),
        (_("有效期止"), here(verdict.valid_until).date().isoformat() if verdict.valid_until else _("长期有效")),
        (_("凭证编号"), found.number),
    ]
    return [(name, str(value)) for name, value in rows if value]


def _total(parts: Sequence[Verdict]) -> str:
    """The credits of the parts that hold, together."""
    held = [part.contents.credits for part in parts if part.is_authentic and part.state == "valid"]
    numbers = [Decimal(text) for text in held if re.fullmatch(r"\d{1,6}(\.\d{1,4})?", text)]
    return f"{sum(numbers):f}" if numbers else ""


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
