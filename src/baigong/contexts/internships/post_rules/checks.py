"""The rules on posts one by one: each looks at a post and says what it found, or nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from baigong.contexts.incentives.public import months_after
from baigong.contexts.internships.models import Hazard, Organiser, PayForm, Venue
from baigong.contexts.internships.post_rules.findings import Check, Facts, Finding, Force

MINUTES = 60


def named(codes: list[str]) -> str:
    """Conditions of work in words."""
    return "、".join(str(Hazard(code).label) for code in codes if code in Hazard.values)


def yuan(amount: int | None) -> str:
    """An amount of 分 as people write it."""
    return _("未填写") if amount is None else _("%(n)s元") % {"n": f"{Decimal(amount) / 100:.2f}"}


def plain(number: object) -> str:
    """A number without zeros that say nothing."""
    return f"{Decimal(str(number)).normalize():f}"


def venue(f: Facts) -> Finding | None:
    """INT-04."""
    if f.post.venue not in f.codes("INT-04"):
        return None
    barred = "、".join(str(Venue(code).label) for code in f.codes("INT-04"))
    return f.say("INT-04", _("场所是%(venue)s") % {"venue": f.post.get_venue_display()}, _("不得到%(barred)s实习") % {"barred": barred},
                 _("换到一般场所的岗位；此类场所的岗位只能撤回。"), "venue")  # fmt: skip


def organiser(f: Facts) -> Finding | None:
    """INT-05."""
    if f.post.organiser not in f.codes("INT-05"):
        return None
    return f.say("INT-05", _("组织方式是%(how)s") % {"how": Organiser(f.post.organiser).label}, _("不得通过中介机构或有偿代理"),
                 _("由学校直接组织，或由学生自行联系、学校核准。"), "organiser")  # fmt: skip


def labour(f: Facts) -> Finding | None:
    """INT-06, by the grade of physical labour."""
    limit = f.number("INT-06")
    if limit is None or f.post.labour_grade is None or f.post.labour_grade < limit:
        return None
    return f.say("INT-06", _("体力劳动强度%(n)d级") % {"n": f.post.labour_grade}, _("%(n)d级及以上不得安排") % {"n": int(limit)},
                 _("改为%(n)d级以下的工作内容。") % {"n": int(limit)}, "labour_grade")  # fmt: skip


def harm(f: Facts) -> Finding | None:
    """INT-06, by what harms."""
    return _hazards(f, "INT-06-HARM", _("去掉有害的工作内容。"))


def danger(f: Facts) -> Finding | None:
    """INT-07."""
    return _hazards(f, "INT-07", _("去掉这些作业；专业确有特殊要求的，开始之前报上级主管部门备案。"))


def _hazards(f: Facts, key: str, fix: str) -> Finding | None:
    met = [code for code in f.post.hazards if code in f.codes(key)]
    if not met:
        return None
    return f.say(key, _("有%(what)s") % {"what": named(met)}, _("不得安排%(what)s") % {"what": named(list(f.codes(key)))}, fix, "hazards")


def holidays(f: Facts) -> Finding | None:
    """INT-08."""
    if not f.post.has_holidays:
        return None
    return f.say("INT-08", _("法定节假日上班"), _("法定节假日不得安排"),
                 _("法定节假日不排班；专业确有特殊要求的，开始之前备案。"), "has_holidays")  # fmt: skip


def rest(f: Facts) -> Finding | None:
    """INT-08 as the edition of 2021 widens it."""
    least = f.number("INT-08-REST")
    if least is None or f.post.rest_days >= least:
        return None
    return f.say("INT-08-REST", _("每周休息%(n)d天") % {"n": f.post.rest_days}, _("至少%(n)d天") % {"n": int(least)},
                 _("每周至少排%(n)d天休息。") % {"n": int(least)}, "rest_days")  # fmt: skip


def overtime(f: Facts) -> Finding | None:
    """INT-09."""
    nights = night_minutes(f.post.begins_at, f.post.ends_at, f.codes("INT-20-NIGHT"))
    found = []
    if f.post.has_overtime:
        found.append(_("有加班"))
    if nights:
        words = _("%(from)s–%(to)s，其中夜间%(hours)s小时")
        facts = {"from": f"{f.post.begins_at:%H:%M}", "to": f"{f.post.ends_at:%H:%M}", "hours": plain(Decimal(nights) / MINUTES)}
        found.append(words % facts)
    elif f.post.has_nights:
        found.append(_("有夜班"))
    if not found:
        return None
    window = f.codes("INT-20-NIGHT")
    limit = _("不得加班和上夜班（%(from)s至次日%(to)s）") % {"from": window[0], "to": window[1]} if window else _("不得加班和上夜班")
    fix = _("%(at)s以前下班，不排加班；专业确有特殊要求的，开始之前备案。") % {"at": window[0] if window else ""}
    return f.say("INT-09", "、".join(found), limit, fix, "has_overtime" if f.post.has_overtime else "has_nights")


def night_minutes(begins: time | None, ends: time | None, window: tuple[str, ...]) -> int:
    """Minutes of a shift that lie in the night. A shift that ends before it begins ends the next morning."""
    if begins is None or ends is None or not window:
        return 0
    day = date(2000, 1, 1)
    first, last = datetime.combine(day, begins), datetime.combine(day, ends)
    if last <= first:
        last += timedelta(1)
    total = 0
    for shift in (-1, 0, 1):
        dark = datetime.combine(day + timedelta(shift), time.fromisoformat(window[0]))
        light = datetime.combine(day + timedelta(shift + 1), time.fromisoformat(window[1]))
        total += max(0, int((min(last, light) - max(first, dark)).total_seconds()) // MINUTES)
    return total


def hours_a_day(f: Facts) -> Finding | None:
    """INT-20, a day."""
    most = f.number("INT-20-DAY")
    if most is None or f.post.hours_a_day <= most:
        return None
    return f.say("INT-20-DAY", _("每日%(n)s小时") % {"n": plain(f.post.hours_a_day)}, _("不超过%(n)s小时") % {"n": int(most)},
                 _("每日工时减到%(n)s小时以内。") % {"n": int(most)}, "hours_a_day")  # fmt: skip


def hours_a_week(f: Facts) -> Finding | None:
    """INT-20, a week."""
    most = f.number("INT-20-WEEK")
    if most is None or f.post.hours_a_week <= most:
        return None
    return f.say("INT-20-WEEK", _("每周%(n)s小时") % {"n": plain(f.post.hours_a_week)}, _("不超过%(n)s小时") % {"n": int(most)},
                 _("每周工时减到%(n)s小时以内。") % {"n": int(most)}, "hours_a_week")  # fmt: skip


def of_unit(f: Facts) -> Finding | None:
    """INT-10, of the whole staff."""
    return _share(f, "INT-10-UNIT", f.staff.unit, _("单位在岗职工"))


def of_kind(f: Facts) -> Finding | None:
    """INT-10, of the staff in posts of the same kind."""
    return _share(f, "INT-10-POST", f.staff.kind, _("同类岗位在岗职工"))


def cap(f: Facts, key: str, staff: int | None) -> int | None:
    """The most interns on a day: a share of the staff, rounded down."""
    share = f.number(key)
    return None if share is None or staff is None else int(share * staff)


def _share(f: Facts, key: str, staff: int | None, whose: str) -> Finding | None:
    share = f.number(key)
    if share is None:
        return None
    force = Force.PROHIBIT if "prohibit" in f.codes("INT-10-FORCE") else Force.WARN
    percent = plain(Decimal(int(share * 100)))
    if staff is None:
        return f.say(key, _("没有报送%(whose)s人数，无法核对") % {"whose": whose}, _("不超过%(p)s%%") % {"p": percent},
                     _("先报送职工人数和分岗位人数。"), "kind" if key == "INT-10-POST" else "capacity", force)  # fmt: skip
    most = int(share * staff)
    if f.post.capacity <= most:
        return None
    limit = _("%(whose)s%(staff)d人的%(p)s%%，最多%(n)d人") % {"whose": whose, "staff": staff, "p": percent, "n": most}
    fix = _("接收人数减到%(n)d人以内。") % {"n": most} if most else _("职工太少，这一岗位不能接收实习生。")
    return f.say(key, _("拟接收%(n)d人") % {"n": f.post.capacity}, limit, fix, "capacity", force)


def pay(f: Facts) -> Finding | None:
    """INT-11: eighty per cent of the wage that the edition names, or (2021) the lowest grade. An unknown wage cannot pass."""
    share, base = f.number("INT-11"), next(iter(f.codes("INT-11-BASE")), "")
    if share is None or not base:
        return None
    wage, lowest = getattr(f.post, base), next(iter(f.codes("INT-11-LOWEST")), "")
    called = str(f.post._meta.get_field(base).verbose_name).split("（")[0]  # type: ignore[union-attr]
    percent = plain(Decimal(int(share * 100)))
    floor_wage = getattr(f.post, lowest) if lowest else None
    if f.post.pay is not None and floor_wage is not None and f.post.pay >= floor_wage:
        return None
    if wage is None or f.post.pay is None:
        found = _("实习报酬%(pay)s，%(called)s%(wage)s") % {"pay": yuan(f.post.pay), "called": called, "wage": yuan(wage)}
        return f.say("INT-11", found, _("原则上不低于%(called)s的%(p)s%%") % {"called": called, "p": percent},
                     _("填写实习报酬和%(called)s后才能核对。") % {"called": called}, "pay" if f.post.pay is None else base)  # fmt: skip
    least = -(-wage * share.numerator // share.denominator)
    if f.post.pay >= least:
        return None
    words = _("%(called)s%(wage)s的%(p)s%%是%(least)s") % {"called": called, "wage": yuan(wage), "p": percent, "least": yuan(least)}
    fix = _("报酬提到%(least)s以上；确有理由低于它的，写明理由。") % {"least": yuan(least)}
    return f.say("INT-11", _("实习报酬%(pay)s") % {"pay": yuan(f.post.pay)}, words, fix, "pay", Force.WARN)


def pay_form(f: Facts) -> Finding | None:
    """INT-12, how it is paid."""
    if f.post.pay_form not in f.codes("INT-12"):
        return None
    return f.say("INT-12", _("以“%(how)s”支付") % {"how": PayForm(f.post.pay_form).label}, _("以货币形式足额支付给学生"),
                 _("改为以货币直接付给学生。"), "pay_form")  # fmt: skip


def pay_days(f: Facts) -> Finding | None:
    """INT-12, how often."""
    most = f.number("INT-12-PERIOD")
    if most is None or f.post.pay_days <= most:
        return None
    return f.say("INT-12-PERIOD", _("每%(n)d天支付一次") % {"n": f.post.pay_days}, _("原则上不超过1个月"),
                 _("至少按月支付；确有理由的，写明理由。"), "pay_days", Force.WARN)  # fmt: skip


def fees(f: Facts) -> Finding | None:
    """INT-13."""
    if not f.post.takes_fees:
        return None
    return f.say("INT-13", _("向学生收取押金或费用"), _("不得收取"), _("取消押金、培训费、管理费等一切收费。"), "takes_fees")


def duration(f: Facts) -> Finding | None:
    """INT-16, how long. Looked at once, in the days of the first edition."""
    usual = f.number("INT-16")
    if usual is None or f.since != f.post.starts_on:
        return None
    last = months_after(f.post.starts_on, int(usual)) - timedelta(1)
    if f.post.ends_on <= last:
        return None
    found = _("%(days)s，超过%(n)d个月") % {"days": f.post.days_text, "n": int(usual)}
    return f.say("INT-16", found, _("一般为%(n)d个月") % {"n": int(usual)},
                 _("在%(day)s以前结束；人才培养方案另有安排的，写明理由。") % {"day": last.isoformat()}, "ends_on", Force.WARN)  # fmt: skip


def repetitive(f: Facts) -> Finding | None:
    """INT-16, what kind of work."""
    if not f.post.is_repetitive or not f.codes("INT-16-REPEAT"):
        return None
    return f.say("INT-16-REPEAT", _("仅从事简单重复劳动"), _("不得仅安排简单重复劳动"),
                 _("安排与专业相关的完整工作任务。"), "is_repetitive")  # fmt: skip


def minors(f: Facts) -> Finding | None:
    """INT-03, of minors: no fault of the post; those who are not of age are not placed in it."""
    return _protected(f, "INT-03-MINOR", _("未成年学生"))


def women(f: Facts) -> Finding | None:
    """INT-03, of women: the same."""
    return _protected(f, "INT-03-WOMEN", _("女学生"))


def barred(f: Facts, key: str) -> list[str]:
    """Conditions of the post that a protected person may not work under; ``grade`` for its physical labour."""
    met = [code for code in f.post.hazards if code in f.codes(key)]
    limit = f.number("INT-03-GRADE")
    return [*met, "grade"] if limit is not None and (f.post.labour_grade or 0) >= limit else met


def _protected(f: Facts, key: str, whom: str) -> Finding | None:
    met = barred(f, key)
    if not met:
        return None
    what = [named([code for code in met if code != "grade"])] if met != ["grade"] else []
    if "grade" in met:
        what.append(_("体力劳动强度%(n)d级") % {"n": f.post.labour_grade})
    return f.say(key, _("有%(what)s") % {"what": "、".join(what)}, _("%(whom)s不得从事") % {"whom": whom},
                 _("安排学生时不会把%(whom)s排到这一岗位。") % {"whom": whom}, "hazards", Force.INFORM)  # fmt: skip


def overlap(f: Facts) -> Finding | None:
    """INT-10, of the posts of one firm at one site that run on the same days: together they cannot all be filled."""
    most = cap(f, "INT-10-UNIT", f.staff.unit)
    others = f.staff.others
    if most is None or not others or f.since != f.post.starts_on:
        return None
    total = f.post.capacity + sum(n for _title, _days, n in others)
    if f.post.capacity > most or total <= most:
        return None
    listed = "、".join(f"“{title}”（{days}，{n}）" for title, days, n in others[:5])
    found = _("本岗位%(n)d人，同一地点同期还有%(others)s，共%(total)d人") % {"n": f.post.capacity, "others": listed, "total": total}
    return f.say("INT-10-UNIT", found, _("全单位同一天最多%(n)d人") % {"n": most},
                 _("错开日期或减少人数；安排时每一天合计不会超过上限。"), "capacity", Force.INFORM)  # fmt: skip


CHECKS: tuple[Check, ...] = (
    venue, organiser, labour, harm, danger, holidays, rest, overtime, hours_a_day, hours_a_week, of_unit, of_kind, overlap, pay, pay_form,
    pay_days, fees, duration, repetitive, minors, women,
)  # fmt: skip
