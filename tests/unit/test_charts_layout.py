"""Where things stand in a chart: ticks, years, labels kept apart, lines cut at gaps."""

import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.charts.gaps import segments
from corridor.charts.layout import (
    checked,
    short,
    signed,
    spread,
    text_width,
    ticks,
    wrap,
    year_ticks,
)
from corridor.errors import CorridorError

NAN = float("nan")


def line(values, name="a", status="estimated"):
    return pd.DataFrame(
        [(year, name, value, status) for year, value in values], columns=["year", "series", "value", "status"]
    )


def pieces(frame):
    found = {}
    for record in segments(frame, "series"):
        found.setdefault(record["piece"], []).append(record["year"])
    return list(found.values())


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2_770_000, "persons", "2.77 m"),
        (345_280, "persons", "345,000"),
        (9_876, "persons", "9,876"),
        (0, "persons", "0"),
        (1_203.4, "thousand persons", "1.20 m"),
        (-1_203.4, "thousand persons a year", "−1.20 m"),
        (9.57, "%", "9.6 %"),
        (NAN, "persons", "no figure"),
    ],
)
def test_labels_are_short_and_rounded_as_in_text(value, unit, text):
    assert short(value, unit) == text


def test_changes_carry_their_sign_and_a_real_minus():
    assert [signed(v, "persons") for v in (1200, -1200, 0)] == ["+1,200", "−1,200", "0"]


def test_width_is_measured_with_the_font():
    assert text_width("0000000000") == pytest.approx(10 * 0.497 * 13)
    assert text_width("wide\nnarrow line") == text_width("narrow line")
    assert text_width("Bold", weight=600) > text_width("Bold")


def test_wrapping_keeps_words_whole():
    assert wrap("From abroad, living here", 92).split("\n") == ["From abroad,", "living here"]
    assert wrap("Antidisestablishmentarianism", 20) == "Antidisestablishmentarianism"


def test_value_axis_names_round_values_from_zero():
    axis = ticks([3_412_345, NAN, 720_000], "persons")
    assert (axis.low, axis.values, axis.labels) == (
        0,
        (0, 1_000_000, 2_000_000, 3_000_000),
        ("0", "1 m", "2 m", "3 m"),
    )
    assert axis.high > 3_412_345


def test_value_axis_spells_units_and_signs():
    assert ticks([50_000], "persons", 2).labels == ("0", "25,000", "50,000")
    assert ticks([1_500], "thousand persons").labels == ("0", "0.5 m", "1.0 m", "1.5 m")
    assert ticks([28.4], "%").labels == ("0", "10 %", "20 %")
    assert ticks([-2_000_000, 1_000_000], "persons", 3).labels == ("−2 m", "−1 m", "0", "1 m")
    assert ticks([NAN], "persons").labels == ("0",)


@settings(deadline=None)
@given(st.floats(min_value=1e-3, max_value=1e12), st.integers(min_value=2, max_value=6))
def test_value_axis_holds_the_largest_value_and_few_ticks(largest, count):
    axis = ticks([largest], "persons", count)
    assert axis.values[0] == 0
    assert axis.high >= largest
    assert 2 <= len(axis.values) <= 2 * count + 1
    assert len(set(axis.values)) == len(axis.values)


def test_first_and_last_year_are_always_named():
    assert year_ticks(1990, 2024, 500) == [1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024]
    assert year_ticks(1990, 2024, 170) == [1990, 2000, 2010, 2024]
    assert year_ticks(1990, 2050, 500) == [1990, 2000, 2010, 2020, 2030, 2040, 2050]
    assert year_ticks(2020, 2020, 500) == [2020]


@settings(deadline=None)
@given(st.integers(1900, 2050), st.integers(1, 150), st.integers(60, 700))
def test_years_never_run_into_each_other(first, span, width):
    named = year_ticks(first, first + span, width)
    assert (named[0], named[-1]) == (first, first + span)
    apart = [(b - a) * width / span for a, b in pairwise(named)]
    assert min(apart) >= min(text_width("2000"), width)


def test_a_missing_value_cuts_the_line():
    assert pieces(line([(1990, 1.0), (1995, NAN), (2000, 3.0), (2005, 4.0)])) == [[1990], [2000, 2005]]


