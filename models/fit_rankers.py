"""Fit the weights that choose outcome and intervention among candidates (``src/claimx/annotate/rankers.json``).

usage: python models/fit_rankers.py GOLD_DIR... --folds DIR [--check-only]

Each GOLD_DIR holds annotated articles (``<doc>.<ext>`` beside ``<doc>.gold.json``); the scorer's ``phrase_right`` says
which candidate is right. Prints the share of claims whose role is chosen rightly, by folds over the articles of the
first folder, those of the others always fitted on, before fitting on all of them. Deterministic.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gold import articles, pair, scorer
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.model_selection import GroupKFold
from span_folds import ARTICLES, recognisers

from claimx import annotate
from claimx.annotate import intervention, outcome
from claimx.annotate.case import Case
from claimx.annotate.ranker import crossed, vector
from claimx.annotate.roles import cases

RANKERS = Path(__file__).parents[1] / "src" / "claimx" / "annotate" / "rankers.json"
ROLES = ("outcome", "intervention")
FOLDS = 5
L2 = 4.0
DENSE = 0.3  # standard deviation of an element of the vector
SEEN = 3  # a feature that stands in the candidates of fewer claims is left out


@dataclasses.dataclass
class Option:
    """One candidate with its truth."""

    features: dict[str, float]
    vector: NDArray[np.float32]
    right: bool


def row_of(case: Case) -> dict[str, Any]:
    """One effect as the scorer's `pair` takes it."""
    return {**dataclasses.asdict(case.effect), "sentence": case.sentence, "outcome": "", "unit": case.effect.unit}


def examples(folders: list[Path], folds: Path) -> list[dict[str, Any]]:
    """Per claim found and paired with a gold record: article, and per role the candidates' features and rightness.

    Spans are read by the recogniser of the fold that never saw the article: by their own one they would look better
    than they are.
    """
    nlp = annotate.load()
    nlp.disable_pipe("roles")
    nlp.disable_pipe("attribution")
    readers = list(recognisers(folds))
    reader: dict[str, int] = json.loads((folds / ARTICLES).read_text(encoding="utf-8"))
    found = []
    for article, claims in articles(folders):
        if article.article_id in reader:
            nlp.get_pipe("spans").attach(readers[reader[article.article_id]])  # type: ignore[attr-defined]
        doc, _ = next(annotate.annotate(nlp, [article]))
        all_cases = list(cases(doc)) if doc.spans["effects"] else []
        for claim_type in ("efficacy", "prevalence"):
            gold = [c for c in claims if c["type"] == claim_type]
            chosen = [c for c in all_cases if c.effect.claim_type == claim_type]
            found += _of_type(article.article_id, claim_type, chosen, gold)
    return found


def _of_type(article: str, claim_type: str, chosen: list[Case], gold: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    phrase_right = scorer().phrase_right
    truth = {j: gold[i] for i, j in pair(gold, [row_of(c) for c in chosen])}
    earlier: list[tuple[int, str]] = []
    for j, case in enumerate(chosen):
        case.earlier[:] = earlier[:]
        outcomes = outcome.candidates(case)
        rule = next((c.text for c in outcomes if "rule" in c.features), None)
        options = {"outcome": outcomes}
        if claim_type == "efficacy":
            options["intervention"] = intervention.candidates(case, rule)
        if rule:
            earlier.append((case.offset, rule))
        if (right := truth.get(j)) is not None:
            vocab = case.span.vocab
            yield {"doc": article, "type": claim_type} | {
                role: [Option(c.features, vector(vocab, c.text), bool(phrase_right(right[role], c.text))) for c in own]
                for role, own in options.items()
            }


class Table:
    """Conditional logit with an L2 penalty over claims that have a right candidate at hand."""

    def __init__(self, choices: list[list[Option]], role: str) -> None:
        choices = [c for c in choices if any(o.right for o in c)]
        options = [o for c in choices for o in c]
        self.role, self.vectorizer = role, DictVectorizer()
        seen = Counter(name for c in choices for name in {n for o in c for n in o.features})
        self.kept = {name for name, n in seen.items() if n >= SEEN}
        named = self.vectorizer.fit_transform([self._named(o) for o in options])
        dense = np.array([o.vector for o in options])
        self.scale = DENSE / dense.std(axis=0)
        matrix = hstack([named, csr_matrix(dense * self.scale)]).tocsr()
        claim = np.repeat(np.arange(len(choices)), [len(c) for c in choices])
        right = np.array([o.right for o in options], dtype=float)

        def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
            scores = matrix @ w
            top = np.full(len(choices), -np.inf)
            np.maximum.at(top, claim, scores)
            shares = np.exp(scores - top[claim])
            total = np.bincount(claim, shares, len(choices))
            good = np.bincount(claim, shares * right, len(choices))
            gradient = matrix.T @ (shares / total[claim] - shares * right / good[claim])
            return float(np.log(total / good).sum() + L2 * w @ w), gradient + 2 * L2 * w

        solution = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
        self.weights = solution.x

    def _named(self, option: Option) -> dict[str, float]:
        return crossed({n: v for n, v in option.features.items() if n in self.kept}, self.role)

    def right(self, choice: list[Option]) -> bool:
        """Whether the candidate that the weights choose is right."""
        if not choice:
            return False
        named = self.vectorizer.transform([self._named(o) for o in choice])
        dense = np.array([o.vector for o in choice]) * self.scale
        scores = hstack([named, csr_matrix(dense)]).tocsr() @ self.weights
        return choice[int(np.argmax(scores))].right

    def plain(self) -> dict[str, Any]:
        """The weights as plain numbers."""
        names = self.vectorizer.get_feature_names_out()
        rounded = ((str(n), round(float(w), 3)) for n, w in zip(names, self.weights[: len(names)], strict=True))
        dense = self.weights[len(names) :] * self.scale
        return {
            "features": {name: w for name, w in sorted(rounded) if abs(w) >= 0.01},
            "vector": [round(float(w), 3) for w in dense],
        }


def main() -> None:
    """Print the figures, then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--folds", type=Path, required=True, help="recognisers as span_folds.py leaves them")
    parser.add_argument("--check-only", action="store_true", help="print the figures, keep the weights as they are")
    arguments = parser.parse_args()
    judged = examples([arguments.folders[0].resolve()], arguments.folds)
    others = examples([f.resolve() for f in arguments.folders[1:]], arguments.folds)
    tables: dict[str, dict[str, Any]] = {}
    for role in ROLES:
        own, more = ([e for e in data if e.get(role)] for data in (judged, others))
        groups = [e["doc"] for e in own]
        right = 0
        for train, test in GroupKFold(n_splits=FOLDS).split(own, groups=groups):
            table = Table([own[k][role] for k in train] + [e[role] for e in more], role)
            right += sum(table.right(own[k][role]) for k in test if own[k]["type"] == "efficacy")
        total = sum(e["type"] == "efficacy" for e in own)
        reach = sum(any(o.right for o in e[role]) for e in own if e["type"] == "efficacy")
        print(
            f"{role}: right {right / total:.3f}, a right candidate at hand {reach / total:.3f} "
            f"({total} claims, {FOLDS} folds)"
        )
        tables[role] = Table([e[role] for e in own + more], role).plain()
    if not arguments.check_only:
        RANKERS.write_text(json.dumps(tables, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
