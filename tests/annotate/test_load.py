"""Loading the pipeline, and what a bare text gives."""

from __future__ import annotations

from pathlib import Path

import en_claimx
import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from claimx import annotate
from claimx.errors import ModelNotFoundError, UsageError
from claimx.records import Quantity

TEXT = (
    "In a trial of 64 adults aged 40 to 70, magnesium cut night cramps by 31% (95% CI 12–46%; p = 0.004). "
    "Patients took 400 mg a day for 12 weeks. A pack costs $20."
)


def test_model_not_installed_names_the_command() -> None:
    with pytest.raises(
        ModelNotFoundError, match=r"en_core_sci_md.* not installed.*: pip install \S+en_core_sci_md"
    ) as e:
        annotate.load("en_core_sci_md")
    assert isinstance(e.value, UsageError)
    assert "\n" not in str(e.value)


def test_unknown_model_names_the_package_alone() -> None:
    with pytest.raises(ModelNotFoundError, match=r"pip install xx_no_such_model$"):
        annotate.load("xx_no_such_model")


PACKAGE = """
from pathlib import Path
from spacy.util import load_model_from_path
def load(**options):
    return load_model_from_path(Path(__file__).parent / "model", exclude=["tokenizer"])
"""


def test_another_model_goes_underneath(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = en_claimx.load(exclude=["spans", "lemmatizer"])
    other.meta["name"] = "other"
    package, about = tmp_path / "xx_other", tmp_path / "xx_other-0.1.dist-info"
    package.mkdir()
    about.mkdir()
    other.to_disk(package / "model", exclude=["tokenizer"])
    (package / "__init__.py").write_text(PACKAGE)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: xx_other\nVersion: 0.1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    nlp = annotate.load("xx_other")
    assert nlp.meta["name"] == "other"
    doc = nlp("Rye bread cut hunger by 20% in adults.")
    [effect] = doc.spans["effects"]
    assert (effect._.pico.intervention, effect._.pico.outcome) == ("Rye bread", "hunger")
    assert doc[0].tag_
    assert not any(token.lemma for token in doc)


def roles(doc: Doc) -> dict[str, str]:
    return {q.text: q._.quantity.role for q in doc.spans["quantities"]}


def test_every_number_has_a_role(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = roles(doc)
    assert found["64"] == "sample_size"
    assert found["400 mg a day"] == "dose"
    assert found["12 weeks"] == "duration"
    assert found["31%"] == "effect"
    assert found["95%"] == "ci_level"
    assert found["0.004"] == "p_value"
    assert found["20"] == "price"
    digits = [t.i for t in doc if any(c.isdigit() for c in t.text)]
    read = {i for q in doc.spans["quantities"] for i in range(q.start, q.end)}
    assert [doc[i].text for i in digits if i not in read] == []


def test_only_the_effect_is_an_effect(nlp: Language) -> None:
    assert [text for text, role in roles(nlp(TEXT)).items() if role == "effect"] == ["31%"]


def test_quantity_is_a_record(nlp: Language) -> None:
    doc = nlp("Thyme cut coughing by up to 30%.")
    [quantity] = doc.spans["quantities"]
    assert quantity._.quantity == Quantity(value=30.0, unit="%", qualifier="up_to", role="effect")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No number here.", "25%", "²", "\x00"])
def test_texts_with_nothing_to_say(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert list(doc.spans["effects"]) == []


def test_records_survive_storage(nlp: Language) -> None:
    doc = nlp(TEXT)
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    [again] = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    for group, names in {"quantities": ["quantity"], "effects": ["effect", "pico", "attribution"]}.items():
        before, after = list(doc.spans[group]), list(again.spans[group])
        assert before
        assert [(s.start, s.end, s.label_) for s in after] == [(s.start, s.end, s.label_) for s in before]
        for name in names:
            assert [s._.get(name) for s in after] == [s._.get(name) for s in before]
            assert all(s._.get(name) is not None for s in after)
