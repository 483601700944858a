"""Annotations kept as offsets: what is kept and restored is what was annotated, and only of the same text."""

from __future__ import annotations

import gzip
import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

MODELS = str(Path(__file__).parents[2] / "models")

NEWS = {"id": "n1", "title": "Barley and blood fats", "text": "A trial.\n\n\nBarley bread cut\ncholesterol by 14%.\n"}
TRIAL = {"id": "t1", "text": "TITLE Rye and hunger\n\nRye lowered hunger by 9 mm in 40 men.\n\nBODY\nNot annotated."}
UNWANTED = {"id": "n2", "title": "Another", "text": "Nobody annotated this."}
SOURCE = dict.fromkeys(("name", "authors", "year", "citation", "url", "reference"))


def claim(sentence: str, quantity: str, source: str | None, **phrases: str) -> dict[str, Any]:
    return {
        "type": "efficacy", "values": [float(quantity.split()[0].rstrip("%"))], "unit": "%", "kind": "relative_change",
        "direction": "decrease", "negated": False, "hedged": False,
        "sentence": sentence, "quantity": quantity,
        **dict.fromkeys(("intervention", "outcome", "population", "comparator")), **phrases,
        "source": SOURCE | {"kind": "study", "status": "uncited", "text": source},
    }  # fmt: skip


GOLD = {
    "barley": [
        claim("Barley bread cut cholesterol by 14%.", "14%", "A trial", intervention="Barley bread")
    ],
    "rye": [claim("Rye lowered hunger by 9 mm in 40 men.", "9 mm", None, intervention="Rye", population="40 men")],
}  # fmt: skip


@pytest.fixture
def annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, with its file of annotations in a folder of the test."""
    monkeypatch.syspath_prepend(MODELS)
    module = importlib.import_module("annotations")
    monkeypatch.setattr(module, "KEPT", tmp_path / "annotations.jsonl")
    return module


def write_texts(folder: Path, news: list[dict[str, str]], trials: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, records in {"health-news": news, "trials": trials}.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(r) + "\n" for r in records)
    return folder


def kept(annotations: ModuleType, tmp_path: Path, gold: dict[str, list[dict[str, Any]]] = GOLD) -> Path:
    """Texts whose annotations have been kept."""
    texts = write_texts(tmp_path / "texts", [UNWANTED, NEWS], [TRIAL])
    for name, claims in gold.items():
        (tmp_path / f"{name}.gold.json").write_text(json.dumps({"doc": name, "claims": claims}))
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps([{"id": "n1", "doc": "barley"}, {"id": "t1", "doc": "rye"}]))
    annotations.keep(tmp_path, manifest, texts)
    return texts


def restored(annotations: ModuleType, texts: Path, out: Path) -> dict[str, list[dict[str, Any]]]:
    annotations.restore(texts, out)
    return {p.name.split(".")[0]: json.loads(p.read_text())["claims"] for p in out.glob("*.gold.json")}


def test_what_is_restored_is_what_was_annotated(annotations: ModuleType, tmp_path: Path) -> None:
    texts = kept(annotations, tmp_path)
    assert restored(annotations, texts, tmp_path / "out") == GOLD
    assert {p.name for p in (tmp_path / "out").glob("*.md")} == {"barley.md", "rye.md"}


def test_article_is_title_and_text_of_news_and_abstract_of_a_trial(annotations: ModuleType, tmp_path: Path) -> None:
    restored(annotations, kept(annotations, tmp_path), tmp_path / "out")
    barley, rye = ((tmp_path / "out" / f"{name}.md").read_text() for name in ("barley", "rye"))
    assert barley == "# Barley and blood fats\n\nA trial.\n\nBarley bread cut\ncholesterol by 14%.\n"
    assert rye == "TITLE Rye and hunger\n\nRye lowered hunger by 9 mm in 40 men.\n"


def test_no_text_of_the_article_is_kept(annotations: ModuleType, tmp_path: Path) -> None:
    kept(annotations, tmp_path)
    lines = annotations.KEPT.read_text(encoding="utf-8")
    assert len(lines.splitlines()) == 2
    for word in ("Barley bread", "cholesterol", "hunger", "A trial"):
        assert word not in lines


def test_phrase_not_in_the_text_is_dropped_alone(annotations: ModuleType, tmp_path: Path) -> None:
    [rye] = GOLD["rye"]
    texts = kept(annotations, tmp_path, GOLD | {"rye": [rye | {"population": "forty hungry men"}]})
    [found] = restored(annotations, texts, tmp_path / "out")["rye"]
    assert found == rye | {"population": None}


def test_claim_whose_sentence_is_not_in_the_text_is_dropped(annotations: ModuleType, tmp_path: Path) -> None:
    [rye] = GOLD["rye"]
    texts = kept(annotations, tmp_path, GOLD | {"rye": [rye | {"sentence": "Rye did much."}, rye]})
    assert restored(annotations, texts, tmp_path / "out")["rye"] == [rye]


@pytest.mark.parametrize(
    ("phrase", "near", "expected"),
    [("rye", 0, "rye at 0"), ("rye", 20, "rye at 14"), ("Wheat  beer", 0, "wheat\nbeer at 4"), ("oats", 0, None),
     (None, 0, None), ("", 0, None), ("r.e", 0, None)],
)  # fmt: skip
def test_place_of_a_phrase(annotations: ModuleType, phrase: str | None, near: int, expected: str | None) -> None:
    text = "rye wheat\nbeerrye"
    found = annotations.place(text, phrase, near)
    assert (None if found is None else f"{text[slice(*found)]} at {found[0]}") == expected


@pytest.mark.parametrize(
    "news", [[], [NEWS | {"text": NEWS["text"].replace("14%", "15%")}]], ids=["missing", "changed"]
)
def test_another_text_is_refused_with_one_line(
    annotations: ModuleType, tmp_path: Path, news: list[dict[str, str]]
) -> None:
    kept(annotations, tmp_path)
    others = write_texts(tmp_path / "others", news, [TRIAL])
    with pytest.raises(SystemExit, match=r"^n1: the text is missing or another one than was annotated$") as refused:
        annotations.restore(others, tmp_path / "out")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out" / "barley.md").exists()
