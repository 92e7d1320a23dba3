"""Papers: which files are taken is said where they are declared; the rest is tried where papers are kept (schools, credit_bank, plans)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.schools.services.projects import PAPERS
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Refusal
from baigong.kernel.files import BEGINNINGS, examine_upload
from baigong.kernel.ui.paper_pages import take_in
from tests.project_city import drafted, make_city

pytestmark = pytest.mark.django_db


def a_json():
    return SimpleUploadedFile("凭证.json", b'{"id": "urn:x"}')


def test_what_is_taken_is_what_was_declared(now):
    city = make_city()
    row = drafted(city, now)
    with pytest.raises(Refusal) as refused:
        PAPERS.add(actor=city.school, now=now, to=row, kind="proof", upload=a_json())
    assert refused.value.code == "file_type"
    wider = replace(PAPERS, accepted=BEGINNINGS | {".json": b""})
    piece = wider.add(actor=city.school, now=now, to=row, kind="proof", upload=a_json())
    assert (piece.title, piece.file_name, str(piece)) == ("凭证", "凭证.json", "凭证")
    assert ".json" in wider.endings
    assert AuditEvent.objects.filter(action="schools.projectevidence.added", subject_id=str(piece.pk)).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("凭证.exe", b"MZ", "可以上传的文件类型：csv、doc、"),
        ("证书.pdf", b"MZ", "内容不是pdf文件"),
        ("名单.csv", b"a\0b", "内容不是csv文件"),
    ],
)
def test_what_is_not_taken_is_told_whether_its_type_or_its_content_is_wrong(name, content, said):
    with pytest.raises(Refusal) as refused:
        examine_upload(SimpleUploadedFile(name, content), BEGINNINGS)
    assert refused.value.code == "file_type"
    assert said in refused.value.fields["file"]


class PaperForm(forms.Form):
    file = forms.FileField()


@pytest.mark.parametrize(("files", "said"), [({}, "请先选择"), ({"file": SimpleUploadedFile("空.pdf", b"")}, "文件是空的")])
def test_an_empty_file_is_told_from_none(files, said):
    def told(refusal):
        return refusal.message

    assert said in take_in(None, PaperForm({}, files), lambda values: None, to="/", show=told)
