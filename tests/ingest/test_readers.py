"""What holds for every reader: offsets, determinism, and that bad bytes end in an IngestError and nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePath

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimx.errors import IngestError, SkippedError, UsageError
from claimx.ingest import READERS, find_inputs, read_bytes, read_file, read_text
from claimx.records import Article

FIXTURES = Path(__file__).parent / "fixtures"
SUFFIXES = [suffix for reader in READERS for suffix in reader.SUFFIXES]
SEEDS = [
    *(p.read_bytes() for p in sorted(FIXTURES.iterdir())),
    "Tart Cherries\n\n  • Pain fell by 12%¹ (é, e\u0301).\n\nReferences\n\n1. Ekblad T. Nuts. 2015;3:11.\n".encode(),
    b"---\ntitle: x\ndate: 2024-01-01\n---\n# Zinc\n\n| a | b |\n| - | - |\n| 1 | 2[^n] |\n\n[^n]: Rao V. 2019.\n",
]


def check(article: Article) -> None:
    """Every offset of an article is right."""
    text = article.text
    assert unicodedata.is_normalized("NFC", text)
    assert "\n\n".join(text[b.start : b.end] for b in article.blocks) == text
    for block in article.blocks:
        assert text[block.start : block.end].strip() == text[block.start : block.end] != ""
        assert "\n" not in text[block.start : block.end]
    for link in article.links:
        assert text[link.start : link.end].strip()
        assert any(b.start <= link.start < link.end <= b.end for b in article.blocks)
    assert [r.index for r in article.references] == list(range(1, len(article.references) + 1))
    assert all(r.text for r in article.references)


def try_to_read(data: bytes, suffix: str) -> None:
    read = [read_or_reason(data, PurePath(f"a{suffix}")) for _ in range(2)]
    assert read[0] == read[1]
    if isinstance(read[0], Article):
        check(read[0])
    else:
        assert len(read[0].splitlines()) == 1


def read_or_reason(data: bytes, path: PurePath) -> Article | str:
    try:
        return read_bytes(data, path)
    except IngestError as error:
        return str(error)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(SUFFIXES))
@example(b"\xff\xfe", ".txt")
@example(b"\xff\xfea", ".html")
@example(b"<p>\xed\xa0\x80</p>", ".html")
def test_random_bytes(data: bytes, suffix: str) -> None:
    try_to_read(data, suffix)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.sampled_from(SUFFIXES), st.data())
def test_mutated_documents(seed: bytes, suffix: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 400)))
    junk = st.one_of(
        st.binary(max_size=12), st.sampled_from([b"<", b"</sup>", b"<table><tr>", b"&#0;", b"[1]", b"\n\n"])
    )
    try_to_read(seed[:start] + data.draw(junk) + seed[end:], suffix)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200), st.sampled_from(["a.txt", "a.md"]))
@example("[a](b)\u0301", "a.md")
@example("- \n\n\n[1]: x", "a.md")
def test_any_text_in_memory(text: str, path: str) -> None:
    check(read_text(text, path=path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Crème au beurre raised the patients’ LDL by 12% – a surprise – in those who ate 40 g a day, Dr Solé said."
    assert read_bytes(text.encode(encoding), PurePath("a.txt")).text == text


def test_declared_encoding_of_a_page() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><article><p>Those who ate crème slept 12% longer than '
    page += "those who did not, the café’s owner told us on Friday.</p></article></body></html>"
    assert "crème slept 12% longer" in read_bytes(page.encode("cp1252"), PurePath("a.html")).text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty file"),
        ("a.md", b"  \n\t ", "empty file"),
        ("a.txt", b"LDL fell\x00\x00\x01\x02 by 12%", "binary data"),
        ("a.txt", bytes(range(256)) * 4, "binary data"),
        ("a.txt", b"12.5 % ... 40 - 60\n", "no readable text"),
        ("a.docx", b"PK\x03\x04", "unsupported format '.docx'"),
    ],
)
def test_bad_bytes(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        read_bytes(data, PurePath(name))


def test_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("LDL fell by 12%. " * 20)
    with pytest.raises(IngestError, match="too large: 340 bytes, limit 100"):
        read_file(tmp_path / "a.txt", tmp_path, limit=100)


def test_other_languages_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Le magnésium a réduit de 25 % la perte en eau chez les adultes dont la peau est sèche, selon une étude menée "
        "pendant douze semaines dans trois cliniques de la région de Lyon."
    )
    with pytest.raises(SkippedError, match="not in English: language 'fr'"):
        read_file(tmp_path / "a.txt", tmp_path)


def test_identity_of_an_article(tmp_path: Path) -> None:
    body = "\n\nLDL fell by 12% in those who ate oats each day.\n"
    for name in ("a/one.md", "b/two.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("---\nurl: https://Oats.example/ldl#results\n---" + body)
    (tmp_path / "c.md").write_text(body)
    one, two, three = (read_file(p, tmp_path) for p, _ in find_inputs([tmp_path]))
    assert (one.path, two.path, three.path) == ("a/one.md", "b/two.md", "c.md")
    assert one.article_id == two.article_id != three.article_id
    assert three.article_id != read_file(tmp_path / "c.md", tmp_path, source="feed").article_id


def test_find_inputs(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "sub/c.HTML", ".hidden/d.txt", ".e.txt", "notes.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = find_inputs([tmp_path])
    assert [p.relative_to(root).as_posix() for p, root in found] == ["a.txt", "b.md", "sub/c.HTML"]
    assert find_inputs([tmp_path / "notes.docx"]) == [(tmp_path / "notes.docx", tmp_path)]
    assert find_inputs([str(tmp_path / "*.md"), tmp_path / "b.md"]) == [(tmp_path / "b.md", tmp_path)]
    assert find_inputs([str(tmp_path / "**" / "*.txt")]) == [(tmp_path / "a.txt", tmp_path)]
    with pytest.raises(UsageError, match=r"no-such: no such file or folder"):
        find_inputs(["no-such"])
