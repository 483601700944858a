"""Fit the weights that choose outcome and intervention among candidates (``src/claimx/annotate/rankers.json``).

usage: python models/fit_rankers.py GOLD_TRAIN_DIR [--check-only]

GOLD_TRAIN_DIR holds annotated articles (``<doc>.<ext>`` beside ``<doc>.gold.json``) and, in its parent folder, their
scorer ``score.py``, whose ``pair`` and ``phrase_right`` say which candidate is right. Prints the share of claims whose
role is chosen rightly, by folds over articles, before fitting on all of them. Deterministic.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.model_selection import GroupKFold

from claimx import annotate
from claimx.annotate import intervention, outcome
from claimx.annotate.case import Case
from claimx.annotate.ranker import choose, crossed
from claimx.annotate.roles import cases
from claimx.errors import IngestError
from claimx.ingest import read_file

RANKERS = Path(__file__).parents[1] / "src" / "claimx" / "annotate" / "rankers.json"
ROLES = ("outcome", "intervention")
FOLDS = 5
L2 = 4.0


def load_score(folder: Path) -> ModuleType:
    """Import the scorer that stands beside the gold folder."""
    spec = importlib.util.spec_from_file_location("score", folder.parent / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder.parent}: no score.py here")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row_of(case: Case) -> dict[str, Any]:
    """One effect as the scorer's `pair` takes it."""
    return {**dataclasses.asdict(case.effect), "sentence": case.sentence, "outcome": "", "unit": case.effect.unit}


def examples(folder: Path, score: ModuleType) -> list[dict[str, Any]]:
    """Per claim found and paired with a gold record: article, and per role the candidates' features and rightness."""
    nlp = annotate.load()
    nlp.disable_pipe("roles")
    nlp.disable_pipe("attribution")
    found = []
    for path in sorted(p for p in folder.iterdir() if p.suffix != ".json" and p.with_suffix(".gold.json").exists()):
        try:
            article = read_file(path, folder)
        except IngestError as error:
            print(f"{path.name}: {error}")
            continue
        doc, _ = next(annotate.annotate(nlp, [article]))
        if not doc.spans["effects"]:
            continue
        claims = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["claims"]
        for claim_type in ("efficacy", "prevalence"):
            gold = [c for c in claims if c["type"] == claim_type]
            all_cases = list(cases(doc))
            chosen = [c for c in all_cases if c.effect.claim_type == claim_type]
            rows = [row_of(c) for c in chosen]
            truth = {j: gold[i] for i, j in score.pair(gold, rows)}
            earlier: list[tuple[int, str]] = []
            for j, case in enumerate(chosen):
                case.earlier[:] = earlier[:]
                outcomes = outcome.candidates(case)
                rule = next((c.text for c in outcomes if "rule" in c.features), None)
                right = truth.get(j)
                example: dict[str, Any] = {"doc": path.stem, "type": claim_type}
                if right is not None:
                    example["outcome"] = [
                        (c.features, bool(score.phrase_right(right["outcome"], c.text))) for c in outcomes
                    ]
                    if claim_type == "efficacy":
                        example["intervention"] = [
                            (c.features, bool(score.phrase_right(right["intervention"], c.text)))
                            for c in intervention.candidates(case, rule)
                        ]
                    found.append(example)
                if rule:
                    earlier.append((case.offset, rule))
    return found


Choice = list[tuple[dict[str, float], bool]]


def fit(choices: list[Choice], role: str) -> dict[str, float]:
    """Conditional logit with an L2 penalty over claims that have a right candidate at hand."""
    choices = [c for c in choices if any(right for _, right in c)]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([crossed(features, role) for c in choices for features, _ in c]).tocsr()
    claim = np.repeat(np.arange(len(choices)), [len(c) for c in choices])
    right = np.array([r for c in choices for _, r in c], dtype=float)

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
    names = vectorizer.get_feature_names_out()
    table = {str(n): round(float(w), 3) for n, w in zip(names, solution.x, strict=True)}
    return {name: w for name, w in sorted(table.items()) if abs(w) >= 0.01}


def chosen_right(table: dict[str, float], choice: Choice, role: str) -> bool:
    """Whether the candidate that the weights choose is right."""
    shares = choose([features for features, _ in choice], role, table)
    return bool(choice) and choice[max(range(len(choice)), key=shares.__getitem__)][1]


def main() -> None:
    """Print the figures, then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check-only", action="store_true", help="print the figures, keep the weights as they are")
    arguments = parser.parse_args()
    score = load_score(arguments.folder.resolve())
    data = examples(arguments.folder.resolve(), score)
    tables: dict[str, dict[str, float]] = {}
    for role in ROLES:
        own = [e for e in data if e.get(role)]
        groups = [e["doc"] for e in own]
        right = 0
        for train, test in GroupKFold(n_splits=FOLDS).split(own, groups=groups):
            table = fit([own[k][role] for k in train], role)
            right += sum(chosen_right(table, own[k][role], role) for k in test if own[k]["type"] == "efficacy")
        total = sum(e["type"] == "efficacy" for e in own)
        reach = sum(any(r for _, r in e[role]) for e in own if e["type"] == "efficacy")
        print(
            f"{role}: right {right / total:.3f}, a right candidate at hand {reach / total:.3f} "
            f"({total} claims, {FOLDS} folds)"
        )
        tables[role] = fit([e[role] for e in own], role)
    if not arguments.check_only:
        RANKERS.write_text(json.dumps(tables, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
