"""Numbers as readers see them."""

import pytest

from corridor.errors import ConfigurationError
from corridor.formats import NBSP, count_in_words, eye, full, ordinal, short_unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3_409_529, "persons", f"3.41{NBSP}million"),
        (304_021_813, "persons", f"304{NBSP}million"),
        (1_419_321_278.0, "persons", f"1.42{NBSP}billion"),
        (999_999, "persons", f"1.00{NBSP}million"),
        (808_825, "persons", "809,000"),
        (46_379, "persons", "46,400"),
        (9_134, "persons", "9,134"),
        (1, "persons", "1"),
        (0, "persons", "0"),
        (-4_030_000, "persons", f"−4.03{NBSP}million"),
        (73_512.345, "thousand persons", f"73.5{NBSP}million"),
        (-97.0, "thousand persons", "−97,000"),
        (1_234.5, "thousand persons a year", f"1.23{NBSP}million a year"),
        (0.0, "thousand persons a year", "0 a year"),
        (9.6437, "%", f"9.6{NBSP}%"),
        (0.0312, "% of population", f"0.03{NBSP}%"),
        (0.0, "%", f"0{NBSP}%"),
        (99.96, "%", f"100.0{NBSP}%"),
        (121.8, "%", f"122{NBSP}%"),
        (3.42, "% a year", f"3.4{NBSP}% a year"),
        (-0.04, "% a year", f"−0.04{NBSP}% a year"),
        (51.38, "65+ per 100 aged 15–64", "51"),
        (0.8123, "per 100 residents", "0.8"),
        (0.3149, "index 0–1", "0.31"),
    ],
)
def test_rounded_for_the_eye(value, unit, text):
    assert eye(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3_409_529, "persons", "3,409,529"),
        (-24_301.123, "thousand persons", "−24,301.1"),
        (9.6437, "%", "9.64"),
        (0.00312, "%", "0.0031"),
        (0.31492, "index 0–1", "0.315"),
        (51.384, "65+ per 100 aged 15–64", "51.38"),
    ],
)
def test_full_in_tables(value, unit, text):
    assert full(value, unit) == text


def test_unknown_unit_is_refused_by_name():
    with pytest.raises(ConfigurationError, match="parsecs"):
        eye(1.0, "parsecs")


def test_words():
    assert [ordinal(n) for n in (1, 2, 9)] == ["first", "second", "ninth"]
    assert count_in_words(9) == "nine"
    assert short_unit("% of population") == "% of population"
