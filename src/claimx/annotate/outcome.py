"""What is changed: candidates for the outcome of an effect, first of all what its construction points to."""

from __future__ import annotations

import re

from claimx.annotate import names
from claimx.annotate.case import Case
from claimx.annotate.mentions import kind_of_head
from claimx.annotate.phrases import FINITE, PEOPLE, Extent, is_empty, leftward, rightward, trim
from claimx.annotate.ranker import Candidates
from claimx.annotate.story import CONTROL
from claimx.records import Block, Effect

_INSIDE = frozenset({"from", "for", "in"})
_OF = re.compile(
    r"\s*(?:\([^)]{0,30}\)\s*)?(?:in|of|to|for|on|against|from)\s+(?:both\s+|the\s+|their\s+|his\s+|its\s+)*",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"\s*(?:times\s+)?(?:as\s+|more\s+|less\s+)?(?:likely|prone|apt|liable)\b(?P<gap>[^.;]{0,140}?)\bto\s+"
    r"(?:have\s+|be\s+|get\s+|experience\s+|report\s+|suffer\s+(?:from\s+)?|develop\s+|be\s+diagnosed\s+with\s+|"
    r"undergo\s+)?",
    re.IGNORECASE,
)
_RISK = re.compile(
    r"\b(?:risks?|odds|chances?|likelihood|rates?|incidence|prevalence|probability|number|hazard)\b", re.IGNORECASE
)
_RISK_ALONE = re.compile(
    r"(?:(?:relative|absolute|overall|lower|higher|increased|reduced|decreased|the|a|their|its|this|own|total|"
    r"risk|risks|odds|chances?|likelihood|rates?|incidence|probability|hazard|that)\s*)+",
    re.IGNORECASE,
)
_SHARE_VERB = re.compile(
    r"(?<!\w)(?:had|have|has|having|reported?|reporting|experienced?|experiencing|showed|show|saw|developed?|"
    r"developing|achieved?|achieving|suffer(?:ed|s|ing)?(?:\s+from)?|got|get|noticed|noted|agreed(?:\s+that)?|"
    r"said|felt|feel|demonstrated|exhibit(?:ed|s)?|"
    r"were|was|are|is|been|became|become|remained|met|lost|gained|responded|improved|died|survived|live\s+with|"
    r"living\s+with|report|diagnosed\s+with|with|who\s+(?:have|had|are|were))\s+"
    r"(?:their\s+|a\s+|an\s+|the\s+|been\s+|any\s+|some\s+|to\s+have\s+|diagnosed\s+with\s+)*",
    re.IGNORECASE,
)
_COMPARATIVES = frozenset(
    ("more", "fewer", "less", "greater", "higher", "lower", "larger", "smaller", "better", "longer", "shorter")
)
_INTRANSITIVE = re.compile(
    r"(?<!\w)(?:responded|improved|died|survived|relapsed|recovered|smoke|exercise|benefited|recurred|healed)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\s+(?:who|that|on|taking|given|receiving|treated|in\s+the|using|with|assigned)\b[^,;]*?"
    rf"(?=\s(?!(?:and|in\s+the|from|over)\b){FINITE}\b)",
    re.IGNORECASE,
)


# the number before, with what joins the next outcome to it: "by 15% | and triglycerides by 20%"
_NUMBER_AND = re.compile(r"\d[\d.,]*\s*(?:%|[a-zA-Z/]+)?\s*(?:\([^)]*\)\s*)?(?:,\s*and\b|,|and\b|or\b)\s*")


def _text(sentence: str, extent: Extent | None) -> str | None:
    return sentence[extent[0] : extent[1]] if extent else None


def _people_cut(phrase: str | None) -> str | None:
    """ "risk of stroke in women" -> "risk of stroke": who it happened in is another role."""
    if phrase is None:
        return None
    match = re.search(r"\s+(?:in|among|for|of)\s+(?:[\w-]+\s+){0,4}?" + PEOPLE.pattern, phrase, re.IGNORECASE)
    return phrase[: match.start()] if match and match.start() > 3 else phrase


def _after(sentence: str, at: int, limit: int | None = None) -> str | None:
    return _people_cut(_text(sentence, rightward(sentence, at, limit, allow=_INSIDE)))


def _before(sentence: str, at: int) -> str | None:
    begin = max(sentence.rfind(";", 0, at) + 1, 0)
    return _people_cut(_text(sentence, leftward(sentence, at, begin)))


def _of(sentence: str, at: int, limit: int | None = None) -> str | None:
    match = _OF.match(sentence, at)
    return _after(sentence, match.end(), limit) if match else None