def test_an_absent_year_cuts_the_line_when_another_line_has_it():
    both = pd.concat([line([(1990, 1.0), (2000, 3.0)]), line([(1990, 1.0), (1995, 1.0), (2000, 1.0)], "b")])
    assert pieces(both) == [[1990], [2000], [1990, 1995, 2000]]


def test_a_line_of_every_fifth_year_is_whole_beside_an_annual_one():
    fifth, annual = line([(y, 1.0) for y in (1990, 1995, 2000, 2005)]), [(y, 2.0) for y in range(1990, 2006)]
    assert pieces(pd.concat([fifth, line(annual, "b")])) == [
        [1990, 1995, 2000, 2005],
        list(range(1990, 2006)),
    ]
    fifth.loc[1, "value"] = NAN
    assert pieces(pd.concat([fifth, line(annual, "b")]))[:2] == [[1990], [2000, 2005]]


def test_an_absent_year_cuts_the_line_by_the_usual_step():
    assert pieces(line([(y, 1.0) for y in (1990, 1995, 2000, 2010, 2015)])) == [
        [1990, 1995, 2000],
        [2010, 2015],
    ]


def test_a_shorter_last_step_is_no_gap():
    years = (1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024)
    assert pieces(line([(y, 1.0) for y in years])) == [list(years)]


def test_projections_join_on_to_the_last_estimate():
    frame = pd.concat(
        [line([(2022, 1.0), (2023, 2.0)]), line([(2024, 3.0), (2025, 4.0)], status="projected")]
    )
    records = segments(frame, "series")
    assert [(r["year"], r["projected"]) for r in records] == [
        (2022, False),
        (2023, False),
        (2023, True),
        (2024, True),
        (2025, True),
    ]


def test_a_single_point_is_marked_as_alone():
    (record,) = segments(line([(2024, 5.0)]), "series")
    assert record["alone"]
    assert pieces(line([(2024, NAN)])) == []


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 9).map(float)), min_size=1, max_size=12))
def test_no_piece_spans_a_missing_year(values):
    frame = line([(2000 + k, NAN if v is None else v) for k, v in enumerate(values)])
    known = {2000 + k for k, v in enumerate(values) if v is not None}
    joined = [year for piece in pieces(frame) for year in piece]
    assert sorted(joined) == sorted(known)
    assert all(b - a == 1 for piece in pieces(frame) for a, b in pairwise(piece))


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 200), st.sampled_from([20.0, 34.0, 49.0])), min_size=1, max_size=4))
def test_labels_are_moved_apart_and_stay_inside(labels):
    centers, heights = [c for c, _ in labels], [h for _, h in labels]
    placed = spread(centers, heights, -10, 210)
    spans = sorted((p - h / 2, p + h / 2) for p, h in zip(placed, heights, strict=True))
    assert spans[0][0] >= -10 - 1e-9
    assert spans[-1][1] <= 210 + 1e-9
    assert all(b[0] >= a[1] - 1e-9 for a, b in pairwise(spans))


def test_labels_with_room_stay_where_they_are():
    assert spread([20, 120], [30, 30], 0, 200) == [20, 120]


def test_a_frame_is_taken_with_its_values_as_numbers():
    drawable = checked("c", pd.DataFrame({"label": ["a", "b"], "value": [1, None]}, dtype=object), ["label"])
    assert drawable["value"].iloc[0] == 1.0
    assert math.isnan(drawable["value"].iloc[1])


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"value": [1.0]}, ["lacks a column", "label, value", "Give it label"]),
        ({"label": ["a"], "value": [NAN]}, ["has no value to draw", "1 rows without a value"]),
        (
            {"label": ["a", "a"], "value": [1.0, 2.0]},
            ["has a row twice", "one row for each label", "found: a"],
        ),
    ],
)
def test_a_frame_that_cannot_be_drawn_is_refused(frame, words):
    with pytest.raises(CorridorError) as refusal:
        checked("corridors", pd.DataFrame(frame), ["label"])
    assert all(word in str(refusal.value) for word in ["corridors", *words])
