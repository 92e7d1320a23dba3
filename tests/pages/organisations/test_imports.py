"""Pages that bring a file: template, plan with cells, confirmation by its uploader only."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse, reverse_lazy

from baigong.contexts.organisations.exchange import IMPORTS_BY_NAME, plan_of
from baigong.contexts.organisations.models import ImportDraft, Organisation
from baigong.kernel.exchange import write_csv

ADD = reverse_lazy("organisations:import-add", args=["bodies"])


def text(response):
    return response.content.decode()


def upload(client, *rows, table="bodies"):
    item = IMPORTS_BY_NAME[table].table
    keys = list(rows[0])
    data = write_csv([str(item.by_key[key].label) for key in keys], [[row[key] for key in keys] for row in rows])
    return client.post(reverse("organisations:import-add", args=[table]), {"file": SimpleUploadedFile("名录.csv", data)})


def test_a_file_is_shown_then_confirmed(city, browser):
    client = browser("team")
    response = upload(
        client, {"name": "水务局", "kind": "政府部门", "note": ""}, {"name": "云中市财政局", "kind": "政府部门", "note": "新楼"}
    )
    draft = ImportDraft.objects.get()
    assert response["Location"] == draft.get_absolute_url()
    page = text(client.get(response["Location"]))
    assert "水务局" in page
    assert "新楼" in page
    assert not Organisation.objects.filter(name="水务局").exists()
    confirm = reverse("organisations:import-confirm", args=[draft.pk])
    assert client.post(confirm, {"digest": "别的"}).status_code == 302
    assert not Organisation.objects.filter(name="水务局").exists()
    client.post(confirm, {"digest": plan_of(draft).digest})
    assert Organisation.objects.filter(name="水务局").exists()
    assert client.post(confirm, {"digest": plan_of(draft).digest}).status_code == 404


def test_wrong_cells_are_named_and_nothing_can_be_confirmed(city, browser):
    client = browser("team")
    page = text(client.get(upload(client, {"name": "水务局", "kind": "帝国"})["Location"]))
    assert "B2" in page
    assert "确认导入" not in page


def test_many_errors_are_first_shown_by_what_they_have_in_common_and_the_file_is_handed_back_marked(city, browser):
    client = browser("team")
    rows = [{"name": f"第{n}局", "kind": "帝国", "parent": "云外之局" if n == 3 else ""} for n in range(1, 301)]
    page = text(client.get(upload(client, *rows)["Location"]))
    assert '<td class="number">300</td><td class="org-cell">B2、B3、B4、B5、B6、B7…</td>' in page
    assert "共 301 处，下面列出前 200 处" in page
    url = reverse("organisations:import-marked", args=[ImportDraft.objects.get().pk])
    assert url in page
    file = client.get(url)
    assert file.content[:2] == b"PK"
    assert "attachment" in file["Content-Disposition"]
    assert browser("colleague").get(url).status_code == 404


def test_a_file_without_errors_has_no_marked_copy(city, browser):
    client = browser("team")
    page = client.get(upload(client, {"name": "水务局", "kind": "政府部门"})["Location"])
    url = reverse("organisations:import-marked", args=[ImportDraft.objects.get().pk])
    assert url not in text(page)
    assert client.get(url).status_code == 404


def test_a_draft_is_nobody_elses(city, browser):
    upload(browser("team"), {"name": "水务局", "kind": "政府部门"})
    draft, other = ImportDraft.objects.get(), browser("colleague")
    for name in ("import-plan", "import-confirm", "import-discard"):
        url = reverse(f"organisations:{name}", args=[draft.pk])
        assert (other.get(url) if name == "import-plan" else other.post(url)).status_code == 404
        assert browser("liaison").get(url).status_code == 403
        assert browser().get(url).status_code == 302
    assert browser("team").post(reverse("organisations:import-discard", args=[draft.pk])).status_code == 302
    assert not ImportDraft.objects.exists()


def test_a_file_that_is_no_table_comes_back_with_the_reason(city, browser):
    response = browser("team").post(ADD, {"file": SimpleUploadedFile("照片.xlsx", b"\x89PNG nothing")})
    assert response.status_code == 422
    assert not ImportDraft.objects.exists()
    assert browser("team").post(ADD, {}).status_code == 422


def test_a_file_above_the_limit_is_not_read(city, browser, settings):
    settings.UPLOAD_MAX_BYTES = 10
    response = browser("team").post(ADD, {"file": SimpleUploadedFile("大.xlsx", b"x" * 11)})
    assert "MB" in text(response)


def test_the_export_is_read_back_without_a_change(city, browser):
    client = browser("team")
    for table in IMPORTS_BY_NAME:
        data = client.get(reverse("organisations:table-export", args=[table])).content
        response = client.post(reverse("organisations:import-add", args=[table]), {"file": SimpleUploadedFile("导出.xlsx", data)})
        assert "完全一致" in text(client.get(response["Location"]))


def test_the_template_is_a_workbook(city, browser):
    response = browser("team").get(reverse("organisations:import-template", args=["posts"]))
    assert response.content[:2] == b"PK"
    assert "attachment" in response["Content-Disposition"]
