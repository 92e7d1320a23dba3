"""A school year of returns through the doors that schools use: two push on the national standard, two upload, all return rosters."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from baigong.contexts.internships import public as internships
from baigong.contexts.organisations.public import Organisation, edit_organisation
from baigong.contexts.registers import public as registers
from baigong.delivery.demonstration import mishaps, national_rows, roster_rows
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.population import COUNTIES, Scale, School
from baigong.delivery.demonstration.pushing import InnerPusher, standing_on
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import SYSTEM
from baigong.kernel.exchange import write_csv
from baigong.kernel.workflow import fire

EDITION, ROSTERS = "SZJZ-ZZ-V2.2.0", "WW-ROSTERS-2021"
PUSHING = frozenset({"凉州区职业中等专业学校", "民勤县职业中等专业学校"})
LATE = "天祝县职业教育中心"
"""This school has not yet returned the spring."""
AUTUMN, SPRING = date(2021, 10, 20), date(2022, 4, 15)
Rows = list[dict[str, str]]
Keys = dict[str, dict[str, Any]]
"""The account file of each school that pushes, as its page shows it once."""


def returns(cast: Cast, scale: Scale) -> list[Episode]:
    """What is owed, and what came in autumn and in spring."""
    keys: Keys = {}
    in_time = [school for school in scale.schools if school.name != LATE]
    told: list[tuple[date, Callable[[date], object]]] = [
        (date(2021, 9, 10), lambda day: _set_duties(cast, scale, day)),
        (date(2021, 9, 20), lambda day: _open_accounts(cast, keys, day)),
        (AUTUMN, lambda day: _return_all(cast, keys, day, scale.schools)),
        (date(2022, 1, 18), lambda day: _counties_and_enterprises(cast, scale, day)),
        (SPRING, lambda day: _return_all(cast, keys, day, in_time)),
        (date(2022, 6, 22), lambda day: _one_with_errors(cast, keys, scale, day)),
        (date(2022, 6, 26), lambda day: registers.assess(actor=cast.accounts["zhuanban"], now=at(day, 3))),
    ]
    return [(day, partial(tell, day)) for day, tell in told]


def _set_duties(cast: Cast, scale: Scale, day: date) -> None:
    for school in scale.schools:
        body = the_body(school.name, day)
        if not body.moe_code:  # the pack does not know it; with a sample one rows of another school are refused here too
            body = edit_organisation(actor=SYSTEM, now=at(day), organisation=body, moe_code=school.code)
        wanted = {ROSTERS: list(roster_rows.ROSTERS)} | ({} if school.is_college else {EDITION: list(national_rows.TABLES)})
        for standard, tables in wanted.items():
            _duty(cast, body, standard, tables, day)
    for county in COUNTIES.values():
        _duty(cast, the_body(county, day), ROSTERS, ["MCZS"], day)
    _duty(cast, the_body("市人社局", day), ROSTERS, ["MCQYZG"], day)


def _duty(cast: Cast, body: Organisation, standard: str, tables: list[str], day: date) -> None:
    registers.set_duty(actor=cast.accounts["zhuanban"], now=at(day), organisation=body, standard=standard, tables=tables, from_on=day)


def _open_accounts(cast: Cast, keys: Keys, day: date) -> None:
    """The schools that push apply for an account, are given one, and register their address."""
    for name in sorted(PUSHING):
        officer, account = cast.officer(the_body(name, day)), _applied(cast, name, day)
        fire(account, "issue", actor=cast.accounts["zhuanban"], now=at(day, 10))
        keys[name] = registers.renew_credentials(actor=officer, now=at(day, 11), account=account)
        account.refresh_from_db()
        fire(account, "register", actor=cast.accounts["zhuanban"], now=at(day, 14))
    _other_accounts(cast, day)


def _other_accounts(cast: Cast, day: date) -> None:
    """Accounts that are not in use: applied for, waiting for its address, suspended, closed."""
    team = cast.accounts["zhuanban"]
    steps = {"古浪县职业技术教育中心": ["issue"], "天祝县职业教育中心": [], "武威职业学院": ["issue", "register", "suspend"]}
    for name, taken in steps.items():
        account = _applied(cast, name, day)
        for step in taken:
            if step == "register":
                registers.renew_credentials(actor=cast.officer(the_body(name, day)), now=at(day, 15), account=account)
                account.refresh_from_db()
            fire(account, step, actor=team, now=at(day, 15), reason="推送地址更换中" if step == "suspend" else "")
    declined = _applied(cast, "凉州区职业中等专业学校", day, "SB-ZZ-2023")
    fire(declined, "decline", actor=team, now=at(day, 16), reason="该版标准已被取代")


def _applied(cast: Cast, name: str, day: date, standard: str = "") -> registers.ReturnAccount:
    body = the_body(name, day)
    officer = cast.officer(body)
    standard = standard or ("SB-GZ-2023" if body.kind == "college" else EDITION)
    facts: dict[str, Any] = {
        "organisation": body,
        "standard": standard,
        "applicant": officer.name,
        "phone": "0935-0000000",
        "networks": ["127.0.0.1"],
    }
    return registers.apply_for_account(actor=officer, now=at(day), **facts)


def _return_all(cast: Cast, keys: Keys, day: date, schools: Iterable[School]) -> None:
    edition = registers.find_standard(EDITION)
    assert edition is not None
    for school in schools:
        body = the_body(school.name, day)
        if not school.is_college:
            rows = {name: national_rows.rows_of(edition.tables[name], school, day) for name in national_rows.TABLES}
            mishaps.spoil(school, rows)
            if school.name in PUSHING:
                _push(keys[school.name], rows, day)
            else:
                _upload(cast, body, EDITION, rows, day, f"{school.name}返回数据.zip")
        rosters = {name: make(school) for name, make in roster_rows.ROSTERS.items()}
        mishaps.spoil(school, rosters)
        _upload(cast, body, ROSTERS, rosters, day, f"{school.name}名册.zip")


def _push(account: dict[str, Any], rows: Mapping[str, Rows], day: date) -> None:
    """Through the interface: logged in, signed, encrypted; in portions, as the reference pusher does."""
    pusher = InnerPusher(url="http://localhost", account=account)
    with standing_on(day):
        for name, told in rows.items():
            for start in range(0, len(told), 500):
                pusher.push(name, told[start : start + 500])


def _upload(cast: Cast, body: Organisation, standard: str, rows: Mapping[str, Rows], day: date, name: str) -> None:
    """As a file: read, shown, confirmed."""
    edition = registers.find_standard(standard)
    assert edition is not None
    officer = cast.officer(body)
    facts: dict[str, Any] = {"organisation": body, "standard": edition, "data": zipped(rows), "file_name": name}
    draft = registers.prepare(actor=officer, now=at(day, 10), **facts)
    registers.confirm(actor=officer, now=at(day, 10), draft=draft)


def zipped(rows: Mapping[str, Rows]) -> bytes:
    """A zip with a CSV for each table, as school systems export it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in rows.items():
            if not told:
                continue
            names = list(dict.fromkeys(key for row in told for key in row))
            archive.writestr(f"{name}.csv", write_csv(names, [[row.get(key, "") for key in names] for row in told]))
    return out.getvalue()


