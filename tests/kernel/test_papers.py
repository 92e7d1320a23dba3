"""Papers: which files are taken is said where they are declared; the rest is tried where papers are kept (schools, credit_bank, plans)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.schools.services.projects import PAPERS
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Refusal
from baigong.kernel.files import BEGINNINGS
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
