"""Head-counts of many enterprises at once, by table or by program: all lines or none, the same key never twice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY, STAFF_BATCH_POLICY
from baigong.contexts.enterprises.events import StaffCorrected
from baigong.contexts.enterprises.models import (
    Enterprise,
    InsuredCount,
    Period,
    PostKind,
    StaffBatch,
    StaffByPost,
    StaffReturn,
    StaffReturnState,
)
from baigong.contexts.enterprises.selectors.staff import definition_on
from baigong.contexts.enterprises.services.staff import LARGEST, returned_anew
from baigong.contexts.enterprises.workflow.remarks import Beside, remarks
from baigong.contexts.organisations.public import Organisation, normalise_credit_code
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.events import publish
from baigong.kernel.workflow import fire

MOST = 20_000
PIECE = 1000
S = StaffReturnState


@dataclass(frozen=True)
class StaffLine:
    """One count: the enterprise by its code, the period as ``2021``, ``2021-Q3`` or ``2021-09``. ``correction``: why a submitted count
    is another one now. ``by_post``: kinds of posts by their names, with their people; a kind that is new is entered with it."""

    credit_code: str
    period: str
    headcount: int
    explanation: str = ""
    correction: str = ""
    by_post: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a line (from 0), and in which column."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Checked:
    """Lines held against what is known. ``rows``: what each sound line would write; ``None``: the same stands already."""

    wrong: list[Wrong]
    rows: dict[int, StaffReturn | None]
    said: dict[int, str]
    """What is to be said of each line, in words."""


@dataclass(frozen=True)
class Receipt:
    """What was posted; ``is_new`` is false where the same batch had been posted before."""

    batch: StaffBatch
    is_new: bool
    added: int = 0
    corrected: int = 0
    same: int = 0


def check_lines(actor: Actor, lines: Sequence[StaffLine], now: datetime) -> Checked:
    """Everything that is wrong with counts to be posted; the same rules for a table and a program. A fixed number of queries a thousand."""
    codes = [normalise_credit_code(line.credit_code) for line in lines]
    known = _enterprises(actor, codes)
    held = _Held([row for row in known.values() if row is not None])
    checked = Checked([], {}, {})
    seen: dict[tuple[str, str], int] = {}
    for place, (line, code) in enumerate(zip(lines, codes, strict=True)):
        found = _Line(actor, now, line, known.get(code, False), held)
        first = seen.setdefault((code, found.period.code if found.period else line.period), place)
        wrong = [("credit_code", _("与第%(n)d条是同一家企业、同一期。") % {"n": first + 1})] if first != place else found.wrong()
        checked.wrong.extend(Wrong(place, column, words) for column, words in wrong)
        if not wrong:
            checked.rows[place], checked.said[place] = found.row(), found.said
    return checked


def _enterprises(actor: Actor, codes: Sequence[str]) -> dict[str, Enterprise | None]:
    """The enterprises of ``codes``; ``None`` for one that is not the actor's to report for."""
    found: dict[str, Enterprise | None] = {}
    for piece in pieces(codes, PIECE):
        own = set(ENTERPRISE_POLICY.visible(actor, "edit").filter(organisation__credit_code__in=piece).values_list("pk", flat=True))
        for row in Enterprise.objects.filter(organisation__credit_code__in=piece).select_related("organisation"):
            found[row.credit_code] = row if row.pk in own else None
    return found


class _Held:
    """What returns of some enterprises are held against: what stands, what is drafted, who is insured, how many versions there were."""

    def __init__(self, enterprises: Sequence[Enterprise]) -> None:
        self.standing: dict[tuple[int, str], StaffReturn] = {}
        self.drafted: set[tuple[int, str]] = set()
        self.versions: Counter[tuple[int, str]] = Counter()
        self.insured: dict[tuple[int, int], int] = {}
        self.by_post: dict[int, dict[str, int]] = {}
        for piece in pieces((row.pk for row in enterprises), PIECE):
            for one in StaffReturn.objects.filter(enterprise__in=piece):
                key = (one.enterprise_id, one.period)
                self.versions[key] = max(self.versions[key], one.version)
                if one.state == S.SUBMITTED:
                    self.standing[key] = one
                elif one.state == S.DRAFT:
                    self.drafted.add(key)
            told = StaffByPost.objects.filter(staff_return__enterprise__in=piece, staff_return__state=S.SUBMITTED)
            for source, name, count in told.values_list("staff_return", "kind__name", "headcount"):
                self.by_post.setdefault(source, {})[name] = count
            rows = InsuredCount.objects.filter(enterprise__in=piece).values_list("enterprise", "year", "headcount")
            self.insured |= {(enterprise, year): count for enterprise, year, count in rows}


