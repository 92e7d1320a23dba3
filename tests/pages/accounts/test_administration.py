"""The administration's pages: who may come, what they see, what a button does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from baigong.contexts.accounts.models import ApiToken, HandOver, Invitation, RoleHolding
from baigong.contexts.accounts.public import LIAISON, SCHOOL_OFFICER, grant_role, invite
from baigong.contexts.accounts.services import issue_token
from baigong.contexts.accounts.services.handing_over import post_changed_hands
from baigong.contexts.organisations.public import PostChangedHands
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.jobs.models import Job
from baigong.kernel.jobs.queue import run
from tests.accounts_city import acting
from tests.builders import a_person, a_post

PEOPLE = ["security", "system", "auditor", "team", "liaison", "officer", "stranger", "nobody"]

# Route → who may come; everybody else is told it is not their duty (403), strangers to the house are asked to sign in.
LISTS = {
    "account-list": {"security", "team"},
    "invitation-list": {"security", "team"},
    "invitation-add": {"security", "team"},
    "hand-over-list": {"security", "team"},
    "lock-list": {"security"},
    "factor-rules": {"security"},
    "token-list": {"security", "liaison", "officer", "stranger"},
    "token-add": {"security"},
    "audit-list": {"auditor"},
    "audit-blocks": {"auditor"},
    "profile": set(PEOPLE),
    "own-log": set(PEOPLE),
    "own-sessions": set(PEOPLE),
    "no-password": set(PEOPLE),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_is_for_those_whose_duty_it_is(city, as_, name, who):
    answer = as_(getattr(city, who)).get(reverse(f"accounts:{name}"))
    assert answer.status_code == (200 if who in LISTS[name] else 403)


@pytest.mark.parametrize("name", LISTS)
def test_the_public_is_asked_to_sign_in(city, client, name):
    answer = client.get(reverse(f"accounts:{name}"))
    assert answer.url.startswith("/account/login/?next=")


@pytest.fixture
def token(city, now):
    """A key of the officer's school."""
    return issue_token(
        actor=acting(city.security, now), now=now, name="学籍系统", role=SCHOOL_OFFICER, organisation=city.school,
        expires_on=now.date() + timedelta(days=30),
    )[0]  # fmt: skip


# Colleague sees, a stranger's school does not exist for them, other duties have no business here.
@pytest.mark.parametrize(
    ("who", "status"), [("security", 200), ("officer", 200), ("colleague", 200), ("stranger", 404), ("team", 403), ("auditor", 403)]
)
def test_a_key_is_seen_by_its_own_body_and_is_not_there_for_others(city, as_, token, who, status):
    browser = as_(getattr(city, who))
    assert browser.get(reverse("accounts:token", args=[token.pk])).status_code == status
    if status != 200:
        assert browser.post(reverse("accounts:token-revoke", args=[token.pk])).status_code == status
        assert ApiToken.objects.get().revoked_at is None


