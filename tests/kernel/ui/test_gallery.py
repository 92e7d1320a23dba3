"""The gallery draws every component; what holds for it holds for the pages made of them."""

import re
from collections import Counter

import pytest
from django.urls import include, path

import baigong.delivery.library_routes  # noqa: F401  (the sign-in pages are open to all)
from baigong.kernel.ui.gallery import gallery

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("ui/gallery/", gallery, name="gallery"),
    path("ui/gallery/<str:shell>/", gallery, name="gallery-shell"),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]
PAGES = ["", "list/", "empty/", "portal/", "plain/", "print/"]


@pytest.mark.parametrize("page", [*PAGES, "404/", "500/", "csrf/"])
def test_every_page_has_one_title_one_main_part_and_no_id_twice(client, page):
    html = client.get(f"/ui/gallery/{page}").content.decode()
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert html.count("<main ") == 1
    assert [i for i, n in Counter(re.findall(r'\sid="([^"]+)"', html)).items() if n > 1] == []


def test_the_page_is_chinese_until_its_reader_asks_for_english(client):
    assert '<html lang="zh-CN"' in client.get("/ui/gallery/").content.decode()
    assert '<html lang="en"' in client.get("/ui/gallery/", headers={"accept-language": "en"}).content.decode()


def test_a_demonstration_says_so_on_every_page_and_a_real_city_does_not(client, settings):
    settings.DEMONSTRATION = True
    assert all("示例数据" in client.get(f"/ui/gallery/{page}").content.decode() for page in PAGES)
    assert "示例数据" in client.get("/account/login/").content.decode()
    settings.DEMONSTRATION = False
    assert all('class="demo"' not in client.get(f"/ui/gallery/{page}").content.decode() for page in PAGES)
    assert 'class="demo"' not in client.get("/account/login/").content.decode()


def test_the_sign_in_page_offers_sample_accounts_only_in_a_demonstration(client, settings, monkeypatch):
    from baigong.kernel.ui import signin

    monkeypatch.setattr(signin, "_sources", [])
    signin.register_sample_accounts(lambda: [signin.SampleAccount("liaison", "open-sesame", "联络员")])
    settings.DEMONSTRATION = True
    assert "open-sesame" in client.get("/account/login/").content.decode()
    settings.DEMONSTRATION = False
    assert "open-sesame" not in client.get("/account/login/").content.decode()


def test_the_sign_in_fields_have_labels_and_no_inline_style(client):
    html = client.get("/account/login/").content.decode()
    assert 'for="id_login"' in html
    assert 'for="id_password"' in html
    assert "style=" not in html


def test_an_unknown_page_of_the_gallery_is_not_found(client):
    assert client.get("/ui/gallery/nonsense/").status_code == 404
