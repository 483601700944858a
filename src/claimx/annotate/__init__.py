"""Article -> spaCy Doc: the pipeline that finds quantities, effects, who did what to whom, and who says so.

Underneath stands the trained pipeline ``en_claimx`` (tags, lemmas, trees) or another spaCy model. Order of the rest
(``config.cfg``): layout -> sentences -> [trained components] -> abbreviations -> citations -> quantities -> spans
-> effects -> roles -> attribution. Each decides in plain functions and writes to the Doc only in ``__call__``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path

import en_claimx
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from claimx.annotate import extensions
from claimx.annotate.layout import layout_of
from claimx.annotate.tokenizer import widen
from claimx.errors import ModelNotFoundError
from claimx.records import Article

SCISPACY_MODELS = ("en_core_sci_sm", "en_core_sci_md", "en_core_sci_lg", "en_core_sci_scibert")
_SCISPACY_RELEASES = "https://s3-us-west-2.amazonaws.com/ai2-s2-scispacy/releases/v0.5.4"
_CONFIG = Path(__file__).with_name("config.cfg")
_BEFORE_THE_PARSER = ("layout", "sentences")  # the parser keeps to the sentence boundaries that it finds set


def load(name: str | None = None) -> Language:
    """Load the pipeline.

    Args:
        name: ``None`` for claimx's own; the name of an installed spaCy model (such as ``en_core_sci_md``) to put that
            model's components underneath.

    Raises:
        ModelNotFoundError: the model is not installed; the message names the command that installs it.
    """
    import scispacy.abbreviation  # noqa: F401 - registers its factory

    extensions.register()
    nlp = en_claimx.load() if name is None else _installed(name)
    recogniser = nlp.remove_pipe("spans")[1] if name is None else None  # reads on its own, in the component `spans`
    config = spacy.util.load_config(_CONFIG)
    for component in config["nlp"]["pipeline"]:
        settings = dict(config["components"][component])
        where = _BEFORE_THE_PARSER.index(component) if component in _BEFORE_THE_PARSER else None
        nlp.add_pipe(settings.pop("factory"), name=component, config=settings, before=where)
    if recogniser is not None:
        nlp.get_pipe("spans").attach(recogniser)  # type: ignore[attr-defined]
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
    """Run the pipeline over articles."""
    yield from nlp.pipe(((make_doc(nlp, a), a) for a in articles), as_tuples=True)
