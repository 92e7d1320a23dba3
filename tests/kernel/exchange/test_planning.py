"""From file to plan to rows: shown, confirmed, all or nothing."""

import datetime as dt
import json
from contextlib import contextmanager
from decimal import Decimal

import pytest

from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.exchange import ImportPlan, Table, carried, carrying, confirmed, execute, export, index, key_of, plan, read, shown


class Store:
    """Rows in memory that roll back as a database would."""

    def __init__(self, table, rows):
        self.table, self.rows = table, index(table, rows)
        self.fails = False

    @contextmanager
    def transaction(self):
        kept = dict(self.rows)
        try:
            yield
        except BaseException:
            self.rows = kept
            raise

    def current(self, keys):
        return {key: self.rows[key] for key in keys if key in self.rows}

    def add(self, rows):
        self.rows |= index(self.table, rows)

    def change(self, rows):
        if self.fails:
            raise RuntimeError("disk full")
        for key, values in rows:
            self.rows[key] = {**self.rows[key], **values}


@pytest.fixture
def store(table, rows):
    return Store(table, rows)


def planned(table, rows, existing):
    return plan(table, read(table, export(table, rows), "a.xlsx"), existing)


@pytest.fixture
def made(table, rows, store):
    changed = [{**row} for row in rows[:-1]]
    changed[0] |= {"amount": Decimal("9.90"), "remark": None, "starts_on": dt.date(2023, 6, 1)}
    new = {**rows[0], "code": "WW9999", "id_number": "622301200001019999"}
    return planned(table, [*changed, new], store.rows)


def test_plan_tells_additions_changes_and_what_is_missing(table, rows, made):
    assert made.counts == {"add": 1, "change": 1, "same": 5, "missing": 1, "errors": 0, "wrong_rows": 0}
    change = next(action for action in made.actions if action.kind == "change")
    assert [(c.column, c.old, c.new) for c in change.changes] == [
        ("amount", Decimal("1235.50"), Decimal("9.90")),
        ("starts_on", dt.date(2023, 5, 1), dt.date(2023, 6, 1)),
    ]
    assert made.missing == (key_of(table, rows[-1]),)


def test_execute_writes_what_was_shown_and_deletes_nothing(table, rows, made, store):
    stored = ImportPlan.from_json(table, made.to_json())
    assert stored == made
    execute(stored, store, digest=made.digest)
    assert len(store.rows) == 8
    assert store.rows[key_of(table, rows[0])]["amount"] == Decimal("9.90")
    assert key_of(table, rows[-1]) in store.rows


def test_nothing_is_written_when_one_step_fails(made, store):
    before, store.fails = dict(store.rows), True
    with pytest.raises(RuntimeError):
        execute(made, store, digest=made.digest)
    assert store.rows == before


def test_a_plan_with_errors_is_not_executed(table, rows, store):
    wrong = planned(table, [{**rows[0], "name": None}, rows[1]], store.rows)
    assert not wrong.is_clean
    assert wrong.counts["wrong_rows"] == 1
    with pytest.raises(Refusal) as caught:
        execute(wrong, store, digest=wrong.digest)
    assert caught.value.code == "plan_has_errors"


def test_another_plan_than_the_one_shown_is_not_executed(table, rows, made, store):
    other = planned(table, rows, {})
    with pytest.raises(Refusal, match="不一致") as caught:
        execute(other, store, digest=made.digest)
    assert caught.value.code == "plan_altered"


def test_an_altered_stored_plan_is_refused(table, made):
    content = json.loads(made.to_json())
    content["actions"][0]["values"]["amount"] = "1"
    with pytest.raises(Refusal) as caught:
        ImportPlan.from_json(table, json.dumps(content))
    assert caught.value.code == "plan_altered"


def test_a_plan_for_another_version_of_the_table_is_refused(table, made):
    newer = Table(table.name, table.title, table.columns, table.key, version="2")
    with pytest.raises(Refusal) as caught:
        ImportPlan.from_json(newer, made.to_json())
    assert caught.value.code == "plan_outdated"


@pytest.mark.parametrize("meanwhile", ["changed", "deleted", "added"])
def test_rows_changed_in_the_meantime_stop_everything(table, rows, made, store, meanwhile):
    key = key_of(table, rows[0])
    if meanwhile == "changed":
        store.rows[key] = {**rows[0], "amount": Decimal(77)}
    elif meanwhile == "deleted":
        del store.rows[key]
    else:
        added = {**rows[0], "code": "WW9999"}
        store.rows[key_of(table, added)] = added
    before = dict(store.rows)
    with pytest.raises(Conflict, match="他人改动"):
        execute(made, store, digest=made.digest)
    assert store.rows == before


def test_columns_the_file_lacks_are_left_alone(table, store):
    text = "项目编号,年度,项目名称,开始日期\nWW0001,2023,新名,2023-5-1\n"
    made = plan(table, read(table, text.encode(), "a.csv"), store.rows)
    assert [c.column for c in made.actions[0].changes] == ["name"]


def test_stored_forms_of_a_value_compare_equal(table, rows):
    stored = {**rows[0], "amount": 1235.5, "month": dt.date(2023, 5, 1), "remark": "", "ends_on": None}
    assert planned(table, [rows[0]], index(table, [stored])).counts["same"] == 1


def test_values_are_shown_as_people_read_them(table):
    assert shown(table.by_key["state"], "done") == "已完成"
    assert shown(table.by_key["is_open"], True) == "是"
    assert shown(table.by_key["starts_on"], dt.date(2023, 5, 1)) == "2023-05-01"
    assert shown(table.by_key["remark"], None) == ""


def test_a_plan_that_travels_with_its_page_comes_back_as_it_went(table, made):
    assert confirmed(table, carried(made, "who:1"), "who:1").digest == made.digest


@pytest.mark.parametrize("change", [lambda text: text + "x", lambda text: "", lambda text: text[::-1]])
def test_a_plan_that_was_altered_on_its_way_is_refused(table, made, change):
    with pytest.raises(Refusal) as refused:
        confirmed(table, change(carried(made, "who:1")), "who:1")
    assert refused.value.code == "plan_expired"


def test_a_plan_is_worth_nothing_to_another_and_not_for_ever(table, made, monkeypatch):
    with pytest.raises(Refusal):
        confirmed(table, carried(made, "who:1"), "who:2")
    monkeypatch.setattr(carrying, "LASTS", -1)
    with pytest.raises(Refusal):
        confirmed(table, carried(made, "who:1"), "who:1")
