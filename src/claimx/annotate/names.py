"""Names of bodies and persons, which neither act nor are changed: features that speak against a candidate."""

from __future__ import annotations

import re

from claimx.annotate.vocab import alternatives, lines

_PROPER = re.compile(r"[A-Z][\w’'.-]+(?:\s[A-Z][\w’'.-]*)+")
_BODY = re.compile(
    r"\b(?:University|Hospital|Clinic|School|Journal|Medical\s+Cent(?:er|re)|"
    rf"{alternatives(lines('source_organisation_cues.txt'))})\b"
)
_TITLE = alternatives(lines("source_person_titles.txt"))
_TITLED = re.compile(rf"{_TITLE}\s+\Z")
_TITLE_FIRST = re.compile(rf"{_TITLE}\s")
_REPORTS = re.compile(rf"\W+(?:\w+\s+)?{alternatives(lines('source_reporting_verbs.txt'))}\b")


def features(sentence: str, phrase: str, at: int) -> dict[str, float]:
    """How much a phrase looks like a name.

    Args:
        sentence: the sentence of the effect.
        phrase: the candidate.
        at: where it stands in the sentence; -1 if it does not.
    """
    inside = at >= 0
    titled = _TITLE_FIRST.match(phrase) or (inside and _TITLED.search(sentence, max(0, at - 12), at))
    return {
        "proper": float(bool(_PROPER.fullmatch(phrase))),
        "body": float(bool(_BODY.search(phrase))),
        "titled": float(bool(titled)),
        "reports": float(inside and bool(_REPORTS.match(sentence, at + len(phrase)))),
    }