class _Line:
    """One line, held against what is known."""

    def __init__(self, actor: Actor, now: datetime, line: StaffLine, enterprise: Enterprise | bool | None, held: _Held) -> None:
        self.actor, self.now, self.line, self.enterprise, self.held = actor, now, line, enterprise, held
        self.said = ""
        try:
            self.period: Period | None = Period.parse(line.period)
        except ValueError:
            self.period = None

    def wrong(self) -> list[tuple[str, str]]:
        """What is wrong with it, by column."""
        line, firm, period = self.line, self.enterprise, self.period
        if firm is False:
            return [("credit_code", _("没有登记这家企业；请先登记，或核对统一社会信用代码。"))]
        if not isinstance(firm, Enterprise):
            return [("credit_code", _("这家企业不由您报送。"))]
        if period is None:
            return [("period", _("所属期应写成2021（年平均）、2021-Q3（季末）或2021-09（月末）。"))]
        if period.ends_on > self.now.date():
            return [("period", _("这一期还没有结束。"))]
        if not 0 <= line.headcount <= LARGEST:
            return [("headcount", _("职工人数应在0和%(most)d之间。") % {"most": LARGEST})]
        if firm.opened_on is not None and period.ends_on < firm.opened_on:
            return [("period", _("“%(name)s”%(day)s才成立。") % {"name": firm, "day": firm.opened_on.isoformat()})]
        if words := self._wrong_posts():
            return [("by_post", words)]
        key = (firm.pk, period.code)
        if key in self.held.drafted:
            return [("period", _("这一期在页面上有一份没有报送的草稿；请先报送或放弃它。"))]
        found = []
        stands = self.held.standing.get(key)
        if stands is not None and not self._is_same(stands) and not line.correction.strip():
            found.append(("correction", _("已报送%(n)d人；要更正，请填更正理由。") % {"n": stands.headcount}))
        before = self.held.standing.get((firm.pk, period.year_before.code))
        beside = Beside(before.headcount if before else None, self.held.insured.get((firm.pk, period.year)))
        given = remarks(self._row(firm, period), beside)
        self.said = "".join(one.words for one in given)
        asked = "".join(one.words for one in given if one.asks)
        if asked and not line.explanation.strip() and (stands is None or not self._is_same(stands)):
            found.append(("explanation", _("%(what)s确实如此的，请填情况说明。") % {"what": asked}))
        return found

    def row(self) -> StaffReturn | None:
        """What a sound line would write; ``None`` where the same stands."""
        firm, period = self.enterprise, self.period
        assert isinstance(firm, Enterprise)
        assert period is not None
        stands = self.held.standing.get((firm.pk, period.code))
        if stands is not None and self._is_same(stands):
            return None
        row = self._row(firm, period)
        if stands is not None:
            row.supersedes, row.correction = stands, " ".join(self.line.correction.split())[:300]
        elif row.version > 1:
            row.correction = returned_anew()
        return row

    def _is_same(self, stands: StaffReturn) -> bool:
        """Whether what stands says the same; kinds of posts that the line does not name are no difference."""
        return stands.headcount == self.line.headcount and dict(self.line.by_post).items() <= self.held.by_post.get(stands.pk, {}).items()

    def _wrong_posts(self) -> str:
        names = [name for name, _count in self.line.by_post]
        if len(set(names)) != len(names) or any(not 0 < len(name) <= 60 for name in names):
            return _("岗位类别各写一次，名称不超过60个字。")
        total = sum(count for _name, count in self.line.by_post)
        if total > self.line.headcount or any(count < 0 for _name, count in self.line.by_post):
            return _("分岗位人数合计%(total)d人，超过职工人数%(n)d人。") % {"total": total, "n": self.line.headcount}
        return ""

    def _row(self, firm: Enterprise, period: Period) -> StaffReturn:
        return StaffReturn(
            enterprise=firm, period=period.code, ends_on=period.ends_on, definition=definition_on(period.ends_on),
            headcount=self.line.headcount, explanation=" ".join(self.line.explanation.split())[:300],
            version=self.held.versions[firm.pk, period.code] + 1, entered_by_id=self.actor.user_id, entered_at=self.now,
        )  # fmt: skip


