"""Pages with which the system administrator brings a newer edition; nobody else gets in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, SYSTEM_ADMIN
from baigong.contexts.classifications.models import Edition, EditionUpload, UploadState
from baigong.kernel import exchange
from tests.builders import a_body, a_user

META = {"code": "2027", "title": "新版", "publisher": "教育部", "effective_from": "2027-01-01", "source": "官方文件"}


def a_file(*rows: list[str], header: tuple[str, ...] = ("代码", "名称", "批次", "培训评价组织")) -> SimpleUploadedFile:
    return SimpleUploadedFile("证书.csv", exchange.write_csv(list(header), rows), "text/csv")


@pytest.fixture
def admin(sign_in, db):
    return sign_in(a_user(SYSTEM_ADMIN, a_body("市教育局")))


@pytest.fixture
def upload(admin, load) -> EditionUpload:
    load("certificates")
    address = reverse("classifications:upload-add", args=["certificates"])
    answer = admin.post(address, META | {"file": a_file(["1-01", "建筑信息模型", "第一批", ""], ["5-01", "新证书", "", "某组织"])})
    assert answer.status_code == 302
    return EditionUpload.objects.get()


def test_an_administrator_uploads_sees_the_plan_and_loads_it(admin, upload):
    text = admin.get(upload.get_absolute_url()).content.decode()
    for word in ("新证书", "建筑信息模型", "停用", "待确认", "1+X 证书 2019 版"):
        assert word in text
    answer = admin.post(reverse("classifications:upload-load", args=[upload.pk]), {"plan_digest": upload.plan_digest}, follow=True)
    assert "已载入" in answer.content.decode()
    assert Edition.objects.filter(scheme="certificates").count() == 2
    assert "已载入" in admin.get(reverse("classifications:upload-list")).content.decode()


def test_a_file_with_wrong_cells_is_answered_with_their_coordinates(admin, load):
    load("certificates")
    address = reverse("classifications:upload-add", args=["certificates"])
    answer = admin.post(address, META | {"file": a_file(["", "没有代码", "第九批", ""])})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A2" in text
    assert "C2" in text
    assert not EditionUpload.objects.exists()
    assert 'name="marked"' in text
    back = admin.post(address, META | {"file": a_file(["", "没有代码", "第九批", ""]), "marked": "1"})
    assert back.content[:2] == b"PK"
    assert not EditionUpload.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "2019"}, "这个版本号已经有了"),
        ({"code": "../2027"}, "只用字母"),
        ({"effective_from": "不知道"}, "effective_from"),
        ({"file": SimpleUploadedFile("证书.csv", "甲,乙\r\n1,2\r\n".encode())}, "表头"),
        ({"file": SimpleUploadedFile("证书.xlsx", b"PK\x03\x04broken")}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_is_kept(admin, load, change, said):
    load("certificates")
    address = reverse("classifications:upload-add", args=["certificates"])
    answer = admin.post(address, META | {"file": a_file(["1-01", "甲", "", ""])} | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not EditionUpload.objects.exists()


def test_a_second_click_on_load_changes_nothing_and_says_so(admin, upload):
    address = reverse("classifications:upload-load", args=[upload.pk])
    admin.post(address, {"plan_digest": upload.plan_digest})
    answer = admin.post(address, {"plan_digest": upload.plan_digest}, follow=True)
    assert answer.status_code == 200
    assert Edition.objects.filter(scheme="certificates").count() == 2


def test_a_file_put_aside_is_forgotten(admin, upload):
    admin.post(reverse("classifications:upload-discard", args=[upload.pk]))
    upload.refresh_from_db()
    assert upload.state == UploadState.DISCARDED
    assert admin.get(upload.get_absolute_url()).status_code == 200


def test_the_template_is_an_excel_file_that_the_upload_understands(admin, load):
    load("certificates")
    answer = admin.get(reverse("classifications:template", args=["certificates"]))
    assert answer.content[:2] == b"PK"


def routes(upload: EditionUpload) -> list[tuple[str, str]]:
    return [
        ("get", reverse("classifications:upload-list")),
        ("get", reverse("classifications:upload-add", args=["certificates"])),
        ("get", reverse("classifications:template", args=["certificates"])),
        ("get", reverse("classifications:upload", args=[upload.pk])),
        ("post", reverse("classifications:upload-load", args=[upload.pk])),
        ("post", reverse("classifications:upload-discard", args=[upload.pk])),
    ]


def test_other_roles_are_refused_and_the_public_is_asked_to_sign_in(upload, client, sign_in):
    client.logout()
    for method, address in routes(upload):
        answer = getattr(client, method)(address)
        assert answer.status_code == 302
        assert "/account/login" in answer.url
    liaison = sign_in(a_user(LIAISON, a_body()))
    for method, address in routes(upload):
        assert getattr(liaison, method)(address).status_code == 403
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
