"""Turn Universal Dependencies trees into ClearNLP ones, the scheme of CRAFT and of spaCy's English models.

What differs and is rebuilt here: a copula heads its clause (``attr``, ``acomp``), a preposition heads its noun
(``prep``, ``pobj``, ``pcomp``), conjuncts form a chain with the ``cc`` on the conjunct before, a name is headed by its
last word. Labels: Choi and Palmer, Guidelines for the CLEAR Style Constituent to Dependency Conversion (2012).
"""

from __future__ import annotations

from dataclasses import dataclass

ROOT = "ROOT"


@dataclass
class Node:
    """One word of a tree: ``head`` is the position of its head, its own position at the root."""

    form: str
    lemma: str
    tag: str
    head: int
    dep: str


_SAME = {
    "root": ROOT, "nsubj": "nsubj", "nsubj:outer": "nsubj", "nsubj:pass": "nsubjpass", "csubj": "csubj",
    "csubj:outer": "csubj", "csubj:pass": "csubjpass", "obj": "dobj", "iobj": "dative", "ccomp": "ccomp",
    "xcomp": "xcomp", "advcl": "advcl", "advcl:relcl": "advcl", "acl": "acl", "acl:relcl": "relcl", "amod": "amod",
    "appos": "appos", "aux": "aux", "aux:pass": "auxpass", "mark": "mark", "cc": "cc", "cc:preconj": "preconj",
    "compound": "compound", "compound:prt": "prt", "conj": "conj", "det": "det", "det:predet": "predet",
    "discourse": "intj", "expl": "expl", "nmod": "nmod", "nmod:desc": "nmod", "nmod:poss": "poss",
    "nmod:unmarked": "npadvmod", "obl": "npadvmod", "obl:unmarked": "npadvmod", "obl:agent": "npadvmod",
    "nummod": "nummod", "parataxis": "parataxis", "punct": "punct", "vocative": "npadvmod", "flat": "compound",
    "case": "case", "fixed": "dep", "list": "dep", "goeswith": "dep", "dislocated": "dep", "orphan": "dep",
    "reparandum": "dep", "dep": "dep",
}  # fmt: skip
_NOMINAL = ("NN", "PRP", "CD", "WP", "DT", "WDT", "EX", "ADD", "FW", "$")
_LINKING = frozenset(
    [
        "become",
        "seem",
        "appear",
        "feel",
        "look",
        "sound",
        "remain",
        "stay",
        "get",
        "grow",
        "turn",
        "prove",
        "taste",
        "smell",
    ]
)
_CONJUNCTIONS = frozenset(
    [
        "if",
        "while",
        "when",
        "although",
        "though",
        "because",
        "whereas",
        "unless",
        "until",
        "till",
        "that",
        "whether",
        "as",
    ]
)
_TO_THE_CLAUSE = frozenset(
    ["also", "always", "often", "usually", "sometimes", "now", "still", "just", "only", "then", "really", "already"]
)


class _Tree:
    def __init__(self, nodes: list[Node]):
        self.nodes = nodes

    def children(self, i: int, *deps: str) -> list[int]:
        return [j for j, n in enumerate(self.nodes) if n.head == i and j != i and (not deps or n.dep in deps)]

    def attach(self, i: int, head: int, dep: str | None = None) -> None:
        self.nodes[i].head = head
        if dep is not None:
            self.nodes[i].dep = dep

    def promote(self, i: int) -> None:
        """Put ``i`` in the place of its head, which keeps its label for now."""
        head = self.nodes[i].head
        old = self.nodes[head]
        self.attach(i, i if old.head == head else old.head, old.dep)
        old.head = i

    def clausal(self, i: int) -> bool:
        return self.nodes[i].tag.startswith("V") or bool(self.children(i, "nsubj", "nsubj:pass", "cop", "csubj"))


def convert(nodes: list[Node]) -> list[Node]:
    """Convert one tree, in place, and return it.

    Args:
        nodes: the words of a UD English tree with basic relations and Penn tags.
    """
    tree = _Tree(nodes)
    for step in (_chain_conjuncts, _head_names, _raise_copulas, _raise_prepositions, _raise_of_clauses, _rename):
        step(tree)
    return nodes


def _chain_conjuncts(tree: _Tree) -> None:
    for i in range(len(tree.nodes)):
        before = i
        for c in tree.children(i, "conj"):
            for mark in tree.children(c, "cc", "punct"):
                if mark < c:
                    tree.attach(mark, before)
            if before != i:
                tree.attach(c, before)
            before = c


def _head_names(tree: _Tree) -> None:
    for i, node in enumerate(tree.nodes):
        parts = tree.children(i, "flat")
        if parts and parts[0] > i and node.tag.startswith("NN"):
            last = parts[-1]
            tree.promote(last)
            for c in tree.children(i):
                tree.attach(c, last)
            tree.attach(i, last, "compound")


def _raise_copulas(tree: _Tree) -> None:
    for cop in reversed([i for i, n in enumerate(tree.nodes) if n.dep == "cop"]):
        x = tree.nodes[cop].head
        if tree.nodes[cop].dep != "cop":
            continue
        outer = bool(tree.children(x, "nsubj:outer")) and not tree.children(x, "cop")[1:]
        kept = tree.nodes[x].dep
        tree.promote(cop)
        tag = tree.nodes[x].tag
        if tree.children(x, "case"):
            tree.nodes[x].dep = "obl"
        elif tag.startswith("V"):
            tree.nodes[x].dep = "acomp" if kept != "root" and tag in ("VBN", "VBG") else "ccomp"
        elif tag.startswith(("JJ", "RB", "IN")):
            tree.nodes[x].dep = "acomp"
        else:
            tree.nodes[x].dep = "attr"
        for c in tree.children(x):
            if _belongs_to_clause(tree, c, x, cop, outer):
                tree.attach(c, cop)


