"""Checking the whole ledger as it is stored: books, blocks, signatures. And the proof of one posting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.ledger.books import check_stored_books
from baigong.contexts.credit_bank.ledger.keys import Signatures, find_key
from baigong.contexts.credit_bank.ledger.sealing import block_of, sealed_lines, sealed_until
from baigong.contexts.credit_bank.models import LedgerBlock, LedgerKey, Posting
from baigong.engines.ledger.blocks import GENESIS, Block
from baigong.engines.ledger.checking import Problem, check_blocks
from baigong.engines.ledger.proofs import prove
from baigong.kernel.errors import Refusal

_WORDS = {
    "block_missing": gettext_lazy("缺少第%(subject)s块"),
    "chain_broken": gettext_lazy("第%(subject)s块与上一块不相连"),
    "wrong_position": gettext_lazy("第%(subject)s块的首笔序号不接上一块"),
    "older_than_previous": gettext_lazy("第%(subject)s块的封存时间早于上一块"),
    "wrong_signature": gettext_lazy("第%(subject)s块的签名不对"),
    "wrong_count": gettext_lazy("第%(subject)s块的记账笔数与块头不符"),
    "wrong_root": gettext_lazy("第%(subject)s块的记账被改动过"),
    "wrong_digest": gettext_lazy("第%(subject)s块所存的摘要与块头不符"),
    "outside_blocks": gettext_lazy("已封存的区间里有%(subject)s笔记账不在任何块中"),
    "head_missing": gettext_lazy("没有摘要为%(subject)s的块：末尾的块被删去，或摘要抄错"),
    "wrong_balance": gettext_lazy("账户%(subject)s的余额不等于收支之和"),
    "below_zero": gettext_lazy("账户%(subject)s的收支之和小于0"),
    "above_zero": gettext_lazy("账户%(subject)s的收支之和大于0"),
    "used_twice": gettext_lazy("成果%(subject)s重复使用"),
    "levels_added": gettext_lazy("同类成果的不同级别重复使用：%(subject)s"),
    "used_though_revoked": gettext_lazy("第%(subject)s号记账使用了已撤销的成果"),
    "reversed_twice": gettext_lazy("第%(subject)s号记账被冲正多次"),
    "reverses_nothing": gettext_lazy("第%(subject)s号冲正所指的记账不存在"),
    "reverses_a_reversal": gettext_lazy("第%(subject)s号冲正所指的也是冲正"),
    "does_not_undo": gettext_lazy("第%(subject)s号冲正与所冲正的记账不相反"),
    "not_a_reversal": gettext_lazy("第%(subject)s号记账的类别与所冲正的记账不一致"),
    "wrong_accounts": gettext_lazy("第%(subject)s号记账的账户与类别不符"),
    "amount_out_of_range": gettext_lazy("第%(subject)s号记账的数额不对"),
    "wrong_turn": gettext_lazy("第%(subject)s号记账的次序与类别不符"),
    "not_a_digest": gettext_lazy("第%(subject)s号记账没有佐证摘要"),
    "required": gettext_lazy("第%(subject)s号记账缺少决定、规则版本、成果、目标或理由"),
    "key_twice": gettext_lazy("幂等键%(subject)s出现多次"),
}


def words_of(problem: Problem) -> str:
    """A problem in words."""
    words = _WORDS.get(problem.code)
    return f"{problem.code}：{problem.subject}" if words is None else str(words) % {"subject": problem.subject}


@dataclass(frozen=True)
class Verification:
    """What a check of the whole ledger found. ``head`` is the digest to note down outside the system, ``key`` the public key to publish."""

    postings: int
    blocks: int
    unsealed: int
    head: str
    key: str
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.problems


def verify(*, head: str = "") -> Verification:
    """Check everything: balances are the sums of their postings, no outcome is used twice, every posting has its decision, rule and
    evidence, and every block is what was sealed and signed.

    Blocks cut off at the end leave no trace inside: for that, give a ``head`` noted down earlier outside the system.
    """
    problems = [*check_stored_books(), *_check_chain()]
    if head and not LedgerBlock.objects.filter(digest=head).exists():
        problems.append(Problem("head_missing", head))
    last, key = LedgerBlock.objects.order_by("number").last(), find_key()
    postings = Posting.objects.count()
    return Verification(
        postings=postings,
        blocks=LedgerBlock.objects.count(),
        unsealed=Posting.objects.filter(epoch__gt=sealed_until()).count(),
        head=last.digest if last else GENESIS,
        key=key.public if key else "",
        problems=tuple(problems),
    )


def _check_chain() -> Iterator[Problem]:
    places: dict[int, tuple[int, int, int]] = {}

    def stored() -> Iterator[Block]:
        for row in LedgerBlock.objects.order_by("number").iterator():
            places[row.number] = (row.epoch, row.first_id, row.last_id)
            if block_of(row).digest != row.digest:
                wrong.append(Problem("wrong_digest", str(row.number)))
            yield block_of(row)
            places.pop(row.number, None)

    wrong: list[Problem] = []
    yield from check_blocks(stored(), lambda block: sealed_lines(*places[block.number]), Signatures().hold)
    yield from wrong
    until = sealed_until()  # one moment for both sums: somebody may be sealing right now
    held = LedgerBlock.objects.filter(epoch__lte=until).aggregate(n=Sum("count"))["n"] or 0
    outside = Posting.objects.filter(epoch__lte=until).count() - held
    if outside:
        yield Problem("outside_blocks", str(outside))


def sealed_to() -> int:
    """The number of the last posting that a block has sealed; of later ones there is no proof yet."""
    return LedgerBlock.objects.aggregate(last=Max("last_id"))["last"] or 0


def proof_of(posting: Posting) -> dict[str, Any]:
    """The proof that a posting was sealed. Raises ``Refusal`` while it is not."""
    blocks = LedgerBlock.objects.filter(epoch=posting.epoch, first_id__lte=posting.pk, last_id__gte=posting.pk)
    row = blocks.first()
    if row is None:
        raise Refusal(_("第%(n)d号记账还没有封存；每十分钟封存一次，请稍后再下载证明。") % {"n": posting.pk}, code="not_sealed", status=409)
    numbers = Posting.objects.filter(epoch=row.epoch, pk__gte=row.first_id, pk__lt=posting.pk).count()
    public = LedgerKey.objects.get(key=row.key).public
    return prove(numbers, sealed_lines(row.epoch, row.first_id, row.last_id), block_of(row), bytes.fromhex(public))
