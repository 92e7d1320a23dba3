"""Signing in with a password: who gets in, who is kept out, for how long, and where it leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baigong.contexts.accounts.models import SignInSession
from baigong.kernel.audit.models import AuditEvent

PASSWORD = "不会用到的口令"
LOGIN = "/account/login/"
HOME = "/account/sessions/"


def enter(browser: Client, username: str = "officer", password: str = PASSWORD, **more):
    """Post the sign-in form."""
    return browser.post(LOGIN, {"login": username, "password": password, **more})


def is_in(browser: Client) -> bool:
    """Whether a page for people with an account is shown."""
    return browser.get(HOME).status_code == 200


def actions() -> list[str]:
    """The log, oldest first."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_the_right_password_leads_to_the_workbench_and_into_the_log(city, client):
    answer = enter(client)
    assert (answer.status_code, answer.url) == (302, reverse("console:home"))
    assert is_in(client)
    event = AuditEvent.objects.get(action="accounts.user.signed_in")
    assert (event.actor_id, event.address, event.detail["methods"]) == (city.officer.pk, "127.0.0.1", ["password"])
    city.officer.refresh_from_db()
    assert city.officer.last_login == event.at, "by the same clock as the log"


def test_a_wrong_password_says_so_and_is_in_the_log_without_the_password(city, client):
    answer = enter(client, password="falsch-geheim")
    assert answer.status_code == 200
    assert "用户名" in answer.content.decode()
    event = AuditEvent.objects.get(action="accounts.user.sign_in_failed")
    assert event.subject_id == str(city.officer.pk)
    assert "falsch" not in str(event.detail)


def test_the_link_that_a_failed_sign_in_would_lead_to_is_kept_nowhere(city, client):
    onward = "/credits/join/Zx81secret/"
    client.post(f"{LOGIN}?next={onward}", {"login": "officer", "password": "falsch", "next": onward})
    attempt = AccessAttempt.objects.get()
    assert "Zx81" not in attempt.get_data + attempt.post_data
    assert "Zx81" not in str(AuditEvent.objects.get(action="accounts.user.sign_in_failed").detail)


def test_an_unknown_name_is_kept_in_part_only(city, client):
    enter(client, username="my-secret-password")
    assert AuditEvent.objects.get(action="accounts.user.sign_in_failed").detail["username"] == "my…"


@pytest.mark.parametrize("written", ["OFFICER", " officer ", "Ｏｆｆｉｃｅｒ"])
def test_one_name_in_any_writing(city, client, written):
    enter(client, username=written)
    assert is_in(client)


def test_the_lock_falls_on_the_nth_failure_whatever_the_writing_and_ends(city, client, settings):
    writings = ["officer", "OFFICER", "Officer ", "ｏfficer"]
    answers = [enter(Client(HTTP_USER_AGENT=f"b{n}"), username=name, password="wrong") for n, name in enumerate(writings)]
    assert [a.status_code for a in answers] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    locked = enter(client, password="wrong")
    assert locked.status_code == 429
    text = locked.content.decode()
    assert "登录已暂时锁定" in text
    assert "安全管理员" in text
    assert 1700 < int(locked["Retry-After"]) <= 1800
    assert enter(client).status_code == 429, "the right password does not open a locked name"
    with time_machine.travel(timezone.now() + settings.AXES_COOLOFF_TIME + timedelta(seconds=1)):
        assert enter(client).status_code == 302


def test_trying_during_the_lock_does_not_make_it_longer(city, client, settings):
    begin = timezone.now()
    with time_machine.travel(begin, tick=False):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            enter(client, password="wrong")
    with time_machine.travel(begin + settings.AXES_COOLOFF_TIME / 2, tick=False):
        assert enter(client, password="wrong").status_code == 429
    with time_machine.travel(begin + settings.AXES_COOLOFF_TIME + timedelta(seconds=1), tick=False):
        assert enter(client).status_code == 302


def test_the_lock_is_one_event_and_the_same_for_names_that_do_not_exist(city, client, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT + 2):
        last = enter(client, username="no-such-name", password="wrong")
    assert last.status_code == 429
    assert actions().count("accounts.user.locked") == 1


def test_success_forgets_earlier_failures(city, client, settings):
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            enter(Client(), password="wrong")
        assert enter(Client()).status_code == 302


def test_the_security_administrator_unlocks_and_others_do_not(city, client, as_, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        enter(client, password="wrong")
    admin = as_(city.security)
    assert "officer" in admin.get(reverse("accounts:lock-list")).content.decode()
    assert as_(city.team).post(reverse("accounts:unlock"), {"username": "officer"}).status_code == 403
    admin.post(reverse("accounts:unlock"), {"username": "officer"})
    assert enter(client).status_code == 302
    assert "accounts.user.unlocked" in actions()


def test_the_session_gets_a_new_key_on_signing_in(city, client):
    session = client.session
    session["before"] = "sign-in"
    session.save()
    key = session.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = key
    enter(client)
    assert client.session.session_key != key
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"]
)
def test_next_leads_nowhere_else(city, client, evil):
    answer = enter(client, next=evil)
    assert answer.url == reverse("console:home")


def test_next_leads_back_to_the_page_one_came_for(city, client):
    assert client.get(HOME).url == f"{LOGIN}?next={HOME}"
    assert enter(client, next=HOME).url == HOME


def test_a_disabled_account_does_not_get_in_and_is_out_at_once(city, client):
    enter(client)
    city.officer.is_active = False
    city.officer.save()
    assert not is_in(client)
    assert enter(Client()).status_code == 200


def test_a_program_does_not_sign_in(city, client):
    city.officer.is_program = True
    city.officer.save()
    answer = enter(client)
    assert answer.url == reverse("account_inactive")
    assert not is_in(client)


