"""Measure the trained parts: evaluate.py PARSER CORPUS SPANS SPANS-DEV.spacy -> figures as JSON on standard output.

Tag accuracy, UAS and LAS (punctuation left out, as spaCy scores them) on CRAFT's and EWT's test parts, on claimx's
tokens: sentence by sentence, and in texts of one to four sentences whose boundaries the parser finds itself. Spans on
the annotated dev articles: F1 over tokens of each label, and over whole spans.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

NAMES = {"tag_acc": "TAG", "dep_uas": "UAS", "dep_las": "LAS", "lemma_acc": "lemma"}


def bare(doc: Doc) -> Doc:
    """The words alone."""
    return Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])


def treebank(nlp: Language, corpus: Path) -> dict[str, dict[str, float]]:
    """Scores of one test set."""
    texts = list(DocBin().from_disk(corpus).get_docs(nlp.vocab))
    sentences = [s.as_doc() for d in texts for s in d.sents]
    figures = {}
    for way, gold in (("sentences", sentences), ("texts", texts)):
        scores = nlp.evaluate([Example(bare(d), d) for d in gold])
        figures[way] = {name: round(100 * scores[key], 2) for key, name in NAMES.items()}
    figures["texts"]["sentence F1"] = round(100 * scores["sents_f"], 2)
    return figures


def spans(nlp: Language, path: Path) -> dict[str, dict[str, float]]:
    """F1 of the span recogniser over tokens and over whole spans, per label.

    One in four of the sentences that might hold a claim but hold none is among those read.
    """
    counts: dict[str, Counter[str]] = {"tokens": Counter(), "whole": Counter()}
    for gold in DocBin().from_disk(path).get_docs(nlp.vocab):
        found = nlp(bare(gold))
        for way, units in (("tokens", _tokens), ("whole", _whole)):
            truth, answer = units(gold), units(found)
            for kind, some in (("right", truth & answer), ("all", truth), ("all", answer)):
                counts[way].update(f"{kind} {label}" for label, _ in some)
                counts[way][f"{kind} overall"] += len(some)
    labels = [*nlp.get_pipe("spans").labels, "overall"]  # type: ignore[attr-defined]
    return {
        way: {x: round(200 * n[f"right {x}"] / max(1, n[f"all {x}"]), 1) for x in labels} for way, n in counts.items()
    }


def _tokens(doc: Doc) -> set[tuple[str, int]]:
    return {(e.label_, t.i) for e in doc.ents for t in e}


def _whole(doc: Doc) -> set[tuple[str, tuple[int, int]]]:
    return {(e.label_, (e.start, e.end)) for e in doc.ents}


def main(parser: Path, corpus: Path, recogniser: Path, dev: Path) -> None:
    """Print the figures."""
    nlp = spacy.load(parser)
    figures: dict[str, object] = {name: treebank(nlp, corpus / f"{name}-test.spacy") for name in ("craft", "ewt")}
    figures["spans on gold/dev"] = spans(spacy.load(recogniser), dev)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
