"""Doc -> list[Claim]: the only reader of the Doc extensions.

A claim row is made of one effect span, its roles and its attribution; the citation is linked to the article's
reference list and the row checked, so that what comes out is what the table holds, but for the columns of provenance.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc, Span

from claimx.annotate.confidence import confidence
from claimx.check import check
from claimx.link import link
from claimx.records import Article, Attribution, Block, CitationLink, Claim, Effect, Pico

_DETERMINERS = re.compile(r"^(?:(?:the|a|an|their|its|his|her|this|that|these|those)\s+)+", re.IGNORECASE)


def digest(*parts: object) -> str:
    """Short stable hash of parts (128 bits, hexadecimal)."""
    text = "\x1f".join("" if p is None else str(p) for p in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def normalise(phrase: str | None, long_forms: dict[str, str]) -> str | None:
    """A phrase for grouping: abbreviation expanded, determiners dropped, white space folded, lower case.

    >>> normalise("the TEWL", {"TEWL": "transepidermal water loss"})
    'transepidermal water loss'
    """
    if not phrase:
        return None
    text = re.sub(r"\s+", " ", phrase).strip()
    text = re.sub(r"\s*\(([^)]*)\)", lambda m: "" if m[1] in long_forms else m[0], text)
    for short, long_form in long_forms.items():
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", long_form.replace("\\", r"\\"), text)
    return _DETERMINERS.sub("", text).casefold().strip() or None


def effect_percent(effect: Effect) -> float | None:
    """Signed percent change of the outcome where kind and unit allow it, else ``None``.

    A relative change in percent keeps its size, so does a change that the text gives in percent a second time; ``n``
    fold up is ``100 (n - 1)``, ``n`` fold down ``100 (1 / n - 1)``; from-to is computed from both ends. Arms and ratios
    (HR, OR) are no change of the outcome itself. Improvements and worsenings have no sign of their own. Both stay
    ``None``.
    """
    sign = {"increase": 1.0, "decrease": -1.0}.get(effect.direction or "")
    if effect.quantity_kind == "from_to" and effect.baseline_value and effect.final_value is not None:
        return round(100 * (effect.final_value - effect.baseline_value) / effect.baseline_value, 6)
    if sign is None:
        return None
    if effect.restated_percent is not None:
        return sign * effect.restated_percent
    if effect.value is None:
        return None
    if effect.quantity_kind == "relative_change" and effect.unit == "%":
        return sign * effect.value
    if effect.quantity_kind == "fold_change" and effect.value >= 1:
        return round(100 * (effect.value - 1 if sign > 0 else 1 / effect.value - 1), 6)
    return None


def _blocks(article: Article, doc: Doc) -> Sequence[Block]:
    return article.blocks or [Block("paragraph", 0, len(doc.text))]


def _long_forms(doc: Doc) -> dict[str, str]:
    return {a["short_text"]: a["long_text"] for a in doc._.abbreviations}


def extract(doc: Doc, article: Article) -> list[Claim]:
    """Rows of one annotated article, in the order of the text, provenance left empty."""
    blocks, long_forms = _blocks(article, doc), _long_forms(doc)
    seen: Counter[str] = Counter()
    occurrence: dict[int, int] = {}
    for sentence in doc.sents:
        text = sentence.text.rstrip()  # the white space between blocks hangs on a block's last sentence
        occurrence[sentence.start_char] = seen[text]
        seen[text] += 1
    claims = []
    for span in sorted(doc.spans["effects"], key=lambda s: (s.start_char, s.end_char)):
        block = next((b for b in blocks if b.start <= span.start_char < b.end), None)
        if block is not None:
            claims.append(_claim(span, block, article, occurrence, long_forms))
    return check(claims)


def _claim(span: Span, block: Block, article: Article, occurrence: dict[int, int], long_forms: dict[str, str]) -> Claim:
    effect: Effect = span._.effect
    pico: Pico = span._.pico or Pico()
    attribution: Attribution = span._.attribution or Attribution()
    linked: CitationLink = link(attribution.citation, article.references)
    sentence = span.sent
    text = sentence.text.rstrip()
    intervention_norm = normalise(pico.intervention, long_forms)
    outcome_norm = normalise(pico.outcome, long_forms)
    source_key = attribution.name or attribution.author or attribution.kind
    return Claim(
        claim_id=digest(
            article.article_id,
            text,
            occurrence[sentence.start_char],
            span.start_char - sentence.start_char,
            span.end_char - sentence.start_char,
        ),
        claim_key=digest(intervention_norm, outcome_norm, effect.direction, source_key.casefold(), attribution.year),
        article_id=article.article_id,
        article_path=article.path,
        article_url=article.url,
        article_title=article.title,
        publisher=article.publisher,
        published_at=article.published_at,
        content_sha256=article.content_sha256,
        language=article.language,
        section_heading=block.heading,
        block_kind=block.kind,
        sentence=text,
        sentence_start=sentence.start_char,
        sentence_end=sentence.start_char + len(text),
        quantity_text=span.text,
        quantity_start=span.start_char,
        quantity_end=span.end_char,
        claim_type=effect.claim_type,
        intervention=pico.intervention,
        outcome=pico.outcome,
        population=pico.population,
        comparator=pico.comparator,
        intervention_norm=intervention_norm,
        outcome_norm=outcome_norm,
        population_kind=pico.population_kind,
        direction=effect.direction,
        quantity_kind=effect.quantity_kind,
        value=effect.value,
        value_low=effect.value_low,
        value_high=effect.value_high,
        baseline_value=effect.baseline_value,
        final_value=effect.final_value,
        treated_value=effect.treated_value,
        comparator_value=effect.comparator_value,
        n_events=effect.n_events,
        n_total=effect.n_total,
        unit=effect.unit,
        restated_percent=effect.restated_percent,
        effect_percent=effect_percent(effect),
        effect_measure=effect.effect_measure,
        qualifier=effect.qualifier,
        ci_low=effect.ci_low,
        ci_high=effect.ci_high,
        ci_level=effect.ci_level,
        p_value=effect.p_value,
        dose=pico.dose,
        duration=pico.duration,
        sample_size=pico.sample_size,
        study_design=pico.study_design,
        negated=effect.negated,
        hedged=effect.hedged,
        source_kind=attribution.kind,
        source_text=attribution.text,
        source_name=attribution.name,
        source_author=attribution.author,
        source_year=attribution.year,
        source_scope=attribution.scope,
        citation_text=attribution.citation.text if attribution.citation else None,
        citation_style=attribution.citation.style if attribution.citation else None,
        citation_status=linked.status,
        reference_indexes=";".join(map(str, linked.reference_indexes)) or None,
        doi=linked.doi,
        pmid=linked.pmid,
        pmcid=linked.pmcid,
        nct_id=linked.nct_id or attribution.nct_id,
        link_url=linked.url,
        confidence=confidence(effect, span._.reading, pico, attribution),
        flags=";".join(dict.fromkeys((*attribution.flags, *linked.flags))),
    )