def _counties_and_enterprises(cast: Cast, scale: Scale, day: date) -> None:
    for code, name in COUNTIES.items():
        _upload(cast, the_body(name, day), ROSTERS, {"MCZS": roster_rows.entrants(code, scale)}, day, "高中阶段招生.zip")
    told: list[roster_rows.Row] = []
    for year in scale.years:
        found = internships.years_of(list(internships.enterprises_owing(year)), year, day)
        trained = internships.Apprentice.objects.filter(
            cohort__document__gt="", cohort__starts_on__lte=date(year, 12, 31), cohort__ends_on__gte=date(year, 1, 1)
        )
        told += roster_rows.enterprises(found, Counter(trained.values_list("cohort__enterprise", flat=True)))
    _upload(cast, the_body("市人社局", day), ROSTERS, {"MCQYZG": told}, day, "企业职工人数.zip")


def _one_with_errors(cast: Cast, keys: Keys, scale: Scale, day: date) -> None:
    """A push with wrong rows, whose verdict can be looked at; and a file that waits to be confirmed."""
    school = next(one for one in scale.schools if one.name in PUSHING)
    edition = registers.find_standard(EDITION)
    assert edition is not None
    rows = national_rows.rows_of(edition.tables["ODS_ZZKCXXSJ"], school, day)
    rows[3] |= {"KCLBM": "77"}
    rows[7] |= {"LVJXSS": "三十二"}
    rows[11] |= {"KCMC": ""}
    _push(keys[school.name], {"ODS_ZZKCXXSJ": rows}, day)
    late = next(one for one in scale.schools if one.name == LATE)
    told = roster_rows.students(late)[:60]
    told[5] |= {"SFZH": "620602200501010010"}
    body = the_body(LATE, day)
    rosters = registers.find_standard(ROSTERS)
    assert rosters is not None
    facts: dict[str, Any] = {"organisation": body, "standard": rosters, "data": zipped({"MCXS": told}), "file_name": "学生名册（春）.zip"}
    registers.prepare(actor=cast.officer(body), now=at(day, 16), **facts)
