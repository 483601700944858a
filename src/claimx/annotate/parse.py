"""Tags, lemmas and trees, by the trained pipeline underneath, of the sentences that may state an effect.

For those who use the pipeline in Python: no claim is read from a tree, and a run over articles leaves this out. Three
sentences of four in ordinary prose have no number that could be an effect and get no tree. A sentence is read on its
own, so that its tree does not depend on which others are read. The words of the other sentences have no tag; they hang
on the first one with the label `dep` (unspecified), so that the boundaries also stand where a `Doc` was stored and read
back.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, POS, TAG  # type: ignore[import-not-found]  # compiled, without a stub
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab


def candidate_sentences(doc: Doc) -> list[Span]:
    """Sentences with a number that nothing says is no effect, in order (`Span.sent` walks the text at every call)."""
    sentences = list(doc.sents)
    starts = [s.start for s in sentences]
    candidates = (q for q in doc.spans["quantities"] if q._.quantity.role == "candidate")
    return [sentences[k] for k in sorted({bisect_right(starts, q.start) - 1 for q in candidates})]


def on_its_own(sentence: Span, vocab: Vocab) -> Doc:
    """The words of a sentence as a text, one sentence by its own boundaries."""
    words, spaces = [t.text for t in sentence], [bool(t.whitespace_) for t in sentence]
    starts: list[bool | int | None] = [True, *[False] * (len(words) - 1)]
    return Doc(vocab, words=words, spaces=spaces, sent_starts=starts)


_WRITTEN = [TAG, POS, LEMMA, HEAD, DEP]


class Parse:
    """The ``claimx_parse`` component. ``trained`` is a spaCy pipeline that shares the vocabulary of the ``Doc``."""

    def __init__(self, trained: Language):
        self.trained = trained

    def __call__(self, doc: Doc) -> Doc:
        """Set tag, part of speech, lemma, head and label of the tokens of the candidate sentences."""
        sentences = candidate_sentences(doc)
        if not sentences:
            return doc
        columns = np.zeros((len(doc), len(_WRITTEN)), dtype=np.uint64)
        head, dep = columns.T[_WRITTEN.index(HEAD)], columns.T[_WRITTEN.index(DEP)]
        dep[:] = doc.vocab.strings.add("dep")
        for s in doc.sents:
            head[s.start : s.end] = (s.start - np.arange(s.start, s.end)).astype(np.uint64)
            dep[s.start] = doc.vocab.strings.add("ROOT")
        texts = (on_its_own(s, self.trained.vocab) for s in sentences)
        for sentence, text in zip(sentences, self.trained.pipe(texts), strict=True):
            columns[sentence.start : sentence.end] = text.to_array(_WRITTEN)
        doc.from_array(_WRITTEN, columns)  # type: ignore[arg-type]  # spaCy's own
        return doc


@Language.factory(
    "claimx_parse",
    requires=["doc.spans"],
    assigns=["token.tag", "token.pos", "token.lemma", "token.head", "token.dep"],
)
def make_parse(nlp: Language, name: str) -> Parse:
    """Create the component over nothing; `claimx.annotate.load` gives it the trained pipeline."""
    return Parse(Language(nlp.vocab))
