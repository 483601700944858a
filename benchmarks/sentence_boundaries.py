"""Are the sentences of the annotated claims ours, letter by letter? python benchmarks/sentence_boundaries.py [GOLD_DIR]

White space, punctuation, case and superscripts are folded away before the comparison. Needs annotated articles; says
so and ends where there are none.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

from claimx import annotate
from claimx.ingest import read_file

DEV = Path(__file__).parents[2] / "shared" / "gold" / "dev"


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEV
    if not folder.is_dir():
        print(f"{folder}: no annotated articles here, nothing measured")
        return
    nlp = annotate.load()
    nlp.select_pipes(enable=["layout", "sentences"])
    right = total = 0
    for path in sorted(p for p in folder.iterdir() if p.suffix != ".json" and p.with_suffix(".gold.json").exists()):
        claims = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["claims"]
        doc, _ = next(annotate.annotate(nlp, [read_file(path, folder)]))
        ours = {letters(s.text) for s in doc.sents}
        wanted = {letters(c["sentence"]) for c in claims}
        right, total = right + len(wanted & ours), total + len(wanted)
    print(f"{right} of {total} claim sentences have exactly our boundaries: {right / total:.1%}")


if __name__ == "__main__":
    main()
