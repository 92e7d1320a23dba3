"""A place for practice, from the rule that forbids one to the credits it brings.

What the enterprise owes and gets back, how a school places its students and proves it, what an intern's hours are worth, and what follows
when a rule is broken.

The stories of this module build on one another; the rounds, posts and firms are those of the demonstration.
"""

from __future__ import annotations

import re

from tests.journeys.conftest import PHONE
from tests.journeys.test_from_document_to_circular import settle, take


def opened(page) -> str:
    """What the first row of a list says, opened."""
    page.locator("tbody a[data-main]").first.click()
    page.wait_for_load_state()
    return page.locator("main").inner_text()


def ask(page, step: str, reason: str) -> None:
    """Take a step that wants a reason."""
    page.locator("summary", has_text=step).click()
    page.locator("dialog[open] [name=reason], details[open] [name=reason]").fill(reason)
    page.locator("dialog[open] [type=submit], details[open] [type=submit]").first.click()
    page.wait_for_load_state()


def test_a_forbidden_post_is_refused_with_its_clause_and_both_values(visit):
    firm = visit("/internships/posts/?state=draft", user="qiye")
    said = opened(firm)
    assert "暂不能“提交审核”" in said
    assert "教职成〔2021〕4号 第十六条" in said
    assert "18:00–02:00" in said  # the post's own value stands beside the limit and the way out
    assert "22:00" in said
    assert not firm.locator("main form [type=submit]", has_text="提交").count()


