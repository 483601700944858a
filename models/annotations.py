"""Our own annotations of public articles, kept as offsets and labels: no text of the articles is in the repository.

usage: annotations.py restore TEXT_DIR OUT      write the articles and their gold files
       annotations.py keep FOLDER MANIFEST TEXT_DIR    make annotations.jsonl of a folder of gold files

TEXT_DIR holds ``health-news.jsonl.gz`` and ``trials.jsonl.gz``. ``annotations.jsonl`` has one article a line: the
``id`` of its text, the hash of the article as `article_text` makes it, and its claims, each phrase as ``[start, end]``
into that text (null where the annotator's phrase does not stand in it word for word); of a source only kind, status
and the mention are kept. Written in November 2026 by reading each article whole, by the guidelines of the gold set;
one reader an article, no second reading.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("annotations.jsonl")
PHRASES = ("sentence", "quantity", "intervention", "outcome", "population", "comparator")
PLAIN = ("type", "values", "unit", "kind", "direction", "negated", "hedged")


def article_text(record: dict[str, Any], corpus: str) -> str:
    """The article as it was annotated: of a trial report title and abstract, of a news article all, as Markdown."""
    text = str(record["text"])
    if corpus == "trials":
        return re.sub(r"\n{2,}", "\n\n", re.split(r"\n(?=BODY|INTRODUCTION)", text)[0].strip()) + "\n"
    title = f"# {record['title']}\n\n" if record.get("title") else ""
    return title + re.sub(r"\n{2,}", "\n\n", text.strip()) + "\n"


def records(folder: Path, wanted: set[str]) -> Iterator[tuple[str, str, str]]:
    """Corpus, id and annotated text of the wanted articles."""
    for corpus in ("health-news", "trials"):
        with gzip.open(folder / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["id"] in wanted:
                    yield corpus, record["id"], article_text(record, corpus)


def digest(text: str) -> str:
    """Hash of an annotated text."""
    return hashlib.sha256(text.encode()).hexdigest()


def place(text: str, phrase: str | None, near: int) -> list[int] | None:
    """Offsets of a phrase, white space folded, where it stands nearest to a place."""
    if not phrase:
        return None
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    hits = [m.span() for m in re.finditer(pattern, text)] or [m.span() for m in re.finditer(pattern, text, re.I)]
    return list(min(hits, key=lambda h: abs(h[0] - near))) if hits else None


def keep(folder: Path, manifest: Path, texts: Path) -> None:
    """Gold files -> offsets."""
    names = {entry["id"]: entry["doc"] for entry in json.loads(manifest.read_text(encoding="utf-8"))}
    said = lost = 0
    with KEPT.open("w", encoding="utf-8") as out:
        for corpus, key, text in sorted(records(texts, set(names)), key=lambda r: names[r[1]]):
            gold = json.loads((folder / f"{names[key]}.gold.json").read_text(encoding="utf-8"))["claims"]
            claims = []
            for claim in gold:
                sentence = place(text, claim["sentence"], 0)
                at = sentence[0] if sentence else 0
                quantity = place(text, claim["quantity"], at)
                kept: dict[str, Any] = {name: claim[name] for name in PLAIN}
                kept |= {name: place(text, claim[name], at) for name in PHRASES}
                kept |= {"sentence": sentence, "quantity": quantity}
                source = claim["source"]
                kept["source"] = {
                    "kind": source["kind"],
                    "status": source["status"],
                    "text": place(text, source["text"], at),
                }
                said += sum(1 for name in PHRASES if claim[name])
                lost += sum(1 for name in PHRASES if claim[name] and kept[name] is None)
                if sentence and quantity:
                    claims.append(kept)
            line = {"doc": names[key], "corpus": corpus, "id": key, "sha256": digest(text), "claims": claims}
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"{said} phrases, {lost} not found word for word")


def restore(texts: Path, out: Path) -> None:
    """Offsets -> articles and gold files."""
    lines = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    found = {key: text for _, key, text in records(texts, {line["id"] for line in lines})}
    for line in lines:
        if digest(found.get(line["id"], "")) != line["sha256"]:
            raise SystemExit(f"{line['id']}: the text is missing or another one than was annotated")
    out.mkdir(parents=True, exist_ok=True)
    for line in lines:
        text = found[line["id"]]
        claims = []
        for kept in line["claims"]:
            claim = {name: kept[name] for name in PLAIN}
            claim |= {name: _cut(text, kept[name]) for name in PHRASES}
            source = dict.fromkeys(("name", "authors", "year", "citation", "url", "reference"))
            claim["source"] = source | kept["source"] | {"text": _cut(text, kept["source"]["text"])}
            claims.append(claim)
        (out / f"{line['doc']}.md").write_text(text, encoding="utf-8")
        gold = json.dumps({"doc": line["doc"], "claims": claims}, ensure_ascii=False, indent=1)
        (out / f"{line['doc']}.gold.json").write_text(gold, encoding="utf-8")
    print(f"{len(lines)} articles, {sum(len(line['claims']) for line in lines)} claims")


def _cut(text: str, span: list[int] | None) -> str | None:
    return None if span is None else " ".join(text[slice(*span)].split())


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["keep", folder, manifest, texts]:
            keep(Path(folder), Path(manifest), Path(texts))
        case ["restore", texts, out]:
            restore(Path(texts), Path(out))
        case _:
            raise SystemExit(__doc__)
