"""Ascribe every claim to its source, and give it the citation that covers it.

Sets ``doc.spans["sources"]`` (each span with ``._.source``; its label is the form of the mention) and
``._.attribution`` of every span in ``doc.spans["effects"]``.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from claimx.annotate import layout
from claimx.annotate.citations import Found
from claimx.annotate.source_mentions import VERB, Mention, Sentence
from claimx.annotate.source_names import find_bodies, find_people
from claimx.annotate.source_studies import find_studies
from claimx.annotate.source_tracing import Study, cites_many, trace
from claimx.records import Attribution, BlockKind, Citation, SourceScope

_PRONOUN_SAYS = re.compile(r"\b(?:[Hh]e|[Ss]he)\s+(?:also\s+|\w+ly\s+)?(?:said|says|added|adds|noted|notes|explained|estimated|told|estimates|continued)\b")
_SAYS_LATER = re.compile(r"\b(?:noted|noting|said|saying|says|added|adding|told|warned|explained|estimated)\s+that\b")
# what only a sentence about a study's own people says, what a report of results says, what one in general says
_STUDIED = re.compile(
    r"\b(?:participants?|subjects|volunteers|groups?|arms?|cohort|sample|placebo|those\s+(?:who|in|on|with|taking|given|eating|"
    r"consuming|receiving|using)|(?:men|women|patients|people|children|adults|households|individuals|students|babies|infants|"
    r"smokers|users|drinkers|workers|mice|rats)\s+(?:who|taking|given|receiving|treated|randomi[sz]ed|assigned|on)\b|"
    r"(?:times|percent|per\s+cent|%|more|less)\s+(?:more\s+|less\s+)?likely|survival\s+rate|(?:lower|higher|increased|reduced)\s+risk|risk\s+(?:\w+\s+){1,6}(?:lower|higher)\b)"
)
_RESULT = re.compile(
    r"\b(?:compared|versus|vs|had|was|were|did|didn['’]t|fell|rose|dropped|declined|decreased|increased|reduced|improved|lost|"
    r"gained|saw|showed|reported|developed|died|lowered|achieved|doubled|tripled|halved|experienced|suffered|survived|slept|"
    r"took|ate|got|went|grew|shrank|remained|appeared|scored|responded|recovered|led|cut|resulted|raised|boosted|linked)\b"
)
_GENERAL = re.compile(
    r"\b(?:you|your|we|us|our|can|may|might|could(?!\s+have)|would|will|if|every\s+year|each\s+year|a\s+year|(?:is|are|been|an)\s+"
    r"estimated|Americans|nationwide|worldwide|in\s+the\s+(?:U\.?S\.?|U\.?K\.?|United\s+States|world))\b",
    re.I,
)
_ASIDE = re.compile(r"(?:,\s*)?(?:as\s+)?you\s+can\s+see[^,.]*|[^,.]*\bin\s+my\s+video\b[^,.]*", re.I)
_RESULTS_ONLY = re.compile(r"(?:(?:the|these|those|our|their)\s+)?(?:results|findings|data|figures|finding)", re.I)
_GOES_ON = re.compile(rf"(?:It|They|This|That|These|Both|Results?|The\s+(?:results|findings))\s+(?:\w+\s+){{0,2}}?{VERB}\b")


def tells_result(sentence: str) -> bool:
    """Whether a sentence without a source of its own reads as one of a study's results, not as common knowledge."""
    plain = _ASIDE.sub("", sentence)
    return bool(_GOES_ON.match(plain) or _STUDIED.search(plain) or (_RESULT.search(plain) and not _GENERAL.search(plain)))


def in_quotes(before: str) -> bool:
    """Whether what follows ``before`` (the start of a paragraph) stands in quotation marks."""
    if before.count("“") > before.count("”") or before.count('"') % 2 == 1:
        return True
    opened = [m.end() for m in re.finditer(r"(?:^|(?<=[:,]\s))[‘'](?=[A-Z])", before)]
    return bool(opened) and not re.search(r"[.,!?][’'](?!\w)", before[opened[-1] :])


