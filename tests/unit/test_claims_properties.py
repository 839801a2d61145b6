"""What holds of every claim, whatever the figures: a word and its contrary never together, numbers without sign."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from corridor import claims
from corridor.claims.thresholds import ABOUT, STREAK, THRESHOLDS, TURNED
from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorValue, Input, registry
from corridor.ledger import Figure, figure_of

ROWS = Input("migrant_stock", "rev2024", "0" * 64, ("destination=JPN, year=2024, sex=both",), 3)
positive = st.floats(min_value=1e-3, max_value=1e9)
any_size = st.floats(min_value=-1e6, max_value=1e6)
shares = st.floats(min_value=0, max_value=100)


def figure(number, year=2024, indicator="immigrant_stock", economy="JPN") -> Figure:
    unit = registry()[indicator].unit
    return figure_of(IndicatorValue(economy, indicator, "", year, number, unit, "estimated", "", (ROWS,)))


def yearly(numbers, start=2000, indicator="immigrant_stock"):
    return [figure(number, start + n, indicator) for n, number in enumerate(numbers)]


@given(positive, positive)
def test_a_trend_says_one_thing_and_its_sizes_have_no_sign(old, new):
    moved = claims.trend(figure(old, 2010), figure(new, 2024))
    assert [moved.stable, moved.rose, moved.fell].count(True) == 1
    for derived in (moved.percent, moved.difference):
        assert derived.value >= 0
        assert "\u2212" not in derived.text
        assert "-" not in derived.text
    assert (moved.signed_percent.value > 0) == (new > old) or new == pytest.approx(old)


@given(positive, positive)
def test_a_halved_stock_never_doubled(old, new):
    moved = claims.trend(figure(old, 2010), figure(new, 2024))
    assert not (moved.halved and moved.factor_in_words)
    assert not moved.factor_in_words or moved.rose


@given(st.lists(positive, min_size=1, max_size=12), positive)
def test_ranks_run_from_one_to_all_and_ties_share_theirs(others, mine):
    others = [figure(number, economy=f"A{n:02}") for n, number in enumerate(others)]
    ranked = claims.rank(figure(mine), others)
    assert 1 <= ranked.position <= ranked.among == len(others) + 1
    assert not (ranked.last and ranked.tied)
    clearly_larger = [o for o in others if o.value > mine and o.text != figure(mine).text]
    assert ranked.position == 1 + len(clearly_larger)


@given(shares)
def test_a_fraction_in_words_is_near_the_share(number):
    found = claims.fraction(figure(number, indicator="intra_regional_emigrant_share"))
    if found is None:
        return
    over, under = re.search(r"≈ 100 · (\d+)/(\d+)$", found.formula).groups()
    nearest = 100 * int(over) / int(under)
    assert abs(number - nearest) <= ABOUT.value
    assert abs(number - nearest) <= nearest / 20
    assert found.value == number
    assert found.text.startswith("about ")


@pytest.mark.parametrize(
    ("share", "words"),
    [(33.1, "about a third"), (34.5, None), (50.9, "about half"), (9.4, None), (9.6, "about a tenth"),
     (66.0, "about two thirds"), (24.2, "about a quarter"), (0.0, None), (100.0, None)],
)  # fmt: skip
def test_fractions_by_example(share, words):
    found = claims.fraction(figure(share, indicator="intra_regional_emigrant_share"))
    assert (found and found.text) == words


@given(st.lists(positive, min_size=0, max_size=10))
def test_a_streak_moves_one_way_in_every_year(numbers):
    series = yearly(numbers)
    run = claims.streak(series)
    if run is None:
        return
    assert run.years >= STREAK.value
    steps = [b.value - a.value for a, b in zip(run.figures, run.figures[1:], strict=False)]
    assert all(step > 0 for step in steps) if run.up else all(step < 0 for step in steps)
    assert list(run.figures) == series[-len(run.figures) :]
    assert re.fullmatch(r"for the \w+ year running", run.words)


def test_a_streak_ends_at_a_gap_and_needs_three_years():
    assert claims.streak(yearly([9, 1, 2, 3])) is None
    assert claims.streak(yearly([9, 1, 2, 3, 4])).words == "for the third year running"
    gap = [*yearly([1, 2, 3], 2000), *yearly([4, 5], 2004)]
    assert claims.streak(gap) is None


@given(st.lists(positive, min_size=0, max_size=10))
def test_a_turning_point_is_an_extreme_inside_the_series(numbers):
    series = yearly(numbers)
    turned = claims.turning_point(series)
    if turned is None:
        return
    assert turned.at not in (series[0], series[-1])
    values = [f.value for f in series]
    assert turned.at.value == (max(values) if turned.peak else min(values))
    moved = (
        1 - turned.newest.value / turned.at.value
        if turned.peak
        else turned.newest.value / turned.at.value - 1
    )
    assert 100 * moved >= TURNED.value


@given(st.lists(st.tuples(positive, positive), min_size=0, max_size=10))
def test_a_crossing_holds_from_its_year_on_and_not_the_year_before(pairs):
    upper, lower = yearly([a for a, _ in pairs]), yearly([b for _, b in pairs])
    crossed = claims.crossing(upper, lower)
    stays = [a > b for a, b in pairs]
    if crossed is None:
        assert not stays or all(stays) or not stays[-1]
        return
    place = crossed.year - 2000
    assert all(stays[place:])
    assert not stays[place - 1]


@given(any_size, st.floats(min_value=-200, max_value=200))
def test_net_migration_gains_loses_or_balances(net, rate):
    rate = abs(rate) if net > 0 else -abs(rate)
    said = claims.balance(figure(net), figure(rate, indicator="immigrant_share"))
    assert [said.balanced, said.gains, said.loses].count(True) <= 1
    assert said.balanced or net == 0 or said.gains == (net > 0)


def test_an_interval_of_either_sign_holds_zero():
    assert claims.interval(figure(-5.0), figure(7.0)).either_sign
    assert not claims.interval(figure(1.0), figure(7.0)).either_sign
    assert claims.interval(None, figure(7.0)) is None


def test_a_claim_without_its_figure_is_refused():
    nothing = IndicatorValue(
        "PRK", "immigrant_stock", "", 2024, None, "persons", "missing", "There are no figures.", (ROWS,)
    )
    with pytest.raises(ConfigurationError) as raised:
        _ = claims.Trend(figure_of(nothing), figure(5.0)).percent_a_year
    assert raised.value.where == "PRK/immigrant_stock/2024"
    assert "There are no figures." in raised.value.found


def test_thresholds_are_worded_once_and_dated():
    assert len({t.word for t in THRESHOLDS}) == len(THRESHOLDS)
    assert all(t.rule.endswith(".") and t.since.year >= 2023 for t in THRESHOLDS)
