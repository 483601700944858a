import gate
from gate import Rows

SCORES = {
    "detection": {"precision": 0.8, "recall": 0.6, "f1": 0.6857},
    "record": {"f1": 0.5},
    "prevalence": {"f1": 0.4},
    "citation_of_cited": 0.7,
    "fields": {"unit": 0.9},
}


def test_figures_are_named_after_what_they_measure():
    found = gate.figures(SCORES)
    assert found["detection_f1"] == 0.6857
    assert found["record_f1"] == 0.5
    assert found["field_unit"] == 0.9


def test_a_figure_below_its_floor_or_no_longer_measured_is_named():
    assert gate.below({"a": 0.5, "b": 0.5}, {"a": 0.5, "b": 0.501, "c": 0.1}) == ["b", "c"]


def test_floors_move_up_and_never_down():
    assert gate.raised({"a": 0.9, "b": 0.2, "new": 0.5}, {"a": 0.5, "b": 0.4}) == {"a": 0.895, "b": 0.4, "new": 0.495}


BEFORE = {"one": Rows({"0": [], "1": ["missed"], "2": ["unit", "kind"]}, ["efficacy 5-9"])}


def test_the_same_extraction_changes_nothing():
    assert list(gate.changes(BEFORE, BEFORE)) == []


def test_gains_and_losses_are_named_row_by_row():
    after = {"one": Rows({"0": ["missed"], "1": ["outcome"], "2": ["kind", "source"]}, ["efficacy 30-33"])}
    assert list(gate.changes(BEFORE, after)) == [
        "- one record 0 missed",
        "+ one record 1 found",
        "- one record 2 source",
        "+ one record 2 unit",
        "- one row without a record came: efficacy 30-33",
        "+ one row without a record gone: efficacy 5-9",
    ]


def test_rows_survive_being_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "ROWS", tmp_path / "rows.json")
    assert gate.load_rows() == {}
    gate.keep_rows({"dev": BEFORE})
    assert gate.load_rows() == {"dev": BEFORE}
