"""Filing in the browser: a county files, the team checks and registers, a neighbour sees nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, WORKING_TEAM
from baigong.contexts.plans.models import Filing
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401
from tests.contexts.plans.test_filings import PDF


@pytest.fixture(autouse=True)
def quiet(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMONSTRATION_TODAY = now.date()


def fire(client, filing, step, **facts):
    return client.post(reverse("workflow:fire", args=["plans.filing", filing.pk, step]), facts, follow=True)


def test_a_county_files_and_the_team_registers_it(client, city, running_plan):
    county, team = a_user(COUNTY_OFFICER, city.east), a_user(WORKING_TEAM, city.bureau)
    client.force_login(county, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    filing = Filing.objects.get()
    answer = client.post(
        reverse("plans:filing-write", args=[filing.pk]),
        {"title": "东县方案", "contact_name": "张三", "contact_phone": "1", "file": SimpleUploadedFile("方案.pdf", PDF)},
        follow=True,
    )
    assert "已保存" in answer.content.decode()
    assert "收〔2021〕1号" in fire(client, filing, "submit").content.decode()
    assert client.get(reverse("plans:filing-receipt", args=[filing.pk, "pdf"])).content.startswith(b"%PDF")

    client.force_login(team, backend="django.contrib.auth.backends.ModelBackend")
    assert "请先作形式审查" in client.get(filing.get_absolute_url()).content.decode()
    client.post(reverse("plans:filing-check", args=[filing.pk]), {f"met_{i}": "yes" for i in range(5)})
    assert "备〔2021〕1号" in fire(client, filing, "register").content.decode()
    body = client.get(reverse("plans:filings", args=[running_plan.key])).content.decode()
    assert "东县方案" in body
    assert "还有 2 个单位没有报送" in body


def test_a_neighbour_finds_no_filing_and_a_department_no_register(sign_in, city, cast, running_plan, now):
    from tests.contexts.plans.test_filings import filed

    filing = filed(running_plan, city.east, cast, now)
    assert sign_in(a_user(COUNTY_OFFICER, city.west)).get(filing.get_absolute_url()).status_code == 404
    body = sign_in(a_user(COUNTY_OFFICER, city.west)).get(reverse("plans:current-filings")).content.decode()
    assert "东县" not in body
    assert sign_in(a_user(LIAISON, city.finance)).get(reverse("plans:current-filings")).status_code == 403


def test_a_form_with_something_missing_comes_back_with_what_was_typed(sign_in, city, cast, running_plan, now):
    client = sign_in(a_user(COUNTY_OFFICER, city.east))
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    answer = client.post(reverse("plans:filing-write", args=[Filing.objects.get().pk]), {"title": "", "contact_name": "李四"})
    assert answer.status_code == 422
    assert "李四" in answer.content.decode()


def test_a_county_does_not_start_its_neighbours_filing(sign_in, city, running_plan):
    client = sign_in(a_user(COUNTY_OFFICER, city.west))
    assert client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk])).status_code in {403, 404}
    assert not Filing.objects.exists()


def test_the_register_is_exported_and_the_day_set_by_the_team_alone(sign_in, city, running_plan):
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    assert team.get(reverse("plans:filings", args=[running_plan.key]), {"export": "xlsx"}).content[:2] == b"PK"
    team.post(reverse("plans:filings-date", args=[running_plan.key]), {"due_on": "2021-03-01"})
    assert "逾期未报" in team.get(reverse("plans:filings", args=[running_plan.key])).content.decode()
    county = sign_in(a_user(COUNTY_OFFICER, city.east))
    assert county.post(reverse("plans:filings-date", args=[running_plan.key]), {"due_on": ""}).status_code == 403