def test_a_new_key_is_shown_once_and_revoked_by_its_body(city, as_):
    admin = as_(city.security)
    form = {"name": "学籍系统", "role": "school_officer", "organisation": "市职业中专", "expires_on": "2999-01-01"}
    refused = admin.post(reverse("accounts:token-add"), form)
    assert (refused.status_code, "一年之内" in refused.content.decode()) == (422, True)
    from django.utils import timezone

    form["expires_on"] = str(timezone.localdate() + timedelta(days=10))
    page = admin.post(reverse("accounts:token-add"), form, follow=True)
    row = ApiToken.objects.get()
    assert f"bg_{row.prefix}_" in page.content.decode()
    assert f"bg_{row.prefix}_" not in admin.get(row.get_absolute_url()).content.decode()
    as_(city.officer).post(reverse("accounts:token-revoke", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_a_program_has_no_page_among_the_accounts_of_people(city, as_, token):
    admin = as_(city.security)
    assert admin.get(reverse("accounts:account", args=[token.user_id])).status_code == 404
    assert "program-" not in admin.get(reverse("accounts:account-list")).content.decode()


def test_an_invitation_link_is_shown_once_and_leads_to_an_account(city, as_, client):
    admin = as_(city.security)
    form = {"display_name": "王芳", "role": "liaison", "organisation": "市教育局"}
    page = admin.post(reverse("accounts:invitation-add"), form, follow=True).content.decode()
    link = page.split("http://testserver")[1].split("<")[0]
    row = Invitation.objects.get()
    assert link not in admin.get(row.get_absolute_url()).content.decode()
    assert "王芳" in client.get(link).content.decode()
    weak = client.post(link, {"display_name": "王芳", "username": "wangfang", "password": "123", "again": "123"})
    assert "密码太短，至少要 10 个字符" in weak.content.decode()
    assert "还有 1 处要改" in weak.content.decode()
    good = {"display_name": "王芳", "username": "WangFang", "password": "right-horse-battery", "again": "right-horse-battery"}
    assert "两次输入的密码不同" in client.post(link, good | {"again": "other"}).content.decode()
    assert client.post(link, good).url == reverse("console:home")
    assert client.get("/account/").status_code == 200
    used = client.get(link)
    assert (used.status_code, "已经用过" in used.content.decode()) == (410, True)


def test_withdrawn_expired_and_unknown_links_say_what_they_are(city, as_, client, now):
    row, code = invite(actor=acting(city.security, now), now=now, display_name="王芳", role=LIAISON, organisation=city.bureau)
    address = reverse("accounts:invitation-accept", args=[code])
    assert "过期" in client.get(address).content.decode()
    as_(city.security).post(reverse("accounts:invitation-withdraw", args=[row.pk]))
    assert (client.get(address).status_code, "已被撤回" in client.get(address).content.decode()) == (410, True)
    assert client.get(reverse("accounts:invitation-accept", args=["x" * 43])).status_code == 404


def test_somebody_signed_in_takes_it_up_with_the_account_they_have(city, as_):
    from django.utils import timezone

    here = timezone.localtime()
    _row, code = invite(actor=acting(city.security, here), now=here, display_name="王芳", role=LIAISON, organisation=city.bureau)
    browser, address = as_(city.officer), reverse("accounts:invitation-accept", args=[code])
    own = as_(city.security).get(address).content.decode()
    assert "这是您发出的邀请" in own
    assert "加到现在的账号" not in own
    assert "加到现在的账号" in browser.get(address).content.decode()
    browser.post(address, {"with": "present"})
    assert RoleHolding.objects.filter(user=city.officer, role="liaison").exists()


def test_the_team_is_offered_only_the_roles_it_may_give(city, as_):
    page = as_(city.team).get(reverse("accounts:invitation-add")).content.decode()
    assert 'value="school_officer"' in page
    assert 'value="security_admin"' not in page
    forced = as_(city.team).post(
        reverse("accounts:invitation-add"), {"display_name": "甲", "role": "security_admin", "organisation": "市教育局"}
    )
    assert forced.status_code == 422
    assert not Invitation.objects.exists()


def test_roles_are_given_and_ended_on_the_page(city, as_):
    admin, address = as_(city.security), reverse("accounts:role-grant", args=[city.nobody.pk])
    unknown = admin.post(address, {"role": "liaison", "organisation": "没有这个局"})
    assert (unknown.status_code, "没有找到" in unknown.content.decode()) == (422, True)
    admin.post(address, {"role": "liaison", "organisation": "市教育局"})
    row = city.nobody.role_holdings.get()
    admin.post(reverse("accounts:role-end", args=[row.pk]), {"reason": "调离"})
    row.refresh_from_db()
    assert row.until_on is not None
    assert as_(city.team).post(reverse("accounts:role-end", args=[row.pk])).status_code == 403


def test_giving_oneself_a_role_is_refused_with_the_reason(city, as_):
    answer = as_(city.security).post(
        reverse("accounts:role-grant", args=[city.security.pk]), {"role": "liaison", "organisation": "市教育局"}
    )
    assert (answer.status_code, "不能给自己授权" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("act", ["disable", "enable", "require-password", "reset-factor", "end-sessions"])
def test_acts_on_accounts_are_the_security_administrators(city, as_, act):
    address = reverse("accounts:account-act", args=[city.officer.pk, act])
    for who in ("team", "system", "auditor", "officer"):
        assert as_(getattr(city, who)).post(address, {"reason": "x"}).status_code == 403
    assert as_(city.security).get(address).status_code == 405
    assert as_(city.security).post(reverse("accounts:account-act", args=[city.officer.pk, "explode"])).status_code == 404


def test_a_stopped_account_is_out_at_once(city, as_):
    officer = as_(city.officer)
    assert officer.get("/account/").status_code == 200
    as_(city.security).post(reverse("accounts:account-act", args=[city.officer.pk, "disable"]), {"reason": "离职"})
    assert officer.get("/account/").status_code == 302
    page = as_(city.security).get(reverse("accounts:account", args=[city.officer.pk])).content.decode()
    assert "停用" in page


def test_the_list_of_accounts_is_exported_by_the_security_administrator_and_that_is_in_the_log(city, as_):
    address = reverse("accounts:account-list") + "?export=csv"
    assert as_(city.team).get(address)["Content-Type"].startswith("text/html")
    assert as_(city.security).get(address)["Content-Type"].startswith("text/csv")
    assert AuditEvent.objects.get(action="accounts.user.exported").actor_id == city.security.pk


def test_accounts_are_found_by_name_body_role_and_standing(city, as_):
    admin = as_(city.security)

    def found(query: str) -> set[str]:
        page = admin.get(reverse("accounts:account-list") + query).content.decode()
        return {name for name in ("officer", "stranger", "team", "nobody") if f'class="cell-sub">{name}<' in page}

    assert found("?q=另一所") == {"stranger"}
    assert found("?role=school_officer") == {"officer", "stranger"}
    assert found("?q=nobo") == {"nobody"}
    assert found("?standing=disabled") == set()


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_accounts(city, as_, django_assert_max_num_queries):
    from tests.builders import a_user

    admin, address = as_(city.security), reverse("accounts:account-list")
    admin.get(address)
    for _ in range(30):
        a_user(SCHOOL_OFFICER, city.school)
    with django_assert_max_num_queries(12):
        admin.get(address)


@pytest.fixture
def task(city, now):
    """A hand-over of the liaison's role, whose post went to somebody else."""
    post, li, wang = a_post(city.bureau, "科长"), a_person("李"), a_person("王")
    city.nobody.person = li
    city.nobody.save()
    grant_role(actor=acting(city.security, now), now=now, user=city.nobody, role=LIAISON, organisation=city.bureau, post=post,
               from_on=now.date() - timedelta(days=9))  # fmt: skip
    post_changed_hands(PostChangedHands(post.pk, li.pk, wang.pk, now.date()), now=now)
    return HandOver.objects.get()


def test_a_hand_over_shows_what_ends_and_what_stays_and_is_done_by_one_choice(city, as_, task):
    page = as_(city.team).get(task.get_absolute_url()).content.decode()
    assert "部门联络员" in page
    assert "留在单位的在办事项" in page
    as_(city.team).post(reverse("accounts:hand-over-hand", args=[task.pk]), {"user": city.officer.pk})
    task.refresh_from_db()
    assert (task.state, task.successor) == ("done", city.officer)


def test_or_by_inviting_the_successor(city, as_, task, client):
    page = (
        as_(city.security).post(reverse("accounts:hand-over-invite", args=[task.pk]), {"display_name": "王"}, follow=True).content.decode()
    )
    assert "/account/invitation/" in page
    task.refresh_from_db()
    assert task.state == "invited"


def test_hand_overs_wait_on_the_to_do_list_of_those_who_do_them(city, task, now):
    from baigong.kernel.workflow import todos

    assert [str(g.items[0].title) for g in todos(acting(city.security, now)) if g.machine.model is HandOver] == [str(task)]
    assert not [g for g in todos(acting(city.officer, now)) if g.machine.model is HandOver]


def test_firing_a_step_past_the_page_does_not_close_it(city, as_, task):
    as_(city.security).post(reverse("workflow:fire", args=["accounts.handover", task.pk, "hand"]))
    task.refresh_from_db()
    assert task.state == "open"


def test_the_log_is_searched_exported_and_checked_and_that_is_in_the_log(city, as_, now):
    from baigong.kernel import audit

    browser = as_(city.auditor)
    audit.seal(now=now)
    page = browser.get(reverse("accounts:audit-list") + "?q=auditor").content.decode()
    assert "登录" in page
    event = AuditEvent.objects.latest("pk")
    assert event.action in browser.get(reverse("accounts:audit-event", args=[event.pk])).content.decode()
    browser.get(reverse("accounts:audit-list") + "?export=csv&q=auditor")
    assert AuditEvent.objects.get(action="audit.exported").detail["query"] == {"q": "auditor"}
    browser.post(reverse("accounts:audit-verify"))
    run(Job.objects.get(kind="accounts.verify_log").pk)
    found = AuditEvent.objects.get(action="audit.verified")
    assert (found.actor_id, found.detail["sound"]) == (city.auditor.pk, True)
    assert "日志完好" in browser.get(reverse("accounts:audit-blocks")).content.decode()
    assert browser.get(reverse("accounts:audit-event", args=[10**9])).status_code == 404


def test_a_cut_off_end_is_found_by_the_digest_noted_outside(city, as_, now):
    from baigong.kernel import audit
    from baigong.kernel.audit.models import AuditBlock

    browser = as_(city.auditor)
    audit.seal(now=now)
    noted = AuditBlock.objects.latest("number").digest
    address = reverse("accounts:audit-verify")
    browser.post(address, {"head": f" {noted.upper()} "})
    run(Job.objects.filter(kind="accounts.verify_log").latest("pk").pk)
    assert AuditEvent.objects.filter(action="audit.verified").latest("pk").detail["sound"] is True
    browser.post(address, {"head": "0" * 64})
    run(Job.objects.filter(kind="accounts.verify_log").latest("pk").pk)
    page = browser.get(reverse("accounts:audit-blocks")).content.decode()
    assert "末尾的块被删去，或摘要抄错" in page
    assert "对照了抄录的摘要" in page
    jobs = Job.objects.count()
    assert "请核对是否抄全" in browser.post(address, {"head": "abc"}, follow=True).content.decode()
    assert Job.objects.count() == jobs


def test_accounts_nobody_uses_are_found(city, as_):
    from datetime import timedelta

    from django.utils import timezone

    city.officer.last_login = timezone.now() - timedelta(days=91)
    city.officer.save()
    page = as_(city.security).get(reverse("accounts:account-list") + "?unused=1").content.decode()
    assert city.officer.get_absolute_url() in page
    assert city.liaison.get_absolute_url() not in page


def test_ones_own_log_shows_ones_own_and_nobody_elses(city, as_, client):
    client.post("/account/login/", {"login": "officer", "password": "wrong"})
    page = as_(city.officer).get(reverse("accounts:own-log")).content.decode()
    assert "登录失败" in page
    other = as_(city.colleague).get(reverse("accounts:own-log")).content.decode()
    assert "登录失败" not in other


def test_one_ends_ones_own_sign_ins_and_nobody_elses(city, as_):
    here, there, other = as_(city.officer), as_(city.officer), as_(city.stranger)
    rows = list(city.officer.sign_ins.order_by("pk"))
    assert other.post(reverse("accounts:session-end", args=[rows[1].pk])).status_code == 404
    here.post(reverse("accounts:session-end", args=[rows[1].pk]))
    assert there.get("/account/").status_code == 302
    third = as_(city.officer)
    here.post(reverse("accounts:sessions-end-others"))
    assert third.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_the_profile_is_saved_and_a_bad_one_comes_back(city, as_):
    browser = as_(city.officer)
    saved = browser.post(reverse("accounts:profile"), {"display_name": "新名字", "phone": "1", "email": "", "language": "en"})
    assert saved.cookies["language"].value == "en"
    bad = browser.post(reverse("accounts:profile"), {"display_name": "新名字", "email": "new@example.cn", "password": "wrong"})
    assert bad.status_code == 422


def test_a_script_in_a_name_stays_text(city, as_):
    city.officer.display_name = "<script>alert(1)</script>"
    city.officer.save()
    assert "<script>alert(1)" not in as_(city.security).get(reverse("accounts:account-list")).content.decode()
