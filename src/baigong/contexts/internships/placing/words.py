"""What came out of placing in words for people: rules with their clause, caps with both sides' numbers, why here and why not there."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import Enterprise, PostKind
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
    "refused": gettext_lazy("本人或学校不去这一单位"),
}


def rule_in_words(rule: str, on: date) -> str:
    """A rule as the engine hands it back: what it says and where it stands."""
    words = str(OURS.get(rule) or (all_parameters()[rule].label if rule in all_parameters() else rule))
    version = parameter_on(rule, on) if rule in all_parameters() else None
    return f"{words}（{version.citation}）" if version else words


def cap_in_words(name: str) -> str:
    """A cap by its id: ``unit:`` and the firm, ``kind:`` with the kind of post, ``post:`` and the post."""
    what, _colon, rest = name.partition(":")
    if what == "unit":
        return _("%(firm)s（单位人数上限）") % {"firm": Enterprise.objects.select_related("organisation").get(pk=int(rest))}
    if what == "kind":
        kind = PostKind.objects.select_related("enterprise__organisation").get(pk=int(rest.partition(":")[2]))
        return _("%(firm)s“%(kind)s”（同类岗位人数上限）") % {"firm": kind.enterprise, "kind": kind}
    return name


def breach_in_words(breach: Breach) -> str:
    """A cap that is passed: the firm, the day, what is allowed, who is there, who would come."""
    words = _("%(cap)s：%(day)s最多%(limit)d人，已有%(held)d人，再加%(new)d人；%(rule)s")
    return words % {
        "cap": cap_in_words(breach.cap.id), "day": breach.on.isoformat(), "limit": breach.limit, "held": breach.held,
        "new": breach.new, "rule": rule_in_words(breach.cap.rule, breach.on),
    }  # fmt: skip
