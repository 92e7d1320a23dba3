"""What came out of placing in words for people: rules with their clause, caps with both sides' numbers, why here and why not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import Enterprise, PostKind
from baigong.contexts.internships.models import InternshipPost
from baigong.contexts.internships.placing.fulness import Fulness
from baigong.contexts.internships.placing.holding import Breach
from baigong.kernel.rules import all_parameters, parameter_on

OURS = {
    "HEALTH": gettext_lazy("健康上不宜这一岗位的作业条件"),
    "INT-16-GROUP": gettext_lazy("专业与岗位不在同一专业大类"),
    "INT-02": gettext_lazy("开始之日未满规定年龄"),
    "INT-03-MINOR": gettext_lazy("未成年学生不得从事这一岗位的作业"),
    "INT-03-WOMEN": gettext_lazy("女学生不得从事这一岗位的作业"),
    "INT-10-UNIT": gettext_lazy("单位接收实习生的比例上限"),
    "INT-10-POST": gettext_lazy("同类岗位接收实习生的比例上限"),
    "distance": gettext_lazy("超过可以接受的距离"),
    "free": gettext_lazy("日期不合"),
    "OBJECTED": gettext_lazy("申诉已采纳，不再安排到这一岗位"),
}


def rule_in_words(rule: str, on: date) -> str:
    """A rule as the engine hands it back: what it says and where it stands."""
    words = str(OURS.get(rule) or (_(all_parameters()[rule].label) if rule in all_parameters() else rule))
    version = parameter_on(rule, on) if rule in all_parameters() else None
    return f"{words}（{version.citation}）" if version else words


def places_in_words(names: Iterable[str]) -> dict[str, str]:
    """Caps and posts by their ids (``unit:`` and a firm, ``kind:`` with a kind of post, ``post:`` and a post) in words; three queries."""
    asked = list(dict.fromkeys(names))
    keys: dict[str, set[int]] = {"unit": set(), "kind": set(), "post": set()}
    for name in asked:
        what, *rest = name.split(":")
        keys[what].add(int(rest[-1]))
    firms = Enterprise.objects.select_related("organisation").in_bulk(keys["unit"])
    kinds = PostKind.objects.select_related("enterprise__organisation").in_bulk(keys["kind"])
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(keys["post"])
    found = {}
    for name in asked:
        what, *rest = name.split(":")
        pk = int(rest[-1])
        if what == "unit":
            found[name] = _("%(firm)s（单位人数上限）") % {"firm": firms[pk]}
        elif what == "kind":
            found[name] = _("%(firm)s“%(kind)s”（同类岗位人数上限）") % {"firm": kinds[pk].enterprise, "kind": kinds[pk]}
        else:
            found[name] = _("%(firm)s“%(post)s”的名额") % {"firm": posts[pk].enterprise, "post": posts[pk]}
    return found


def full_in_words(names: Iterable[str], numbers: Mapping[str, Fulness]) -> dict[str, str]:
    """What is full with the numbers by which one sees it."""
    words = places_in_words(names)
    return {name: _("%(what)s：%(told)s") % {"what": what, "told": _counted(numbers[name])} for name, what in words.items()}


def _counted(one: Fulness) -> str:
    facts = {"limit": one.limit, "held": one.held, "mine": one.mine, "kept": one.kept, "day": one.on.isoformat() if one.on else ""}
    if one.on is not None:
        said = _("%(day)s最多%(limit)d人，别处已有%(held)d人，本轮%(mine)d人") if one.held else _("%(day)s最多%(limit)d人，本轮%(mine)d人")
        return said % facts
    said = _("共%(limit)d个，别处占%(held)d个，本轮%(mine)d人") if one.held else _("共%(limit)d个，本轮%(mine)d人")
    return said % facts + (_("，其中%(kept)d个只留给少数民族学生") % facts if one.kept else "")


def breach_in_words(breach: Breach) -> str:
    """A cap that is passed: the firm, the day, what is allowed, who is there, who would come."""
    words = _("%(cap)s：%(day)s最多%(limit)d人，已有%(held)d人，再加%(new)d人；%(rule)s")
    return words % {
        "cap": places_in_words([breach.cap.id])[breach.cap.id], "day": breach.on.isoformat(), "limit": breach.limit, "held": breach.held,
        "new": breach.new, "rule": rule_in_words(breach.cap.rule, breach.on),
    }  # fmt: skip
