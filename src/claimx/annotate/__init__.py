"""Article -> spaCy Doc: the pipeline that finds quantities, effects, who did what to whom, and who says so.

Underneath stands the trained pipeline ``en_claimx`` (tags, lemmas, trees) or another spaCy model. Order of the rest
(``config.cfg``): layout -> sentences -> abbreviations -> citations -> quantities -> parse [trained components]
-> effects -> roles -> attribution. Each decides in plain functions and writes to the Doc only in ``__call__``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import en_claimx
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from claimx.annotate import extensions
from claimx.annotate.layout import layout_of
from claimx.annotate.parse import Parse
from claimx.annotate.tokenizer import widen
from claimx.errors import ModelNotFoundError
from claimx.records import Article

SCISPACY_MODELS = ("en_core_sci_sm", "en_core_sci_md", "en_core_sci_lg", "en_core_sci_scibert")
_SCISPACY_RELEASES = "https://s3-us-west-2.amazonaws.com/ai2-s2-scispacy/releases/v0.5.4"
_CONFIG = Path(__file__).with_name("config.cfg")


def load(name: str | None = None) -> Language:
    """Load the pipeline.

    Args:
        name: ``None`` for claimx's own; the name of an installed spaCy model (such as ``en_core_sci_md``) whose
            components read the sentences instead (only tags, lemmas and trees are taken over).

    Raises:
        ModelNotFoundError: the model is not installed; the message names the command that installs it.
    """
    import scispacy.abbreviation  # noqa: F401 - registers its factory

    extensions.register()
    trained = en_claimx.load() if name is None else _installed(name)
    nlp = spacy.blank("en", vocab=trained.vocab, meta=dict(trained.meta))
    nlp.tokenizer = trained.tokenizer
    config = spacy.util.load_config(_CONFIG)
    for component in config["nlp"]["pipeline"]:
        settings = dict(config["components"][component])
        nlp.add_pipe(settings.pop("factory"), name=component, config=settings)
    cast("Parse", nlp.get_pipe("parse")).trained = trained
    # a pattern that matches nothing: spaCy warns of an empty matcher (W036)
    nlp.get_pipe("abbreviations").global_matcher.add("", [[{"ORTH": {"IN": []}}]])  # type: ignore[attr-defined]
    return nlp


def _installed(name: str) -> Language:
    if importlib.util.find_spec(name) is None:
        package = f"{_SCISPACY_RELEASES}/{name}-0.5.4.tar.gz" if name in SCISPACY_MODELS else name
        raise ModelNotFoundError(f"{name}: this spaCy model is not installed; install it with: pip install {package}")
    nlp = spacy.load(name)
    widen(nlp.tokenizer)
    return nlp


def make_doc(nlp: Language, article: Article) -> Doc:
    """Tokenise an article and attach what its reader knew of it."""
    doc = nlp.make_doc(article.text)
    doc._.layout = layout_of(article)
    return doc


def annotate(nlp: Language, articles: Iterable[Article]) -> Iterator[tuple[Doc, Article]]:
    """Run the pipeline over articles; trees are left out, no claim is read from them."""
    yield from nlp.pipe(((make_doc(nlp, a), a) for a in articles), as_tuples=True, disable=["parse"])
