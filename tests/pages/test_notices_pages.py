"""Pages of notices: the bell, one's own list, the administrator's robots."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, SYSTEM_ADMIN
from baigong.kernel.access import SYSTEM
from baigong.kernel.notices import notify
from baigong.kernel.notices.models import Delivery, Notice, Preference, Robot
from tests.builders import a_body, a_user


def url(name, *args):
    return reverse(f"notices:{name}", args=args)


@pytest.fixture
def people(db, settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    body = a_body()
    return {"mine": a_user(LIAISON, body), "other": a_user(LIAISON, body), "admin": a_user(SYSTEM_ADMIN, body)}


@pytest.fixture
def as_(people, sign_in):
    return lambda name: sign_in(people[name])


def tell(user, now, **more):
    notify([user.pk], actor=SYSTEM, now=now, kind="plans.report.returned", **({"subject": "报告被退回", "url": "/plans/dues/"} | more))
    return Notice.objects.filter(recipient=user).latest("pk")


def test_the_bell_counts_opening_marks_read_and_leads_on(people, as_, now):
    notice = tell(people["mine"], now)
    browser = as_("mine")
    page = browser.get(url("list")).content.decode()
    assert "报告被退回" in page
    assert 'class="bell-count"' in page
    answer = browser.get(url("open", notice.pk))
    assert answer["Location"] == "/plans/dues/"
    assert 'class="bell-count"' not in browser.get(url("list")).content.decode()


def test_a_foreign_notice_is_not_found_and_not_marked(people, as_, now):
    notice = tell(people["mine"], now)
    assert as_("other").get(url("open", notice.pk)).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "报告被退回" not in as_("other").get(url("list")).content.decode()


def test_all_are_marked_read_with_one_button_and_only_ones_own(people, as_, now):
    before = now - timedelta(days=1)  # what comes while the page is open stays unread
    tell(people["mine"], before)
    tell(people["mine"], before)
    tell(people["other"], before)
    assert as_("mine").get(url("read-all")).status_code == 405
    as_("mine").post(url("read-all"))
    assert list(Notice.objects.filter(read_at=None).values_list("recipient", flat=True)) == [people["other"].pk]


def test_mail_is_switched_off_and_on(people, as_):
    as_("mine").post(url("preference"), {})
    assert Preference.objects.get().by_mail is False
    as_("mine").post(url("preference"), {"by_mail": "on"})
    assert Preference.objects.get().by_mail is True


def test_strangers_sign_in_and_only_the_system_administrator_sees_robots(people, as_):
    assert Client().get(url("list")).status_code == 302
    for name in ("robots", "robot-add"):
        assert as_("mine").get(url(name)).status_code == 403
        assert as_("admin").get(url(name)).status_code == 200


def test_a_robot_is_set_up_tested_changed_and_its_address_never_shown(people, as_, settings):
    settings.WEBHOOK_HOSTS = {"oapi.dingtalk.com"}
    admin = as_("admin")
    data = {"name": "专班群", "platform": "dingtalk", "secret": "SECx", "kinds": "plans.cycle plans.meeting", "is_active": "on"}
    wrong = admin.post(url("robot-add"), data | {"address": "https://evil.example/x"})
    assert wrong.status_code == 422
    assert "evil.example" in wrong.content.decode()
    admin.post(url("robot-add"), data | {"address": "https://oapi.dingtalk.com/robot/send?access_token=geheim"})
    robot = Robot.objects.get()
    assert robot.kinds == ["plans.cycle", "plans.meeting"]
    for page in (url("robots"), url("robot-edit", robot.pk)):
        text = admin.get(page).content.decode()
        assert "geheim" not in text
        assert "SECx" not in text
    admin.post(url("robot-edit", robot.pk), {"name": "专班群", "platform": "dingtalk", "address": "", "secret": "", "kinds": ""})
    robot.refresh_from_db()
    assert not robot.is_active
    assert robot.sealed_secret
    admin.post(url("robot-test", robot.pk))
    assert Delivery.objects.get().robot == robot
    assert "测试消息" in admin.get(url("robots")).content.decode()


def test_a_long_list_asks_no_more_than_a_short_one(people, as_, now, django_assert_max_num_queries):
    browser = as_("mine")
    tell(people["mine"], now)
    browser.get(url("list"))
    for _ in range(30):
        tell(people["mine"], now)
    with django_assert_max_num_queries(12):
        assert browser.get(url("list")).status_code == 200