def _belongs_to_clause(tree: _Tree, c: int, x: int, cop: int, outer: bool) -> bool:
    """A dependent of the predicate ``x`` goes up to the copula."""
    node, predicate = tree.nodes[c], tree.nodes[x]
    dep = node.dep
    if dep in ("nsubj:outer", "csubj:outer"):
        return not tree.children(x, "cop")
    if outer and c > cop:
        return False
    if dep in ("case", "cop", "fixed", "det", "amod", "nummod", "nmod", "nmod:poss", "compound", "acl:relcl", "flat"):
        return False
    if c < cop or dep in ("nsubj", "nsubj:pass", "csubj", "aux", "expl", "mark"):
        return dep not in ("cc", "punct") or c < cop
    if c < x:
        return dep != "advmod" or node.lemma in ("not", "never") or node.lemma in _TO_THE_CLAUSE
    if dep in ("conj", "cc"):
        following = c if dep == "conj" else next((k for k in tree.children(x, "conj") if k > c), c)
        return tree.clausal(following) and not predicate.tag.startswith("V")
    if dep in ("punct", "advcl", "advcl:relcl", "parataxis", "discourse", "vocative", "dislocated"):
        return True
    if dep in ("obl", "obl:unmarked", "ccomp", "advmod"):
        return not predicate.tag.startswith("JJ")
    return False


def _raise_prepositions(tree: _Tree) -> None:
    raised: dict[int, int] = {}
    for i in range(len(tree.nodes)):
        cases = [c for c in tree.children(i, "case") if tree.nodes[c].tag != "POS"]
        if not cases:
            continue
        dep = tree.nodes[i].dep
        p = cases[0]
        tree.promote(p)
        if dep == "obl:agent":
            tree.nodes[p].dep = "agent"
        elif dep in ("obl", "nmod", "nmod:desc", "obl:unmarked", "nmod:unmarked", "acl", "advcl", "xcomp", "iobj"):
            tree.nodes[p].dep = "prep"
        raised[i] = p
        inner = p
        for more in cases[1:]:
            tree.attach(more, inner, "prep")
            inner = more
        for part in tree.children(p, "fixed"):  # "due to", "such as", "because of"
            if part == max(tree.children(p, "fixed")) and tree.nodes[part].tag in ("IN", "TO", "RP"):
                tree.nodes[part].dep = "prep" if tree.nodes[p].lemma in ("accord", "out", "such") else "pcomp"
                inner = part
        tree.attach(i, inner, "pobj")
        for c in tree.children(i):
            node = tree.nodes[c]
            if c < p or node.dep in ("mark", "cop", "nsubj") or (node.dep == "conj" and tree.children(c, "case")):
                tree.attach(c, p)
            elif node.dep in ("cc", "punct") and c > i:
                after = next((k for k in tree.children(i, "conj") + tree.children(p, "conj") if k > c), None)
                if after is not None and tree.children(after, "case"):
                    tree.attach(c, p)
    for i, p in raised.items():  # a conjunct's preposition hangs on the preposition before it
        if tree.nodes[p].dep == "conj" and tree.nodes[p].head in raised and raised[tree.nodes[p].head] != p:
            tree.attach(p, raised[tree.nodes[p].head])
        del i


def _raise_of_clauses(tree: _Tree) -> None:
    """``by doing``, ``with him leaving``: the preposition heads the clause."""
    for i, node in enumerate(tree.nodes):
        if node.dep not in ("advcl", "acl", "conj", "xcomp", "ccomp") or node.tag not in (
            "VBG",
            "VB",
            "VBD",
            "VBZ",
            "VBP",
            "VBN",
        ):
            continue
        marks = [m for m in tree.children(i, "mark") if tree.nodes[m].tag == "IN"]
        if not marks or tree.nodes[marks[0]].lemma in _CONJUNCTIONS:
            continue
        if node.tag != "VBG" and tree.children(i, "nsubj", "nsubj:pass"):
            continue
        p = marks[0]
        if any(n > p for n in tree.children(i, "aux") if tree.nodes[n].lemma == "to"):
            continue
        tree.promote(p)
        if tree.nodes[p].dep != "conj":
            tree.nodes[p].dep = "prep"
        node.dep = "pcomp"
        for c in tree.children(i):
            if c < p:
                tree.attach(c, p)


def _rename(tree: _Tree) -> None:
    nodes = tree.nodes
    for i, node in enumerate(nodes):
        head, dep = nodes[node.head], node.dep
        if dep in ("prep", "pobj", "pcomp", "agent", "attr", "acomp", "compound") and dep not in ("compound",):
            continue
        if dep == "mark" and node.tag == "TO":
            node.dep = "aux"
        elif dep == "advmod":
            number = head.tag == "CD"
            node.dep = "neg" if node.lemma in ("not", "never") else "quantmod" if number and i < node.head else "advmod"
        elif dep == "fixed":
            node.dep = "quantmod" if head.dep == "quantmod" else "pobj" if head.tag == "IN" else "advmod"
        elif dep == "xcomp" and node.tag.startswith(("JJ", *_NOMINAL)) and not tree.children(i, "aux", "mark"):
            if head.lemma in _LINKING:
                node.dep = "acomp" if node.tag.startswith("JJ") else "attr"
            else:
                node.dep = "oprd"
        elif dep == "nmod" and node.tag == "POS":
            node.dep = "case"
        else:
            node.dep = _SAME.get(dep, "dep" if ":" in dep or dep in ("cop", "neg") else dep)
        if node.head == i:
            node.dep = ROOT
