"""Coarse part of speech by a look-up of the Penn tag: what ``doc.noun_chunks`` needs, faster than a rule component.

Source of the table: Universal Dependencies, conversion of the Penn tagset; a determiner that stands alone stays DET.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

_POS = {
    "ADJ": "JJ JJR JJS AFX", "ADP": "IN RP", "ADV": "RB RBR RBS WRB", "CCONJ": "CC", "DET": "DT PDT WDT",
    "INTJ": "UH", "NOUN": "NN NNS", "NUM": "CD", "PART": "POS TO", "PRON": "PRP PRP$ WP WP$ EX",
    "PROPN": "NNP NNPS", "PUNCT": ", . : `` '' \" -LRB- -RRB- HYPH NFP", "SYM": "SYM $ #", "SPACE": "_SP",
    "VERB": "VB VBD VBG VBN VBP VBZ", "AUX": "MD", "X": "FW LS XX ADD GW",
}  # fmt: skip
_BY_TAG = {tag: pos for pos, tags in _POS.items() for tag in tags.split()}


class PartOfSpeech:
    """The ``claimx_pos`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``pos`` of every token."""
        strings = doc.vocab.strings
        codes = {strings[tag]: strings[pos] for tag, pos in _BY_TAG.items()}
        for token in doc:
            token.pos = codes.get(token.tag, 0)
        return doc


@Language.factory("claimx_pos", requires=["token.tag"], assigns=["token.pos"])
def make_pos(nlp: Language, name: str) -> PartOfSpeech:
    """Create the component."""
    return PartOfSpeech()
