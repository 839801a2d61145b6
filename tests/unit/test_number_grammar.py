"""The rules that read the prose of all economies: what they must catch, and what they must let pass."""

import sys
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from corridor import formats

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

import number_grammar as grammar

NBSP = grammar.NBSP
PERSONS = st.floats(min_value=0, max_value=5e9)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Their number is None.", "a placeholder of the program"),
        (f"Their number has fallen by {grammar.MINUS}3{NBSP}%.", "a direction and a sign"),
        (f"The stock increased by {grammar.MINUS}3{NBSP}%.", "a direction and a sign"),
        ("It hosts 1 persons.", "a plural with one"),
        ("It hosts 12 refugee.", "a singular with many"),
        ("It ranks first among the one economies.", "a rank among one"),
        ("It ranks 21th of all.", "an ordinal written wrong"),
        ("It ranks 11st of all.", "an ordinal written wrong"),
        ("It ranks 3th of all.", "an ordinal written wrong"),
        (f"It grew by 0.0{NBSP}% since then.", "a change by nothing"),
        (f"The change is {grammar.MINUS}0.0.", "a negative zero"),
        ("The change is -5.", "a hyphen for a minus"),
        ("It grew by 3 % a year a year.", "a unit told twice"),
        ("The stock was – in that year.", "a dash for a number"),
        ("The stock () was large.", "an empty bracket"),
        ("The stock , they say.", "a space before a stop"),
        ("The stock is large..", "two stops"),
        ("Most live in the the United States.", "a word twice"),
        ("It is a 8 per cent share.", "an article before a vowel"),
        ("It is 8% of all.", "a number and no space before its unit"),
        ("It is 8.12345 of all.", "a number that was not rounded"),
        ("It hosts 123456 people.", "a number that was not rounded"),
        ("It hosts 3.4 people.", "a decimal for persons"),
    ],
)
def test_a_fault_is_found(sentence, rule):
    assert rule in [fault.rule for fault in grammar.faults(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        f"In 2024, Japan was home to 3.41{NBSP}million international migrants, 2.8{NBSP}% of its population.",
        f"It fell by 3.0{NBSP}% a year, from 12,345 to 9,876 people.",
        "It ranks 21st, after the 22nd, the 23rd, the 111th, the 112th and the eleventh.",
        f"Net migration was {grammar.MINUS}0.4 per 1,000 residents, and one person in 2021 left.",
        "There are 54 older people for every 100 of working age (Figure N).",
        "Figures of Rev. 2020 and Rev. 2024 differ: 1 million, not 11 people.",
    ],
)
def test_good_sentences_pass(sentence):
    assert grammar.faults(sentence) == []


@given(PERSONS)
def test_any_number_of_persons_reads_well(number):
    assert grammar.faults(f"The stock was {formats.eye(number, 'persons')}.") == []


@given(st.floats(min_value=-500, max_value=5000), st.sampled_from(["%", "% of population", "% a year"]))
def test_any_percentage_reads_well(number, unit):
    assert grammar.faults(f"The share was {formats.eye(number, unit)}.") == []


@given(st.integers(min_value=1, max_value=1200))
def test_any_rank_reads_well(rank):
    assert grammar.faults(f"It ranks {formats.ordinal(rank)} among them.") == []


def test_paragraphs_leave_markup_and_labels_out():
    page = (
        "---\ntitle: x\n---\n\n## Head {#sec-x}\n\n::: {.key-figure}\n5 people\n:::\n\n"
        '::: {.lead}\nIt has [5](#a){.figure data-figure="A/b/2024"} people [@src].\n:::\n\n'
        "| a | b |\n|---|--:|\n\n- **First.** One.\n- Two.\n"
    )
    assert list(grammar.paragraphs(page)) == ["It has 5 people.", "First. One.", "Two."]
    assert list(grammar.sections(page)) == ["Head"]
    assert list(grammar.labels(page)) == ["5 people"]
