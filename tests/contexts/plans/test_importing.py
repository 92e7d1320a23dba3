"""Importing a plan document: found, corrected, confirmed; amended; refused."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage

from baigong.contexts.organisations.public import LeadingBody, add_alias, holder_of, members_of
from baigong.contexts.plans.models import DraftItem, Measure, Plan, PlanDocument, Report, Target, Task
from baigong.contexts.plans.selectors.documents import differences, marked_text
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.matching import Wording, match
from baigong.contexts.plans.selectors.owed import owed_reports
from baigong.contexts.plans.services.confirming import Names, confirm_document, unresolved_names
from baigong.contexts.plans.services.importing import add_item, correct_item, decide_items, import_document
from baigong.contexts.plans.services.tasks import Part, break_down
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.contexts.plans.sample import cast, city  # noqa: F401

TEXT = """示例市人民政府关于印发《示例市产教融合实施方案》的通知

示例政发〔2021〕7号

各县区人民政府，市政府各部门：

现将《示例市产教融合实施方案》印发给你们，请认真执行。

示例市人民政府

2021年2月3日

示例市产教融合实施方案

一、重点任务

（一）建设实训基地。到2023年，建成实训基地12个以上。（责任单位：示例市教育局、示例市财改委）

（二）培养能工巧匠。每年培养技能人才500名左右。（责任单位：示例市财政局，各县区）
"""


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def imported(cast, now, text=TEXT, plan=None, name="方案.txt"):
    return import_document(actor=cast.team, now=now, data=text.encode(), file_name=name, plan=plan)


def settled(cast, now, document):
    decide_items(actor=cast.team, now=now, document=document, items=[i.pk for i in document.items.all()], keep=True)
    return document


def names(city):
    return Names(key="cj-2021", short_title="产教融合", owner=city.government, team=city.bureau)


def known(city, now):
    add_alias(actor=SYSTEM, now=now, organisation=city.finance, name="示例市财改委")


def test_what_is_found_keeps_its_place_in_the_text(city, cast, now):
    document = imported(cast, now)
    assert (document.doc_number, document.issued_on) == ("示例政发〔2021〕7号", date(2021, 2, 3))
    kinds = {k: [i for i in document.items.all() if i.kind == k] for k in ("measure", "task", "target")}
    assert [len(v) for v in kinds.values()] == [2, 2, 2]
    target = kinds["target"][0]
    assert "12个以上" in document.text[target.start : target.end]
    assert (target.data["value"], target.data["comparator"], target.data["deadline"]) == (12, ">=", "2023")
    assert default_storage.exists(document.file.name)


def test_nothing_enters_the_ledger_before_a_person_has_settled_every_finding(city, cast, now):
    known(city, now)
    document = imported(cast, now)
    with pytest.raises(Refusal, match="没有核对"):
        confirm_document(actor=cast.team, now=now, document=document, names=names(city))
    assert not Plan.objects.exists()
    assert not Task.objects.exists()


def test_a_body_nobody_knows_stops_the_confirmation_and_is_named_with_near_names(city, cast, now):
    document = settled(cast, now, imported(cast, now))
    assert [found.text for found in unresolved_names(document)] == ["示例市财改委"]
    with pytest.raises(Refusal, match="示例市财改委"):
        confirm_document(actor=cast.team, now=now, document=document, names=names(city))


def test_a_confirmed_document_becomes_the_ledger_with_its_clauses(city, cast, now):
    known(city, now)
    document = settled(cast, now, imported(cast, now))
    plan = confirm_document(actor=cast.team, now=now, document=document, names=names(city))
    assert [m.title for m in plan.measures.all()] == ["建设实训基地", "培养能工巧匠"]
    second = plan.tasks.get(order=2)
    assert {r.organisation.name for r in second.responsibilities.all()} == {"示例市财政局", "东县", "西县"}
    target = plan.targets.get(value=12)
    assert (target.due_on, target.due_source) == (date(2023, 12, 31), "plan")
    assert "12个以上" in target.clause.text
    assert document.text[target.clause.start : target.clause.end] == target.clause.text


def test_a_correction_and_an_addition_are_what_is_confirmed(city, cast, now):
    known(city, now)
    document = settled(cast, now, imported(cast, now))
    measure = document.items.get(kind="measure", order=0)
    correct_item(actor=cast.team, now=now, item=measure, changes={"title": "建设公共实训基地"})
    add_item(
        actor=cast.team, now=now, document=document, kind="target", quote="每年培养技能人才500名左右",
        data={"name": "技能人才", "value": 500, "comparator": "~", "unit": "名", "deadline": "yearly", "measure": None},
    )  # fmt: skip
    plan = confirm_document(actor=cast.team, now=now, document=document, names=names(city))
    assert plan.measures.first().title == "建设公共实训基地"
    assert Target.objects.filter(plan=plan, name="技能人才", is_yearly=True).exists()
    assert DraftItem.objects.get(pk=measure.pk).is_corrected


def test_an_addition_must_quote_the_document(city, cast, now):
    document = imported(cast, now)
    with pytest.raises(Refusal, match="原文中没有"):
        add_item(actor=cast.team, now=now, document=document, kind="target", quote="建成100个基地", data={})


def test_a_dropped_finding_stays_out(city, cast, now):
    known(city, now)
    document = settled(cast, now, imported(cast, now))
    decide_items(actor=cast.team, now=now, document=document, items=[document.items.get(kind="measure", order=1).pk], keep=False)
    assert confirm_document(actor=cast.team, now=now, document=document, names=names(city)).measures.count() == 1


def test_a_confirmed_document_is_no_longer_corrected(city, cast, now):
    known(city, now)
    document = settled(cast, now, imported(cast, now))
    confirm_document(actor=cast.team, now=now, document=document, names=names(city))
    with pytest.raises(Refusal, match="不再更改"):
        decide_items(actor=cast.team, now=now, document=document, items=[], keep=False)


def test_an_amended_version_takes_over_and_the_old_wording_stays_for_old_reports(city, cast, now):
    known(city, now)
    first = settled(cast, now, imported(cast, now))
    plan = confirm_document(actor=cast.team, now=now, document=first, names=names(city))
    old_clause = plan.tasks.get(order=1).clause
    amended = TEXT.replace("12个以上", "15个以上").replace(
        "（二）培养能工巧匠。每年培养技能人才500名左右。（责任单位：示例市财政局，各县区）", ""
    )
    second = settled(cast, now, imported(cast, now, amended, plan))
    found = differences(list(first.items.all()), list(second.items.all()), first.text, second.text)
    assert {(d.kind, d.change) for d in found} >= {("measure", "removed"), ("task", "removed"), ("task", "reworded")}
    confirm_document(actor=cast.team, now=now, document=second)
    first.refresh_from_db()
    assert first.state == "superseded"
    task = plan.tasks.get(order=1)
    assert "15个以上" in task.clause.text
    assert "12个以上" in old_clause.text
    assert Measure.objects.get(plan=plan, number="（二）").withdrawn_on == now.date()
    assert not Report.objects.exists()


def test_the_roster_of_a_document_becomes_a_body_of_posts_with_their_holders(city, cast, now):
    members = "组  长：李 一 示例市教育局局长\n\n成  员：王二 示例市财政局副局长\n\n"
    members += "       赵三 示例市财政局三级调研员\n"
    roster = TEXT + "\n附件1\n\n示例市产教融合工作领导小组\n\n" + members
    known(city, now)
    document = settled(cast, now, imported(cast, now, roster))
    confirm_document(actor=cast.team, now=now, document=document, names=names(city))
    body = LeadingBody.objects.get()
    assert len(members_of(body, now.date())) == 3
    post = body.seats.get(role="chair").post
    assert (post.title, holder_of(post, now.date()).name) == ("局长", "李一")
    assert body.seats.get(post=None).rank_title == "三级调研员"


def bomb():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 400_000_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("坏.docx", b"PK\x03\x04 not a document"),
        ("空.txt", b""),
        ("图.pdf", b"%PDF-1.4\n%%EOF"),
        ("信.txt", "今天天气很好。".encode()),
        ("怪.exe", b"MZ\x00\x00"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words_and_leaves_nothing(city, cast, now, name, data):
    with pytest.raises(Refusal) as refused:
        import_document(actor=cast.team, now=now, data=data, file_name=name)
    assert refused.value.message
    assert refused.value.code
    assert not PlanDocument.objects.exists()


def test_a_document_that_unpacks_into_a_flood_is_refused(city, cast, now):
    with pytest.raises(Refusal):
        import_document(actor=cast.team, now=now, data=bomb(), file_name="弹.docx")


def test_a_file_above_the_limit_is_refused_before_it_is_read(city, cast, now, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(Refusal, match="超过") as refused:
        imported(cast, now)
    assert refused.value.status == 413


def test_the_same_file_is_imported_once(city, cast, now):
    imported(cast, now)
    with pytest.raises(Refusal, match="已经导入过"):
        imported(cast, now)


def test_only_the_working_team_imports(city, cast, now):
    with pytest.raises(NotPermitted):
        import_document(actor=cast.finance, now=now, data=TEXT.encode(), file_name="方案.txt")


def test_two_people_confirming_at_once_make_one_plan(city, cast, now):
    known(city, now)
    document = settled(cast, now, imported(cast, now))
    stale = PlanDocument.objects.get(pk=document.pk)
    confirm_document(actor=cast.team, now=now, document=document, names=names(city))
    with pytest.raises((Conflict, Refusal)):
        confirm_document(actor=cast.team, now=now, document=stale, names=names(city))
    assert Plan.objects.count() == 1


def test_overlapping_spans_are_cut_into_runs_that_give_the_text_back():
    segments = marked_text("甲乙丙丁戊", [(0, 4, "task", 1), (1, 2, "target", 2)])
    assert "".join(s.text for s in segments) == "甲乙丙丁戊"
    assert [(s.text, s.kinds) for s in segments] == [
        ("甲", ("task",)),
        ("乙", ("target", "task")),
        ("丙丁", ("task",)),
        ("戊", ()),
    ]


def test_a_target_is_reported_on_the_task_whose_sentence_holds_it(city, cast, now):
    known(city, now)
    plan = confirm_document(actor=cast.team, now=now, document=settled(cast, now, imported(cast, now)), names=names(city))
    served = {target.name: [task.number for task in target.tasks.all()] for target in plan.targets.all()}
    assert sorted(served.values()) == [["（一）"], ["（二）"]]
    assert any("12个" in name for name in served)


LONG = TEXT + "\n（三）落实经费保障。生均拨款逐年提高。（责任单位：示例市财政局）\n"


def amended(cast, now, plan, text):
    """An amended version, settled and in force."""
    document = settled(cast, now, imported(cast, now, text, plan))
    confirm_document(actor=cast.team, now=now, document=document)
    return document


def in_force(city, cast, now, text=LONG):
    known(city, now)
    document = settled(cast, now, imported(cast, now, text))
    return document, confirm_document(actor=cast.team, now=now, document=document, names=names(city))


WITHOUT_SECOND = LONG.replace("（二）培养能工巧匠。每年培养技能人才500名左右。（责任单位：示例市财政局，各县区）\n\n", "").replace(
    "（三）落实", "（二）落实"
)


def test_a_task_keeps_its_record_when_numbers_run_on_after_another_was_dropped(city, cast, now):
    _first, plan = in_force(city, cast, now)
    money = plan.tasks.get(number="（三）")
    amended(cast, now, plan, WITHOUT_SECOND)
    money.refresh_from_db()
    assert (money.number, money.withdrawn_on) == ("（二）", None)
    assert "经费" in money.clause.text


def test_what_the_new_version_drops_is_withdrawn_with_its_targets_and_never_deleted(city, cast, now):
    _first, plan = in_force(city, cast, now)
    craft = plan.tasks.get(number="（二）")
    amended(cast, now, plan, WITHOUT_SECOND)
    craft.refresh_from_db()
    assert (craft.withdrawn_on, craft.number) == (now.date(), "旧（二）")
    assert Target.objects.get(plan=plan, value=500).withdrawn_on == now.date()
    assert Target.objects.get(plan=plan, value=12).withdrawn_on is None
    assert not plan.tasks.filter(withdrawn_on=None, pk=craft.pk).exists()


def test_a_withdrawn_task_owes_nothing_has_a_grey_light_and_takes_no_step(city, cast, now):
    _first, plan = in_force(city, cast, now)
    craft = plan.tasks.get(number="（二）")
    workflow.fire(craft, "assign", actor=cast.team, now=now)
    amended(cast, now, plan, WITHOUT_SECOND)
    assert owed_reports(plan).filter(task=craft).count() == 0
    light = plan_lights(plan, now.date()).tasks[craft.pk]
    assert (light.colour, light.rule) == ("grey", "TASK-WITHDRAWN")
    with pytest.raises(NotPermitted):
        workflow.fire(Task.objects.get(pk=craft.pk), "start", actor=cast.team, now=now)


def test_what_comes_back_in_a_third_version_is_the_same_task_again(city, cast, now):
    _first, plan = in_force(city, cast, now)
    craft = plan.tasks.get(number="（二）")
    amended(cast, now, plan, WITHOUT_SECOND)
    amended(cast, now, plan, LONG + "\n以上任务请认真落实。\n")
    craft.refresh_from_db()
    assert (craft.number, craft.withdrawn_on) == ("（二）", None)
    assert plan.tasks.count() == 3


def test_a_target_whose_figure_is_changed_stays_the_same_target_with_its_values(city, cast, now):
    _first, plan = in_force(city, cast, now)
    target = plan.targets.get(value=12)
    amended(cast, now, plan, LONG.replace("12个以上", "15个以上"))
    target.refresh_from_db()
    assert target.value == 15
    assert "15个以上" in target.clause.text
    assert plan.targets.count() == 2


def test_pieces_of_a_task_follow_its_number_and_are_withdrawn_with_it(city, cast, now):
    _first, plan = in_force(city, cast, now)
    [east] = break_down(actor=cast.team, now=now, task=plan.tasks.get(number="（三）"), parts=[Part(city.east.pk, "东县经费")])
    [gone] = break_down(actor=cast.team, now=now, task=plan.tasks.get(number="（二）"), parts=[Part(city.west.pk, "西县工匠")])
    amended(cast, now, plan, WITHOUT_SECOND)
    east.refresh_from_db()
    gone.refresh_from_db()
    assert (east.number, east.withdrawn_on) == ("（二）-1", None)
    assert gone.withdrawn_on == now.date()


def test_the_differences_tell_renumbered_from_reworded_and_name_the_bodies_that_changed(city, cast, now):
    first, plan = in_force(city, cast, now)
    text = WITHOUT_SECOND.replace("（责任单位：示例市财政局）", "（责任单位：示例市财政局、示例市教育局）")
    second = settled(cast, now, imported(cast, now, text, plan))
    found = differences(list(first.items.all()), list(second.items.all()), first.text, second.text)
    assert [(d.kind, d.number, d.change, d.was, d.gone, d.came) for d in found] == [
        ("measure", "（二）", "removed", "", [], []),
        ("measure", "（二）", "reworded", "（三）", [], []),
        ("task", "（二）", "removed", "", [], []),
        ("task", "（二）", "reworded", "（三）", [], ["示例市教育局"]),
        ("target", "", "removed", "", [], []),
    ]


def test_different_tasks_under_one_number_are_not_taken_for_one():
    before = [Wording("1", "建设公共实训基地十二个"), Wording("2", "落实生均经费保障机制"), Wording("3", "")]
    after = [Wording("1", "落实生均经费保障的长效机制"), Wording("2", "举办技能大赛"), Wording("3", "随便什么")]
    assert match(before, after) == {0: 1, 2: 2}


def test_what_changed_only_its_number_is_told_so(city, cast, now):
    before, after = (DraftItem(kind="task", number=n, data={"text": "落实经费", "departments": []}) for n in ("5", "4"))
    assert [(d.change, d.was, d.number) for d in differences([before], [after], "", "")] == [("renumbered", "5", "4")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("建设实训基地。到2023年建成。", "建设实训基地"),
        ("依托学院，建设体验馆", "依托学院，建设体验馆"),
        (
            "建立与办学规模、培养成本、办学质量相适应的财政经费投入与保障机制，优化教育支出结构",
            "建立与办学规模、培养成本、办学质量相适应的财政经费投入与保障机制",
        ),
        ("到2023年，" + "完善" * 30, ("到2023年，" + "完善" * 30)[:59] + "…"),
    ],
)  # fmt: skip
def test_a_long_sentence_is_called_by_its_first_clause(text, title):
    from baigong.contexts.plans.services.confirming import _title

    assert _title(text) == title
