"""Span recognition by folds over articles: span_folds.py CONFIG TRAIN.spacy OUT [FOLD].

Trains as the recipe does on two thirds of the articles and reads the last third, three times. Prints F1 of the
sentences of RCT-ART (a span counts if both ends and the label are right; its arms are one label, as in its paper)
and of the annotated articles. A fold that is done is kept in OUT until CONFIG or TRAIN changes; with FOLD (0 to 2)
that one is trained and nothing printed. Run it here: the paths are relative to this folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import numpy as np
import spacy
from package import standing_alone
from sklearn.model_selection import GroupKFold
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, DocBin

FOLDS = 3
ARTICLES = "articles.json"  # which fold reads which article
ARMS = {"COMPARATOR": "INTERVENTION"}


def recognisers(out: Path) -> Iterator[EntityRecognizer]:
    """The recogniser of each fold, with a tok2vec of its own."""
    for k in range(FOLDS):
        yield cast("EntityRecognizer", standing_alone(out / str(k) / "model-last").get_pipe("spans"))


def spans_of(doc: Doc, merge: bool) -> set[tuple[int, int, str]]:
    """Entities as offsets and label."""
    return {(e.start, e.end, ARMS.get(e.label_, e.label_) if merge else e.label_) for e in doc.ents}


def f1(pairs: Iterable[tuple[Doc, Doc]], merge: bool) -> dict[str, float]:
    """Strict F1 overall and per label."""
    right, said, wanted = Counter[str](), Counter[str](), Counter[str]()
    for gold, found in pairs:
        truth, answer = spans_of(gold, merge), spans_of(found, merge)
        for counter, spans in ((right, truth & answer), (said, answer), (wanted, truth)):
            counter.update(label for _, _, label in spans)
            counter["overall"] += len(spans)
    return {name: round(100 * 2 * right[name] / max(1, said[name] + wanted[name]), 1) for name in sorted(wanted)}


def main(config: str, train: str, out: str, only: str | None = None) -> None:
    """Train and read the folds."""
    if only not in (None, *map(str, range(FOLDS))):
        raise SystemExit(f"there is no fold {only}")
    vocab = spacy.blank("en").vocab
    docs = list(DocBin().from_disk(train).get_docs(vocab))
    groups = [d.user_data["group"] for d in docs]
    rct, own = [], []
    reader: dict[str, int] = {}
    for k, (known, unknown) in enumerate(GroupKFold(n_splits=FOLDS).split(docs, groups=groups)):
        reader |= {groups[i]: k for i in unknown}
        if only not in (None, str(k)):
            continue
        folder = Path(out) / str(k)
        folder.mkdir(parents=True, exist_ok=True)
        done = folder / "model-last" / "meta.json"
        if not done.exists() or done.stat().st_mtime < max(Path(p).stat().st_mtime for p in (config, train)):
            for name, chosen in (("train", known), ("dev", unknown[:50])):
                DocBin(docs=[docs[i] for i in chosen], store_user_data=True).to_disk(folder / f"{name}.spacy")
            paths = ["--paths.train", str(folder / "train.spacy"), "--paths.dev", str(folder / "dev.spacy")]
            subprocess.run(
                [sys.executable, "-m", "spacy", "train", config, "--output", folder, "--code", "blas.py", *paths],
                check=True,
            )
        if only:
            return
        nlp = spacy.load(folder / "model-last")
        texts = [Doc(nlp.vocab, [t.text for t in docs[i]], [bool(t.whitespace_) for t in docs[i]]) for i in unknown]
        for i, found in zip(unknown, nlp.pipe(texts), strict=True):
            (rct if str(groups[i]).isdigit() or groups[i] == "no pmid" else own).append((docs[int(i)], found))
    (Path(out) / ARTICLES).write_text(json.dumps(reader) + "\n", encoding="utf-8")
    print("RCT-ART, strict:", f1(rct, merge=True), f"{len(rct)} sentences")
    print("annotated articles, strict:", f1(own, merge=False), f"{len(own)} sentences")
    print("articles in folds:", np.unique(groups).size)


if __name__ == "__main__":
    main(*sys.argv[1:])