def test_an_idle_session_ends(city, client, settings):
    begin = timezone.now()
    with time_machine.travel(begin, tick=False):
        enter(client)
    with time_machine.travel(begin + timedelta(seconds=settings.SESSION_COOKIE_AGE - 5), tick=False):
        assert is_in(client)
    with time_machine.travel(begin + timedelta(seconds=2 * settings.SESSION_COOKIE_AGE - 30), tick=False):
        assert is_in(client), "use renews it"
    with time_machine.travel(begin + timedelta(seconds=3 * settings.SESSION_COOKIE_AGE), tick=False):
        assert not is_in(client)


def test_no_session_outlasts_the_absolute_time(city, client, settings):
    settings.SESSION_ABSOLUTE_SECONDS = 3600
    begin = timezone.now()
    for minutes in range(0, 60, 15):
        with time_machine.travel(begin + timedelta(minutes=minutes), tick=False):
            if not minutes:
                enter(client)
            assert is_in(client)
    with time_machine.travel(begin + timedelta(minutes=61), tick=False):
        assert not is_in(client)
        assert "登录已满 1 小时" in client.get(LOGIN).content.decode()
    assert SignInSession.objects.get().ended_at is not None


def test_signing_out_ends_the_session_and_is_in_the_log(city, client):
    enter(client)
    key = client.session.session_key
    client.post("/account/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    assert SignInSession.objects.get().ended_at is not None
    assert actions()[-1] == "accounts.user.signed_out"


def test_signing_out_needs_a_post(city, client):
    enter(client)
    client.get("/account/logout/")
    assert is_in(client)


# -- passwords ------------------------------------------------------------------------------------------------------

CHANGE = "/account/password/change/"
NEW = {"oldpassword": PASSWORD, "password1": "right-horse-battery", "password2": "right-horse-battery"}


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(city, client):
    other = Client()
    enter(other)
    enter(client)
    client.post(CHANGE, NEW)
    assert is_in(client)
    assert not is_in(other)
    assert [row.ended_at is None for row in SignInSession.objects.order_by("pk")] == [False, True]
    assert "accounts.user.password_changed" in actions()
    assert enter(Client(), password="right-horse-battery").status_code == 302


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("Ab1-short", "密码太短"),
        ("12345678901", "符号中至少要有 3 种"),
        ("lowercase12", "符号中至少要有 3 种"),
        ("onlylowercaseletters", "符号中至少要有 2 种"),
        ("Officer-2022", "不要有用户名"),
        ("Tel:13909350000", "不要有用户名、姓名、电话"),
        ("P@ssw0rd12", ""),
        (PASSWORD, "不能与现在的密码相同"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(city, client, weak, reason):
    city.officer.phone = "13909350000"
    city.officer.save()
    enter(client)
    answer = client.post(CHANGE, NEW | {"password1": weak, "password2": weak})
    city.officer.refresh_from_db()
    if not reason:  # three kinds and nothing of its owner
        assert city.officer.check_password(weak)
        return
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert city.officer.check_password(PASSWORD)


def test_the_rules_are_said_in_one_sentence_where_a_password_is_chosen(city, client):
    enter(client)
    page = client.get(CHANGE).content.decode()
    assert "至少 10 个字符" in page
    assert "<li></li>" not in page
    assert 'placeholder="新密码' not in page


def test_after_its_days_a_password_must_be_changed_before_any_work(city, client, settings):
    enter(client)
    assert is_in(client)
    city.officer.password_set_at = timezone.now() - timedelta(days=settings.PASSWORD_DAYS, minutes=1)
    city.officer.save()
    assert client.get(HOME).url.startswith(CHANGE)
    assert "已用满 90 天" in client.get(CHANGE).content.decode()
    settings.PASSWORD_DAYS = 0
    assert is_in(client)
    settings.PASSWORD_DAYS = 90
    client.post(CHANGE, NEW)
    assert is_in(client)
    city.officer.refresh_from_db()
    assert timezone.now() - city.officer.password_set_at < timedelta(minutes=1)


def test_whoever_must_change_the_password_does_so_first(city, client):
    city.officer.must_change_password = True
    city.officer.save()
    enter(client)
    assert client.get(HOME).url.startswith(CHANGE)
    assert client.post(reverse("accounts:sessions-end-others")).url.startswith(CHANGE)
    assert client.get(CHANGE).status_code == 200
    client.post(CHANGE, NEW)
    assert is_in(client)


def test_a_reset_link_serves_once_and_ends_every_sign_in(city, client, as_):
    enter(client)
    admin = as_(city.security)
    page = admin.post(reverse("accounts:account-reset", args=[city.officer.pk]), follow=True).content.decode()
    link = page.split("http://testserver")[1].split("<")[0]
    assert link not in admin.get(reverse("accounts:account", args=[city.officer.pk])).content.decode(), "shown once"
    person = Client()
    form = person.get(link)
    new = {"password1": "right-horse-battery", "password2": "right-horse-battery"}
    assert "密码已重设" in person.post(form.url, new, follow=True).content.decode()
    assert not is_in(client)
    assert "不能用了" in Client().get(link, follow=True).content.decode()
    assert enter(Client(), password="right-horse-battery").status_code == 302


def test_a_forgotten_password_goes_to_the_registered_address_and_tells_strangers_nothing(city, client, mailoutbox):
    city.officer.email = "officer@example.cn"
    city.officer.save()
    for address in ("officer@example.cn", "nobody@example.cn"):
        answer = client.post("/account/password/reset/", {"email": address})
        assert answer.url == reverse("account_reset_password_done")
    assert [m.to for m in mailoutbox] == [["officer@example.cn"]]
    assert mailoutbox[0].subject.startswith("[百工]")
