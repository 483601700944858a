"""Spans of the sentences that state an effect: where they are sought, where they stand, and that they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from claimx.annotate.spans import Spans

LABELS = {"INTERVENTION", "OUTCOME", "MEASUREMENT", "POPULATION", "COMPARATOR", "SOURCE"}
TEXT = (
    "Barley is a grass. In adults with gout, barley bread lowered cholesterol by 14%. "
    "Bakers rise early. Compared with placebo, metformin reduced blood pressure by 6 mmHg."
)

Row = tuple[int, int, str]


def rows(doc: Doc) -> list[Row]:
    return [(s.start_char, s.end_char, s.label_) for s in doc.spans["roles"]]


class Recogniser:
    """Takes the first word of every text that it is given for an intervention, and remembers the texts."""

    def __init__(self) -> None:
        self.vocab = Vocab()
        self.read: list[str] = []

    def predict(self, texts: list[Doc]) -> None:
        self.read += [t.text for t in texts]

    def set_annotations(self, texts: list[Doc], scores: None) -> None:
        for text in texts:
            text.set_ents([Span(text, 0, 1, label="INTERVENTION")])


@pytest.fixture
def unread(nlp: Language) -> Iterator[Language]:
    """The pipeline as far as the component is asked."""
    with nlp.select_pipes(disable=["spans", "roles", "attribution"]):
        yield nlp


def test_only_sentences_that_state_an_effect_are_read(unread: Language) -> None:
    recogniser = Recogniser()
    component = Spans()
    component.attach(recogniser)  # type: ignore[arg-type]
    text = "Oats are grown in Wales. Barley lowered cholesterol by 14%. Take 5 mg a day. Rye cut hunger by a third."
    doc = component(unread(text))
    assert [read.strip() for read in recogniser.read] == [
        "Barley lowered cholesterol by 14%.",
        "Rye cut hunger by a third.",
    ]
    assert [(s.text, s.label_) for s in doc.spans["roles"]] == [("Barley", "INTERVENTION"), ("Rye", "INTERVENTION")]


def test_loaded_pipeline_finds_what_acts_and_what_is_changed(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = {(s.text, s.label_) for s in doc.spans["roles"]}
    assert {label for _, label in found} <= LABELS
    assert {("metformin", "INTERVENTION"), ("cholesterol", "OUTCOME"), ("blood pressure", "OUTCOME")} <= found
    sentences = list(doc.sents)
    assert {s.sent.start for s in doc.spans["roles"]} <= {sentences[1].start, sentences[3].start}


def test_spans_stand_in_one_sentence_and_do_not_overlap(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = list(doc.spans["roles"])
    assert found
    for span in found:
        assert span.text == doc.text[span.start_char : span.end_char]
        assert span.text.strip() == span.text
        assert span.sent.start <= span.start < span.end <= span.sent.end
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_nothing_to_read_gives_an_empty_group(nlp: Language) -> None:
    for text in ("", "Barley is a grass.", "Take 5 mg a day."):
        assert rows(nlp(text)) == []


def test_spans_survive_storage(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert rows(doc)
    [binned] = DocBin().from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    assert rows(binned) == rows(doc)
    assert rows(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == rows(doc)


def test_reading_many_texts_gives_what_each_gives_alone(nlp: Language) -> None:
    texts = [TEXT, "No number here.", "Rye cut hunger by a third."]
    assert [rows(d) for d in nlp.pipe(texts)] == [rows(nlp(t)) for t in texts]


def test_without_an_attached_recogniser_the_shipped_one_is_loaded(unread: Language) -> None:
    doc = Spans()(unread("Statins lowered cholesterol by 30%."))
    found = {s.label_: s.text for s in doc.spans["roles"]}
    assert (found["INTERVENTION"], found["OUTCOME"]) == ("Statins", "cholesterol")
