"""Measure the trained parts: evaluate.py PARSER CORPUS -> figures as JSON on standard output.

Tag accuracy, UAS and LAS (punctuation left out, as spaCy scores them) on CRAFT's and EWT's test parts, on claimx's
tokens: sentence by sentence, and in texts of one to four sentences whose boundaries the parser finds itself.
"""

from __future__ import annotations

import json
import sys
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


def main(parser: Path, corpus: Path) -> None:
    """Print the figures."""
    nlp = spacy.load(parser)
    figures = {name: treebank(nlp, corpus / f"{name}-test.spacy") for name in ("craft", "ewt")}
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
