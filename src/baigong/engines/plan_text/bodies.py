"""Rosters of leading groups, joint conferences and the like: who sits in which role by which post.

A roster line is a role, a colon, a name and a post; lines without a role continue the one above. Names are spread with a
blank when they have two characters (周 伟 in print): the blank is dropped from the value and kept in the span.
"""

from __future__ import annotations

import re

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.lines import Line, despaced
from baigong.engines.plan_text.model import Body, Member, Office

_ROLE = (
    r"(?:第一|常务|执行|总|副|名誉)*(?:组长|召集人|主任(?:委员)?|指挥长|指挥|总指挥|政委|会长|理事长|秘书长|负责人|联络员|顾问|"
    r"委员|成员|总召集人|总负责人|主席|班长|团长|主任成员|成员单位|办公室主任|办公室副主任)"
)
IS_ROLE = re.compile(_ROLE)
_SPREAD_LABEL = re.compile(r"(?P<label>[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){1,9})\s*:\s*(?P<rest>.*)$")
_BODY_NAME = re.compile(
    r"(?P<name>.{2,60}?(?:领导小组|工作小组|协调小组|工作组|联席会议(?:制度)?|委员会|指挥部|专班|领导机构|工作专班|推进组|专项小组|小组|议事机构))"
    r"(?:\s*(?:成员|组成人员|人员|组成成员|成员单位)?(?:名单|构成|组成|及职责)*)$"
)
IS_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}$|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}$")
_POST_END = re.compile(
    r"(?:长|主任|书记|主席|委员|秘书|专员|员|总监|经理|主管|校长|院长|负责人|负责同志|主要负责同志|分管负责同志|常委|部长|厅长|局长|"
    r"处长|科长|主任科员|调研员|巡视员|参事|干事|教授|行长|社长|台长|董事长|总裁|会长|政委|指挥|法官|检察长|顾问|代表|兼\)?|\))$"
)
_RANK = re.compile(r"(?:[一二三四]级|正[厅处县科]级|副[厅处县科]级)?(?:调研员|巡视员|主任科员|主办|科员|(?:正|副)[厅处县科]级干部)$")
_BRACKETED = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s+[\u4e00-\u9fff])\s*[(（](?P<post>[^()（）\n]{3,40})[)）]")
_OFFICE_SEAT = re.compile(r"办公室设在(?P<seat>[^,，。;；、\n]{2,30})")
_OFFICE_HOLDER = re.compile(
    r"(?:由)?(?P<name>[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]\s[\u4e00-\u9fff])(?:同志)?兼?任(?:领导小组)?(?P<post>办公室(?:常务)?副?主任|主任|副主任)"
)
_OFFICE_HELD_BY = re.compile(
    r"(?P<post>(?:办公室)?(?:常务)?副?主任)由(?P<name>[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]\s[\u4e00-\u9fff])(?:同志)?(?:兼任|担任)"
)
_SUCCESSION = re.compile(r"[^。\n]*(?:如有变动|如有变化|人事变动|工作变动|岗位变动|职务变动|自然替补|接替|替补)[^。\n]*。?")


def find_bodies(lines: list[Line], text: str, normal: str) -> list[Body]:
    """The bodies whose rosters the document holds, in order."""
    bodies: list[Body] = []
    index = 0
    while index < len(lines):
        if _role_of(lines[index]) is None:
            index += 1
            continue
        first = index
        members: list[Member] = []
        role = ""
        while index < len(lines):
            labelled = _role_of(lines[index])
            if labelled is None and (not role or not _continues(lines[index], text)):
                break
            if labelled is not None:
                role, rest_start = labelled
            else:
                rest_start = lines[index].start
            members.extend(_members_of(role, text, Span(rest_start, lines[index].end)))
            index += 1
        if len(members) >= 2:
            bodies.append(body_around(lines, first, index, members, text, normal))
    return bodies


def _role_of(line: Line) -> tuple[str, int] | None:
    """(role, where the rest begins) of a line that begins with a role label."""
    mark = _SPREAD_LABEL.match(line.text)
    if mark is None:
        return None
    role = despaced(mark["label"])
    if IS_ROLE.fullmatch(role) is None:
        return None
    return role, line.start + mark.start("rest")


def _continues(line: Line, text: str) -> bool:
    """Whether a line without a role is one more member: a name, a gap and a post."""
    return _name_and_post(text, line.span) is not None or _BRACKETED.fullmatch(text, line.start, line.end) is not None


def _members_of(role: str, text: str, span: Span) -> list[Member]:
    if span.end <= span.start:
        return []
    single = _name_and_post(text, span)
    if single is not None:
        name, post, place = single
        return [member_of(role, name, post, place)]
    return _listed_members(role, text, span)


