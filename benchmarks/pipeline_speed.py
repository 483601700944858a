"""Speed of the pipeline on one core, as ratios in one run: python benchmarks/pipeline_speed.py [FOLDER]

Words per second, on the same tokenised articles one after the other, of tagger and parser alone and of all
syntactic parts, as spaCy runs them over every sentence, and of claimx as it runs over articles, which reads only
sentences that may state an effect; and the time to load.
"""

from __future__ import annotations

import datetime
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import en_claimx
from spacy.language import Language
from spacy.tokens import Doc

from claimx import annotate, ingest

RAW = Path(__file__).parents[1] / "data" / "raw"
ROUNDS = 3


def words_per_second(docs: list[Doc], work: Callable[[Doc], object]) -> float:
    """Best of some rounds."""
    n_words = sum(len(d.text.split()) for d in docs)
    best = float("inf")
    for _ in range(ROUNDS):
        fresh = [d.copy() for d in docs]
        begun = time.perf_counter()
        for doc in fresh:
            work(doc)
        best = min(best, time.perf_counter() - begun)
    return n_words / best


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RAW
    begun = time.perf_counter()
    nlp = annotate.load()
    loaded = time.perf_counter() - begun
    articles = [ingest.read_file(p, folder) for p in sorted(folder.iterdir()) if p.suffix in (".md", ".txt", ".html")]
    docs = [annotate.make_doc(nlp, a) for a in articles]
    trained = en_claimx.load()

    def all_of(pipeline: Language, *names: str) -> Callable[[Doc], object]:
        parts = [pipeline.get_pipe(name) for name in names or pipeline.pipe_names]

        def work(doc: Doc) -> None:
            for part in parts:
                part(doc)

        return work

    syntax = words_per_second(docs, all_of(trained, "tok2vec", "tagger", "parser"))
    all_trained = words_per_second(docs, all_of(trained))
    whole = words_per_second(docs, all_of(nlp, *(name for name in nlp.pipe_names if name != "parse")))
    print(f"{datetime.date.today()}, {platform.machine()}, {len(docs)} articles, load {loaded:.2f} s")
    print(f"tagger + parser          {syntax:8,.0f} words/s  1.00")
    print(f"all syntax               {all_trained:8,.0f} words/s  {all_trained / syntax:.2f}")
    print(f"whole claimx pipeline    {whole:8,.0f} words/s  {whole / syntax:.2f}")
    print(f"en_claimx {en_claimx.load(enable=[]).meta['version']}")


if __name__ == "__main__":
    main()