def find_mentions(text: str, sentences: Sequence[Sentence], citations: Sequence[Found]) -> list[Mention]:
    """Source mentions of a text, in order and without overlap: people and bodies that speak, then studies."""
    surnames: dict[str, str] = {}
    companies: dict[str, str] = {}
    found: list[Mention] = []
    for sentence in sentences:
        own = text[sentence.start : sentence.end]
        kept: list[Mention] = []
        finders = (find_studies(own, sentence.start), find_people(own, sentence.start, surnames), find_bodies(own, sentence.start, companies))
        candidates = [m for f in finders for m in f]
        rank = lambda m: (not (m.lead and m.form == "named"), not (m.form == "person" and m.reports), not m.reports, m.start - m.end)
        for mention in sorted(candidates, key=rank):
            in_citation = any(c.start < mention.end and mention.start < c.end and c.citation.text.startswith(("(", "[")) for c in citations)
            if not in_citation and not any(m.start < mention.end and mention.start < m.end for m in kept):
                kept.append(mention)
        found.extend(sorted(kept, key=lambda m: m.start))
    return found


class Attributor:
    """Answers, for one text, to whom it ascribes the claim at a place."""

    def __init__(self, text: str, sentences: Sequence[Sentence], citations: Sequence[Found], *, is_research: bool = False) -> None:
        self.text, self.sentences, self.citations, self.is_research = text, sentences, citations, is_research
        self.mentions = find_mentions(text, sentences, citations)
        self._starts = [s.start for s in sentences]
        self._sentence_of = [self._sentence(m.start) for m in self.mentions]
        self._studies = trace(self.mentions, self._sentence_of, sentences, text, citations)
        studies = [s for s in self._studies if s is not None]
        self._one_study = bool(studies) and not cites_many(citations) and any(s.venue or s.author for s in studies)

    def _sentence(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)

    def attribute(self, start: int, end: int, *, prevalence: bool = False) -> Attribution:
        """Source of the claim whose quantity is ``text[start:end]``."""
        index = self._sentence(start)
        chosen, scope = self._choose(index, start, end, prevalence)
        citation = self._own_citation(index, start, end, chosen if scope == "same_sentence" else None)
        if chosen is None:
            if citation is None:
                return Attribution(kind="study") if self.is_research else Attribution()
            return self._cited(Attribution(kind="study", scope="same_sentence"), citation)
        answer = self._resolved(chosen, scope)
        study = self._studies[chosen]
        if citation is None and self.is_research and not self._told_of_others(chosen, scope):
            own = answer.text if re.match(r"our\b", answer.text or "", re.I) else None
            return Attribution(kind="study", text=own, scope=scope if own else None)
        if citation is None and answer.kind == "study" and study is not None:
            citation = study.citation or self._closing_citation(index, study)
        if answer.kind == "generic" and citation is not None:
            answer = dataclasses.replace(answer, kind="study")
        return self._cited(answer, citation)

    def _resolved(self, number: int, scope: SourceScope) -> Attribution:
        """The mention's reading, completed by what the article says of the same study elsewhere."""
        mention, study = self.mentions[number], self._studies[number]
        source = dataclasses.replace(mention.source, scope=scope)
        if source.kind == "person":
            return source
        if study is None or source.kind != "study":
            return source
        if _RESULTS_ONLY.fullmatch(source.text or ""):
            # "the results" are those of a study or a team named before
            same = (n for n in range(number - 1, -1, -1) if self._studies[n] is study)
            named = next((n for n in same if self.mentions[n].source.kind == "study" and not _RESULTS_ONLY.fullmatch(self.mentions[n].source.text or "")), None)
            if named is not None:
                source = dataclasses.replace(source, text=self.mentions[named].source.text)
        return dataclasses.replace(
            source,
            name=study.name or source.name,
            author=study.author or source.author,
            year=source.year or study.year,
        )

    def _cited(self, answer: Attribution, citation: Citation | None) -> Attribution:
        if citation is None:
            return answer
        if citation.authors and answer.kind == "study":
            year = citation.years[0][:4]
            answer = dataclasses.replace(
                answer, author=citation.authors[0], year=int(year) if year else answer.year
            )
        if citation.style == "journal":
            answer = dataclasses.replace(answer, name=citation.journal, year=int(citation.years[0][:4]))
        if answer.name and citation.style == "author_year":
            citation = dataclasses.replace(citation, journal=answer.name)
        return dataclasses.replace(answer, citation=citation)

    # --- which mention ---------------------------------------------------------------------------------------

    def _choose(self, index: int, start: int, end: int, prevalence: bool) -> tuple[int | None, SourceScope]:
        sentence = self.sentences[index]
        here = [n for n, s in enumerate(self._sentence_of) if s == index]
        if (speaker := self._speaker(index, start)) is not None:
            same = self._sentence_of[speaker] == index
            return speaker, "same_sentence" if same else "earlier_sentence"
        governing = [n for n in here if self._governs(n, start)]
        if _PRONOUN_SAYS.search(self.text[sentence.start : sentence.end]) and not any(self.mentions[n].reports for n in here):
            governing = []
        if governing:
            best = max(governing, key=lambda n: self._rank(n, start, end))
            return best, "same_sentence"
        own = self.text[sentence.start : sentence.end]
        if _PRONOUN_SAYS.search(own):
            person = self._before(index, lambda m: m.source.kind == "person")
            if person is not None:
                return person, "earlier_sentence"
        return self._carried(index, own, prevalence)

    def _governs(self, number: int, start: int) -> bool:
        mention = self.mentions[number]
        if mention.source.kind in ("organization", "company", "generic"):
            return mention.reports or mention.form == "generic"
        if mention.source.kind == "person":
            return mention.reports or _SAYS_LATER.search(self.text, mention.end, start) is not None
        return True

    def _rank(self, number: int, start: int, end: int) -> tuple[bool, bool, int]:
        mention = self.mentions[number]
        before = mention.end <= start
        distance = start - mention.end if before else mention.start - end
        return (mention.reports, before, -distance)

    def _before(self, index: int, test: object) -> int | None:
        for n in range(len(self.mentions) - 1, -1, -1):
            if self._sentence_of[n] < index and test(self.mentions[n]):  # type: ignore[operator]
                return n
        return None

    def _speaker(self, index: int, start: int) -> int | None:
        """Who speaks, where the claim stands in quotation marks."""
        block = self.sentences[index].block
        begin = min(s.start for s in self.sentences if s.block == block)
        finish = max(s.end for s in self.sentences if s.block == block)
        before = self.text[begin:start]
        if not in_quotes(before):
            return None
        rest = self.text[start:finish]
        close = re.search(r"[”\"]|[.,!?][’'](?!\w)", rest)
        after = start + close.end() if close else finish
        inside = [n for n, m in enumerate(self.mentions) if self.sentences[self._sentence_of[n]].block == block and m.source.kind in ("person", "organization", "company", "study") and m.reports]
        following = [n for n in inside if self.mentions[n].start >= after - 1 and self.mentions[n].start - after < 120]
        pronoun = _PRONOUN_SAYS.match(self.text[after : after + 40].lstrip())
        if following and not pronoun:
            return following[0]
        preceding = [n for n in inside if self.mentions[n].end <= start]
        if preceding:
            return preceding[-1]
        if following:
            return following[0]
        return self._before(index, lambda m: m.source.kind == "person")

    def _carried(self, index: int, own: str, prevalence: bool) -> tuple[int | None, SourceScope]:
        """The mention in earlier sentences that still governs this one."""
        sentence = self.sentences[index]
        result = tells_result(own)
        earlier = [n for n, s in enumerate(self._sentence_of) if s < index and self._carries(n)]
        for n in reversed(earlier):
            if self.sentences[self._sentence_of[n]].block != sentence.block:
                break
            if result or self.mentions[n].source.kind == "organization":
                return n, "earlier_sentence"
        if sentence.kind == "list_item" and (n := self._lead_in(index)) is not None:
            return n, "section"
        short = sentence.kind in ("title", "heading", "caption")
        if not (result or short and self._one_study) or (prevalence and not self._one_study):
            return None, "section"
        for n in reversed(earlier):
            there = self.sentences[self._sentence_of[n]]
            same = there.section == sentence.section
            if self.mentions[n].source.kind != "study":
                continue
            if self._one_study or (same and sentence.block - there.block <= 2):
                return n, "section" if same else "document"
            break
        if self._one_study and not earlier:
            later = (n for n, s in enumerate(self._sentence_of) if s > index and self.mentions[n].source.kind == "study")
            return next(later, None), "document"
        return None, "document"

    def _lead_in(self, index: int) -> int | None:
        """The last mention in the paragraph that a list hangs on, if that ends in a colon."""
        block = self.sentences[index].block
        for s in range(index - 1, -1, -1):
            sentence = self.sentences[s]
            if sentence.kind == "list_item":
                continue
            if block - sentence.block > 12 or not self.text[sentence.start : sentence.end].rstrip().endswith(":"):
                return None
            here = [n for n, i in enumerate(self._sentence_of) if i <= s and self.sentences[i].block == sentence.block]
            return max((n for n in here if self._carries(n)), default=None)
        return None

    def _carries(self, number: int) -> bool:
        """Whether a mention can govern later sentences: not a vague appeal, nor a study named in passing."""
        mention = self.mentions[number]
        if mention.source.kind == "generic" or not self._governs(number, mention.end):
            return False
        if mention.form != "named" or mention.lead or mention.reports:
            return True
        return mention.start - self.sentences[self._sentence_of[number]].start < 15

    # --- which citation --------------------------------------------------------------------------------------

    def _told_of_others(self, number: int, scope: SourceScope) -> bool:
        """Whether a research paper says by this mention that another study found it."""
        mention = self.mentions[number]
        if mention.source.kind != "study":
            return scope == "same_sentence"
        return scope == "same_sentence" and (mention.other or mention.lead or (mention.form in ("new", "named") and mention.reports))

    def _own_citation(self, index: int, start: int, end: int, chosen: int | None) -> Citation | None:
        """The citation in the claim's own sentence: the one that follows the quantity, else one before it."""
        sentence = self.sentences[index]
        inside = [c for c in self.citations if sentence.start <= c.start < sentence.end and _cites(c)]
        mention = None if chosen is None else self.mentions[chosen]
        for one in inside:
            if one.start < end - 1:
                continue
            # "... fell by 12%, while Moor et al. [7] saw none": the mark is that of the study named in between
            between = (m for m in self.mentions if end <= m.start and m.end <= one.start)
            if mention is None or mention.start >= end or not any(m.form in ("new", "named") and m.source.kind == "study" for m in between):
                return one.citation
            break
        before = [c for c in inside if c.end <= start]
        if mention is not None:
            beside = [c for c in before if c.start < mention.end + 3 and mention.start < c.end]
            if beside:
                return beside[-1].citation
        if before and before[-1].citation.style != "link" and not re.match(r"\s*[,;]", self.text[before[-1].end :]):
            return before[-1].citation
        return None

    def _closing_citation(self, index: int, study: Study) -> Citation | None:
        """The mark that closes a passage on one study, in a later sentence of the same paragraph."""
        block = self.sentences[index].block
        for later in range(index + 1, len(self.sentences)):
            sentence = self.sentences[later]
            here = [self._studies[n] for n, s in enumerate(self._sentence_of) if s == later]
            if sentence.block != block or any(s is not None and s is not study for s in here):
                return None
            for one in self.citations:
                if sentence.start <= one.start < sentence.end and _cites(one):
                    return one.citation
        return None