def test_an_enterprise_sees_what_it_owes_and_opens_it_down_to_the_posts(visit, fits):
    firm = visit("/internships/duty/mine/", user="qiye", viewport=PHONE)
    said = firm.locator("main").inner_text()
    owed, staff = int(re.search(r"应接纳\s+(\d+)", said)[1]), int(re.search(r"上年平均职工([\d,]+)人", said)[1].replace(",", ""))
    assert owed == -(-staff * 2 // 100)  # two in a hundred, rounded up: the setting that stands on the page
    assert "措施14" in said
    fits(firm)
    firm.locator("main a[href*='/internships/posts/']").first.click()
    firm.wait_for_load_state()
    assert "酒业" in firm.locator("main").inner_text()


def test_its_credit_can_be_reckoned_again_from_the_lines_of_its_statement(visit):
    firm = visit("/enterprises/mine/", user="qiye")
    firm.goto(firm.locator("a[href^='/incentives/enterprises/']").first.get_attribute("href").split("?")[0].rstrip("/") + "/statement/")
    rows = firm.locator("main table").first.locator("tbody tr").all_inner_texts()
    amounts = [[float(cell.replace(",", "")) for cell in re.split(r"\s*\t\s*", row.strip())[1:]] for row in rows]
    carried = 0.0
    for brought, new, education, local, from_education, from_local, cancelled, _repaid, lapsed, left in amounts:
        assert brought == carried
        assert from_education + from_local == min(brought + new - cancelled - lapsed, education + local)
        carried = brought + new - cancelled - lapsed - from_education - from_local
        assert left == carried
    assert amounts[0][1] > 0
    assert "以税务部门的决定为准" in firm.locator("main").inner_text()
    with firm.expect_download() as coming:
        firm.get_by_role("link", name="Excel", exact=True).click()
    assert coming.value.path().read_bytes()[:2] == b"PK"


def test_one_round_placed_the_citys_final_year_and_every_reason_bears_its_numbers(visit):
    team = visit("/internships/rounds/?q=联合安排", user="zhuanban")
    said = opened(team)
    placed, asked = (int(n) for n in re.search(r"已安排(\d+)人，共(\d+)人", said).groups())
    assert 0.9 < placed / asked < 1
    assert "已证明最优" in said
    schools = re.findall(r"(\d+)\t(\d+)\t(\d+)", team.locator("main table").first.inner_text())
    assert sum(int(students) for students, _placed, _left in schools) == asked
    limits = re.findall(r"最多(\d+)人，本轮(\d+)人", said)
    assert limits
    assert all(limit == here for limit, here in limits)  # what is said to be full is full
    team.goto(f"{team.url}certificate/")
    proof = team.locator("main").inner_text()
    assert "核验通过" in proof
    assert int(re.search(r"人数上界\s+(\d+)", proof)[1]) == placed
    school = visit("/internships/rounds/?q=联合安排", user="gulangzj")
    assert "古浪县职教中心" in opened(school)
    assert not school.get_by_role("button", name="结束本轮").count()  # a school sees a joint round, the bureau runs it


def test_a_school_places_its_students_with_a_certificate_and_every_student_has_a_reason(visit):
    school = visit("/internships/rounds/?state=open", user="gulangzj")
    assert "准备中" in opened(school)
    address = school.url
    school.get_by_role("button", name="计算").first.click()
    school.wait_for_load_state()
    school.goto(address)
    said = school.locator("main").inner_text()
    placed, asked = (int(n) for n in re.search(r"已安排(\d+)人，共(\d+)人", said).groups())
    assert 0 < placed < asked
    assert "已证明最优" in said
    assert re.search(r"可以去的\d+个岗位|没有一个岗位可以去", said)  # who is not placed is told which posts were open and what filled them
    school.goto(f"{address}certificate/")
    proof = school.locator("main").inner_text()
    assert "核验通过" in proof
    assert int(re.search(r"人数上界\s+(\d+)", proof)[1]) == placed
    school.goto(address)
    take(school, "公布安排")
    assert "已公布" in school.locator("main").inner_text()
    placements = visit("/internships/placements/?state=planned", user="gulangzj")
    assert placements.locator("tbody tr").count() >= min(placed, 20)


def test_an_interns_hours_reach_the_credit_bank_when_the_internship_is_over(visit, fits):
    pupil = visit("/credits/", user="xuesheng", viewport=PHONE)
    before = credits_of(pupil)
    pupil.goto("/internships/mine/")
    fits(pupil)
    key = int(re.search(r"SX\d{4}(\d+)-", pupil.locator("main").inner_text())[1])
    school = visit(f"/internships/placements/{key}/appraise/", user="gulangzj")
    settle(school, mentor_mark="86", teacher_mark="90", words="能独立完成病区护理辅助工作（示例）")
    assert "才结束" in school.locator("main").inner_text()  # who is still at work is not appraised
    for day in ("2022-06-22", "2022-06-23"):  # the two days on which she checked in and that nobody has entered yet
        school.goto(f"/internships/placements/{key}/days/?day={day}")
        settle(school, begins="08:30", ends="17:30", pause="60")
    while True:
        school.goto(f"/internships/placements/{key}/")
        waiting = school.locator("#logs li", has_text="待批阅")
        if not waiting.count():
            break
        waiting.first.locator("a").click()
        school.wait_for_load_state()
        school.locator("summary", has_text="批阅").first.click()
        school.locator("dialog[open] [name=mark], details[open] [name=mark]").fill("88")
        school.locator("dialog[open] [type=submit], details[open] [type=submit]").first.click()
        school.wait_for_load_state()
    school.locator("summary", has_text="提前结束").click()
    school.locator("dialog[open] [name=last_day], details[open] [name=last_day]").fill("2022-06-23")
    school.locator("dialog[open] [name=reason], details[open] [name=reason]").fill("转入升学班（示例）")
    school.locator("dialog[open] [type=submit], details[open] [type=submit]").first.click()
    school.wait_for_load_state()
    school.goto(f"/internships/placements/{key}/appraise/")
    settle(school, mentor_mark="86", teacher_mark="90", words="能独立完成病区护理辅助工作（示例）")
    said = school.locator("main").inner_text()
    hours = int(re.search(r"出勤\s+\d+天、(\d+)学时", said)[1])
    assert "学时已存入学分账户" in said
    pupil.goto("/credits/")
    fits(pupil)
    assert "岗位实习" in pupil.locator("main").inner_text()
    assert round(credits_of(pupil) - before, 2) == hours * 100 // 16 / 100  # sixteen hours of practice are a credit, hundredths count


def credits_of(page) -> float:
    """How many credits a learner's own page says the account holds."""
    return float(re.search(r"([\d.]+)\s*有效学分", page.locator("main").inner_text())[1])


def test_a_broken_rule_that_anybody_reports_opens_a_case(visit):
    anybody = visit("/internships/hotline/")
    anybody.locator("main select[name=kind]").select_option(label="违规加班、夜班或节假日上岗")
    settle(anybody, about="凉州石羊酒业有限公司（示例）", occurred_on="2022-06-20", words="连续三天排了夜班（示例）")
    assert re.search(r"\d{8}", anybody.locator("main").inner_text())  # a receipt with which the answer is asked for
    handler = visit("/internships/reports/?state=lodged", user="zhuanban")
    rows = handler.locator("tbody tr", has_text="石羊酒业")
    rows.first.locator("a[data-main]").click()
    handler.wait_for_load_state()
    take(handler, "受理")
    ask(handler, "移交督查", "查看排班表，6月20日至22日晚班到23时（示例）")
    case = visit("/supervision/cases/", user="zhuanban")
    assert "石羊酒业" in case.locator("tbody tr").first.inner_text()
