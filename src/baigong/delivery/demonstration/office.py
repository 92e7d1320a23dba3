"""The office of the credit bank in the demonstration: appeals at every stage, and the ledger reconciled month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.credit_bank import public as credits
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.credits import COLLEGE, PAPER
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.workflow import fire


@dataclass(frozen=True)
class Appealed:
    """One appeal of the story: whose, against what, what is said, and how far it came: each step with its day."""

    who: str
    against: str
    day: date
    statement: str
    asked: str
    steps: tuple[tuple[str, int], ...] = ()
    answer: str = ""
    late: str = ""


APPEALS = (
    Appealed("王示例", "revoked X-LNZH-2", date(2022, 3, 21), "本人成绩没有问题（示例）。", "请求恢复认定", (("decline", 3),),
             "评价组织的通报已公开满30日，逾期没有正当理由（示例）。", late="不知道可以申诉（示例）"),
    Appealed("王示例", "rejected FY-LZ", date(2022, 2, 28), "师承关系有文化馆证明（示例）。", "请求重新认定",
             (("accept", 2), ("take", 4), ("uphold", 10)), "文化馆证明只写明参加活动，不能证明传承人身份（示例）。"),
    Appealed("李示例", "reversed 520201", date(2022, 5, 5), "撤销前没有通知本人（示例）。", "请求恢复免修",
             (("accept", 1), ("withdraw", 3))),
    Appealed("李示例", "refused 520201", date(2022, 6, 1), "课程内容与证书一致，附对照表（示例）。", "请求重新办理转换",
             (("accept", 2), ("take", 6), ("change", 13)), "育婴员四级的考核内容覆盖母婴护理课程标准，原决定依据不足（示例）。"),
    Appealed("xuesheng", "approved 520201", date(2022, 6, 10), "大赛奖项没有计入（示例）。", "请求补计大赛奖项学分",
             (("accept", 3), ("take", 7))),
    Appealed("nongmin", "approved 410303", date(2022, 6, 17), "设施蔬菜培训也应折算（示例）。", "请求按规则全部折算", (("accept", 3),)),
    Appealed("gongren", "posting QY-AQ", date(2022, 6, 23), "培训实为56学时，入账只按48学时（示例）。", "请求更正学分", (),
             late="在外务工，6月返乡后才看到账单（示例）"),
)  # fmt: skip


def office(cast: Cast) -> Iterator[Episode]:
    """What the office does, each on its day."""
    story = _Story(cast)
    for number, appealed in enumerate(APPEALS, 1):
        yield appealed.day, partial(story.appeal, number, appealed)
    yield date(2022, 4, 2), partial(story.reconcile, date(2022, 1, 1), date(2022, 3, 31), date(2022, 4, 2), "sign")
    yield date(2022, 6, 1), partial(story.reconcile, date(2022, 5, 1), date(2022, 5, 30), date(2022, 6, 1), "drop")
    yield date(2022, 6, 2), partial(story.reconcile, date(2022, 4, 1), date(2022, 5, 31), date(2022, 6, 2), "")
    yield date(2022, 6, 26), partial(story.ask, date(2022, 6, 1), date(2022, 6, 25), date(2022, 6, 26))


@dataclass
class _Story:
    cast: Cast

    @property
    def keeper(self) -> Actor:
        """Who keeps the bank."""
        return self.cast.accounts["xuefen"]

    def appeal(self, number: int, told: Appealed) -> None:
        """Somebody does not agree; it goes as far as it goes."""
        own = self.cast.accounts.get(told.who)
        actor = own or self.cast.officer(the_body(COLLEGE, told.day))
        against = credits.contested(self._subject(told, own.name if own else told.who))
        assert against is not None
        guardian = against.learner.guardians.first() if own else None
        plea = credits.Plea(told.statement, told.asked, guardian=guardian, late_reason=told.late)
        row: Any = credits.lodge_appeal(actor=actor, now=at(told.day, 10), against=against, plea=plea)
        upload = SimpleUploadedFile("申诉材料（示例）.pdf", PAPER + f"% appeal {row.pk}".encode())
        kind = credits.evidence_choices()[0][0]
        credits.attach_to_appeal(actor=actor, now=at(told.day, 10), appeal=row, kind=str(kind), upload=upload)
        for step, later in told.steps:
            facts = {"document": f"示例学分复核〔2022〕{number}号"} if step in ("decline", "uphold", "change") else {}
            who, reason = (actor, "") if step == "withdraw" else (self.keeper, told.answer if facts else "")
            if who is actor and own is None:
                who, step, reason = self.keeper, "withdraw_for", "本人到学分银行窗口书面要求撤回（示例）。"
            row = fire(row, step, actor=who, now=at(told.day + timedelta(days=later), 15), reason=reason, **facts)

    def _subject(self, told: Appealed, name: str) -> Any:
        state, code = told.against.split()
        if state == "posting":
            outcome = credits.Outcome.objects.get(learner__name=name, type__code=code)
            return credits.Posting.objects.get(outcome=f"outcome:{outcome.pk}", kind="deposit")
        if state in ("rejected", "revoked"):
            return credits.Outcome.objects.get(learner__name=name, type__code=code, state=state)
        rows = credits.Conversion.objects.filter(learner__name=name, programme__code=code, state=state)
        return rows.order_by("pk").get()

    def ask(self, since: date, until: date, day: date) -> credits.Reconciliation:
        """A report is asked for; the job has not run yet."""
        return credits.request_reconciliation(actor=self.keeper, now=at(day, 9), since=since, until=until)

    def reconcile(self, since: date, until: date, day: date, step: str) -> None:
        """A report is counted once what was posted is sealed, then signed or dropped."""
        credits.seal_ledger(actor=SYSTEM, now=at(day, 8))
        row: Any = credits.count_reconciliation(self.ask(since, until, day), now=at(day, 10))
        if step == "sign":
            words = "差异系学校名册里的证书尚未批量存入，已通知各校在本学期内存入（示例）。" if row.differences else ""
            fire(row, "sign", actor=self.keeper, now=at(day, 16), conclusion=words)
        elif step == "drop":
            fire(row, "drop", actor=self.keeper, now=at(day, 16), reason="期间选错，重新核对（示例）。")
