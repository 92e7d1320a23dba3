"""A credential on paper: its facts for people, its QR code for anybody who doubts them."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.credentials.addresses import verification_address
from baigong.contexts.credit_bank.credentials.pictures import qr_svg
from baigong.contexts.credit_bank.models import Credential, shown
from baigong.engines.credentials.badges import read_contents
from baigong.engines.credentials.forms import issuer_name
from baigong.engines.credentials.reading import Document
from baigong.engines.credentials.records import is_record, parts_of
from baigong.kernel import documents
from baigong.kernel.documents.codes import link_svg


def credential_paper(credential: Credential, document: Document) -> documents.Document:
    """The page: who, what, by whom, until when; how to verify it with and without a network."""
    contents, issued = read_contents(document), localtime(credential.issued_at)
    until = localtime(credential.valid_until).date().isoformat() if credential.valid_until else _("长期有效")
    names = {kind: value for kind, value, _hashed in contents.recipients}
    pairs = [
        (_("持有人"), " ".join(filter(None, (names.get("name"), names.get("accountId"))))),
        (_("学习成果"), "" if is_record(document) else contents.title),
        (_("认定情况"), contents.description),
        (_("认定学分"), contents.credits),
        (_("合计学分"), shown(_total(credential)) if credential.is_record else ""),
        (_("成绩"), contents.result),
        (_("证书编号"), contents.licence_number),
        (_("对应目录"), "；".join(f"{each.code} {each.name}" for each in contents.alignments)),
        (_("签发单位"), issuer_name(document)),
        (_("签发日期"), issued.date().isoformat()),
        (_("有效期止"), until if not is_record(document) else ""),
        (_("凭证编号"), credential.shown_number),
    ]
    blocks: list[documents.content.Block] = [documents.KeyValues([(name, value) for name, value in pairs if value])]
    blocks += _record(credential, document) if is_record(document) else _single(credential, document)
    title = _("学习成果档案") if is_record(document) else _("学习成果电子凭证")
    return documents.Document(kind=documents.Kind.PLAIN, title=title, blocks=blocks, is_demonstration=settings.DEMONSTRATION)


def _total(credential: Credential) -> int:
    """The units of what a record holds, together."""
    return sum(part.outcome.credits or 0 for part in credential.parts.select_related("outcome") if part.outcome)


def _single(credential: Credential, document: Document) -> list[documents.content.Block]:
    address = verification_address(credential.number)
    return [
        documents.Figure(qr_svg(document), alternative=_("载有整份签名凭证的二维码"), width_mm=56),
        documents.Note(
            _("扫码核验，或打开%(address)s，可查到此刻是否已撤销或暂停；二维码里是整份签名凭证，用公布的公钥即可离线验签。")
            % {"address": address}
        ),
    ]


def _record(credential: Credential, document: Document) -> list[documents.content.Block]:
    """Its parts in a table; a whole record is too much for a code, which leads to the page that verifies it."""
    rows = []
    for part in parts_of(document):
        contents = read_contents(part) if isinstance(part, dict) else None
        if contents is not None:
            until = str(part.get("validUntil", ""))[:10] if isinstance(part, dict) else ""
            rows.append([contents.title, contents.licence_number, contents.result, until or _("长期"), contents.credits])
    address = verification_address(credential.number)
    columns = (
        documents.TableColumn(_("成果"), width=3.4), documents.TableColumn(_("证书编号"), width=2.4),
        documents.TableColumn(_("成绩"), width=1.2),
        documents.TableColumn(_("有效至"), width=1.5), documents.TableColumn(_("学分"), align="right"),
    )  # fmt: skip
    return [
        documents.Table(columns, rows),
        documents.Figure(link_svg(address), alternative=_("核验页面的二维码"), width_mm=36),
        documents.Note(
            _("扫码核验，或打开%(address)s，可查到此刻是否已撤销或暂停；随附的JSON文件是签名原件，可离线核验。") % {"address": address}
        ),
    ]
