"""Train the claim reader on annotated articles: train_reader.py OUT --base DIR --first DIR... --then DIR [--judge].

Every effect that the constructions propose is an example: right if it is paired with a gold record (same sentence, same
numbers), with that record's type, direction, kind and phrases. The model learns on the many articles of ``--first``,
then, at a lower rate, on the few but twice-read ones of ``--then``. Writes ``OUT/first.pt`` and ``OUT/final.pt``, and
for the folds over the articles of ``--then`` ``OUT/fold-K.pt`` with ``OUT/folds.json`` (article -> fold that never saw
it). Prints detection and the share of phrases right, by folds. A seed is set, but sums of threads differ in the last
digits.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gold import articles, pair, scorer
from reader_model import MASKED, ReaderModel
from sklearn.model_selection import GroupKFold
from torch import Tensor, nn
from torch.nn import functional

from claimx import annotate
from claimx.annotate.effects import Proposal, proposals
from claimx.annotate.reader import (
    DIRECTIONS,
    KINDS,
    ROLES,
    TYPES,
    Encoded,
    Passage,
    Reading,
    WordPieces,
    inputs,
    reading_of,
)

SENTENCES = 16  # a step
# passes, rate of the encoder, rate of the heads
FIRST, THEN = (3, 1e-4, 5e-4), (3, 3e-5, 1e-4)
# The weights kept lie so far on the way from the first stage to the second ("weight-space ensembling", Wortsman et al.
# 2022): by folds better in detection than either end (0.845 against 0.843 and 0.837).
BETWEEN = 0.7
FOLDS = 5
WARM_UP = 0.06  # share of the steps in which the rate rises
LAST_RATE = 0.02  # share of the rate at the end
SMOOTHING = 0.05  # of the types: annotators differ
DIRECTION_WEIGHT, KIND_WEIGHT, PHRASE_WEIGHT = 0.5, 0.5, 0.25
ALONE = 0.15  # share of the sentences that are read without their context, as a bare sentence will be
EFFICACY_ONLY = ("intervention", "comparator")


@dataclasses.dataclass
class Number:
    """One proposed effect with its truth: per role the (first, last) pieces of the phrase, (0, 0) where the text does
    not say, nothing where the phrase cannot be found."""

    proposal: Proposal
    truth: dict[str, Any] | None
    phrases: dict[str, list[tuple[int, int]]]
    reading: Reading | None = None


@dataclasses.dataclass
class Example:
    """One sentence with its numbers."""

    article: str
    encoded: Encoded
    arrays: dict[str, np.ndarray]
    numbers: list[Number]
    alone: Example | None = None
    """The same without its context."""


def wanted(claim: dict[str, Any], role: str) -> str | None:
    """The annotated phrase of a role."""
    text: str | None = claim["source"].get("text") if role == "source" else claim[role]
    return text


def places(encoded: Encoded, text: str, near: int) -> list[tuple[int, int]]:
    """First and last pieces of a phrase: its place in the sentence nearest to the number, else all in the context."""
    pattern = r"\s+".join(map(re.escape, text.split()))
    hits = [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", encoded.text, re.IGNORECASE)]
    if own := [h for h in hits if h[0] >= encoded.offset]:
        hits = [min(own, key=lambda h: abs(h[0] - encoded.offset - near))]
    starts = {p.start: k for k, p in reversed(list(enumerate(encoded.pieces)))}
    ends = {p.end: k for k, p in enumerate(encoded.pieces)}
    return [(starts[a], ends[b]) for a, b in hits if a in starts and b in ends]


def phrases(encoded: Encoded, claim: dict[str, Any], near: int) -> dict[str, list[tuple[int, int]]]:
    """Where the phrases of a claim stand, by role."""
    found = {}
    for role in ROLES:
        if role in EFFICACY_ONLY and claim["type"] != "efficacy":
            continue
        text = wanted(claim, role)
        found[role] = places(encoded, text, near) if text else [(0, 0)]
    return found


def row_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the pairing takes it."""
    return {**dataclasses.asdict(proposal.found.effect), "sentence": proposal.passage.sentence, "outcome": ""}


def examples(folders: list[Path], words: WordPieces) -> tuple[list[Example], Counter[str]]:
    """Sentences with a number proposed, and how many records of each type were annotated."""
    nlp = annotate.load()
    for name in nlp.pipe_names[nlp.pipe_names.index("quantities") + 1 :]:
        nlp.disable_pipe(name)
    found: list[Example] = []
    asked: Counter[str] = Counter()
    for article, claims in articles(folders):
        doc, _ = next(annotate.annotate(nlp, [article]))
        own = list(proposals(doc))
        truth = {j: claims[i] for i, j in pair(claims, [row_of(p) for p in own])}
        asked.update(c["type"] for c in claims)
        sentences: dict[int, list[int]] = {}
        for j, proposal in enumerate(own):
            sentences.setdefault(proposal.sentence.start, []).append(j)
        for members in sentences.values():
            read_here = [(own[j], truth.get(j)) for j in members]
            example = example_of(article.article_id, read_here, own[members[0]].passage, words)
            bare = dataclasses.replace(own[members[0]].passage, before="", title="", heading="")
            example.alone = example_of(article.article_id, read_here, bare, words)
            found.append(example)
    return found, asked


