"""The built wheel alone: installed elsewhere, away from the checkout and from any network, it does the main job."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.system  # the build fetches its back end from the package index


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel; the dependencies are those of the environment of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    shutil.copytree(
        ROOT, folder / "source", ignore=shutil.ignore_patterns(".*", "build", "data", "tests", "*.egg-info")
    )
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, folder / "source"], check=True)
    (wheel,) = folder.glob("claimx-*.whl")
    venv.create(folder / "env", with_pip=False)
    target = next((folder / "env" / "lib").glob("python*")) / "site-packages"
    subprocess.run([*pip, "install", "--no-index", "--no-deps", "--target", target, wheel], check=True)
    (target / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return folder / "env" / "bin"


def run(python: Path, *arguments: str, cwd: Path) -> str:
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [python, *arguments], cwd=cwd, env=os.environ | nowhere, check=True, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    return done.stdout


def test_wheel_holds_the_package_and_the_trained_pipeline(installed: Path, tmp_path: Path) -> None:
    code = "import claimx, en_claimx; print(claimx.__file__, en_claimx.__file__)"
    for file in run(installed / "python", "-c", code, cwd=tmp_path).split():
        assert Path(file).is_relative_to(installed.parent)


def test_wheel_alone_extracts_claims(installed: Path, tmp_path: Path) -> None:
    article = tmp_path / "rye.txt"
    article.write_text("Rye and hunger\n\nRye bread cut hunger by 20% in adults (Lind et al., 2017).\n")
    call = "from claimx.cli import main; main()"
    lines = run(installed / "python", "-c", call, "extract", str(article), "--format", "jsonl", cwd=tmp_path)
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [(r["intervention"], r["value"], r["unit"], r["source_author"]) for r in rows] == [
        ("Rye bread", 20.0, "%", "Lind")
    ]
