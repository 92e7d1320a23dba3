"""What a finding of the check means, in words for whoever holds the credential in hand: what was found, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import Finding


@dataclass(frozen=True)
class Explained:
    """A finding in words. ``tone`` is how the page shows it."""

    what: str
    todo: str
    tone: str


_ASK = gettext_lazy("请向持有人索要原件文件，或联系签发单位核实。")
_ISSUER = gettext_lazy("请联系签发单位核实。")
_AGAIN = gettext_lazy("请换一份原件再试。")
_WAIT = gettext_lazy("不影响对签名的判断；可向签发单位查询现状。")

WORDS = {
    faults.NOT_JSON: (gettext_lazy("文件不是能读懂的电子凭证。"), _AGAIN),
    faults.TOO_LARGE: (gettext_lazy("内容过大，不像一份电子凭证。"), _AGAIN),
    faults.TOO_DEEP: (gettext_lazy("内容层层嵌套过深，不再读下去。"), _AGAIN),
    faults.DUPLICATE_NAME: (gettext_lazy("同一项内容写了两遍，两种软件会读出两种意思：%(detail)s。"), _ASK),
    faults.NUMBER_NOT_EXACT: (gettext_lazy("含有无法精确表示的数字：%(detail)s。"), _ASK),
    faults.JWT_FORM: (gettext_lazy("这是没有签名或选择性披露的令牌（JWT），本系统不能核验。"), _ISSUER),
    faults.NOT_A_CREDENTIAL: (gettext_lazy("内容不是电子凭证。"), _AGAIN),
    faults.PRESENTATION: (
        gettext_lazy("这是持有人出示凭证时打的包（VP），不是凭证本身，里面有%(detail)s份凭证。"),
        gettext_lazy("请把里面的凭证逐份取出再核验。"),
    ),
    faults.NOT_AN_IMAGE: (gettext_lazy("图片打不开或已损坏。"), _AGAIN),
    faults.NOTHING_BAKED: (gettext_lazy("图片里没有电子凭证，也没有认出二维码。"), gettext_lazy("请上传原图，或拍清楚、拍正二维码。")),
    faults.BAKED_TWICE: (gettext_lazy("图片里有不止一份电子凭证。"), _ASK),
    faults.TOO_SLOW: (
        gettext_lazy("这份文件读起来太费时，没有读完，真伪没有判断。"),
        gettext_lazy("请改传凭证的JSON文件，或只拍二维码，或输入凭证编号核验。"),
    ),
    faults.WRONG_CONTEXT: (gettext_lazy("凭证没有按可验证凭证2.0声明词汇表，可能是旧版格式或被改过。"), _ISSUER),
    faults.UNKNOWN_CONTEXT: (gettext_lazy("凭证引用了本系统不认识的词汇表：%(detail)s；为防篡改，不从网上读取。"), _ISSUER),
    faults.INLINE_CONTEXT: (gettext_lazy("凭证自带词汇表，词语的意思可能被改写，不予采信。"), _ISSUER),
    faults.UNDEFINED_TERM: (gettext_lazy("有内容不在签名范围内：%(detail)s。"), _ISSUER),
    faults.NOT_LINKED_DATA: (gettext_lazy("内容不符合关联数据（JSON-LD）的写法：%(detail)s。"), _ISSUER),
    faults.NOT_PLAIN_WORDS: (gettext_lazy("“%(detail)s”没有按词汇表的原词写在原处：签发后可能被改写过，用来藏起期限或状态。"), _ASK),
    faults.TOO_SYMMETRIC: (gettext_lazy("内容的结构像是为拖垮核验而造的，不再核验。"), _ASK),
    faults.WRONG_FORM: (gettext_lazy("有一处不合标准的要求：%(detail)s。"), _ISSUER),
    faults.WRONG_MOMENT: (gettext_lazy("时间写得不对：%(detail)s。"), _ISSUER),
    faults.NO_PROOF: (gettext_lazy("没有签名，谁都可以写出这样的内容。"), _ASK),
    faults.UNKNOWN_SUITE: (gettext_lazy("签名方法%(detail)s本系统不认识，无法核验。"), _ISSUER),
    faults.MALFORMED_PROOF: (gettext_lazy("签名残缺。"), _ASK),
    faults.WRONG_PURPOSE: (gettext_lazy("签名不是为出具证明而作：%(detail)s。"), _ISSUER),
    faults.CONTEXT_OF_PROOF: (gettext_lazy("签名所依据的词汇表与凭证不一致。"), _ASK),
    faults.PREVIOUS_PROOF: (gettext_lazy("签名所承接的前一签名缺失。"), _ASK),
    faults.PROOF_EXPIRED: (gettext_lazy("签名已过有效期：%(detail)s。"), _ISSUER),
    faults.PROOF_FROM_FUTURE: (gettext_lazy("签名的时间还没有到：%(detail)s。"), _ISSUER),
    faults.SIGNATURE_WRONG: (gettext_lazy("签名与内容对不上：凭证签发后被改过，或签名是伪造的。"), _ASK),
    faults.CLAIMS_DIFFER: (gettext_lazy("令牌的%(detail)s与凭证内容不一致。"), _ASK),
    faults.ISSUER_MALFORMED: (gettext_lazy("没有写明签发者是谁。"), _ASK),
    faults.ISSUER_UNKNOWN: (
        gettext_lazy("签发者%(detail)s不在本市认可的名单内，无法取得其公钥，签名没有核验。"),
        gettext_lazy("请到签发者自己的网站核验；需要认可的，请学分银行登记。"),
    ),
    faults.KEY_OF_ANOTHER: (gettext_lazy("签名所用的密钥不属于签发者：%(detail)s。"), _ASK),
    faults.KEY_UNKNOWN: (gettext_lazy("签发者没有公布过这把密钥：%(detail)s。"), _ASK),
    faults.KEY_NOT_FOR_ASSERTION: (gettext_lazy("这把密钥不用于签发证明：%(detail)s。"), _ISSUER),
    faults.KEY_MALFORMED: (gettext_lazy("公钥残缺。"), _ISSUER),
    faults.KEY_OF_ANOTHER_KIND: (gettext_lazy("密钥与签名方法不配：%(detail)s。"), _ISSUER),
    faults.KEY_REVOKED: (gettext_lazy("签发密钥已作废（%(detail)s），它签过的凭证都不再采信。"), gettext_lazy("请持有人向签发单位换领。")),
    faults.KEY_EXPIRED: (gettext_lazy("签发密钥已过期（%(detail)s）。"), _ISSUER),
    faults.NOT_YET_VALID: (gettext_lazy("还没有到生效时间：%(detail)s。"), _ISSUER),
    faults.EXPIRED: (gettext_lazy("有效期已过：%(detail)s。"), gettext_lazy("请持有人换领新的凭证。")),
    faults.REVOKED: (gettext_lazy("签发者已撤销这份凭证。"), _ISSUER),
    faults.SUSPENDED: (gettext_lazy("签发者已暂停这份凭证，正在核查。"), gettext_lazy("请过些时候再核验，或联系签发单位。")),
    faults.STATUS_UNKNOWN_KIND: (gettext_lazy("凭证的状态登记方式%(detail)s本系统不认识，不知道有没有撤销。"), _WAIT),
    faults.STATUS_NOT_FOUND: (gettext_lazy("没有查到签发者的状态名单（本系统不主动联网），不知道有没有撤销。"), _WAIT),
    faults.STATUS_MALFORMED: (gettext_lazy("状态名单或凭证里的状态位置残缺：%(detail)s。"), _ISSUER),
    faults.STATUS_LIST_INVALID: (gettext_lazy("状态名单本身没有通过核验。"), _ISSUER),
    faults.STATUS_OF_ANOTHER: (gettext_lazy("状态名单不是签发者的：%(detail)s。"), _ISSUER),
    faults.PART_INVALID: (gettext_lazy("档案里有一项不能采信：%(detail)s。"), gettext_lazy("见下面各项；需要时请持有人换领新的档案。")),
    faults.PART_OPEN: (gettext_lazy("档案里有一项没有查全：%(detail)s。"), gettext_lazy("见下面各项。")),
    faults.PART_EXPIRED: (gettext_lazy("档案里有一项已过有效期：%(detail)s。"), gettext_lazy("签发时有效，现在是否还算数由您判断。")),
}

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")

TONES = {"refuses": "bad", "leaves_open": "warn", "notes": "info"}


def explain(finding: Finding) -> Explained:
    """A finding in the reader's language."""
    what, todo = WORDS[finding.code]
    return Explained(str(what) % {"detail": _INSTANT.sub(_as_read, finding.detail)}, str(todo), TONES[finding.weight])


def here(moment: datetime) -> datetime:
    """A moment by the city's clock; one at the very end of the calendar, with which others write "for ever", stays as it was written."""
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment


def _as_read(found: re.Match[str]) -> str:
    """A moment of a credential as people here read it; what only looks like one stays as it is."""
    try:
        return here(datetime.fromisoformat(found[0])).isoformat(sep=" ", timespec="minutes")[:16]
    except ValueError:
        return found[0]


def headline(state: str) -> str:
    """The verdict in one line."""
    return {
        "valid": _("有效：签名属实，内容未改，没有撤销"),
        "invalid": _("不能采信"),
        "open": _("签名或状态没有查全，暂不能下结论"),
    }[state]