def example_of(
    article: str, read_here: list[tuple[Proposal, dict[str, Any] | None]], passage: Passage, words: WordPieces
) -> Example:
    """The proposals of one sentence with their truth, laid out in a passage."""
    at = [(p.found.start, p.found.end) for p, _ in read_here]
    encoded = words.encode(passage, at)
    arrays = inputs(encoded, np.array([encoded.span(*n) for n in at], dtype=np.int64))
    numbers = [
        Number(proposal, claim, phrases(encoded, claim, start) if claim else {})
        for (proposal, claim), (start, _) in zip(read_here, at, strict=True)
    ]
    return Example(article, encoded, arrays, numbers)


def batches(data: list[Example], size: int) -> list[list[Example]]:
    """Batches of sentences of about the same length, in random order."""
    data = sorted(data, key=lambda e: len(e.encoded.pieces) + 16 * random.random())
    cut = [data[k : k + size] for k in range(0, len(data), size)]
    random.shuffle(cut)
    return cut


def tensors(batch: list[Example]) -> list[Tensor]:
    """A batch as the model takes it."""
    length = max(len(e.encoded.pieces) for e in batch)
    padded = {
        name: np.stack([np.pad(e.arrays[name], (0, length - len(e.arrays[name]))) for e in batch])
        for name in ("pieces", "segments", "marked")
    }
    mask = np.stack([np.arange(length) < len(e.encoded.pieces) for e in batch]).astype(np.int64)
    row = np.repeat(np.arange(len(batch)), [len(e.numbers) for e in batch])
    ends = [np.concatenate([e.arrays[name] for e in batch]) for name in ("first", "last")]
    parts = [padded["pieces"], padded["segments"], padded["marked"], mask, row, *ends]
    return [torch.from_numpy(part) for part in parts]


def loss_of(answers: Tensor, ends: Tensor, numbers: list[Number]) -> Tensor:
    """Cross-entropy of type, direction, kind and of both ends of every phrase, a mean over the numbers."""
    types, directions, kinds = answers.split([len(TYPES), len(DIRECTIONS), len(KINDS)], -1)
    truth = torch.tensor([TYPES.index(n.truth["type"]) if n.truth else 0 for n in numbers])
    loss = functional.cross_entropy(types, truth, label_smoothing=SMOOTHING)
    for weight, field, names, logits in (
        (DIRECTION_WEIGHT, "direction", DIRECTIONS, directions),
        (KIND_WEIGHT, "kind", KINDS, kinds),
    ):
        known = {k: names.index(n.truth[field]) for k, n in enumerate(numbers) if n.truth and n.truth[field] in names}
        if known:
            right = torch.tensor(list(known.values()))
            loss = loss + weight * functional.cross_entropy(logits[list(known)], right, reduction="sum") / len(numbers)
    good, asked = torch.zeros_like(ends, dtype=torch.bool), torch.zeros(len(numbers), ends.shape[-1])
    for k, number in enumerate(numbers):
        for r, role in enumerate(ROLES):
            for start, end in number.phrases.get(role, ()):
                good[k, start, 2 * r] = good[k, end, 2 * r + 1] = True
                asked[k, 2 * r : 2 * r + 2] = 1
    missed = ends.logsumexp(1) - ends.masked_fill(~good, MASKED).logsumexp(1)
    return loss + PHRASE_WEIGHT * (missed * asked).sum() / len(numbers)


def rate(step: int, steps: int) -> float:
    """Share of the learning rate: a linear rise, then a linear fall."""
    return min((step + 1) / (steps * WARM_UP), max(LAST_RATE, (steps - step) / (steps * (1 - WARM_UP))))


def read(model: ReaderModel, data: list[Example]) -> Iterator[Number]:
    """The numbers of some sentences with what the model reads of them."""
    model.eval()
    data = sorted(data, key=lambda e: len(e.encoded.pieces))
    for at in range(0, len(data), 2 * SENTENCES):
        batch = data[at : at + 2 * SENTENCES]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            answers, ends = (t.float() for t in model(*tensors(batch)))
        sizes = [len(TYPES), len(DIRECTIONS), len(KINDS)]
        types, directions, kinds = (t.softmax(-1).numpy() for t in answers.split(sizes, -1))
        logs = ends.log_softmax(1).numpy()
        numbers = [(e, k, n) for e in batch for k, n in enumerate(e.numbers)]
        for i, (example, k, number) in enumerate(numbers):
            span = np.array([example.arrays["first"][k], example.arrays["last"][k]])
            own = logs[i, : len(example.encoded.pieces)]
            number.reading = reading_of(example.encoded, span, types[i], directions[i], kinds[i], own)
            yield number


