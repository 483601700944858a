"""Annotated articles and RCT-ART -> training sentences for the span recogniser.

usage: span_data.py OUT.spacy [--gold DIR...] [--rct-art DIR]

One text a sentence; ``doc.user_data["group"]`` names the article, so that folds can be made over articles. Labels:
INTERVENTION, OUTCOME, MEASUREMENT, POPULATION, COMPARATOR, SOURCE. RCT-ART's INTV is COMPARATOR where it is only
ever the second arm of a result (A2_RES).
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from gold import articles, scorer
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from claimx import annotate
from claimx.annotate.parse import candidate_sentences
from claimx.annotate.tokenizer import make_tokenizer

FIELDS = {"intervention": "INTERVENTION", "outcome": "OUTCOME", "population": "POPULATION", "comparator": "COMPARATOR"}
# one in so many sentences without a claim is kept: the recogniser reads those in which an effect was found, and most of
# them hold a claim
BARE = 4
SENTENCE_MATCH = 0.6  # token F1 from which a sentence of ours is the annotated one, as in the scorer


def sentences_of(doc: Doc, claims: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Claims by the number of the sentence that holds them."""
    token_f1 = scorer().token_f1
    sentences = list(doc.sents)
    found: dict[int, list[dict[str, Any]]] = {}
    for claim in claims:
        scores = [token_f1(claim["sentence"], s.text) for s in sentences]
        best = max(range(len(scores)), key=scores.__getitem__, default=0)
        if scores and scores[best] >= SENTENCE_MATCH:
            found.setdefault(best, []).append(claim)
    return found


def phrase(doc: Doc, text: str | None, label: str, near: int | None = None) -> Span | None:
    """Where a phrase stands in a sentence, nearest to a place if it stands there more than once."""
    if not text:
        return None
    pattern = r"\s+".join(map(re.escape, text.split()))
    hits = [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", doc.text, re.IGNORECASE)]
    if not hits:
        return None
    start, end = min(hits, key=lambda h: abs(h[0] - near)) if near is not None else hits[0]
    return doc.char_span(start, end, label=label, alignment_mode="expand")


def gold_sentences(folders: list[Path]) -> Iterator[Doc]:
    """Sentences that hold a claim, with the phrases of all their claims, and some that might but hold none, bare."""
    nlp = annotate.load()
    for name in nlp.pipe_names[nlp.pipe_names.index("quantities") + 1 :]:
        nlp.disable_pipe(name)
    bare = 0
    for article, claims in articles(folders):
        whole, _ = next(annotate.annotate(nlp, [article]))
        sentences = list(whole.sents)
        held = sentences_of(whole, claims)
        starts = {s.start for s in candidate_sentences(whole)}
        for k in range(len(sentences)):
            if k not in held:
                if sentences[k].start not in starts:
                    continue
                bare += 1
                if bare % BARE:
                    continue
            own = held.get(k, [])
            sentence = sentences[k].as_doc()
            for name in list(sentence.spans):
                del sentence.spans[name]
            spans = []
            for claim in own:
                measured = phrase(sentence, claim["quantity"], "MEASUREMENT")
                near = measured.start_char if measured is not None else None
                spans += [measured, phrase(sentence, claim["source"].get("text"), "SOURCE", near)]
                spans += [phrase(sentence, claim[field], label, near) for field, label in FIELDS.items()]
            doc = Doc(nlp.vocab, words=[t.text for t in sentence], spaces=[bool(t.whitespace_) for t in sentence])
            doc.ents = filter_spans([doc.char_span(s.start_char, s.end_char, s.label_) for s in spans if s])
            doc.user_data["group"] = article.article_id
            yield doc


def rct_sentences(folder: Path) -> Iterator[Doc]:
    """RCT-ART's sentences; its texts are tokens joined by blanks."""
    nlp = spacy.blank("en")
    tokenizer = make_tokenizer()(nlp)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            doc = tokenizer(record["text"])
            second = {r["child"] for r in record["relations"] if r["label"] == "A2_RES"} | {
                r["head"] for r in record["relations"] if r["label"] == "A2_RES"
            }
            first = {r["child"] for r in record["relations"] if r["label"] == "A1_RES"} | {
                r["head"] for r in record["relations"] if r["label"] == "A1_RES"
            }
            spans = []
            for s in record["spans"]:
                label = {"INTV": "INTERVENTION", "OC": "OUTCOME", "MEAS": "MEASUREMENT"}[s["label"]]
                if label == "INTERVENTION" and s["token_end"] in second - first:
                    label = "COMPARATOR"
                spans.append(doc.char_span(s["start"], s["end"], label=label, alignment_mode="expand"))
            doc.ents = filter_spans([s for s in spans if s is not None])
            known = ast.literal_eval(record.get("user_data", "{}"))  # two sentences of one trial lack it
            doc.user_data["group"] = str(known.get("pmid", "no pmid"))
            yield doc


def main() -> None:
    """Write the sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--rct-art", type=Path)
    args = parser.parse_args()
    docs = list(gold_sentences([g.resolve() for g in args.gold])) if args.gold else []
    n_gold = len(docs)
    if args.rct_art:
        docs += rct_sentences(args.rct_art)
    DocBin(docs=docs, store_user_data=True).to_disk(args.out)
    print(f"{args.out.name}: {n_gold} sentences of annotated articles, {len(docs) - n_gold} of RCT-ART")


if __name__ == "__main__":
    main()
