"""Evidence: what may be uploaded, once, by whom, read by whom; never a row without its file."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import transaction

from baigong.contexts.plans.access import EVIDENCE_POLICY
from baigong.contexts.plans.models import Duty, Evidence, Responsibility
from baigong.contexts.plans.services import evidence, reports
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.files import sweep
from tests.contexts.plans.reporting_cast import a_pdf
from tests.contexts.plans.test_reporting_reports import refused


def files_on_disk():
    root = Path(project.MEDIA_ROOT) / "plans/evidence"
    return sorted(p for p in root.rglob("*") if p.is_file()) if root.exists() else []


def a_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.xml", "<a/>" * 20)
    return out.getvalue()


@pytest.fixture
def add(cast, begun, now):
    def act(name="名单.pdf", content=b"%PDF-1.7 x", kind="roster", **more):
        return evidence.add_file(actor=cast.liaison_actor, now=now, report=begun, kind=kind, upload=a_pdf(name, content), **more)

    return act


def test_a_file_is_kept_with_its_hash_its_own_name_and_a_title(add):
    piece = add("C:\\桌面\\企业 名单.pdf")
    assert (piece.file_name, piece.title, piece.size) == ("企业 名单.pdf", "企业 名单", 10)
    assert len(piece.sha256) == 64
    assert piece.file.name.startswith("plans/evidence/2")
    assert "名单" not in piece.file.name
    assert files_on_disk()[0].read_bytes() == b"%PDF-1.7 x"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.pdf", b"MZ\x90"),
        ("a.docx", b"%PDF-1.4"),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg/>"),
        ("a.csv", b"a,b\0c"),
        ("a", b"%PDF-1.4"),
        (".pdf", b"%PDF-1.4"),
    ],
)
def test_what_is_no_document_or_another_than_its_name_says_is_refused_and_not_kept(add, name, content):
    refused("file_type", lambda: add(name, content))
    assert files_on_disk() == []


@pytest.mark.parametrize("name", ["断.docx", "断.zip", "断.ofd"])
def test_a_package_that_was_not_saved_to_its_end_is_refused_by_name_and_not_kept(add, name):
    whole = a_zip()
    assert name in refused("file_broken", lambda: add(name, whole[: len(whole) // 2])).message
    assert files_on_disk() == []
    assert add(name, whole).file_name == name


@pytest.mark.parametrize("name", ["../../../../etc/passwd.pdf", "..\\..\\passwd.pdf", "长" * 300 + ".pdf", "<script>alert(1).pdf"])
def test_a_name_leads_nowhere_and_is_only_what_is_shown(add, name):
    piece = add(name)
    assert "/" not in piece.file_name
    assert len(piece.file_name) <= 200
    assert piece.file_name.endswith(".pdf")
    assert [str(p) for p in files_on_disk()] == [piece.file.path]


def test_a_photo_is_an_image_and_a_table_is_not_empty(add, settings):
    refused("not_an_image", lambda: add(kind="photo"))
    refused("kind", lambda: add(kind="link"))
    refused("file_empty", lambda: add("a.csv", b""))
    settings.UPLOAD_MAX_BYTES = 5
    assert refused("file_too_large", lambda: add()).status == 413
    assert files_on_disk() == []


def test_the_same_content_twice_in_one_report_is_refused_under_any_name(add, cast, now):
    add("一.pdf")
    assert "一" in refused("attached_twice", lambda: add("二.pdf"), status=409).message
    assert len(files_on_disk()) == 1


def test_the_same_file_may_prove_two_reports(add, cast, now):
    add()
    other = reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.shared, organisation=cast.county)
    evidence.add_file(actor=cast.county_actor, now=now, report=other, kind="roster", upload=a_pdf("x.pdf", b"%PDF-1.7 x"))
    assert Evidence.objects.count() == 2


def test_links_are_public_addresses_once(cast, begun, now):
    def link(url):
        return evidence.add_link(actor=cast.liaison_actor, now=now, report=begun, url=url)

    link("https://www.example.cn/a")
    refused("attached_twice", lambda: link("https://www.example.cn/a"))
    for wrong in ("javascript:alert(1)", "//x", "file:///etc/passwd", "www.example.cn"):
        refused("bad_link", lambda wrong=wrong: link(wrong))


def test_there_is_an_end_to_the_pieces(add, monkeypatch):
    monkeypatch.setattr(evidence, "REPORT_PAPERS", replace(evidence.REPORT_PAPERS, most=1))
    add()
    refused("too_many", lambda: add("b.pdf", b"%PDF-2"))


def test_removing_keeps_the_hash_in_the_log_and_leaves_the_file_to_the_sweep(add, cast, now):
    piece = add()
    evidence.remove_evidence(actor=cast.liaison_actor, now=now, evidence=piece)
    assert AuditEvent.objects.get(action="plans.evidence.removed").detail["sha256"] == piece.sha256
    assert len(files_on_disk()) == 1


def test_another_body_adds_and_removes_nothing(add, cast, begun, now):
    piece = add()
    with pytest.raises(NotPermitted):
        evidence.remove_evidence(actor=cast.county_actor, now=now, evidence=piece)
    with pytest.raises(NotPermitted):
        evidence.add_file(actor=cast.stranger_actor, now=now, report=begun, kind="roster", upload=a_pdf())


def test_a_drafts_evidence_is_its_bodys_alone_then_the_teams_and_an_accepted_ones_its_leads(cast, begun, add, now):
    def seen(actor):
        return EVIDENCE_POLICY.visible(actor).exists()

    add()
    assert seen(cast.liaison_actor)
    assert not seen(cast.reviewer_actor)
    Responsibility.objects.create(task=cast.shared, organisation=cast.finance, duty=Duty.LEAD)
    other = reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.shared, organisation=cast.county)
    piece = evidence.add_file(actor=cast.county_actor, now=now, report=other, kind="data", upload=a_pdf())
    reports.write_report(actor=cast.county_actor, now=now, report=other, content=reports.Content("好"))
    reports.submit_report(actor=cast.county_actor, now=now, report=other)
    assert EVIDENCE_POLICY.visible(cast.reviewer_actor).filter(pk=piece.pk).exists()
    assert not EVIDENCE_POLICY.visible(cast.liaison_actor).filter(pk=piece.pk).exists()
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=other)
    piece = Evidence.objects.get(pk=piece.pk)
    for actor, wanted in ((cast.liaison_actor, True), (cast.stranger_actor, False)):
        assert EVIDENCE_POLICY.visible(actor).filter(pk=piece.pk).exists() is wanted
        assert bool(EVIDENCE_POLICY.decide(actor, "view", piece)) is wanted


def test_every_reading_is_in_the_log_and_a_lost_file_is_said(add, cast, now):
    piece = add()
    assert evidence.REPORT_PAPERS.open(actor=cast.liaison_actor, now=now, piece=piece).read() == b"%PDF-1.7 x"
    assert AuditEvent.objects.filter(action="plans.evidence.read").count() == 1
    files_on_disk()[0].unlink()
    piece = Evidence.objects.get(pk=piece.pk)
    refused("file_lost", lambda: evidence.REPORT_PAPERS.open(actor=cast.liaison_actor, now=now, piece=piece))


def test_the_file_is_on_disk_before_its_row_is_written(add, monkeypatch):
    there = []
    save = Evidence.save

    def watched(self, *args, **kwargs):
        there.append(os.path.exists(self.file.path))
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Evidence, "save", watched)
    add()
    assert there == [True]


def test_a_rolled_back_upload_leaves_a_file_without_a_row_that_is_swept_after_a_day(add, begun, now):
    with transaction.atomic():
        add()
        transaction.set_rollback(True)  # as if killed before the commit
    kept = add("b.pdf", b"%PDF-2")
    assert len(files_on_disk()) == 2
    assert sweep(now) == 0
    for path in files_on_disk():
        os.utime(path, ((now - timedelta(days=2)).timestamp(),) * 2)
    assert sweep(now) == 1
    assert [str(p) for p in files_on_disk()] == [kept.file.path]


def test_a_corrections_copy_keeps_the_file_alive_when_the_draft_is_thrown_away(cast, accepted, now):
    new = reports.start_correction(actor=cast.liaison_actor, now=now, report=accepted)
    assert new.evidence.get().file.name == accepted.evidence.get().file.name
    reports.discard_report(actor=cast.liaison_actor, now=now, report=new)
    for path in files_on_disk():
        os.utime(path, ((now - timedelta(days=2)).timestamp(),) * 2)
    assert sweep(now) == 0


def test_no_refusal_is_a_bare_error(add):
    with pytest.raises(Refusal) as caught:
        add("a.exe", b"MZ")
    assert "a.exe" in caught.value.message
