"""Fit the weights that accept or refuse proposed effects and settle direction and kind.

usage: python models/fit_detector.py GOLD_DIR... [--check-only]

Each GOLD_DIR holds annotated articles (``<doc>.<ext>`` beside ``<doc>.gold.json``). A proposal is right if it is paired
with a gold record (same sentence, same numbers). Writes ``src/claimx/annotate/detector.json``. Prints detection by
folds over the articles of the first folder, those of the others always fitted on, before fitting on all of them.
Deterministic.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from gold import articles, pair
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from claimx import annotate
from claimx.annotate.detector import refused, vector
from claimx.annotate.effects import Proposal, proposals

WEIGHTS = Path(__file__).parents[1] / "src" / "claimx" / "annotate" / "detector.json"
FOLDS = 5
# inverse of the L2 penalty; standard deviation of an element of the vector; proposals that a feature must stand in
SETTINGS = {"type": (0.12, 0.1, 4), "direction": (0.2, 0.1, 4), "kind": (0.2, 0.1, 4)}
LEAST = 0.01  # smaller weights are left out


@dataclasses.dataclass
class Example:
    """One proposal with its truth."""

    doc: str
    construction: str
    features: dict[str, float]
    vector: NDArray[np.float32]
    truth: dict[str, Any] | None

    def answer(self, question: str) -> str | None:
        """The right answer, ``None`` where the question does not arise."""
        if question == "type":
            return str(self.truth["type"]) if self.truth else "none"
        if self.truth is None or self.truth["type"] != "efficacy":
            return None
        return None if self.truth[question] is None else str(self.truth[question])


def row_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the pairing takes it."""
    effect = proposal.found.effect
    return {**dataclasses.asdict(effect), "sentence": proposal.sentence.text, "outcome": ""}


def examples(folders: list[Path]) -> tuple[list[Example], Counter[tuple[str, str]]]:
    """Proposals with their truth, and the number of gold records per article and type."""
    nlp = annotate.load()
    for name in ("effects", "spans", "roles", "attribution"):
        nlp.disable_pipe(name)
    found: list[Example] = []
    asked: Counter[tuple[str, str]] = Counter()
    for article, claims in articles(folders):
        doc, _ = next(annotate.annotate(nlp, [article]))
        own = list(proposals(doc))
        truth = {j: claims[i] for i, j in pair(claims, [row_of(p) for p in own])}
        asked.update((article.article_id, c["type"]) for c in claims)
        for j, proposal in enumerate(own):
            around = vector(proposal.sentence, proposal.found)
            found.append(
                Example(article.article_id, proposal.found.effect.construction, proposal.features, around, truth.get(j))
            )
    return found, asked


class Detector:
    """One question: multinomial logit with an L2 penalty over named features and the standardised vector."""

    def __init__(self, question: str, data: list[Example]) -> None:
        self.question = question
        data = [e for e in data if e.answer(question)]
        penalty, dense_scale, least = SETTINGS[question]
        seen = Counter(name for e in data for name in e.features)
        self.vectorizer = DictVectorizer()
        named = self.vectorizer.fit_transform([{n: v for n, v in e.features.items() if seen[n] >= least} for e in data])
        dense = np.array([e.vector for e in data])
        self.mean, self.scale = dense.mean(axis=0), dense_scale / (dense.std(axis=0) + 1e-6)
        self.model = LogisticRegression(C=penalty, max_iter=3000, tol=1e-5, fit_intercept=False)  # "bias" is a feature
        matrix = hstack([named, csr_matrix((dense - self.mean) * self.scale)]).tocsr()
        self.model.fit(matrix, [e.answer(question) for e in data])

    def shares(self, data: list[Example]) -> np.ndarray:
        """Probabilities, one row a proposal."""
        dense = (np.array([e.vector for e in data]) - self.mean) * self.scale
        named = self.vectorizer.transform([e.features for e in data])
        return self.model.predict_proba(hstack([named, csr_matrix(dense)]).tocsr())

    def table(self) -> dict[str, Any]:
        """The weights as plain numbers, the standardising folded in."""
        names = self.vectorizer.get_feature_names_out()
        named, dense = self.model.coef_[:, : len(names)].copy(), self.model.coef_[:, len(names) :] * self.scale
        named[:, list(names).index("bias")] -= dense @ self.mean
        return {
            "answers": self.model.classes_.tolist(),
            "features": {
                str(name): [round(float(w), 2) for w in column]
                for name, column in sorted(zip(names, named.T, strict=True))
                if np.abs(column).max() >= LEAST
            },
            "vector": [[round(float(w), 3) for w in row] for row in dense],
        }


def folds(question: str, data: list[Example], others: list[Example]) -> tuple[list[str], np.ndarray]:
    """Answers and their probabilities for every proposal, each from weights that never saw its article.

    The others are always fitted on.
    """
    shares: dict[int, np.ndarray] = {}
    answers: list[str] = []
    for train, test in GroupKFold(n_splits=FOLDS).split(data, groups=[e.doc for e in data]):
        detector = Detector(question, [data[k] for k in train] + others)
        answers = detector.model.classes_.tolist()
        shares.update(zip(test.tolist(), detector.shares([data[k] for k in test]), strict=True))
    return answers, np.array([shares[k] for k in range(len(data))])


def report(data: list[Example], others: list[Example], asked: Counter[tuple[str, str]]) -> None:
    """Print detection, and how often direction and kind are right, by folds over articles."""
    answers, shares = folds("type", data, others)
    none = answers.index("none")
    claims = [k for k in range(len(answers)) if k != none]
    out = np.array([refused(share, e.construction) for share, e in zip(shares[:, none], data, strict=True)])
    chosen = np.where(out, none, np.array(claims)[shares[:, claims].argmax(axis=1)])
    truth = np.array([answers.index(e.answer("type") or "none") for e in data])
    for k in claims:
        right, said = int(((chosen == k) & (truth == k)).sum()), int((chosen == k).sum())
        wanted = sum(n for (_, t), n in asked.items() if t == answers[k])
        print(
            f"{answers[k]}: P {right / said:.3f} R {right / wanted:.3f} F1 {2 * right / (said + wanted):.3f}, "
            f"proposed {(truth == k).sum() / wanted:.3f} of {wanted} ({len(data)} proposals, {FOLDS} folds)"
        )
    for question in ("direction", "kind"):
        own = [e for e in data if e.answer(question)]
        answers, shares = folds(question, own, [e for e in others if e.answer(question)])
        right = np.mean([answers[k] == e.answer(question) for k, e in zip(shares.argmax(axis=1), own, strict=True)])
        print(f"{question}: right {right:.3f} of {len(own)}")


def main() -> None:
    """Print the figures, then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--check-only", action="store_true", help="print the figures, keep the weights as they are")
    arguments = parser.parse_args()
    judged, asked = examples([arguments.folders[0].resolve()])
    others, _ = examples([f.resolve() for f in arguments.folders[1:]])
    report(judged, others, asked)
    tables = {question: Detector(question, judged + others).table() for question in SETTINGS}
    if not arguments.check_only:
        text = json.dumps(tables, ensure_ascii=False).replace('], "', '],\n"')
        WEIGHTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