def _cites(found: Found) -> bool:
    """Whether a mark cites another work: a trial's registration number does not."""
    return found.citation.nct_id is None


class AttributionComponent:
    """The ``claimx_attribution`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``sources`` span group and ``._.attribution`` of the effects."""
        citations = [Found(s.start_char, s.end_char, s._.citation) for s in doc.spans.get("citations", ())]
        is_research = bool(doc._.layout and doc._.layout["is_research"])
        attributor = Attributor(doc.text, sentences_of(doc), citations, is_research=is_research)
        spans = []
        for mention in attributor.mentions:
            span = doc.char_span(mention.start, mention.end, label=mention.form, alignment_mode="expand")
            if span is not None:
                span._.source = mention.source
                spans.append(span)
        doc.spans["sources"] = SpanGroup(doc, name="sources", spans=spans)
        for effect in doc.spans.get("effects", ()):
            record = effect._.effect
            prevalence = record is not None and record.claim_type == "prevalence"
            effect._.attribution = attributor.attribute(effect.start_char, effect.end_char, prevalence=prevalence)
        return doc


def sentences_of(doc: Doc) -> list[Sentence]:
    """Sentences of a document with their blocks."""
    blocks = layout.blocks(doc)
    starts = [b.start for b in blocks]
    sections: list[int] = []
    section = 0
    for block in blocks:
        section += block.kind in ("heading", "title")
        sections.append(section)
    found = []
    for sent in doc.sents:
        number = max(0, bisect_right(starts, sent.start_char) - 1)
        kind: BlockKind = blocks[number].kind if blocks else "paragraph"
        text = sent.text
        found.append(Sentence(sent.start_char, sent.start_char + len(text.rstrip()), number, kind, sections[number] if blocks else 0))
    return found


@Language.factory("claimx_attribution", requires=["doc.spans"], assigns=["doc.spans"])
def make_attribution(nlp: Language, name: str) -> AttributionComponent:
    """Create the component."""
    return AttributionComponent()