@transaction.atomic
def post_returns(*, actor: Actor, now: datetime, body: Organisation, key: str, lines: Sequence[StaffLine], source: str) -> Receipt:
    """Submit counts on behalf of ``body``, all of them or none. The same key and content again changes nothing.

    What stands with the same number stays; another number makes the next version. Raises ``Refusal`` (``lines``, with the wrong ones in
    words; ``empty``, ``too_many``, ``key``), ``Conflict`` where the key was used for something else, or another desk was faster.
    """
    STAFF_BATCH_POLICY.require(actor, "post", StaffBatch(body=body))
    digest = hashlib.sha256(json.dumps([astuple(line) for line in lines], ensure_ascii=False).encode()).hexdigest()
    known = StaffBatch.objects.filter(body=body, key=key).first()
    if known is not None:
        if known.digest != digest:
            raise Conflict(_("批次号“%(key)s”已用于另一批，没有存入；请换一个。") % {"key": key}, code="key_of_another")
        return Receipt(known, False)
    if not key.strip() or len(key) > 80:
        raise at_field("key", _("请给出批次号，不超过80个字符。"))
    if not lines:
        raise Refusal(_("没有要报送的人数。"), code="empty")
    if len(lines) > MOST:
        raise Refusal(_("一批最多%(n)d条；请分批报送。") % {"n": MOST}, code="too_many")
    checked = check_lines(actor, lines, now)
    if checked.wrong:
        first = "；".join(_("第%(n)d条：%(words)s") % {"n": w.line + 1, "words": w.message.rstrip("。")} for w in checked.wrong[:20])
        raise Refusal(_("%(n)d处不对，没有报送任何一条。%(first)s。") % {"n": len(checked.wrong), "first": first}, code="lines")
    rows = [row for row in checked.rows.values() if row is not None]
    try:
        with transaction.atomic():
            batch = StaffBatch.objects.create(
                body=body, key=key, digest=digest, count=len(lines), source=source, posted_by_id=actor.user_id, posted_at=now
            )
            corrected = [row for row in rows if row.supersedes is not None]
            for former in [row.supersedes for row in corrected if row.supersedes is not None]:
                fire(former, "supersede", actor=actor, now=now)
            _write(rows, batch, now)
            _write_posts([(row, lines[place].by_post) for place, row in checked.rows.items() if row is not None])
    except IntegrityError:
        raise Conflict(_("有一家刚有人报送，没有存入任何一条；请重新核对后再报。"), code="raced") from None
    audit.record_all(actor, "enterprises.staffreturn.submitted", rows, now=now, detail={"batch": key})
    audit.record(actor, "enterprises.staffbatch.posted", batch, now=now, detail={"count": len(lines), "written": len(rows)})
    for row in corrected:
        publish(StaffCorrected(row.enterprise_id, row.period))
    return Receipt(batch, True, len(rows) - len(corrected), len(corrected), len(lines) - len(rows))


def _write(rows: Sequence[StaffReturn], batch: StaffBatch, now: datetime) -> None:
    """The returns of a batch are submitted as they are written: nobody drafts a table line by line."""
    made = {"state": S.SUBMITTED, "batch": batch, "source": batch.source, "submitted_at": now}
    for row in rows:
        for name, value in made.items():
            setattr(row, name, value)
    StaffReturn.objects.bulk_create(rows, batch_size=PIECE)


def _write_posts(given: Sequence[tuple[StaffReturn, tuple[tuple[str, int], ...]]]) -> None:
    """The people of each kind of post; kinds that a firm has not are entered first."""
    told = [(row, by_post) for row, by_post in given if by_post]
    if not told:
        return
    firms = [row.enterprise_id for row, _by_post in told]
    wanted = {(row.enterprise_id, name) for row, by_post in told for name, _count in by_post}
    kinds: dict[tuple[int, str], PostKind] = {}
    for piece in pieces(firms, PIECE):
        kinds |= {(kind.enterprise_id, kind.name): kind for kind in PostKind.objects.filter(enterprise__in=piece)}
    fresh = [PostKind(enterprise_id=firm, name=name) for firm, name in sorted(wanted - kinds.keys())]
    kinds |= {(kind.enterprise_id, kind.name): kind for kind in PostKind.objects.bulk_create(fresh, batch_size=PIECE)}
    StaffByPost.objects.bulk_create(
        [
            StaffByPost(staff_return=row, kind=kinds[row.enterprise_id, name], headcount=count)
            for row, by_post in told
            for name, count in by_post
        ],
        batch_size=PIECE,
    )
