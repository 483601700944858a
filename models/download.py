"""Fetch the public corpora that the recipe reads: download.py OUT [--sources sources.toml].

Each source of ``sources.toml`` becomes a folder of OUT. A file that is there with the right SHA-256 is not fetched
again, so a run that broke off is taken up by the next one; a file with a wrong one is an error and is not kept.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import httpx

SOURCES = Path(__file__).with_name("sources.toml")
PAUSES = (2.0, 4.0, 8.0)  # seconds before a file is asked for again when the connection failed or broke
DOCUMENT = re.compile(rb"^# newdoc id = (?P<genre>[^-\n]+)-(?P<name>[^\n]+)\n", re.M)


class DownloadError(Exception):
    """A file that cannot be had as it should be."""


def hashes(source: dict[str, Any], base: Path) -> dict[str, str]:
    """SHA-256 of every file of a source, by its path below the source's folder."""
    if "hashes" not in source:
        return source.get("files", {})
    lines = (base / source["hashes"]).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def address(source: dict[str, Any], path: str) -> str:
    """Where a file is fetched from."""
    for here, there in source.get("places", {}).items():
        if path.startswith(here):
            path = there + path.removeprefix(here)
            break
    return source["address"].format(commit=source.get("commit"), path=path)


def whole(path: Path, digest: str) -> bool:
    """Whether a file is there with the content it should have."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def put(path: Path, content: bytes) -> None:
    """Write a file under another name and rename it, so that it is never there in part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def get(client: httpx.Client, url: str, pauses: tuple[float, ...] = PAUSES) -> bytes:
    """The content at an address, asked for again after each pause while the connection fails or breaks.

    Raises:
        DownloadError: there is no content to be had.
    """
    try:
        return client.get(url).raise_for_status().content
    except httpx.HTTPStatusError as error:
        raise DownloadError(f"{url}: {error.response.status_code} {error.response.reason_phrase}") from error
    except httpx.RequestError as error:
        if not pauses:
            raise DownloadError(f"{url}: {error or type(error).__name__}") from error
    time.sleep(pauses[0])
    return get(client, url, pauses[1:])


def cut(path: Path, template: str) -> int:
    """Cut a file of documents into one file each, beside it, and return their number."""
    content = path.read_bytes()
    heads = list(DOCUMENT.finditer(content))
    ends = [head.start() for head in heads[1:]] + [len(content)]
    for head, end in zip(heads, ends, strict=True):
        names = {key: value.decode() for key, value in head.groupdict().items()}
        target, document = path.parent / template.format(**names), content[head.start() : end]
        if not target.is_file() or target.read_bytes() != document:
            put(target, document)
    return len(heads)


def download(source: dict[str, Any], base: Path, out: Path, client: httpx.Client) -> str:
    """Bring one source up to date and return what to say of it.

    Args:
        source: its table in ``sources.toml``.
        base: the folder of ``sources.toml``.
        out: the folder of all corpora.
        client: what fetches.

    Raises:
        DownloadError: a file is not to be had, or has not the content it should have.
    """
    if "note" in source:
        return str(source["note"])
    folder = out / source["name"]
    files = hashes(source, base)
    fetched = n_documents = 0
    for name, digest in files.items():
        if not whole(folder / name, digest):
            url = address(source, name)
            content = get(client, url)
            found = hashlib.sha256(content).hexdigest()
            if found != digest:
                raise DownloadError(f"{url}: its SHA-256 is {found}, it should be {digest}")
            put(folder / name, content)
            fetched += 1
        if "documents" in source:
            n_documents += cut(folder / name, source["documents"])
    documents = f", cut into {n_documents:,} documents" if n_documents else ""
    return f"{fetched} of {len(files)} files fetched{documents} ({source['licence']}, {source['repository']})"


def main(arguments: list[str] | None = None) -> int:
    """Fetch every source, a line each, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sources", type=Path, default=SOURCES)
    args = parser.parse_args(arguments)
    sources = tomllib.loads(args.sources.read_text(encoding="utf-8"))["source"]
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        for source in sources:
            try:
                line = download(source, args.sources.parent, args.out, client)
            except DownloadError as error:
                print(f"{source['name']}: {error}", file=sys.stderr)
                return 1
            print(f"{source['name']}: {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
