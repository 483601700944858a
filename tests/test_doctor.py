"""Is the installation whole? What `claimx doctor` says of a fine one and of one with a file changed or lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import en_claimx
import pytest

from claimx import cli, doctor


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the trained pipeline, which stands for the installed one."""
    folder = tmp_path / "en_claimx"
    shutil.copytree(Path(en_claimx.__file__).parent, folder)
    monkeypatch.setattr(doctor, "_installed", lambda: folder)
    return folder


def test_installation_as_made_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("ok   ")] == []
    assert [line.split(": ")[0] for line in lines] == [
        f"ok   {what}" for what in ("Python", *doctor.PINNED, "trained pipeline")
    ]
    assert "files as packaged" in lines[-1]


def test_copy_is_fine(package: Path) -> None:
    finding = doctor.model_files(package)
    assert finding.fine, finding.detail


def change_a_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("parser/model", change_a_byte, "parser/model has changed"),
        ("vocab/vectors", empty, "vocab/vectors has changed"),
        ("config.cfg", Path.unlink, "config.cfg is missing"),
        ("tagger/model", Path.unlink, "tagger/model is missing"),
    ],
)
def test_damaged_file_is_named(
    package: Path, capsys: pytest.CaptureFixture[str], name: str, damage: Callable[[Path], None], said: str
) -> None:
    damage(package / name)
    assert cli.run(["doctor"]) == 3
    bad = [line for line in capsys.readouterr().out.splitlines() if line.startswith("BAD  ")]
    assert bad == [f"BAD  trained pipeline: {said}; install claimx again"]


def test_every_damaged_file_is_named(package: Path) -> None:
    change_a_byte(package / "tok2vec" / "model")
    (package / "vocab" / "strings.json").unlink()
    finding = doctor.model_files(package)
    assert not finding.fine
    assert "tok2vec/model has changed" in finding.detail
    assert "vocab/strings.json is missing" in finding.detail


@pytest.mark.parametrize("name", ["sha256.json", "meta.json"])
@pytest.mark.parametrize("damage", [Path.unlink, empty])
def test_without_the_list_nothing_is_taken_for_fine(
    package: Path, capsys: pytest.CaptureFixture[str], name: str, damage: Callable[[Path], None]
) -> None:
    damage(package / name)
    assert cli.run(["doctor"]) == 3
    [bad] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("BAD  ")]
    assert bad.startswith("BAD  trained pipeline: ")
    assert str(package) in bad


def test_library_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PINNED", ("no-such-library",))
    found = {f.what: f for f in doctor.examine()}
    assert found["no-such-library"] == doctor.Finding("no-such-library", False, "not installed")
