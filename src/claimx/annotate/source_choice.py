"""Choose, among the mentions of a text, the one to which it ascribes a claim.

The claim's own sentence first; else what was said before is carried forward while the text is plainly still about it:
within the paragraph, from a list's lead-in, and, in news of one study, through the article. A sentence that speaks in
general (common knowledge, the writer's own voice) has no source unless it names one.
"""

from __future__ import annotations

from claimx.annotate.source_cues import PRONOUN_SAYS, QUOTE_END, SAYS_THAT, in_quotes, tells_result
from claimx.annotate.source_reading import Reading, Told
from claimx.records import SourceScope

Choice = tuple[Told | None, SourceScope]
_TO_NEXT_SPEAKER = 120  # characters from the end of a quotation within which its speaker is named
_LIST_LENGTH = 12  # bullets that a lead-in reaches over
_SECTION_REACH = 2  # paragraphs over which an unnamed study is carried within a section


def choose(reading: Reading, start: int, end: int, *, prevalence: bool = False) -> Choice:
    """The mention that answers for the claim whose quantity is ``text[start:end]``, and where it stands."""
    number = reading.sentence_at(start)
    if (speaker := _speaker(reading, number, start)) is not None:
        return speaker, "same_sentence" if speaker.sentence == number else "earlier_sentence"
    own = reading.sentence_text(number)
    here = [t for t in reading.told if t.sentence == number]
    pronoun = PRONOUN_SAYS.search(own) is not None and not any(t.mention.reports for t in here)
    governing = [] if pronoun else [t for t in here if _governs(reading, t, start)]
    if governing:
        return max(governing, key=lambda t: _rank(t, start, end)), "same_sentence"
    if pronoun and (person := _last_person(reading, number)) is not None:
        return person, "earlier_sentence"
    return _carried(reading, number, prevalence=prevalence)


def _governs(reading: Reading, told: Told, start: int) -> bool:
    """Whether a mention can answer for a claim in its own sentence: a study always, others if they say something."""
    mention = told.mention
    if mention.source.kind in ("organization", "company", "person"):
        return mention.reports or SAYS_THAT.search(reading.text, mention.end, start) is not None
    return True


def _rank(told: Told, start: int, end: int) -> tuple[bool, bool, int]:
    """What reports goes before what is only named, what precedes the quantity before what follows, then the nearer."""
    mention = told.mention
    before = mention.end <= start
    return mention.reports, before, -(start - mention.end if before else mention.start - end)


def _last_person(reading: Reading, number: int) -> Told | None:
    return next((t for t in reversed(reading.told) if t.sentence < number and t.mention.source.kind == "person"), None)


def _speaker(reading: Reading, number: int, start: int) -> Told | None:
    """Who speaks, where the claim stands in quotation marks."""
    block = reading.sentences[number].block
    sentences = [s for s in reading.sentences if s.block == block]
    begin, finish = sentences[0].start, sentences[-1].end
    if not in_quotes(reading.text[begin:start]):
        return None
    close = QUOTE_END.search(reading.text, start, finish)
    after = close.end() if close else finish
    speaking = [
        t for t in reading.told if reading.block_of(t) == block and t.mention.reports and t.mention.form != "generic"
    ]
    following = [t for t in speaking if 0 <= t.mention.start - after + 1 <= _TO_NEXT_SPEAKER]
    preceding = [t for t in speaking if t.mention.end <= start]
    if following and not (preceding and PRONOUN_SAYS.match(reading.text[after : after + 40].lstrip())):
        return following[0]
    return preceding[-1] if preceding else _last_person(reading, number)


def _carried(reading: Reading, number: int, *, prevalence: bool) -> Choice:
    """The mention in earlier sentences that still governs this one."""
    sentence = reading.sentences[number]
    result = tells_result(reading.sentence_text(number))
    earlier = [t for t in reading.told if t.sentence < number and _carries(reading, t)]
    for told in reversed(earlier):
        if reading.block_of(told) != sentence.block:
            break
        if result or told.mention.source.kind == "organization":
            return told, "earlier_sentence"
    if sentence.kind == "list_item" and (lead := _lead_in(reading, number)) is not None:
        return lead, "section"
    stands_alone = sentence.kind in ("title", "heading", "caption")
    if not (result or (stands_alone and reading.one_study)) or (prevalence and not reading.one_study):
        return None, "document"
    studies = [t for t in earlier if t.mention.source.kind == "study"]
    if studies:
        there = reading.sentences[studies[-1].sentence]
        same = there.section == sentence.section
        if reading.one_study or (same and sentence.block - there.block <= _SECTION_REACH):
            return studies[-1], "section" if same else "document"
    elif reading.one_study:
        later = (t for t in reading.told if t.sentence > number and t.mention.source.kind == "study")
        return next(later, None), "document"
    return None, "document"


def _carries(reading: Reading, told: Told) -> bool:
    """Whether a mention can govern later sentences: not a vague appeal, nor a study named in passing."""
    mention = told.mention
    if mention.source.kind == "generic" or not _governs(reading, told, mention.end):
        return False
    if mention.form != "named" or mention.lead or mention.reports:
        return True
    return mention.start - reading.sentences[told.sentence].start < 15


def _lead_in(reading: Reading, number: int) -> Told | None:
    """The last mention in the paragraph that a list hangs on, if that ends in a colon."""
    block = reading.sentences[number].block
    for before in range(number - 1, -1, -1):
        sentence = reading.sentences[before]
        if sentence.kind == "list_item":
            continue
        if block - sentence.block > _LIST_LENGTH or not reading.sentence_text(before).rstrip().endswith(":"):
            return None
        hung = (t for t in reversed(reading.told) if reading.block_of(t) == sentence.block and _carries(reading, t))
        return next(hung, None)
    return None
