"""What acts: candidates for the intervention of an effect, from its sentence and from the article before it."""

from __future__ import annotations

import re

from claimx.annotate import mentions, names
from claimx.annotate.case import Case
from claimx.annotate.mentions import kind_of_head
from claimx.annotate.phrases import PEOPLE, trimmed
from claimx.annotate.ranker import Candidates
from claimx.annotate.story import ACTED, CONTROL, LINKED, phrase_at, stems, subject_before, usable
from claimx.records import Block

_WITH = re.compile(
    r"\b(?P<word>with|after|on|from|following|due\s+to|because\s+of|thanks\s+to|"
    r"by\s+(?:taking|using|eating|drinking|adding|giving|following)|in\s+the|for|through|of\s+taking|via|when|"
    r"under|during)\s+(?:the\s+|a\s+|an\s+)?",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:in|with|for|on|among|by|of)\s+(?:the\s+)?(?P<name>[\w/+%α-ω-]+(?:\s[\w/+%α-ω-]+){0,4}?)"
    r"(?:[-\s](?:treated|supplemented|fed))?\s+(?:group|arm|groups|arms|recipients|users|patients|therapy)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:compared|versus|vs\.?|than|against|relative\s+to|placebo)\b", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:who|that)\s+(?:had|have|ate|drank|consumed|used|took|were|are|got|did|didn[’']t|don[’']t)\s+"
    r"(?:the\s+|a\s+|at\s+least\s+)?(?P<np>(?:most|highest|lowest|least|more|fewer|less|higher|lower|low|"
    r"high)\b[^,.;()]{2,60}?)(?=\s+(?:had|have|were|was|are|is|who|in|compared|than|saw)\b|[,.;()])",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:()]|\b(?:compared|versus|than|had|have|were|was)\b(?!\s+been)", re.IGNORECASE)
_VERBS = ("verb", "verb_by", "multiple_verb", "from_to", "verb_to")


def candidates(case: Case, outcome: str | None) -> Candidates:
    """Everything that could be the intervention of an effect whose outcome is chosen."""
    story, sentence, start, end, effect = case.story, case.sentence, case.start, case.end, case.effect
    found = Candidates()
    construction = effect.construction.removeprefix("shared:")
    if construction in _VERBS and (effect.cue_start < start or construction == "multiple_verb"):
        found.add(subject_before(sentence, effect.cue_start), subject=1.0)
    for match in LINKED.finditer(sentence):
        if match.start() < max(end, effect.cue_end):
            found.add(subject_before(sentence, match.start()), linked_subject=1.0)
        if match["word"]:
            found.add(phrase_at(sentence, match.end()), linked_object=1.0)
    for match in ACTED.finditer(sentence):
        near = 1.0 / (1 + abs(match.start() - start) / 40)
        found.add(phrase_at(sentence, match.end()), acted=1.0, acted_near=near)
    for match in _MORE.finditer(sentence):
        found.add(match["np"], more=1.0)
    for match in _GROUP.finditer(sentence):
        found.add(match["name"], group=1.0, group_near=1.0 / (1 + abs(match.start() - start) / 40))
    after = [m for m in _WITH.finditer(sentence) if m.start() >= end]
    for rank, match in enumerate(after[:3]):
        found.add(
            phrase_at(sentence, match.end()),
            **{"with_after": 1.0 / (1 + rank), f"with:{match['word'].split()[0].lower()}": 1.0},
        )
    for match in [m for m in _WITH.finditer(sentence) if m.end() <= start]:
        found.add(phrase_at(sentence, match.end(), start), with_before=1.0)
    for mention in case.mentions:
        near = 1.0 / (1 + abs(mention.start - start) / 40)
        found.add(
            sentence[mention.start : mention.end],
            **{f"mention:{mention.kind}": 1.0, "mention": 1.0, "mention_near": near},
        )
    if case.block.kind == "table_row":
        _cells(found, sentence, start, case.block)
    here = story.sentence_of(case.offset)
    for mention in story.before(case.offset, "intervention", most=5):
        away = here - story.sentence_of(mention.start)
        found.add(
            story.text[mention.start : mention.end],
            earlier=1.0,
            earlier_near=1.0 / max(1, away),
            previous=float(away <= 1),
        )
    for at, phrase in [a for a in story.acted if a[0] < case.offset][-3:]:
        found.add(phrase, earlier_acted=1.0 / max(1, here - story.sentence_of(at)))
    for rank, phrase in enumerate(story.ranked):
        found.add(phrase, **{f"topic{rank}": 1.0})
    found.add(story.title_phrase, title_phrase=1.0)
    for mention in story.title_mentions:
        found.add(story.title[mention.start : mention.end], **{f"title:{mention.kind}": 1.0})
    heading = case.block.heading or ""
    for mention in mentions.find(heading):
        if mention.kind == "intervention":
            found.add(heading[mention.start : mention.end], heading=1.0)
    for chunk in case.tree.chunks:
        found.add(chunk, chunk=1.0)
    for span in case.spans:
        if span.label == "INTERVENTION":
            found.add(span.text, recognised=1.0)
    for clause in case.tree.clauses:
        found.add(trimmed(_CLAUSE_END.split(clause, maxsplit=1)[0]), clause=1.0)
    for subject in case.tree.subjects:
        if PEOPLE.fullmatch(subject.split()[-1]):
            found.add(subject, people_subject=1.0)
    kept = Candidates()
    for candidate in found:
        people = "people_subject" in candidate.features
        if not (people or usable(candidate.text)) or len(candidate.text) > 120:
            continue
        if outcome and stems(candidate.text) == stems(outcome):
            continue  # what is changed does not act on itself
        if (
            re.search(r"\d\s*(?:weeks?|months?|years?|days?|hours?)\b|\d\s?%\s*$", candidate.text)
            and "mention" not in candidate.features
        ):
            continue
        kept.add(candidate.text, **candidate.features, **_common(case, candidate.text, outcome))
    return kept


