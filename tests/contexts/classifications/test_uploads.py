"""A newer edition from a file: wrong cells named, the plan shown, loaded once confirmed, the old one untouched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baigong.contexts.accounts.public import SYSTEM_ADMIN, WORKING_TEAM
from baigong.contexts.classifications import exchange as layouts
from baigong.contexts.classifications import selectors, uploads
from baigong.contexts.classifications.bundled import EditionFacts
from baigong.contexts.classifications.exchange import rows_of, table_of
from baigong.contexts.classifications.models import Edition, EditionUpload, Entry, Origin, UploadState
from baigong.contexts.classifications.schemes import SCHEMES
from baigong.kernel import exchange, workflow
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.jobs import queue
from baigong.kernel.jobs.models import Job, JobState
from tests.builders import a_body, a_user, an_actor

HEADER = ["代码", "名称", "级别", "上级代码", "起用日期", "说明"]


def facts(scheme: str = "industries", code: str = "2027", starts: date = date(2027, 1, 1)) -> EditionFacts:
    return EditionFacts(
        scheme=scheme, code=code, title="国民经济行业分类（新）", source="官方文件", effective_from=starts, publisher="统计局"
    )


def a_file(*rows: list[str]) -> bytes:
    return exchange.write_csv(HEADER, rows)


@pytest.fixture
def admin(db):
    body = a_body("市教育局")
    return an_actor(SYSTEM_ADMIN, body, user_id=a_user(SYSTEM_ADMIN, body).pk, name="系统管理员")


@pytest.fixture
def prepare(admin, now):
    """``prepare(bytes, …)`` reads a file as the administrator."""

    def read(data: bytes, **changes) -> EditionUpload:
        return uploads.prepare_upload(actor=admin, now=now, facts=facts(**changes), data=data, filename="新版.csv")

    return read


def test_the_plan_tells_what_is_added_changed_and_ended(load, prepare):
    load("industries")
    upload = prepare(a_file(["A", "农林牧渔业", "门类", "", "", ""], ["U", "新门类", "门类", "", "", ""]))
    assert upload.compared_with.code == "2017"
    assert (upload.counts["add"], upload.counts["change"], upload.counts["missing"], upload.counts["rows"]) == (1, 1, 1970, 2)
    assert Edition.objects.count() == 1
    assert AuditEvent.objects.filter(action="classifications.editionupload.created").count() == 1


def test_confirmed_it_becomes_a_new_edition_and_the_old_one_answers_for_its_own_days(load, prepare, admin, now):
    load("industries")
    upload = prepare(a_file(["A", "农林牧渔业", "门类", "", "", ""], ["01", "农业", "大类", "A", "", ""]))
    before = dict(Entry.objects.filter(edition__code="2017").values_list("code", "name"))
    uploads.confirm_upload(actor=admin, now=now, upload=upload, plan_digest=upload.plan_digest)
    upload.refresh_from_db()
    assert upload.state == UploadState.LOADED
    assert (upload.edition.origin, upload.edition.row_count, upload.rows) == (Origin.UPLOADED, 2, "")
    assert upload.edition.tier_counts == {"section": 1, "division": 1}
    assert selectors.label_of("industries", "A", on=date(2026, 12, 31)) == "农、林、牧、渔业"
    assert selectors.label_of("industries", "A", on=date(2027, 1, 1)) == "农林牧渔业"
    assert selectors.find_code("industries", "01", on=date(2027, 1, 1)).path == "A>"
    assert dict(Entry.objects.filter(edition__code="2017").values_list("code", "name")) == before
    assert AuditEvent.objects.filter(action="classifications.editionupload.loaded").exists()
    assert AuditEvent.objects.get(action="classifications.edition.loaded", subject_id=str(upload.edition_id)).actor_id == admin.user_id


def test_every_wrong_cell_is_named_with_its_coordinate_and_nothing_is_kept(prepare):
    with pytest.raises(uploads.Rejected) as rejected:
        prepare(a_file(["A", "农业", "没有这级", "", "", ""], ["01", "", "大类", "A", "", ""], ["02", "林业", "大类", "Y", "", ""]))
    assert [(issue.cell, issue.column) for issue in rejected.value.issues] == [("C2", "级别"), ("B3", "名称"), ("D4", "上级代码")]
    assert not EditionUpload.objects.exists()


def test_a_file_with_a_code_twice_is_refused(prepare):
    with pytest.raises(uploads.Rejected) as rejected:
        prepare(a_file(["A", "农业", "门类", "", "", ""], ["A", "渔业", "门类", "", "", ""]))
    assert rejected.value.issues[0].cell == "A3"


def test_an_edition_that_exists_or_starts_on_a_taken_day_is_refused(load, prepare):
    load("industries")
    data = a_file(["A", "农业", "门类", "", "", ""])
    with pytest.raises(Refusal) as same:
        prepare(data, code="2017")
    assert same.value.fields.keys() == {"code"}
    with pytest.raises(Refusal) as day:
        prepare(data, starts=date(2017, 10, 1))
    assert day.value.fields.keys() == {"effective_from"}


def test_an_older_edition_can_be_brought_later(load, prepare, admin, now):
    load("industries")
    upload = prepare(a_file(["A", "农、林、牧、渔业", "门类", "", "", ""]), code="2011", starts=date(2011, 11, 1))
    uploads.confirm_upload(actor=admin, now=now, upload=upload, plan_digest=upload.plan_digest)
    assert selectors.edition_in_force("industries", date(2015, 1, 1)).code == "2011"
    assert selectors.edition_in_force("industries", date(2020, 1, 1)).code == "2017"


def test_only_the_system_administrator_brings_and_loads(load, prepare, now):
    stranger = an_actor(WORKING_TEAM, a_body())
    with pytest.raises(NotPermitted):
        uploads.prepare_upload(actor=stranger, now=now, facts=facts(), data=b"", filename="x.csv")
    upload = prepare(a_file(["A", "农业", "门类", "", "", ""]))
    with pytest.raises(NotPermitted):
        uploads.confirm_upload(actor=stranger, now=now, upload=upload, plan_digest=upload.plan_digest)
    with pytest.raises(NotPermitted):
        uploads.discard_upload(actor=stranger, now=now, upload=upload)


def test_another_plan_than_the_one_shown_is_not_loaded(prepare, admin, now):
    upload = prepare(a_file(["A", "农业", "门类", "", "", ""]))
    with pytest.raises(Conflict):
        uploads.confirm_upload(actor=admin, now=now, upload=upload, plan_digest="0" * 64)
    assert not Edition.objects.exists()


def test_of_two_uploads_of_one_edition_the_second_is_refused_and_stays(prepare, admin, now):
    first = prepare(a_file(["A", "农业", "门类", "", "", ""]))
    second = prepare(a_file(["B", "采矿业", "门类", "", "", ""]))
    uploads.confirm_upload(actor=admin, now=now, upload=first, plan_digest=first.plan_digest)
    with pytest.raises(Refusal):
        uploads.confirm_upload(actor=admin, now=now, upload=second, plan_digest=second.plan_digest)
    second.refresh_from_db()
    assert second.state == UploadState.READY
    assert Edition.objects.count() == 1


def test_a_discarded_file_is_forgotten(prepare, admin, now):
    upload = prepare(a_file(["A", "农业", "门类", "", "", ""]))
    uploads.discard_upload(actor=admin, now=now, upload=upload)
    upload.refresh_from_db()
    assert (upload.state, upload.rows, upload.plan) == (UploadState.DISCARDED, "", "")
    with pytest.raises(Conflict):
        uploads.confirm_upload(actor=admin, now=now, upload=upload, plan_digest=upload.plan_digest)
    assert workflow.available(upload, admin) == []


def test_a_large_edition_is_loaded_by_a_job_which_may_run_twice(prepare, admin, now, monkeypatch):
    monkeypatch.setattr(uploads, "LARGE", 1)
    upload = prepare(a_file(["A", "农业", "门类", "", "", ""], ["B", "采矿业", "门类", "", "", ""]))
    uploads.confirm_upload(actor=admin, now=now, upload=upload, plan_digest=upload.plan_digest)
    upload.refresh_from_db()
    assert upload.state == UploadState.LOADING
    job = Job.objects.get(pk=upload.job_id)
    queue.run(job.pk)
    job.refresh_from_db()
    upload.refresh_from_db()
    assert (job.state, upload.state) == (JobState.DONE, UploadState.LOADED)
    assert AuditEvent.objects.get(action="classifications.edition.loaded").actor_id == admin.user_id
    assert uploads.load_upload(uploads.Progress(job, now), **job.arguments)["edition"] == upload.edition_id
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_what_is_downloaded_can_be_uploaded_again_unchanged(load, admin, now, scheme):
    load(scheme)
    edition = selectors.list_editions(scheme).first()
    data = exchange.export(table_of(scheme), rows_of(edition), "csv")
    meta = facts(scheme=scheme, code="next", starts=edition.effective_from + timedelta(days=4000))
    upload = uploads.prepare_upload(actor=admin, now=now, facts=meta, data=data, filename="back.csv")
    counts = upload.counts
    assert (counts["add"], counts["change"], counts["missing"]) == (0, 0, 0)
    upload = workflow.fire(upload, "load", actor=admin, now=now)
    assert upload.edition.tier_counts == edition.tier_counts
    assert list(layouts.rows_of(upload.edition)) == list(layouts.rows_of(edition))


def test_leading_zeros_survive_an_excel_file(load, admin, now):
    load("industries")
    edition = Edition.objects.get()
    data = exchange.export(table_of("industries"), [row for row in rows_of(edition) if row["code"] in {"A", "01", "011", "0111"}])
    upload = uploads.prepare_upload(actor=admin, now=now, facts=facts(), data=data, filename="行业.xlsx")
    workflow.fire(upload, "load", actor=admin, now=now)
    assert list(Entry.objects.filter(edition__code="2027").values_list("code", flat=True)) == ["A", "01", "011", "0111"]
