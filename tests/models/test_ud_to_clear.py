"""Universal Dependencies -> ClearNLP: a tree of each kind that differs, and what it must become.

A row gives a word and its Penn tag, then the word above it (``-`` at the root) with the label, before and after.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MODELS = str(Path(__file__).parents[2] / "models")

TREES = {
    "copula and adjective": """
        TEWL  NN   high nsubj  is   nsubj
        is    VBZ  high cop    -    ROOT
        high  JJ   -    root   is   acomp
    """,
    "copula and noun": """
        Oats    NNS  cereal nsubj  are    nsubj
        are     VBP  cereal cop    -      ROOT
        a       DT   cereal det    cereal det
        cereal  NN   -      root   are    attr
    """,
    "copula and prepositional phrase": """
        She        PRP  remission nsubj  was nsubj
        was        VBD  remission cop    -   ROOT
        in         IN   remission case   was prep
        remission  NN   -         root   in  pobj
    """,
    "copula under a verb": """
        Doctors  NNS  say   nsubj  say  nsubj
        say      VBP  -     root   -    ROOT
        sleep    NN   vital nsubj  is   nsubj
        is       VBZ  vital cop    say  ccomp
        vital    JJ   say   ccomp  is   acomp
    """,
    "denied copula": """
        Honey  NN   cure nsubj   was  nsubj
        was    VBD  cure cop     -    ROOT
        not    RB   cure advmod  was  neg
        a      DT   cure det     cure det
        cure   NN   -    root    was  attr
    """,
    "preposition after a verb": """
        Zinc   NN   helps nsubj  helps nsubj
        helps  VBZ  -     root   -     ROOT
        with   IN   colds case   helps prep
        colds  NNS  helps obl    with  pobj
    """,
    "preposition of two words": """
        Falls    NNS  rose    nsubj  rose  nsubj
        due      IN   frailty case   Falls prep
        to       IN   due     fixed  due   pcomp
        frailty  NN   Falls   nmod   to    pobj
        rose     VBD  -       root   -     ROOT
    """,
    "possessive": """
        The     DT   nurse  det        nurse  det
        nurse   NN   advice nmod:poss  advice poss
        's      POS  nurse  case       nurse  case
        advice  NN   helped nsubj      helped nsubj
        helped  VBD  -      root       -      ROOT
    """,
    "conjuncts": """
        Ginger  NN   ease   nsubj  ease   nsubj
        ,       ,    mint   punct  Ginger punct
        mint    NN   Ginger conj   Ginger conj
        and     CC   fennel cc     mint   cc
        fennel  NN   Ginger conj   mint   conj
        ease    VBP  -      root   -      ROOT
        nausea  NN   ease   obj    ease   dobj
    """,
    "by doing": """
        Walking   NN   helps    nsubj  helps    nsubj
        helps     VBZ  -        root   -        ROOT
        by        IN   lowering mark   helps    prep
        lowering  VBG  helps    advcl  by       pcomp
        pressure  NN   lowering obj    lowering dobj
    """,
    "clause with a conjunction": """
        Pain     NN   eased  nsubj  eased  nsubj
        eased    VBD  -      root   -      ROOT
        because  IN   slept  mark   slept  mark
        they     PRP  slept  nsubj  slept  nsubj
        slept    VBD  eased  advcl  eased  advcl
    """,
    "passive with its agent": """
        Pain   NN   eased nsubj:pass  eased nsubjpass
        was    VBD  eased aux:pass    eased auxpass
        eased  VBN  -     root        -     ROOT
        by     IN   heat  case        eased agent
        heat   NN   eased obl:agent   by    pobj
    """,
    "name": """
        Ana    NNP  wrote nsubj  Lund  compound
        Maria  NNP  Ana   flat   Lund  compound
        Lund   NNP  Ana   flat   wrote nsubj
        wrote  VBD  -     root   -     ROOT
    """,
    "relative clause": """
        Women  NNS  rest  nsubj      rest  nsubj
        who    WP   smoke nsubj      smoke nsubj
        smoke  VBP  Women acl:relcl  Women relcl
        rest   VBP  -     root       -     ROOT
        less   RBR  rest  advmod     rest  advmod
    """,
    "negation": """
        Zinc  NN   help nsubj   help nsubj
        did   VBD  help aux     help aux
        not   RB   help advmod  help neg
        help  VB   -    root    -    ROOT
    """,
}  # fmt: skip


@pytest.fixture(scope="module")
def clear() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(MODELS)
        yield importlib.import_module("ud_to_clear")


@pytest.mark.parametrize("name", TREES)
def test_tree_becomes(clear: ModuleType, name: str) -> None:
    rows = [line.split() for line in TREES[name].strip().splitlines()]
    order = [row[0] for row in rows]
    nodes = [
        clear.Node(word, word.lower(), tag, i if head == "-" else order.index(head), dep)
        for i, (word, tag, head, dep, _, _) in enumerate(rows)
    ]
    found = [("-" if n.head == i else order[n.head], n.dep) for i, n in enumerate(clear.convert(nodes))]
    assert dict(zip(order, found, strict=True)) == {row[0]: (row[4], row[5]) for row in rows}


def words(text: str) -> list[str]:
    """The words of a block of text."""
    return text.split()


DEPS = words(
    """
acl acl:relcl advcl advmod amod appos aux aux:pass case cc ccomp compound conj cop csubj det expl fixed flat iobj mark
nmod nmod:poss nsubj nsubj:outer nsubj:pass nummod obj obl obl:agent parataxis punct xcomp
"""
)
TAGS = words("NN NNP PRP CD IN TO VBG VB VBZ VBN JJ RB DT POS , CC")
FORMS = words("by be not because such to and become with as")

Row = tuple[str, str, int, str]


@st.composite
def trees(draw: Any) -> list[Row]:
    """Any tree of up to nine words, whether a language has it or not."""
    order = draw(st.permutations(range(draw(st.integers(1, 9)))))
    rows = {}
    for k, i in enumerate(order):
        head = order[draw(st.integers(0, k - 1))] if k else i
        word, tag, dep = (draw(st.sampled_from(among)) for among in (FORMS, TAGS, DEPS))
        rows[i] = (word, tag, head, dep if k else "root")
    return [rows[i] for i in range(len(order))]


@settings(deadline=None)
@given(rows=trees())
def test_any_tree_stays_one_tree(clear: ModuleType, rows: list[Row]) -> None:
    nodes = clear.convert([clear.Node(word, word, tag, head, dep) for word, tag, head, dep in rows])
    assert [n.form for n in nodes] == [row[0] for row in rows]
    assert [i for i, n in enumerate(nodes) if n.dep == "ROOT"] == [i for i, n in enumerate(nodes) if n.head == i]
    roots = set()
    for i in range(len(nodes)):
        at, steps = i, 0
        while nodes[at].head != at:
            at, steps = nodes[at].head, steps + 1
            assert steps < len(nodes), "a cycle"
        roots.add(at)
    assert len(roots) == 1
