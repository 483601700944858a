"""Raw text for the vectors: one tokenised, lower-cased paragraph a line.

usage: raw_text.py OUT.txt CORPUS.jsonl.gz... [--without GOLD_DIR]

An article that shares a tenth of its six-word shingles with an article of GOLD_DIR is left out, so that nothing that
is measured on was ever seen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import spacy

from claimx.annotate.tokenizer import make_tokenizer

SHINGLE = 6
SHARED = 0.1


def shingles(text: str) -> set[int]:
    """Hashes of all runs of six words."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {hash(tuple(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)}


def articles(paths: list[Path], held_out: set[int]) -> Iterator[str]:
    """Texts of the corpora without the held-out ones."""
    for path in paths:
        kept = left = 0
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                own = shingles(text)
                if own and len(own & held_out) / len(own) > SHARED:
                    left += 1
                    continue
                kept += 1
                yield text
        print(f"{path.name}: {kept} articles, {left} left out as held out")


def main() -> None:
    """Write the text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--without", type=Path)
    args = parser.parse_args()
    held_out: set[int] = set()
    if args.without is not None:
        for path in sorted(args.without.iterdir()):
            if not path.name.endswith(".gold.json"):
                held_out |= shingles(path.read_text(encoding="utf-8"))
    tokenizer = make_tokenizer()(spacy.blank("en"))
    n_tokens = 0
    with args.out.open("w", encoding="utf-8") as out:
        for text in articles(args.corpora, held_out):
            for paragraph in text.split("\n"):
                tokens = [t.lower_ for t in tokenizer(paragraph) if not t.is_space]
                if tokens:
                    n_tokens += len(tokens)
                    out.write(" ".join(tokens) + "\n")
    print(f"{n_tokens:,} tokens")


if __name__ == "__main__":
    main()
