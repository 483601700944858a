"""Fit the confidence of rows: fit_confidence.py GOLD_DIR FOLDS [--check-only].

FOLDS holds ``folds.json`` and the exported readers ``fold-K/`` of train_reader.py: each article is read by a reader
that never saw it. A row is right as the scorer has it. Prints the Brier score and the reliability of the confidence by
folds over articles, then writes ``src/claimx/annotate/confidence.json``. Deterministic.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gold import KEY, articles, pair, reliability, scorer, wrong_fields
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from claimx import annotate
from claimx.annotate.confidence import features
from claimx.annotate.reader import Reader
from claimx.extract import extract
from claimx.records import Attribution, Pico

WEIGHTS = Path(__file__).parents[1] / "src" / "claimx" / "annotate" / "confidence.json"
PENALTY = 0.3  # inverse of the L2 penalty
FOLDS = 5


def right(gold: dict[str, Any], row: dict[str, Any]) -> bool:
    """Everything is right that the scorer asks of a record; of a prevalence figure, that it is one."""
    return gold["type"] == "prevalence" or not KEY.intersection(wrong_fields(scorer(), gold, row))


def rows(folder: Path, folds: Path) -> Iterator[tuple[str, dict[str, float], bool]]:
    """Of every row of some articles: article, features, rightness."""
    nlp = annotate.load()
    fold_of: dict[str, int] = json.loads((folds / "folds.json").read_text(encoding="utf-8"))
    readers = {k: Reader(folds / f"fold-{k}") for k in set(fold_of.values())}
    for article, gold in articles([folder]):
        if article.article_id in fold_of:
            nlp.get_pipe("effects").reader = readers[fold_of[article.article_id]]  # type: ignore[attr-defined]
        doc, _ = next(annotate.annotate(nlp, [article]))
        spans = {(s.start_char, s.end_char): s for s in doc.spans["effects"]}
        claims = [dataclasses.asdict(c) for c in extract(doc, article)]
        verdicts = [False] * len(claims)
        for claim_type in ("efficacy", "prevalence"):
            wanted = [g for g in gold if g["type"] == claim_type]
            given = [k for k, c in enumerate(claims) if c["claim_type"] == claim_type]
            for i, j in pair(wanted, [claims[k] for k in given]):
                verdicts[given[j]] = right(wanted[i], claims[given[j]])
        for claim, verdict in zip(claims, verdicts, strict=True):
            s = spans[claim["quantity_start"], claim["quantity_end"]]
            found = features(s._.effect, s._.reading, s._.pico or Pico(), s._.attribution or Attribution())
            yield article.article_id, found, verdict


def main() -> None:
    """Print the figures, then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("folds", type=Path)
    parser.add_argument("--check-only", action="store_true", help="print the figures, keep the weights as they are")
    given = parser.parse_args()
    docs, found, verdicts = zip(*rows(given.gold.resolve(), given.folds), strict=True)
    vectorizer, truth = DictVectorizer(), np.array(verdicts, dtype=float)
    matrix = vectorizer.fit_transform(found)
    shares = np.zeros(len(truth))
    for train, test in GroupKFold(n_splits=FOLDS).split(matrix, groups=docs):
        model = LogisticRegression(C=PENALTY, fit_intercept=False, max_iter=1000).fit(matrix[train], truth[train])
        shares[test] = model.predict_proba(matrix[test])[:, 1]
    print(f"{len(truth)} rows by {FOLDS} folds")
    print(reliability(list(zip(shares, verdicts, strict=True))))
    model = LogisticRegression(C=PENALTY, fit_intercept=False, max_iter=1000).fit(matrix, truth)
    if not given.check_only:
        named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
        weights = {str(name): round(float(w), 3) for name, w in sorted(named)}
        WEIGHTS.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
