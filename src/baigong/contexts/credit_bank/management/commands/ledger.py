"""``baigong ledger seal|verify|proof|key``: the ledger of credits at the command line; JSON on standard output."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from baigong.contexts.credit_bank.ledger import keys, sealing, verifying
from baigong.contexts.credit_bank.models import Posting
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal


class Command(BaseCommand):
    """Seal, verify, prove; exit status 1 when the ledger is not sound or there is nothing to prove."""

    help = "学分账：seal 封存，verify 校验，proof 出具记账证明，key 公布或更换封存密钥"

    def add_arguments(self, parser: CommandParser) -> None:
        """One required subcommand."""
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("seal", help="封存上次以来的记账")
        verify = acts.add_parser("verify", help="校验余额、重复使用、依据、块链和签名")
        verify.add_argument("--head", default="", help="以前抄录在外的末块摘要，用来发现末尾被整块删去")
        proof = acts.add_parser("proof", help="一笔记账已经封存的证明，用 verify_posting.py 核对")
        proof.add_argument("posting", type=int, help="记账编号")
        key = acts.add_parser("key", help="封存用的公钥")
        key.add_argument("--new", action="store_true", help="启用一把新密钥，以后的块由它签名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        self.stdout.write(json.dumps(getattr(self, options["act"])(options), ensure_ascii=False))
        if options["act"] == "verify" and self.problems:
            raise Refusal("学分账有误：" + "；".join(self.problems[:20]), code="not_sound")

    problems: list[str]

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