def _common(case: Case, phrase: str, outcome: str | None) -> dict[str, float]:
    story, sentence, start, end, effect = case.story, case.sentence, case.start, case.end, case.effect
    words = stems(phrase)
    at = sentence.casefold().find(phrase.casefold())
    kinds = [kind_of_head(w) for w in re.findall(r"[\wα-ω-]+", phrase)]
    shared = len(words & stems(outcome or "")) / len(words) if words else 0.0
    inside = at >= 0
    compared = inside and bool(_COMPARED.search(sentence[max(0, at - 30) : at]))
    place = case.tree.features(phrase, (start, end), (effect.cue_start, effect.cue_end))
    return {
        **place,
        **case.span_features(phrase),
        "frequency": story.frequency(phrase) / 4,
        "in_title": story.in_title(phrase),
        "in_effects": story.in_effects(phrase),
        "listed": float("intervention" in kinds),
        "listed_last": float(bool(kinds) and kinds[-1] == "intervention"),
        "condition": float("condition" in kinds),
        "condition_last": float(bool(kinds) and kinds[-1] == "condition"),
        "in_sentence": float(inside),
        "before_quantity": float(inside and at < start),
        "after_quantity": float(inside and at >= end),
        "first": float(inside and at < 8),
        "outcome": shared,
        "length": min(len(phrase.split()), 8) / 4,
        "one_word": float(len(phrase.split()) == 1),
        "compared": float(compared),
        "control": float(bool(CONTROL.search(sentence[at : at + len(phrase) + 10])) if inside else 0),
        "number": float(bool(re.search(r"\d", phrase))),
        "overlaps_cue": float(
            inside and at < effect.cue_end and at + len(phrase) > effect.cue_start and effect.cue_end > effect.cue_start
        ),
        "lower": float(phrase[:1].islower()),
        "people": float(bool(PEOPLE.search(phrase))),
        **names.features(sentence, phrase, at),
    }


def _cells(found: Candidates, sentence: str, start: int, block: Block) -> None:
    """The arm in the column's header, else the row's first cell where the header names a change."""
    column = sentence.count("|", 0, start) - (1 if sentence.lstrip().startswith("|") else 0)
    header = block.header[column] if 0 <= column < len(block.header) else ""
    first = next((c.strip() for c in sentence.split("|") if c.strip()), "")
    change = (
        bool(re.search(r"change|difference|effect|result|reduction|increase|p\b", header, re.IGNORECASE)) or not header
    )
    found.add(re.sub(r"\s*\([^)]*\)", "", header), cell_header=float(not change))
    found.add(first.split(",")[0], cell_first=float(change))
