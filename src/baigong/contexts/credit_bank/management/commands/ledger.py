"""``baigong ledger seal|verify|reconcile|proof|key``: the ledger of credits at the command line; JSON on standard output."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from baigong.contexts.credit_bank.ledger import keys, sealing, verifying
from baigong.contexts.credit_bank.models import Posting
from baigong.contexts.credit_bank.selectors.reconciling import reconcile
from baigong.contexts.credit_bank.words_of_differences import told
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal


class Command(BaseCommand):
    """Seal, verify, reconcile, prove; exit status 1 when it is not sound, differs from the records, or nothing is to be proved."""

    help = "学分账：seal 封存，verify 校验，reconcile 对账，proof 出具记账证明，key 公布或更换封存密钥"

    def add_arguments(self, parser: CommandParser) -> None:
        """One required subcommand."""
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("seal", help="封存上次以来的记账")
        verify = acts.add_parser("verify", help="校验余额、重复使用、依据、块链和签名")
        verify.add_argument("--head", default="", help="以前抄录在外的末块摘要，用来发现末尾被整块删去")
        reconcile = acts.add_parser(
            "reconcile", help="一段时间的收支，以及账与认定、转换、电子凭证、名册的差异；不存档，存档的在页面上核对"
        )
        reconcile.add_argument("--since", type=date.fromisoformat, required=True, help="起，YYYY-MM-DD，按记账时间")
        reconcile.add_argument("--until", type=date.fromisoformat, help="止，含当天；不填为今天")
        proof = acts.add_parser("proof", help="一笔记账已经封存的证明，用 verify_posting.py 核对")
        proof.add_argument("posting", type=int, help="记账编号")
        key = acts.add_parser("key", help="封存用的公钥")
        key.add_argument("--new", action="store_true", help="启用一把新密钥，以后的块由它签名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        self.stdout.write(json.dumps(getattr(self, options["act"])(options), ensure_ascii=False))
        if self.problems:
            code, words = ("not_sound", "学分账有误：") if options["act"] == "verify" else ("differs", "账与记录有差异：")
            raise Refusal(words + "；".join(self.problems[:20]), code=code)

    problems: Sequence[str] = ()

    def seal(self, options: dict[str, Any]) -> dict[str, Any]:
        """Seal what was posted since the last time."""
        return {"blocks_sealed": sealing.seal(actor=SYSTEM, now=timezone.now())}

    def verify(self, options: dict[str, Any]) -> dict[str, Any]:
        """Check everything."""
        found = verifying.verify(head=options["head"].strip())
        self.problems = [verifying.words_of(problem) for problem in found.problems]
        return {
            "sound": found.is_sound,
            "postings": found.postings,
            "blocks": found.blocks,
            "unsealed": found.unsealed,
            "head": found.head,
            "key": found.key,
            "problems": [{"code": p.code, "subject": p.subject, "words": verifying.words_of(p)} for p in found.problems],
        }

    def reconcile(self, options: dict[str, Any]) -> dict[str, Any]:
        """Hold the ledger against the records."""
        now = timezone.localtime()
        found = reconcile(options["since"], options["until"] or now.date(), now).as_json()
        words = [told(one) for one in found["differences"]]
        self.problems = [f"{one.what}（{one.at}）" if one.at else one.what for one in words]
        differences = [kept | {"words": one.what, "what_to_do": one.how} for kept, one in zip(found["differences"], words, strict=True)]
        return found | {"differences": differences}

    def proof(self, options: dict[str, Any]) -> dict[str, Any]:
        """The proof of one posting."""
        row = Posting.objects.filter(pk=options["posting"]).first()
        if row is None:
            raise Refusal(f"没有第{options['posting']}号记账。", code="no_posting")
        return verifying.proof_of(row)

    def key(self, options: dict[str, Any]) -> dict[str, Any]:
        """The public key, perhaps a new one."""
        row = keys.new_key(actor=SYSTEM, now=timezone.now()) if options["new"] else keys.find_key()
        if row is None:
            raise Refusal("还没有封存密钥；第一次封存时生成，也可以用 --new 现在生成。", code="no_key")
        return {"key": row.key, "public_key": row.public, "since": row.since.isoformat()}
