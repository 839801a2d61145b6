"""Numbers as readers see them."""

import pytest

from corridor.errors import ConfigurationError
from corridor.formats import NBSP, count_in_words, eye, full, ordinal, short_unit
from corridor.indicators import registry


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
        (49.37, "years", f"49.4{NBSP}years"),
        (1_234_567_890, "current US$", f"US${NBSP}1.23{NBSP}billion"),
        (999_999, "current US$", f"US${NBSP}1.00{NBSP}million"),
        (999_999_999, "current US$", f"US${NBSP}1.00{NBSP}billion"),
        (48_731_455_000, "current US$", f"US${NBSP}48.7{NBSP}billion"),
        (0, "current US$", f"US${NBSP}0"),
        (150.5, "US$ million", f"US${NBSP}150{NBSP}million"),
        (0.0796, "US$ million", f"US${NBSP}79,600"),
        (1_234.5, "US$ million", f"US${NBSP}1.23{NBSP}billion"),
        (-2.5, "US$ million", f"−US${NBSP}2.50{NBSP}million"),
        (41.96, "% of GDP", f"42.0{NBSP}%"),
        (167.432, "% of GDP", f"167{NBSP}%"),
        (0.04, "% of GDP", f"0.04{NBSP}%"),
        (0.00004, "% of GDP", f"0.0{NBSP}%"),
        (-0.00004, "% of GDP", f"0.0{NBSP}%"),
        (-0.0, "% of GDP", f"0{NBSP}%"),
        (-310.4, "thousand persons a year", "−310,000 a year"),
        (-0.0004, "thousand persons a year", "0 a year"),
        (0.06, "thousand persons a year", "60 a year"),
        (-1.53, "per 1,000 residents", "−1.5"),
        (-0.02, "per 1,000 residents", "−0.02"),
        (0.0, "per 1,000 residents", "0"),
        (2038.0, "year", "2038"),
        (4.71, "ratio", "4.7"),
        (0.846, "ratio", "0.85"),
        (0.0312, "ratio", "0.03"),
        (123.4, "ratio", "123"),
        (6.37, "inbound per outbound student", "6.4"),
        (0.2004, "inbound per outbound student", "0.20"),
        (0.0, "inbound per outbound student", "0"),
        (0, "category", "no action"),
        (1, "category", "signatory"),
        (2.0, "category", "state party"),
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
        (49.372, "years", "49.4"),
        (1_234_567_890.4, "current US$", "1,234,567,890"),
        (5.5967, "US$ million", "5.6"),
        (0.0796, "US$ million", "0.080"),
        (-1.532, "per 1,000 residents", "−1.53"),
        (-154.32, "thousand persons a year", "−154.3"),
        (4.712, "ratio", "4.71"),
        (0.1894, "inbound per outbound student", "0.19"),
        (-0.0, "ratio", "0"),
        (2038, "year", "2038"),
        (2, "category", "state party"),
    ],
)
def test_full_in_tables(value, unit, text):
    assert full(value, unit) == text


def test_unknown_unit_is_refused_by_name():
    with pytest.raises(ConfigurationError, match="parsecs"):
        eye(1.0, "parsecs")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(3, "category", "0 to 2"), (0.5, "category", "0 to 2"), (2024.5, "year", "whole")],
)
@pytest.mark.parametrize("write", [eye, full])
def test_a_number_that_is_no_year_or_no_category_is_refused(write, value, unit, expected):
    with pytest.raises(ConfigurationError, match=f"no {unit}") as refused:
        write(value, unit)
    assert expected in refused.value.expected


def test_every_unit_of_the_indicators_is_written():
    for declared in registry().values():
        assert eye(1, declared.unit)
        assert full(1, declared.unit)
        assert short_unit(declared.unit)


def test_words():
    assert [ordinal(n) for n in (1, 2, 9, 12)] == ["first", "second", "ninth", "twelfth"]
    assert count_in_words(9) == "nine"
    assert short_unit("% of population") == "% of population"
    assert (short_unit("category"), short_unit("year")) == ("category", "year")


@pytest.mark.parametrize(
    ("rank", "text"),
    [
        (13, "13th"),
        (20, "20th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (24, "24th"),
        (101, "101st"),
        (111, "111th"),
        (112, "112th"),
        (113, "113th"),
        (121, "121st"),
        (230, "230th"),
        (1011, "1,011th"),
    ],
)
def test_ranks_beyond_twelve_end_as_they_are_said(rank, text):
    assert ordinal(rank) == text
