"""Telling people once, by page, mail and robot; what is not delivered is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from baigong.kernel.access import SYSTEM, Actor, Holding
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.jobs.models import Job
from baigong.kernel.notices import delivering, notify, services
from baigong.kernel.notices.access import SYSTEM_ADMIN
from baigong.kernel.notices.models import Delivery, DeliveryState, Notice, Robot

pytestmark = pytest.mark.django_db
ADMIN = Actor(name="管理员", holdings=(Holding(SYSTEM_ADMIN, 1, "0001."),))


def tell(users, now, **more):
    return notify([u.pk for u in users], actor=SYSTEM, now=now, kind="plans.report.returned", subject="报告被退回", **more)


def robot(platform, now, **more):
    return services.save_robot(
        actor=ADMIN, now=now, **({"name": "专班群", "platform": "wecom", "address": platform.address(), "secret": "s3-and-more"} | more)
    )


def test_the_kernels_system_admin_is_the_declared_role():
    from baigong.contexts.accounts.public import SYSTEM_ADMIN as DECLARED

    assert DECLARED == SYSTEM_ADMIN
    assert hash(DECLARED) == hash(SYSTEM_ADMIN)


def test_a_notice_goes_to_the_page_and_by_mail(person, now, settings):
    settings.SITE_ADDRESS = "https://baigong.example"
    li = person()
    tell([li], now, body="请补充佐证", url="/plans/reports/1/")
    assert services.unread_count(li.pk) == 1
    assert delivering.send(Delivery.objects.values_list("pk", flat=True), now) == {"sent": 1, "failed": 0}
    assert mail.outbox[0].to == ["li@example.test"]
    assert "https://baigong.example/plans/reports/1/" in mail.outbox[0].body
    assert Job.objects.get().kind == "notices.deliver"


def test_who_switched_mail_off_or_has_no_address_gets_none(person, now):
    off, bare = person("off"), person("bare", email="")
    services.set_preference(actor=Actor(user_id=off.pk), now=now, by_mail=False)
    tell([off, bare], now)
    assert Notice.objects.count() == 2
    assert not Delivery.objects.exists()


def test_a_disabled_account_is_told_nothing(person, now):
    assert tell([person(is_active=False)], now) == []


def test_with_the_same_key_a_person_is_told_once(person, now):
    li, wang = person(), person("wang")
    assert tell([li], now, key="cycle:1:2021-03-15") == [li.pk]
    assert tell([li, wang], now + timedelta(hours=1), key="cycle:1:2021-03-15") == [wang.pk]
    assert tell([li], now + timedelta(days=1), key="cycle:1:2021-03-16") == [li.pk]
    assert Notice.objects.filter(recipient=li).count() == 2
    assert Delivery.objects.count() == 3


def test_a_url_of_another_site_is_dropped_and_a_subject_has_one_line(person, now):
    tell([person()], now, url="//evil.example/")
    notify([person("b").pk], actor=SYSTEM, now=now, kind="x", subject="一\r\nBcc: all@example.test", url="https://evil.example")
    assert set(Notice.objects.values_list("url", flat=True)) == {""}
    assert Notice.objects.get(kind="x").subject == "一 Bcc: all@example.test"


def test_a_mail_that_fails_is_tried_again_with_growing_pauses_and_then_given_up(person, now, settings):
    settings.EMAIL_BACKEND = "tests.kernel.notices.test_telling.Broken"
    tell([person()], now)
    row = Delivery.objects.get()
    moment = now
    for pause in delivering.PAUSES:
        delivering.send([row.pk], moment)
        row.refresh_from_db()
        assert (row.state, row.next_try_at) == (DeliveryState.WAITING, moment + pause)
        moment += pause
    delivering.send([row.pk], moment)
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert row.error.startswith("ConnectionRefusedError")


class Broken:
    """A mail server that is not there."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server")


def test_retry_takes_what_is_due_and_what_a_killed_worker_left(person, now):
    due, later, lost, busy = (Notice.objects.create(recipient=person(n), kind="x", subject=n, created_at=now) for n in "abcd")
    made = {"channel": "mail", "created_at": now, "subject": "x"}
    Delivery.objects.create(notice=due, next_try_at=now, **made)
    Delivery.objects.create(notice=later, next_try_at=now + timedelta(minutes=1), **made)
    Delivery.objects.create(notice=lost, state="sending", claimed_at=now - timedelta(minutes=16), **made)
    Delivery.objects.create(notice=busy, state="sending", claimed_at=now - timedelta(minutes=2), **made)
    progress = type("Progress", (), {"now": now})
    assert delivering.retry(progress) == {"sent": 2, "failed": 0}
    assert {m.to[0][0] for m in mail.outbox} == {"a", "c"}


def test_a_delivery_is_sent_once_though_two_jobs_hold_it(person, now):
    tell([person()], now)
    ids = list(Delivery.objects.values_list("pk", flat=True))
    delivering.send(ids, now)
    delivering.send(ids, now)
    assert len(mail.outbox) == 1


def test_a_broadcast_goes_to_the_robots_that_take_the_kind(platform, person, now):
    robot(platform, now)
    robot(platform, now, name="只要会议", kinds=["plans.meeting"])
    robot(platform, now, name="停用", is_active=False)
    tell([person(email="")], now, broadcast=True, body="三项待报")
    delivering.send(Delivery.objects.values_list("pk", flat=True), now)
    assert [body["text"]["content"] for _path, body in platform.received] == ["报告被退回\n三项待报"]
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_the_address_of_a_robot_is_kept_encrypted_and_is_not_in_the_log(platform, now):
    from baigong.kernel.audit.models import AuditEvent

    row = robot(platform, now)
    stored = " ".join(str(v) for v in Robot.objects.values().get(pk=row.pk).values())
    assert "key=abc" not in stored
    assert "s3-and-more" not in row.sealed_secret
    assert "key=abc" not in str(AuditEvent.objects.get(action="notices.robot.added").detail)


def test_changing_a_robot_without_address_keeps_the_old_one(platform, now):
    row = robot(platform, now)
    before = (row.sealed_address, row.sealed_secret)
    services.save_robot(actor=ADMIN, now=now, robot=row, name="新名", platform="wecom")
    row.refresh_from_db()
    assert (row.name, row.sealed_address, row.sealed_secret) == ("新名", *before)


def test_only_the_system_administrator_sets_robots_up(platform, now):
    with pytest.raises(NotPermitted):
        services.save_robot(actor=Actor(user_id=1), now=now, name="x", platform="wecom", address=platform.address())
    with pytest.raises(Refusal) as caught:
        services.save_robot(actor=ADMIN, now=now, name="x", platform="wecom", address="http://10.0.0.1/")
    assert "address" in caught.value.fields


def test_a_test_message_leaves_its_entry_in_the_log(platform, now):
    row = services.test_robot(actor=ADMIN, now=now, robot=robot(platform, now))
    platform.answer = {"errcode": 310000, "errmsg": "sign not match"}
    delivering.send([row.pk], now)
    row.refresh_from_db()
    assert row.error == "310000: sign not match"
    assert row.state == DeliveryState.WAITING
