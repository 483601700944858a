"""Is this installation whole? Checks that `claimx doctor` prints, a line each."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PINNED = ("spacy", "scispacy", "onnxruntime", "numpy", "pyarrow", "pandas", "prefect")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing checked."""

    what: str
    fine: bool
    detail: str


def examine(package: Path | None = None) -> Iterator[Finding]:
    """Check Python, the libraries and the files of the trained pipeline.

    Args:
        package: folder of the trained pipeline; the installed one if ``None``.
    """
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info[:2] == (3, 11), version)
    for name in PINNED:
        try:
            yield Finding(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, False, "not installed")
    package = package or _installed()
    if package is None:
        yield Finding("trained pipeline", False, "en_claimx is not installed; install claimx again")
    else:
        yield model_files(package)


def _installed() -> Path | None:
    spec = importlib.util.find_spec("en_claimx")
    return Path(spec.origin).parent if spec and spec.origin else None


def model_files(folder: Path) -> Finding:
    """Compare every file of the trained pipeline with the hash that it was packaged with."""
    what = "trained pipeline"
    try:
        expected: dict[str, str] = dict(json.loads((folder / "sha256.json").read_text(encoding="utf-8")))
        version = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["version"]
        if not expected:
            raise ValueError("sha256.json names no file")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Finding(what, False, f"{folder}: {type(error).__name__}: {error}")
    wrong = []
    for name, digest in expected.items():
        file = folder / name
        if not file.is_file():
            wrong.append(f"{name} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            wrong.append(f"{name} has changed")
    if wrong:
        return Finding(what, False, "; ".join(wrong) + "; install claimx again")
    return Finding(what, True, f"en_claimx {version}, {len(expected)} files as packaged")