def _likely(sentence: str, at: int) -> str | None:
    match = _LIKELY.match(sentence, at)
    if not match:
        return None
    return _people_cut(
        _text(
            sentence,
            rightward(sentence, match.end(), allow=frozenset({"from", "for", "in", "with", "be", "up", "on", "or"})),
        )
    )


def _adjective(sentence: str, start: int, effect: Effect) -> str | None:
    at = effect.cue_end
    word = sentence[effect.cue_start : at].lower()
    if likely := _likely(sentence, at):
        return likely
    if word.rstrip().endswith("likely") and (m := re.match(r"(?P<gap>[^.;]{0,140}?)\bto\s+", sentence[at:])):
        return _after(sentence, at + m.end())
    right = _text(sentence, rightward(sentence, at, allow=frozenset({"from"})))
    if right and not is_empty(right) and not PEOPLE.fullmatch(right) and not re.match(r"\s*[,.;)]", sentence[at:]):
        if _RISK_ALONE.fullmatch(right):
            return _of(sentence, sentence.find(right, at) + len(right)) or right
        return _after(sentence, at)
    left = _before(sentence, start)
    return left if not is_empty(left) else _of(sentence, at)


def _noun(sentence: str, start: int, end: int, effect: Effect) -> str | None:
    at = effect.cue_end
    limit = start if start > at else None
    found = _of(sentence, at, limit)
    if not is_empty(found):
        return found
    if end < effect.cue_start:  # words between the number and the noun: "20% LDL reduction", "7% weight loss"
        between = trim(sentence, end, effect.cue_start)
        phrase = _text(sentence, between)
        if phrase and not re.fullmatch(
            r"(?:relative|absolute|risk|average|mean|significant|overall|further|the|a|\W)+(?:\s+(?:risk|relative))*",
            phrase,
            re.I,
        ):
            return phrase
        if phrase and "risk" in phrase.lower():
            return _of(sentence, at) or "risk"
    before = _text(sentence, leftward(sentence, effect.cue_start))
    if (
        before
        and not is_empty(before)
        and effect.cue_start > 0
        and sentence[effect.cue_start - 1] == " "
        and effect.cue_start < start
    ):
        words = before.split()
        return " ".join(words[-3:])
    return None


def _verb(sentence: str, start: int, end: int, effect: Effect) -> str | None:
    limit = start
    if effect.cue_end < start:
        by = re.search(r"\bby\b[^.;]*$", sentence[effect.cue_end : start])
        limit = effect.cue_end + by.start() if by else start
    elif effect.cue_start >= end:
        limit = len(sentence)
    match = re.match(r"\s*(?:in|the|their|his|its|both|levels\s+of)?\s+", sentence[effect.cue_end :])
    at = effect.cue_end + (match.end() if match else 0)
    found = _after(sentence, at, limit) if at < limit else None
    if (
        found
        and not is_empty(found)
        and not re.fullmatch(
            r"(?:nearly|almost|about|around|an?|average|of|up|to|more|than|only|just|\W)+", found, re.I
        )
    ):
        return found
    trailing = _of(sentence, end)
    left = _before(sentence, effect.cue_start)
    if is_empty(left) or (left and PEOPLE.fullmatch(left.split()[-1])):
        return trailing or _after(sentence, end) if re.match(r"\s+(?:of|in)\s", sentence[end:]) else left
    return left


def _share(sentence: str, end: int, effect: Effect) -> str | None:
    if effect.construction == "share_in":
        match = re.match(r"\w+", sentence[effect.cue_start :])
        left = _before(sentence, effect.cue_start)
        word = match.group().lower() if match else ""
        if word in ("prevalence", "incidence", "rate", "rates", "risk", "chance"):
            return _of(sentence, effect.cue_start + len(word)) or left
        return left
    at = effect.cue_end
    if relative := _RELATIVE.match(sentence, at):
        at = relative.end()
    verb = _SHARE_VERB.search(sentence, at - (0 if effect.construction == "share_of" else 12) if at > 12 else at)
    plain = _INTRANSITIVE.search(sentence, max(0, at - 12))
    if plain and (not verb or plain.start() <= verb.start() + 1):
        return plain.group()
    if verb and verb.start() - at < 90:
        found = _text(sentence, rightward(sentence, verb.end(), allow=frozenset({"in", "at", "to", "from", "with"})))
        if not is_empty(found):
            return found
    match = re.match(r"\s+(?:\w+ly\s+)?", sentence[at:])
    return _text(
        sentence, rightward(sentence, at + (match.end() if match else 0), allow=frozenset({"in", "from", "to"}))
    )


