"""CRAFT and the English Web Treebank -> spaCy's training format, on claimx's tokens and with ClearNLP labels.

usage: treebanks.py CORPORA OUT

Writes ``{train,dev}.spacy`` (both treebanks) and ``{craft,ewt}-test.spacy``. CRAFT is split by its own id lists; EWT
by its own dev and test, its training part being the per-document files that stand in neither.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import conllu
import spacy
from spacy.tokens import Doc, DocBin
from ud_to_clear import ROOT, Node, convert

from claimx.annotate.tokenizer import make_tokenizer

TOGETHER = 4  # sentences in one training text: the parser sees boundaries as well as single sentences
_SENTENCE_ID = re.compile(r"^# sent_id = (.+)$", re.MULTILINE)
NOT_IN_PENN = {"NFP": ":", "GW": "XX", "ADD": "NN", "AFX": "JJ"}


def sentences(path: Path, universal: bool) -> Iterator[tuple[str, list[Node]]]:
    """Text and tree of each sentence of a CoNLL-U file."""
    with path.open(encoding="utf-8") as lines:
        for tree in conllu.parse_incr(lines):
            words = [t for t in tree if isinstance(t["id"], int)]
            nodes = []
            for i, word in enumerate(words):
                head = word["head"] - 1 if word["head"] else i
                nodes.append(
                    Node(word["form"], word["lemma"] or word["form"], word["xpos"] or "XX", head, word["deprel"])
                )
            if universal:
                nodes = convert(nodes)
            for i, node in enumerate(nodes):
                node.tag = NOT_IN_PENN.get(node.tag, node.tag)
                if node.head == i:
                    node.dep = ROOT
            yield tree.metadata["text"], nodes


def depth(nodes: list[Node], i: int) -> int:
    """Number of arcs from a word up to its root."""
    steps = 0
    while nodes[i].head != i and steps <= len(nodes):
        i, steps = nodes[i].head, steps + 1
    return steps


def offsets(text: str, nodes: list[Node]) -> list[tuple[int, int]] | None:
    """Where each word stands in the text, None if one is not found."""
    found, at = [], 0
    for node in nodes:
        at = text.find(node.form, at)
        if at < 0:
            return None
        found.append((at, at + len(node.form)))
        at += len(node.form)
    return found


class Builder:
    """Puts gold trees on claimx's tokens."""

    def __init__(self) -> None:
        self.nlp = spacy.blank("en")
        self.nlp.tokenizer = make_tokenizer()(self.nlp)
        self.tokens = self.agreeing = 0

    def doc(self, group: list[tuple[str, list[Node]]]) -> Doc:
        """One text of several sentences.

        A token over several gold words takes the shallowest one's head and label (else the tree has a cycle); of
        several tokens in one gold word the longest of letters takes them and heads the others.
        """
        words: list[str] = []
        spaces: list[bool] = []
        columns: dict[str, list] = {k: [] for k in ("tags", "lemmas", "heads", "deps", "sent_starts")}
        for text, nodes in group:
            spans = offsets(text, nodes)
            if spans is None:
                text = " ".join(n.form for n in nodes)
                spans = offsets(text, nodes)
            assert spans is not None
            tokens = list(self.nlp.tokenizer(text))
            covered = [[i for i, (s, e) in enumerate(spans) if s < t.idx + len(t.text) and e > t.idx] for t in tokens]
            owner = {i: max(ks, key=lambda k: (_weight(tokens[k].text), k)) for i, ks in _pieces(covered).items()}
            base = len(words)
            for k, (token, gold) in enumerate(zip(tokens, covered, strict=True)):
                self.tokens += 1
                self.agreeing += len(gold) == 1 and spans[gold[0]] == (token.idx, token.idx + len(token.text))
                words.append(token.text)
                spaces.append(bool(token.whitespace_) or k == len(tokens) - 1)
                columns["sent_starts"].append(1 if k == 0 else -1)
                own = [i for i in gold if owner[i] == k]
                if own:
                    top = min(own, key=lambda i: (depth(nodes, i), -i))
                    node, head = nodes[top], owner[nodes[top].head]
                    row = (node.tag, _lemma(token.text, node, len(own)), base + head, ROOT if head == k else node.dep)
                elif not gold:  # white space
                    row = ("_SP", token.text, base + max(k - 1, 0), "dep")
                else:
                    row = (*_piece(token.text, nodes[gold[0]]), base + owner[gold[0]], _piece_dep(token.text))
                for name, value in zip(("tags", "lemmas", "heads", "deps"), row, strict=True):
                    columns[name].append(value)
        return Doc(self.nlp.vocab, words=words, spaces=spaces, **columns)


