"""Where sentences end in health prose; ``|`` marks the boundaries that a text must have."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from claimx.annotate.sentences import boundaries


def split(text: str) -> list[str]:
    return [text[a:b].strip() for a, b in pairwise([*boundaries(text), len(text)])]


@pytest.mark.parametrize(
    "marked",
    [
        "Zinc shortened colds.| Ginger did not.",
        "Did it help?| Yes!| By how much?",
        "Pain fell by 2.5 points.| Sleep rose by 0.4 hours.",
        "Lindqvist et al. found a drop of 12%.| It lasted.",
        "Ginger vs. placebo gave 30% less nausea.| The dose was small.",
        "Dr. Amara Voss led the trial.| She was pleased.",
        "Spices, e.g. Ceylon cinnamon, lowered glucose.| Others, i.e. Cassia, did not.",
        "See Fig. 3 and Ref. 12 for details.| They agree.",
        "The U.S. Department of Sleep agrees.| So do we.",
        "Adults in the U.S. sleep badly.| Children do not.",
        "They live in the U.S.| However, they sleep badly.",
        "The work of J. R. Okafor is known.| It is old.",
        "Redness fell by 25%.[3]| Itching did not.",
        "Redness fell by 25%.³| Itching did not.",
        "Redness fell by 25%.³,⁴| Itching did not.",
        "Redness fell by 25%.12| Itching did not.",
        "Redness fell by 25% [3].| Itching did not.",
        "Redness fell by 25% (Voss et al., 2019).| Itching did not.",
        "“It halved my pain.”| She smiled.",
        "(Redness fell by 25%.)| Itching did not.",
        "Sold by Pinewell Inc. in Norway.| It is cheap.",
        "Weight fell.| 45% of users kept it off.",
        "It rose by approx. 30%.| That is much.",
        "Lactobacillus sp. strains were used.| They helped.",
        "1. Drink tea.",
        "Sleeping_child.jpg| POOR SLEEP troubles one child in five.",
        "Prof.Lee and Mrs.Smith ran it vs.Placebo.| It failed.",
        "DR. SMITH SAID SO.| WE AGREE.",
        "It adds no lean mass.| Fat fell by 3%.",
        "A clinic in Boston, Mass. Hospital staff ran it.",
        "Did it help?| No.| Sleep did not change.",
        "Trial No. 3 was small.| It failed.",
        "Walkers did 7.5-15 MET hours a week.| They lived longer.",
        "Half of them slept badly.|The others slept well.",
        "It fell by 12%.|For more, ask us.",
        "See pinewell.com for more.| Or ask.",
        "He chairs the board.| “mTOR fell by a third,” he said.",
    ],
)
def test_boundaries(marked: str) -> None:
    pieces = [p.strip() for p in marked.split("|")]
    assert split(marked.replace("|", "")) == pieces


def sentences(nlp: Language, text: str) -> list[str]:
    return [s.text.strip() for s in nlp(text).sents]


def test_headings_and_bullets_without_a_stop_are_sentences_of_their_own(nlp: Language) -> None:
    text = "What the trial found\n\nRedness fell by 25%\n\nItching fell by 10%\n\nBoth were measured. Twice."
    assert sentences(nlp, text) == [
        "What the trial found",
        "Redness fell by 25%",
        "Itching fell by 10%",
        "Both were measured.",
        "Twice.",
    ]


def test_bullets_run_together(nlp: Language) -> None:
    assert sentences(nlp, "Benefits: • Redness fell by 25% • Itching fell by 10%") == [
        "Benefits: •",
        "Redness fell by 25% •",
        "Itching fell by 10%",
    ]


@given(st.text(alphabet=st.sampled_from("aAbB .!?0123[]³•,;“”()\n"), max_size=80))
def test_boundaries_lie_in_the_text_in_order(text: str) -> None:
    found = boundaries(text)
    assert found[0] == 0
    assert found == sorted(set(found))
    assert all(0 <= b <= len(text) for b in found)
    assert "".join(text[a:b] for a, b in pairwise([*found, len(text)])) == text
