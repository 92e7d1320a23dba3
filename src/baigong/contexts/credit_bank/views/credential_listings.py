"""The lists of credentials, keys and accepted issuers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import Credential, CredentialState, KeyAlgorithm
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

CREDENTIAL_TONES = {CredentialState.VALID: "good", CredentialState.SUSPENDED: "warn", CredentialState.REVOKED: "bad"}


def _number(row: Credential) -> str:
    return row.shown_number


CREDENTIALS = Listing(
    name="credentials",
    caption=_("电子凭证"),
    columns=[
        Column("title", _("学习成果"), value=lambda row: str(row.title), sort="outcome__type__title", main=True, width="wide", sub=_number),
        Column("learner", _("学分账户"), value=lambda row: row.learner.name, sort="learner__name", sub=lambda row: row.learner.number),
        Column("state", _("状态"), kind="badge", labels=CredentialState, tones=CREDENTIAL_TONES, sort="state"),
        Column("issued_at", _("签发时间"), kind="datetime", sort="issued_at", priority=2),
        Column("valid_until", _("有效期止"), kind="datetime", sort="valid_until", priority=3),
        Column("key", _("签发密钥"), value=lambda row: row.key.name, priority=3),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=CredentialState, many=True), DateFilter("issued_at", _("签发时间"))],
    search=["number", "learner__name", "learner__number", "outcome__type__title"],
    search_hint=_("编号、姓名或学分账号"),
    default_sort=("-issued_at", "-pk"),
    row_link="credit_bank:credential",
    empty=EmptyState(_("还没有签发电子凭证"), _("成果认定以后，本人或认定单位可以签发。"), "certificate"),
)
KEYS = Listing(
    name="issuer-keys",
    caption=_("签发密钥"),
    columns=[
        Column("name", _("密钥名"), main=True, sub="public"),
        Column("algorithm", _("签名算法"), kind="badge", labels=KeyAlgorithm),
        Column("since", _("起用时间"), kind="datetime"),
        Column("retired_at", _("停用时间"), kind="datetime", priority=2),
        Column("revoked_at", _("作废时间"), kind="datetime", priority=2),
        Column("reason", _("停用或作废原因"), priority=3),
    ],
    default_sort=("-since", "-pk"),
    export=False,
    row_link="credit_bank:issuer-key",
    empty=EmptyState(_("还没有签发密钥"), _("第一次签发电子凭证时自动生成。"), "key"),
)
TRUSTED = Listing(
    name="trusted-issuers",
    caption=_("认可的签发者"),
    columns=[
        Column("name", _("单位名称"), main=True, sub="did"),
        Column("basis", _("认可依据"), priority=2),
        Column("since", _("认可时间"), kind="datetime"),
        Column("ended_at", _("停止认可时间"), kind="datetime"),
    ],
    search=["name", "did"],
    search_hint=_("单位或标识"),
    default_sort=("name", "pk"),
    export=False,
    row_link="credit_bank:trusted-issuer",
    empty=EmptyState(_("还没有认可其他签发者"), _("登记后，他们签发的电子凭证在本站核验时显示为“认可的签发者”。"), "shield-check"),
)
