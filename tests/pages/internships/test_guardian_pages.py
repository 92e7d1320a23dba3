"""The guardian's page: somebody without an account, on a phone, with a link and the number the school has on record."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from baigong.contexts.internships.models import GuardianLink, Intern
from baigong.contexts.internships.services import agreements, guardians
from tests.internship_city import a_placement, at, later, make_city

pytestmark = pytest.mark.django_db
DAY = date(2022, 2, 21)


@pytest.fixture
def city(db, settings):
    settings.DEMONSTRATION_TODAY = DAY
    cache.clear()
    made = make_city()
    Intern.objects.filter(pk=made.child.pk).update(guardian_phone="138 9354 1234")
    made.child.refresh_from_db()
    return made


@pytest.fixture
def placement(city):
    return a_placement(city, city.child, **later())


@pytest.fixture
def token(city, placement):
    agreements.draw_up(actor=city.school, now=at(DAY), placement=placement)
    return guardians.make_link(actor=city.school, now=at(DAY), placement=placement)[1]


def page(name, *args):
    return reverse(f"internships:{name}", args=args)


def proof_of(answer):
    return re.search(r'name="proof" value="([^"]+)"', answer.text).group(1)


def test_the_school_makes_a_link_that_is_shown_once_with_its_code(city, sign_in, placement):
    client = sign_in(city.users.school)
    shown = client.post(page("placement-guardian", placement.pk), follow=True).text
    assert "/internships/guardian/" in shown
    assert "<svg" in shown.partition('class="qr"')[2][:60]
    assert "/internships/guardian/" not in client.get(page("placement-guardian", placement.pk)).text
    assert client.post(page("guardian-withdraw", GuardianLink.objects.get().pk), follow=True).status_code == 200
    assert GuardianLink.objects.get().closed_why == "withdrawn"


def test_another_school_the_unit_and_a_stranger_make_none_and_take_none_back(city, sign_in, placement, token):
    link = GuardianLink.objects.get()
    for user, status in ((city.users.college, 404), (city.users.firm, 403), (city.users.student, 404)):
        client = sign_in(user)
        assert client.post(page("placement-guardian", placement.pk)).status_code == status
        assert client.post(page("guardian-withdraw", link.pk)).status_code in (403, 404)
    assert Client().post(page("placement-guardian", placement.pk)).status_code == 302
    link.refresh_from_db()
    assert link.closed_at is None
    assert GuardianLink.objects.count() == 1


def test_without_a_phone_on_record_the_school_is_led_to_where_it_is_entered(city, sign_in, placement):
    Intern.objects.filter(pk=city.child.pk).update(guardian_phone="")
    answer = sign_in(city.users.school).post(page("placement-guardian", placement.pk))
    assert answer.status_code == 422
    assert "没有登记李四的监护人姓名和电话" in answer.text
    assert city.child.get_absolute_url() in answer.text


def test_nothing_is_read_before_the_second_fact_and_all_of_it_after(city, placement, token):
    client = Client()
    first = client.get(page("guardian-sign", token))
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-store"
    for hidden in ("李四", "李四之母", "示例牧业公司", "2000.00"):
        assert hidden not in first.text
    wrong = client.post(page("guardian-sign", token), {"digits": "0000"})
    assert wrong.status_code == 422
    assert "还可以试4次" in wrong.text
    assert "示例牧业公司" not in wrong.text
    read = client.post(page("guardian-sign", token), {"digits": "1234"}).text
    for shown in ("李四", "示例牧业公司", "岗位实习知情同意书", "岗位实习三方协议", "照料牲畜", "押金"):
        assert shown in read


def test_the_guardian_signs_consent_and_agreement_at_once_and_reads_them_again(city, sign_in, placement, token):
    client, url = Client(), page("guardian-sign", token)
    proof = proof_of(client.post(url, {"digits": "1234"}))
    wrong = client.post(url, {"proof": proof, "name": "别人"})
    assert wrong.status_code == 422
    assert "姓名不一致" in wrong.text
    assert not placement.signatures.exists()
    assert "已签字" in client.post(url, {"proof": proof, "name": "李四之母"}).text
    assert [(one.party, one.name, one.relation, bool(one.digest), one.signed_by_id) for one in placement.signatures.all()] == [
        ("guardian", "李四之母", "母亲", True, None)
    ] * 2
    assert client.post(url, {"proof": proof, "name": "李四之母"}).status_code == 409
    again = client.post(url, {"digits": "1234"}).text
    assert "链接签字" in again
    assert "我是监护人" not in again
    assert "已签字" in sign_in(city.users.school).get(page("placement-guardian", placement.pk)).text


def test_a_proof_of_another_link_and_a_forged_one_open_nothing(city, placement, token):
    other = a_placement(city, city.intern, **later())
    Intern.objects.filter(pk=city.intern.pk).update(guardian_phone="13900005678")
    theirs = guardians.make_link(actor=city.school, now=at(DAY), placement=other)[1]
    client = Client()
    proof = proof_of(client.post(page("guardian-sign", theirs), {"digits": "5678"}))
    for forged in (proof, "1:abc"):
        answer = client.post(page("guardian-sign", token), {"proof": forged, "name": "李四之母"})
        assert answer.status_code == 422
        assert "示例牧业公司" not in answer.text
    assert not placement.signatures.exists()


def test_whoever_is_signed_in_is_asked_to_sign_out_first(city, sign_in, placement, token):
    for user in (city.users.school, city.users.minor, city.users.firm):
        answer = sign_in(user).post(page("guardian-sign", token), {"digits": "1234"})
        assert answer.status_code == 403
        assert "请先退出登录" in answer.text
    assert GuardianLink.objects.get().tries == 0


def test_an_unknown_link_and_one_that_is_dead_say_so(city, placement, token):
    assert Client().get(page("guardian-sign", "nothing")).status_code == 404
    guardians.withdraw_link(actor=city.school, now=at(DAY), link=GuardianLink.objects.get())
    answer = Client().get(page("guardian-sign", token))
    assert answer.status_code == 410
    assert "已经作废" in answer.text
    assert "digits" not in answer.text


def test_the_student_reads_the_consent_before_signing_it(city, sign_in, placement):
    client = sign_in(city.users.minor)
    read = client.get(page("placement-consent", placement.pk)).text
    assert "我已知道" in read
    assert "我知道并同意，签字" in read
    assert client.post(page("placement-consent", placement.pk)).status_code == 302
    assert placement.signatures.get().digest
    school = sign_in(city.users.school)
    assert "我知道并同意，签字" not in school.get(page("placement-consent", placement.pk)).text
    assert school.post(page("placement-consent", placement.pk)).status_code == 403
