"""Train floret vectors: train_vectors.py TEXT OUT.floret. One thread, so that the same text gives the same vectors.

CBOW, two hashes into 20,000 rows of 96 numbers, character n-grams of 4 and 5 letters: any word has a vector and the
table stays at 7.7 MB.
"""

from __future__ import annotations

import sys

import floret


def main(text: str, out: str) -> None:
    """Train on ``text`` (a tokenised line a paragraph) and save the table in floret's text format."""
    model = floret.train_unsupervised(
        text, model="cbow", mode="floret", hashCount=2, bucket=20_000, dim=96, minn=4, maxn=5, minCount=5,
        epoch=5, thread=1, verbose=0,
    )  # fmt: skip
    model.save_floret_vectors(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
