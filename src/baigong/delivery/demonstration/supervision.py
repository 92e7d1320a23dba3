"""Supervision in the demonstration: a case in every state, from a spring inspection, letters and matters handed on; some wait today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from baigong.contexts.accounts import public as accounts
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.supervision import public as supervision
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor, Holding
from baigong.kernel.workflow import fire

GULANG, TIANZHU, LIANGZHOU, MINQIN = "古浪县职业技术教育中心", "天祝县职业教育中心", "凉州区职业中等专业学校", "民勤县职业中等专业学校"
COLLEGE = "武威职业学院"
RULES = "职业学校学生实习管理规定"
# Day, source, against whom, who handles it, what about, and the steps with their distance in days.
CASES = (
    (date(2021, 3, 22), "inspection", GULANG, "", "实习指导教师配备不足", "take_up:1 feed_back:10 state:18 order:25 report:60 close:70"),
    (
        date(2021, 10, 11),
        "letter",
        MINQIN,
        "民勤县",
        "实习报酬发放不及时",
        "take_up:2 feed_back:12 state:20 order:28 interview:35 report:80 return:90",
    ),
    (date(2021, 11, 8), "transfer", COLLEGE, "", "实习协议缺少监护人签字", "take_up:1 feed_back:9 state:15 tolerate:30"),
    (date(2021, 11, 22), "media", TIANZHU, "", "学生上岗未经安全培训", "take_up:1 feed_back:9 state:17 order:24 refer:90"),
    (date(2022, 3, 7), "inspection", LIANGZHOU, "", "双师型教师数据与名册不符", "take_up:1 feed_back:11 state:19 clear:26"),
    (date(2022, 3, 14), "letter", GULANG, "", "举报实习收费", "dismiss:3"),
    (date(2022, 4, 11), "inspection", TIANZHU, "", "实训设备闲置", "take_up:1 feed_back:14 state:20 order:28 report:70"),
    (date(2022, 4, 18), "inspection", MINQIN, "民勤县", "校外实习没有巡视记录", "take_up:1 feed_back:14 state:20 order:30 ask_review:45"),
    (date(2022, 5, 9), "letter", COLLEGE, "", "跨专业大类安排实习", "take_up:1 feed_back:14 state:20 order:30"),
    (date(2022, 5, 16), "transfer", LIANGZHOU, "", "实习生休息日上岗", "take_up:1 feed_back:16 state:25"),
    (date(2022, 5, 30), "inspection", GULANG, "", "实习保险覆盖不全", "take_up:1 feed_back:14"),
    (date(2022, 6, 13), "letter", MINQIN, "民勤县", "实习岗位与公布的不一致", "take_up:2"),
    (date(2022, 6, 22), "letter", TIANZHU, "", "实习单位未安排导师", ""),
)
WORDS = {
    "feed_back": "经查阅材料、实地查看和访谈，情况基本属实（示例）。",
    "state": "情况属实，已着手改正（示例）。",
    "order": "立即改正，完善制度，举一反三（示例）。",
    "report": "已改正并完善制度，附证明材料（示例）。",
    "close": "现场复查，整改到位（示例）。",
    "return": "仍有两人未足额发放（示例）。",
    "interview": "明确整改时限和责任人（示例）。",
    "tolerate": "疫情期间线上签约，程序完备（示例）。",
    "refer": "逾期没有整改（示例）。",
    "clear": "两处口径不同，数据无误（示例）。",
    "dismiss": "不属于职业教育督导事项，已转有关部门（示例）。",
    "ask_review": "巡视记录已上传，请予核对（示例）。",
}
SOURCES = {
    "inspection": "职业教育专项督导（示例）",
    "letter": "市长信箱来信（示例）",
    "transfer": "省教育厅转办（示例）",
    "media": "本地媒体报道（示例）",
}


def supervision_of(cast: Cast) -> Iterator[Episode]:
    """What happens, each on its day."""
    story = _Story(cast)
    for number, told in enumerate(CASES):
        yield told[0], partial(story.open, number)
        for step in told[5].split():
            name, _colon, days = step.partition(":")
            yield told[0] + timedelta(days=int(days)), partial(story.step, number, name, told[0] + timedelta(days=int(days)))


@dataclass
class _Story:
    cast: Cast

    def __post_init__(self) -> None:
        self.rows: dict[int, supervision.Case] = {}

    @property
    def team(self) -> Actor:
        """The working team."""
        return self.cast.accounts["zhuanban"]

    def open(self, number: int) -> None:
        """A case is opened by hand, with its source; letters are protected."""
        day, kind, against, handler, title, _steps = CASES[number]
        is_letter = kind == "letter"
        source = supervision.Source(kind, SOURCES[kind], informant="来信人（示例）" if is_letter else "", is_protected=is_letter)
        body = the_body(handler, day) if handler else the_body("市教育局", day)
        matter = supervision.Matter(the_body(against, day), body, title, f"反映{against}{title}（示例）。", RULES, day)
        self.rows[number] = supervision.open_case(actor=self.team, now=at(day), source=source, matter=matter)

    def step(self, number: int, name: str, day: date) -> None:
        """The case goes a step: the subject answers, whoever handles it does the rest."""
        row, facts = self.rows[number], {}
        if name in ("order", "return"):
            facts["until"] = (day + timedelta(days=60)).isoformat()
        if name in ("order", "tolerate", "refer"):
            facts["document"] = f"示例督〔{day.year}〕{number + 1}号"
        if name == "interview":
            facts |= {"held_on": day.isoformat(), "people": "市教育局约谈学校负责人（示例）"}
        if name == "tolerate":
            facts |= {"lawful": "yes", "unselfish": "yes", "orderly": "yes"}
        if name == "refer":
            facts["measure"] = "circular"
        actor = self._subject(row.subject) if name in ("state", "report", "ask_review") else self.team
        self.rows[number] = fire(row, name, actor=actor, now=at(day, 11), reason=WORDS.get(name, ""), **facts)

    def _subject(self, body: Organisation) -> Actor:
        return Actor(None, f"{body}经办", (Holding(accounts.SCHOOL_OFFICER, body.pk, body.path),))
