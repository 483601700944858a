import gate

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