def _name_and_post(text: str, span: Span) -> tuple[str, str, Span] | None:
    """A name and a post set apart by a gap. A name of two characters may hold a blank of its own."""
    words = span.of(text)
    place = span.trimmed(text)
    tokens = [Span(place.start + m.start(), place.start + m.end()) for m in re.finditer(r"\S+", place.of(text))]
    if len(tokens) < 2:
        return None
    first, second = tokens[0].of(text), tokens[1].of(text)
    if len(first) == 1 and len(second) == 1 and len(tokens) >= 3:
        name, post_start = first + second, tokens[2].start
    elif len(first) == 1 and len(second) > 1 and len(tokens) >= 2 and IS_NAME.match(first + second[:1]) and len(second) <= 2:
        name, post_start = first + second, tokens[2].start if len(tokens) > 2 else place.end
    elif IS_NAME.match(first):
        name, post_start = first, tokens[1].start
    else:
        return None
    post = re.sub(r"\s+", " ", text[post_start : place.end]).strip(" 、,，;；。")
    if not post or len(words) > 80 or not _POST_END.search(despaced(post).replace("（", "(").replace("）", ")")):
        return None
    return name, post, place


def _listed_members(role: str, text: str, span: Span) -> list[Member]:
    """Members run together on one line (张三（市教育局局长）、…), or seats without names (市教育局主要负责同志)."""
    members: list[Member] = []
    words = span.of(text)
    for mark in _BRACKETED.finditer(words):
        place = Span(span.start + mark.start(), span.start + mark.end())
        members.append(member_of(role, despaced(mark["name"]), mark["post"], place))
    if members:
        return members
    for mark in re.finditer(r"[^、，,；;。\n]+", words):
        seat = mark[0].strip()
        if not 2 <= len(seat) <= 40:
            continue
        place = Span(span.start + mark.start(), span.start + mark.end()).trimmed(text)
        pair = _name_and_post(text, place)
        if pair is not None:
            members.append(member_of(role, pair[0], pair[1], place))
        else:
            members.append(Member(role, None, seat, place, False, False))
    return members


def member_of(role: str, name: str, post: str, place: Span) -> Member:
    """A member with a name; 兼 after the post and a rank in its place are noted."""
    plain = re.sub(r"[(（]兼[)）]$", "", post)
    return Member(role, name, post, place, bool(_RANK.search(plain)), plain != post or post.endswith("兼"))


def body_around(lines: list[Line], first: int, after: int, members: list[Member], text: str, normal: str) -> Body:
    """The body whose roster stands on the lines from `first` to before `after`: its name above, its office and rule of succession below."""
    heading = ""
    for line in reversed(lines[max(0, first - 6) : first]):
        mark = _BODY_NAME.match(line.text)
        if mark is not None:
            heading = text[line.start : line.end].strip()
            name = text[line.start : line.start + mark.end("name")].strip()
            break
    else:
        name = heading = _name_in_prose(normal[max(0, lines[first].start - 300) : lines[first].start])
    notes = lines[after : after + 4]
    tail = Span(lines[first].start, notes[-1].end if notes else lines[after - 1].end)
    following = Span(lines[after - 1].end, tail.end)
    succession = _SUCCESSION.search(following.of(text))
    return Body(
        name=re.sub(r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.．、])", "", despaced(name)),
        heading=heading,
        members=tuple(members),
        office=_office(text, following),
        succession=succession[0].strip() if succession else None,
        span=Span(lines[first].start, lines[after - 1].end),
    )


def _name_in_prose(before: str) -> str:
    """The body last named in the wording just above the roster."""
    marks = re.findall(r"(?:成立|组建|设立|建立)(?:了|由)?“?([^,。;:“”\n]{2,40}?(?:领导小组|工作组|联席会议|委员会|指挥部|专班))", before)
    return str(marks[-1]) if marks else ""


def _office(text: str, following: Span) -> Office | None:
    words = following.of(text)
    seat = _OFFICE_SEAT.search(words)
    if seat is None:
        return None
    sentence_end = words.find("。", seat.end())
    end = sentence_end + 1 if sentence_end >= 0 else len(words)
    holders = []
    for mark in [*_OFFICE_HOLDER.finditer(words, seat.end(), end), *_OFFICE_HELD_BY.finditer(words, seat.end(), end)]:
        holders.append((despaced(mark["name"]), mark["post"]))
    return Office(seat["seat"], tuple(holders), Span(following.start + seat.start(), following.start + end))