def report(numbers: list[Number], asked: Counter[str]) -> str:
    """Detection at an even chance, and the share of directions, kinds and phrases right where the number is one."""
    parts = []
    for claim_type in ("efficacy", "prevalence"):
        said = [n for n in numbers if n.reading and max(n.reading.types, key=n.reading.types.__getitem__) == claim_type]
        right = sum(n.truth is not None and n.truth["type"] == claim_type for n in said)
        at_hand = sum(n.truth is not None and n.truth["type"] == claim_type for n in numbers)
        want = asked[claim_type]
        parts.append(
            f"{claim_type} P {right / max(len(said), 1):.3f} R {right / want:.3f} "
            f"F1 {2 * right / (len(said) + want):.3f} proposed {at_hand / want:.3f}"
        )
    true = [(n.truth, n.reading) for n in numbers if n.truth and n.reading and n.truth["type"] == "efficacy"]
    for field, of in (("direction", "directions"), ("kind", "kinds")):
        hits = [max(getattr(r, of), key=getattr(r, of).__getitem__) == t[field] for t, r in true]
        parts.append(f"{field} {np.mean(hits):.3f}")
    for role in ROLES:
        hits = [scorer().phrase_right(wanted(t, role), r.roles[role][0]) for t, r in true]
        parts.append(f"{role} {np.mean(hits):.3f}")
    return ", ".join(parts)


def train(model: ReaderModel, data: list[Example], passes: int, body_rate: float, head_rate: float) -> None:
    """Fit the model, the encoder at a lower rate than the heads."""
    heads = [p for name, p in model.named_parameters() if not name.startswith("bert.")]
    body = [p for name, p in model.named_parameters() if name.startswith("bert.")]
    groups = [{"params": body, "lr": body_rate}, {"params": heads, "lr": head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = passes * -(-len(data) // SENTENCES)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps))
    start = time.monotonic()
    for k in range(passes):
        model.train()
        losses = []
        for drawn in batches(data, SENTENCES):
            batch = [e.alone if e.alone and random.random() < ALONE else e for e in drawn]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                answers, ends = model(*tensors(batch))
            loss = loss_of(answers.float(), ends.float(), [n for e in batch for n in e.numbers])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        print(f"pass {k + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - start:.0f} s", flush=True)


def between(first: dict[str, Tensor], second: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights between those of both stages."""
    return {n: w + BETWEEN * (second[n] - w) if w.is_floating_point() else w for n, w in first.items()}


def main() -> None:
    """Train, print the figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of the pretrained encoder")
    parser.add_argument("--first", type=Path, nargs="+", required=True, help="annotated articles")
    parser.add_argument("--then", type=Path, required=True, help="annotated articles that were read twice")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    words = WordPieces((given.base / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))
    fine, asked = examples([given.then.resolve()], words)
    model = ReaderModel(given.base)
    first = given.out / "first.pt"
    if not first.exists():
        many, _ = examples([f.resolve() for f in given.first], words)
        print(f"{len(many)} sentences, {sum(len(e.numbers) for e in many)} numbers; then {len(fine)} sentences")
        train(model, many, *FIRST)
        torch.save(model.state_dict(), first)
    start = torch.load(first, weights_only=True)
    model.load_state_dict(start)
    print(f"before the second stage: {report(list(read(model, fine)), asked)}", flush=True)
    numbers: list[Number] = []
    fold_of: dict[str, int] = {}
    for k, (own, held) in enumerate(GroupKFold(n_splits=FOLDS).split(fine, groups=[e.article for e in fine])):
        model.load_state_dict(start)
        train(model, [fine[i] for i in own], *THEN)
        model.load_state_dict(between(start, model.state_dict()))
        numbers += read(model, [fine[i] for i in held])
        fold_of |= {fine[i].article: k for i in held}
        torch.save(model.state_dict(), given.out / f"fold-{k}.pt")
    (given.out / "folds.json").write_text(json.dumps(fold_of, indent=1) + "\n", encoding="utf-8")
    print(f"by {FOLDS} folds: {report(numbers, asked)}", flush=True)
    model.load_state_dict(start)
    train(model, fine, *THEN)
    torch.save(between(start, model.state_dict()), given.out / "final.pt")


if __name__ == "__main__":
    main()