def _pieces(covered: list[list[int]]) -> dict[int, list[int]]:
    """Tokens of each gold word."""
    pieces: dict[int, list[int]] = {}
    for k, gold in enumerate(covered):
        for i in gold:
            pieces.setdefault(i, []).append(k)
    return pieces


def _weight(piece: str) -> tuple[int, int]:
    return sum(c.isalpha() for c in piece), sum(c.isdigit() for c in piece)


def _piece(text: str, node: Node) -> tuple[str, str]:
    """Tag and lemma of a token that is a lesser part of a gold word."""
    if text[0].isdigit():
        return "CD", text
    return (node.tag if text[0].isalpha() else "HYPH" if text in "-–—" else "SYM"), text.lower()


def _piece_dep(text: str) -> str:
    return "nummod" if text[0].isdigit() else "compound" if text[0].isalpha() else "punct"


def _lemma(text: str, node: Node, n_words: int) -> str:
    if n_words > 1:
        return text.lower()
    return node.lemma if node.tag.startswith("NNP") else node.lemma.lower()


def grouped(trees: Iterable[tuple[str, list[Node]]]) -> Iterator[list[tuple[str, list[Node]]]]:
    """One to four neighbouring sentences at a time, the number going round."""
    group: list[tuple[str, list[Node]]] = []
    size = 1
    for tree in trees:
        group.append(tree)
        if len(group) == size:
            yield group
            group, size = [], size % TOGETHER + 1
    if group:
        yield group


def craft(folder: Path, part: str) -> Iterator[tuple[str, list[Node]]]:
    """Sentences of a part of CRAFT."""
    for name in (folder / f"craft-ids-{part}.txt").read_text().split():
        yield from sentences(folder / "conllu" / f"{name}.conllu", universal=False)


def ewt(folder: Path, part: str) -> Iterator[tuple[str, list[Node]]]:
    """Sentences of a part of the web treebank."""
    if part != "train":
        yield from sentences(folder / f"en_ewt-ud-{part}.conllu", universal=True)
        return
    held_out = {
        m
        for other in ("dev", "test")
        for m in _SENTENCE_ID.findall((folder / f"en_ewt-ud-{other}.conllu").read_text(encoding="utf-8"))
    }
    documents = {re.sub(r"-\d+$", "", m) for m in held_out}
    for path in sorted((folder / "not-to-release" / "sources").glob("*/*.conllu")):
        text = path.read_text(encoding="utf-8")
        ids = _SENTENCE_ID.findall(text)
        if ids and re.sub(r"-\d+$", "", ids[0]) not in documents:
            yield from sentences(path, universal=True)


def main(corpora: Path, out: Path) -> None:
    """Write the four sets."""
    out.mkdir(parents=True, exist_ok=True)
    builder = Builder()

    def save(name: str, *sources: Iterable[tuple[str, list[Node]]]) -> None:
        builder.tokens = builder.agreeing = 0
        docs = DocBin(docs=[builder.doc(g) for source in sources for g in grouped(source)], store_user_data=False)
        docs.to_disk(out / f"{name}.spacy")
        print(
            f"{name}: {len(docs)} texts, {builder.tokens:,} tokens, "
            f"{builder.agreeing / builder.tokens:.1%} are gold words"
        )

    folder = {"craft": corpora / "craft", "ewt": corpora / "ud-ewt"}
    save("train", craft(folder["craft"], "train"), ewt(folder["ewt"], "train"))
    save("dev", craft(folder["craft"], "dev"), ewt(folder["ewt"], "dev"))
    save("craft-test", craft(folder["craft"], "test"))
    save("ewt-test", ewt(folder["ewt"], "test"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
