"""The public corpora are fetched into the layout that the recipe reads, once, and only with the right content."""

import hashlib
import importlib.util
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "models" / "download.py"
SPEC = importlib.util.spec_from_file_location("download", PATH)
download = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(download)

TREES = {
    "trees/1.conllu": b"1\tMilk\n",
    "ids/ids-dev.txt": b"1\n",
    "all.conllu": b"# newdoc id = mail-a-1\n1\tOne\n\n# newdoc id = web-b\n1\tTwo\n\n",
}
SOURCES = """
[[source]]
name = "craft"
repository = "somewhere"
licence = "CC0"
commit = "abc"
address = "{address}/{{commit}}/{{path}}"
hashes = "lists/craft.sha256"
places = {{ "ids-" = "ids/ids-", "conllu/" = "trees/" }}

[[source]]
name = "ewt"
repository = "somewhere"
licence = "CC0"
address = "{address}/abc/{{path}}"
documents = "parts/{{genre}}/{{name}}.conllu"
files = {{ "all.conllu" = "{all}" }}

[[source]]
name = "text"
note = "not to be had"
"""


class Server(ThreadingHTTPServer):
    """Serves a folder and keeps what was asked for."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))


class Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    for name, content in TREES.items():
        path = tmp_path / "served" / "abc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with Server(tmp_path / "served") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def sources(tmp_path, server):
    digest = {name: hashlib.sha256(content).hexdigest() for name, content in TREES.items()}
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "craft.sha256").write_text(
        f"{digest['ids/ids-dev.txt']}  ids-dev.txt\n{digest['trees/1.conllu']}  conllu/1.conllu\n"
    )
    path = tmp_path / "sources.toml"
    path.write_text(SOURCES.format(address=f"http://127.0.0.1:{server.server_port}", all=digest["all.conllu"]))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_files_come_into_the_layout_and_are_not_fetched_twice(tmp_path, server, sources, capsys):
    out = tmp_path / "out"
    arguments = [str(out), "--sources", str(sources)]
    assert download.main(arguments) == 0
    assert files(out) == {
        "craft/ids-dev.txt": TREES["ids/ids-dev.txt"],
        "craft/conllu/1.conllu": TREES["trees/1.conllu"],
        "ewt/all.conllu": TREES["all.conllu"],
        "ewt/parts/mail/a-1.conllu": b"# newdoc id = mail-a-1\n1\tOne\n\n",
        "ewt/parts/web/b.conllu": b"# newdoc id = web-b\n1\tTwo\n\n",
    }
    assert capsys.readouterr().out.splitlines() == [
        "craft: 2 of 2 files fetched (CC0, somewhere)",
        "ewt: 1 of 1 files fetched, cut into 2 documents (CC0, somewhere)",
        "text: not to be had",
    ]

    server.asked.clear()
    assert download.main(arguments) == 0
    assert server.asked == []

    (out / "craft" / "ids-dev.txt").write_bytes(b"1")  # not whole
    (out / "ewt" / "parts" / "web" / "b.conllu").unlink()
    assert download.main(arguments) == 0
    assert server.asked == ["/abc/ids/ids-dev.txt"]
    assert (out / "craft" / "ids-dev.txt").read_bytes() == TREES["ids/ids-dev.txt"]
    assert (out / "ewt" / "parts" / "web" / "b.conllu").is_file()


@pytest.mark.parametrize(("content", "said"), [(b"other", "its SHA-256 is"), (None, "404")])
def test_a_file_with_a_wrong_hash_or_none_is_one_line_of_error(tmp_path, sources, capsys, content, said):
    served = tmp_path / "served" / "abc" / "ids" / "ids-dev.txt"
    served.unlink()
    if content is not None:
        served.write_bytes(content)
    assert download.main([str(tmp_path / "out"), "--sources", str(sources)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("craft: ")
    assert said in line
    assert files(tmp_path / "out") == {}


def test_every_list_of_hashes_that_the_project_names_is_there():
    sources = download.tomllib.loads(download.SOURCES.read_text())["source"]
    assert [source["name"] for source in sources] == ["craft", "ud-ewt", "text"]
    for source in sources[:-1]:
        listed = download.hashes(source, PATH.parent)
        assert listed
        assert all(len(digest) == 64 for digest in listed.values())
        assert all(download.address(source, path).startswith("https://") for path in listed)