def _arms(sentence: str, start: int, effect: Effect) -> str | None:
    cue = sentence[effect.cue_start : effect.cue_end].lower()
    opening = re.search(r"(?P<np>[^(;]{3,80})\(\s*[^()]{0,20}$", sentence[:start])
    if opening:
        left = _before(sentence, opening.end("np"))
        if left and not is_empty(left) and not PEOPLE.fullmatch(left.split()[-1]):
            return left
    if effect.cue_end <= start and re.match(r"[a-z]", cue):
        if cue in _COMPARATIVES:
            found = _after(sentence, effect.cue_end)
            if not is_empty(found) and found and not PEOPLE.match(found):
                return found
        of = _of(sentence, effect.cue_end, start)
        if not is_empty(of):
            return of
        found = _verb(sentence, start, start, effect)
        if not is_empty(found):
            return found
    return None


def _arm_share(sentence: str, start: int, end: int) -> str | None:
    """ "45% of users reported X compared with 22% ...": what the people of the first arm did."""
    first = re.search(
        r"\d[\d.,]*\s*(?:%|percent|per\s+cent)?\s+(?:of\s+)?[^,;]{0,60}?" + PEOPLE.pattern,
        sentence[start:end] + " ",
        re.I,
    )
    if not first:
        return None
    at = start + first.end()
    if relative := _RELATIVE.match(sentence, at):
        at = relative.end()
    verb = _SHARE_VERB.search(sentence, at)
    if verb and verb.start() - at < 60:
        return _text(sentence, rightward(sentence, verb.end(), allow=frozenset({"in", "to", "from"})))
    return None


def by_rule(sentence: str, start: int, end: int, effect: Effect, block: Block) -> str | None:
    """The outcome that the construction points to; ``None`` when it points nowhere."""
    construction = effect.construction.removeprefix("shared:")
    if block.kind == "table_row":
        return _cell_outcome(sentence, start, block)
    if effect.construction.startswith("shared:") or (
        construction in ("verb", "verb_by", "noun_by") and effect.cue_end < start
    ):
        before_by = re.sub(r"\s*\bby\s+(?:[a-z]+\s+){0,4}$", "", sentence[:start])
        numbers = [m.end() for m in _NUMBER_AND.finditer(sentence, effect.cue_end, len(before_by))]
        shared = numbers or effect.construction != construction
        own = _text(sentence, leftward(sentence, len(before_by), numbers[-1] if numbers else effect.cue_end))
        if shared and own and not is_empty(own) and not re.match(r"\d", own):
            return own
    if construction == "number_adj":
        return _adjective(sentence, start, effect)
    if construction in ("number_noun", "noun_of", "noun_by"):
        return _noun(sentence, start, end, effect) or _before(sentence, effect.cue_start)
    if construction in ("verb", "verb_by", "verb_to", "multiple_verb"):
        return _verb(sentence, start, end, effect)
    if construction in ("share_of", "share_verb", "share_in"):
        return _share(sentence, end, effect)
    if construction == "arms":
        return _arms(sentence, start, effect) or _arm_share(sentence, start, end) or _before(sentence, start)
    if construction == "from_to":
        before_from = re.sub(r"\bfrom\s+(?:\w+\s+){0,3}\(?$", "", sentence[:start])
        return _verb(sentence, len(before_from), end, effect) or _before(sentence, effect.cue_start)
    if construction == "effective":
        found = re.search(
            r"\b(?:against|in\s+preventing|at\s+preventing|for\s+preventing|for|in|at)\s+", sentence[end:]
        )
        return _after(sentence, end + found.end()) if found else None
    if construction == "measure":
        found = re.search(r"\bfor\s+", sentence[max(0, start - 90) : start])
        if found:
            return _after(sentence, max(0, start - 90) + found.end(), start)
    if construction == "difference":
        cue = re.match(r"(?:[\w-]+\s+){0,2}?(?:differences?|changes?)", sentence[effect.cue_start :])
        found_of = _of(sentence, effect.cue_start + (cue.end() if cue else 0))
        if not is_empty(found_of):
            return found_of
    opening = sentence.rfind("(", 0, start)
    if opening > 0 and start - opening < 40:
        left = _before(sentence, opening)
        if not is_empty(left):
            return left
    if effect.cue_end <= start and effect.cue_start != effect.cue_end:
        return (
            _of(sentence, effect.cue_end)
            or _after(sentence, effect.cue_end, start)
            or _before(sentence, effect.cue_start)
        )
    risk = _RISK.search(sentence)
    return _after(sentence, risk.start()) if risk else None


