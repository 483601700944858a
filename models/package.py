"""Put the trained parts together: package.py PARSER READER FIGURES.json VERSION -> en_claimx/.

PARSER has tok2vec, tagger, lemmatizer and parser; READER is what export_reader.py wrote. Writes ``sha256.json`` with
the hash of every file, which `claimx doctor` checks.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import spacy

HERE = Path(__file__).parent
PACKAGE = HERE / "en_claimx"


def assemble(parser: Path, figures: dict[str, object], version: str) -> spacy.Language:
    """The syntactic pipeline with its description."""
    nlp = spacy.load(parser)
    nlp.add_pipe("claimx_pos", name="pos", before="parser")
    nlp.meta.update(
        name="claimx",
        version=version,
        description="Tags, lemmas and trees of English health prose on scispaCy's tokenizer, and the claim reader",
        license="CC BY-SA 4.0",
        author="The claimx authors",
        performance=figures,
        sources=[
            {"name": "CRAFT", "license": "CC BY 3.0", "author": "University of Colorado Denver"},
            {"name": "UD English EWT", "license": "CC BY-SA 4.0", "author": "Universal Dependencies contributors"},
            {"name": "all-MiniLM-L6-v2", "license": "Apache-2.0", "author": "Sentence Transformers"},
        ],
    )
    return nlp


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of the package but its code and the list itself."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in (".py", ".pyc"))
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files
        if p.name != "sha256.json"
    }


def main(parser: str, reader: str, figures: str, version: str) -> None:
    """Write the package."""
    for path in PACKAGE.iterdir():
        if path.name != "__init__.py":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    read = json.loads(Path(figures).read_text(encoding="utf-8"))
    assemble(Path(parser), read, version).to_disk(PACKAGE, exclude=["tokenizer"])
    shutil.copytree(reader, PACKAGE / "reader")
    (PACKAGE / "sha256.json").write_text(json.dumps(hashes(PACKAGE), indent=1) + "\n", encoding="utf-8")
    size = sum(p.stat().st_size for p in PACKAGE.rglob("*") if p.is_file())
    print(f"{PACKAGE.name} {version}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