def _cell_outcome(sentence: str, start: int, block: Block) -> str | None:
    """Outcome of a table cell: the row's first cell when the columns are arms, else the column's header."""
    cells = sentence.split("|")
    column = sentence.count("|", 0, start)
    first = next((c.strip() for c in cells if c.strip()), None)
    lead = 1 if sentence.lstrip().startswith("|") else 0
    header = block.header[column - lead] if 0 <= column - lead < len(block.header) else None
    change = re.match(
        r"(?:change|difference|reduction|increase|decrease|improvement)s?\s+(?:in|of)\s+(.+)", header or "", re.I
    )
    return change.group(1) if change else first


def candidates(case: Case) -> Candidates:
    """Everything that could be the outcome of an effect."""
    story, sentence, start, end, effect = case.story, case.sentence, case.start, case.end, case.effect
    found = Candidates()
    construction = effect.construction.removeprefix("shared:")
    rule = by_rule(sentence, start, end, effect, case.block)
    found.add(
        rule,
        rule=1.0,
        **{f"rule:{construction}": 1.0, f"shared:{construction}": float(effect.construction != construction)},
    )
    found.add(_before(sentence, start), before_number=1.0)
    found.add(_of(sentence, end), of_number=1.0)
    if effect.cue_end > effect.cue_start:
        found.add(_of(sentence, effect.cue_end), of_cue=1.0)
        found.add(_after(sentence, effect.cue_end), after_cue=1.0)
        found.add(_before(sentence, effect.cue_start), before_cue=1.0)
    opening = sentence.rfind("(", 0, start)
    if opening > 0 and ")" not in sentence[opening:start]:
        found.add(_before(sentence, opening), before_bracket=1.0)
    for match in _RISK.finditer(sentence):
        near = 1.0 / (1 + min(abs(match.start() - end), abs(match.end() - start)) / 40)
        found.add(_after(sentence, match.start()), risk=1.0, risk_near=near)
    for mention in case.mentions:
        if mention.kind == "condition":
            near = 1.0 / (1 + min(abs(mention.start - end), abs(mention.end - start)) / 40)
            found.add(
                sentence[mention.start : mention.end],
                mention=1.0,
                mention_near=near,
                mention_after=float(mention.start >= end),
            )
    for rank, (at, phrase) in enumerate(reversed(case.earlier[-3:])):
        found.add(phrase, **{f"earlier{rank}": 1.0, "same_sentence": float(at == case.offset)})
    here = story.sentence_of(case.offset)
    for mention in story.before(case.offset, "condition", most=4):
        away = here - story.sentence_of(mention.start)
        found.add(story.text[mention.start : mention.end], before=1.0, before_near=1.0 / max(1, away))
    for mention in story.title_mentions:
        if mention.kind == "condition":
            found.add(story.title[mention.start : mention.end], title=1.0)
    for chunk in case.tree.chunks:
        found.add(chunk, chunk=1.0)
    for span in case.spans:
        if span.label == "OUTCOME":
            found.add(span.text, recognised=1.0)
    kept = Candidates()
    for candidate in found:
        if is_empty(candidate.text) or len(candidate.text) > 160:
            continue
        kept.add(candidate.text, **candidate.features, **_common(case, candidate.text))
    return kept


def _common(case: Case, phrase: str) -> dict[str, float]:
    story, sentence, start, end, effect = case.story, case.sentence, case.start, case.end, case.effect
    at = sentence.casefold().find(phrase.casefold())
    inside = at >= 0
    words = re.findall(r"[\wα-ω-]+", phrase)
    kinds = [kind_of_head(w) for w in words]
    distance = min(abs(at - end), abs(at + len(phrase) - start)) if inside else 200
    place = case.tree.features(phrase, (start, end), (effect.cue_start, effect.cue_end))
    return {
        **place,
        **case.span_features(phrase),
        **names.features(sentence, phrase, at),
        "in_sentence": float(inside),
        "near": 1.0 / (1 + distance / 30),
        "before_quantity": float(inside and at < start),
        "condition": float("condition" in kinds),
        "condition_last": float(bool(kinds) and kinds[-1] == "condition"),
        "intervention_last": float(bool(kinds) and kinds[-1] == "intervention"),
        "risk_word": float(bool(_RISK.search(phrase))),
        "people": float(bool(PEOPLE.search(phrase))),
        "control": float(bool(CONTROL.search(phrase))),
        "number": float(bool(re.search(r"\d", phrase))),
        "length": min(len(words), 10) / 5,
        "one_word": float(len(words) == 1),
        "frequency": story.frequency(phrase) / 4,
        "in_title": story.in_title(phrase),
        "in_effects": story.in_effects(phrase),
        "overlaps_number": float(inside and at < end and at + len(phrase) > start),
        "overlaps_cue": float(inside and at < effect.cue_end and at + len(phrase) > effect.cue_start),
    }
