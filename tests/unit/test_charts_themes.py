"""Charts of money, talent, needs and contested numbers: what each must show, and what it must not."""

import re
from itertools import pairwise

import chart_samples as samples
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor import charts
from corridor.charts.scales import RATIO, Written, fitted, power
from corridor.charts.theme import BANDS
from corridor.errors import CorridorError

NAN = float("nan")
MINUS = "\u2212"


def rows(chart, kind):
    """Rows of the layers of a kind of mark, in drawing order."""
    layers = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == kind]
    return [row for layer in layers for row in chart.spec["datasets"][layer["data"]["name"]]]


def words(chart):
    return [row["text"] for row in rows(chart, "text")]


def layers_of(chart, kind):
    return [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == kind]


def pieces(chart):
    found = {}
    for row in rows(chart, "line"):
        found.setdefault((row["series"], row["piece"]), []).append(row["year"])
    return sorted(found.values())


def test_intervals_are_bands_that_open_from_the_last_estimate():
    chart = charts.net_migration("n", samples.net_migration_frame())
    bands = layers_of(chart, "area")
    assert [layer["mark"]["color"] for layer in bands] == [color for _, color in BANDS]
    for layer in bands:
        data = chart.spec["datasets"][layer["data"]["name"]]
        assert data[0]["year"] == 2023
        assert data[0]["lower"] == data[0]["upper"]
        widths = [row["upper"] - row["lower"] for row in data]
        assert widths == sorted(widths)
        assert data[-1]["year"] == 2050
    assert charts.svg(chart).count('stroke-dasharray="5,4"') == 1


def test_estimates_and_projections_are_named_and_the_bands_at_their_ends():
    written = words(charts.net_migration("n", samples.net_migration_frame()))
    assert "projections, 80 and 95 % intervals" in written
    assert any(re.fullmatch(r"estimates, [\d,]+ in 2023", text) for text in written)
    assert {"80 %", "95 %", "60,000"} <= set(written)


def test_words_above_a_narrow_plot_break_before_the_value():
    frame = samples.net_migration_frame().assign(value=-1997.0)
    assert "estimates, −2.00 m in 2023" in words(charts.net_migration("n", frame))
    assert "estimates,\n−2.00 m in 2023" in words(
        charts.net_migration("n", frame[5:], width=charts.HALF_WIDTH)
    )


def test_bands_are_optional_and_one_may_stand_alone():
    frame = samples.net_migration_frame()
    bare = charts.net_migration("n", frame[["year", "value", "status"]])
    assert layers_of(bare, "area") == []
    assert "projections" in words(bare)
    single = charts.net_migration("n", frame.drop(columns=["lower95", "upper95"]))
    assert len(layers_of(single, "area")) == 1
    assert "projections, 80 % interval" in words(single)
    empty = charts.net_migration("n", frame.assign(lower80=NAN, upper80=NAN, lower95=NAN, upper95=NAN))
    assert layers_of(empty, "area") == []


def test_a_gap_parts_a_band():
    frame = samples.net_migration_frame()
    frame.loc[frame["year"] == 2035, ["lower80", "upper80"]] = NAN
    assert len(layers_of(charts.net_migration("n", frame), "area")) == 3


def test_only_estimates_or_only_projections_have_no_dated_rule():
    frame = samples.net_migration_frame()
    past = charts.net_migration("n", frame[frame["year"] <= 2023])
    assert not any("projections" in text for text in words(past))
    future = charts.net_migration("n", frame[frame["year"] > 2023])
    assert "projections, 80 and 95 % intervals" in words(future)
    assert 'stroke-dasharray="2,3"' not in charts.svg(future)


def test_zero_is_drawn_over_the_bands():
    chart = charts.net_migration("n", samples.net_migration_frame())
    order = [layer["mark"]["type"] for layer in chart.spec["layer"]]
    zero = next(
        k for k, layer in enumerate(chart.spec["layer"]) if layer["mark"].get("color") == charts.MUTED
    )
    assert order[zero] == "rule"
    assert max(k for k, kind in enumerate(order) if kind == "area") < zero < order.index("line")


def test_needs_stand_beside_todays_net_migration_on_one_scale():
    chart = charts.needs("n", samples.needs_frame())
    bars = {row["label"]: row for row in rows(chart, "rect")}
    zero = rows(chart, "rule")[0]["x"]
    per_unit = {label: (row["x2"] - row["x"]) / abs(row["value"]) for label, row in bars.items()}
    assert max(per_unit.values()) == pytest.approx(min(per_unit.values()), rel=0.02)
    assert bars["Net migration in 2023"]["x2"] == zero
    assert bars["Needed to keep the workforce"]["x"] == zero
    assert {f"{MINUS}568,000", "5.92 m", "38.7 m"} <= set(words(chart))
    assert bars["Net migration in 2023"]["color"] != bars["Needed to keep the workforce"]["color"]


def test_no_need_is_said_in_a_word_and_no_figure_in_two():
    frame = samples.needs_frame().assign(value=[NAN, 0.0, 12.0])
    assert {"no figure", "none", "12,000"} <= set(words(charts.needs("n", frame)))
    frame = samples.needs_frame().assign(value=[0.0, 1.0, 12.0])
    assert "none" not in words(charts.needs("n", frame))


def test_a_need_of_an_unknown_kind_is_refused():
    with pytest.raises(CorridorError, match="has a kind it does not know"):
        charts.needs("n", samples.needs_frame().assign(kind="wish"))


@pytest.mark.parametrize("chart", [charts.remittances, charts.students])
def test_years_without_a_figure_are_left_open(chart):
    values = [1e6, 2e6, NAN, 3e6, 4e6]
    frame = samples.series("a", values, 2000)
    assert pieces(chart("a", frame)) == [[2000, 2001], [2003, 2004]]
    absent = frame[frame["value"].notna() & (frame["year"] != 2001)]
    drawn = chart("b", absent)
    assert pieces(drawn) == [[2003, 2004]]
    assert [row["year"] for row in rows(drawn, "circle") if row.get("alone")] == [2000]
    assert list(drawn.data["year"]) == [2000, 2003, 2004]


def test_money_is_written_in_dollars_and_its_axis_in_short():
    written = words(charts.remittances("r", samples.remittances_frame()))
    assert "US$ 460 m" in written
    assert any(text.startswith("US$ 90.0 m") and text.endswith("in 1996") for text in written)
    picture = charts.svg(charts.remittances("r", samples.remittances_frame()))
    assert ">200 m<" in picture


def test_level_years_have_no_peak():
    flat = samples.series("a", [100.0, 101.0, 104.0, 102.0, 101.0, 100.0, 100.0, 100.0], 2000)
    peaked = samples.series("a", [100.0, 101.0, 150.0, 102.0, 101.0, 100.0, 100.0, 100.0], 2000)
    assert "2002" not in words(charts.students("f", flat))
    assert "2002" in words(charts.students("p", peaked))
    crossed = pd.concat([peaked, samples.series("b", [165.0] * 8, 2000)])
    assert "2002" not in words(charts.students("c", crossed))


def test_selectivity_marks_the_years_that_were_measured():
    chart = charts.selectivity("s", samples.selectivity_frame())
    assert {samples.HIGH, samples.LOW, "0.9 %", "0.2 %"} <= set(words(chart))
    points = rows(chart, "circle")
    assert {row["year"] for row in points} == set(range(1980, 2011, 5))


def test_a_range_is_a_bar_and_a_discredited_number_a_ring():
    chart = charts.contested("c", samples.contested_frame())
    (bar,) = rows(chart, "rect")
    assert (bar["low"], bar["high"]) == (200_000, 250_000)
    rings = [layer for layer in layers_of(chart, "point") if not layer["mark"]["filled"]]
    ringed = [row["value"] for layer in rings for row in chart.spec["datasets"][layer["data"]["name"]]]
    assert ringed == [1e6, 1e6]
    written = words(chart)
    assert {"200,000", "250,000", "1,000,000 (unrealistic)", "1,000,000 (since discredited)"} <= set(written)
    assert {"2,191 in 1990", "9,636 in 2024", "no figure", "logarithmic scale"} <= set(written)


def test_of_a_discredited_range_only_the_high_end_is_a_ring():
    rows_ = [("a", "discredited", 2e5, 1e6, "1993", "s"), ("a", "official", 5e4, NAN, 2000, "t")]
    columns = ["label", "kind", "low", "high", "year", "source"]
    chart = charts.contested("c", pd.DataFrame(rows_, columns=columns))
    filled = {
        row["value"]: layer["mark"]["filled"]
        for layer in layers_of(chart, "point")
        for row in chart.spec["datasets"][layer["data"]["name"]]
    }
    assert filled == {2e5: True, 1e6: False, 5e4: True}


def test_all_ranges_stand_on_one_scale_linear_where_they_can():
    frame = samples.contested_frame()
    chart = charts.contested("c", frame)
    places = {row["value"]: row["x"] for row in rows(chart, "point")}
    assert [value for value, _ in sorted(places.items(), key=lambda item: item[1])] == sorted(places)
    near = frame[frame["kind"] != "official"]
    linear = charts.contested("l", near)
    assert "logarithmic scale" not in words(linear)
    assert "0" in words(linear)


def test_a_contested_row_that_makes_no_sense_is_refused():
    frame = samples.contested_frame()
    with pytest.raises(CorridorError, match="has a kind it does not know"):
        charts.contested("c", frame.assign(kind=frame["kind"].replace("official", "guess")))
    swapped = frame.assign(low=frame["high"], high=frame["low"])
    with pytest.raises(CorridorError, match="has a range upside down"):
        charts.contested("c", swapped)


def test_pairs_are_sorted_by_the_first_series_with_missing_ones_last():
    chart = charts.students_by_economy("s", samples.pairs_frame())
    shown = list(dict.fromkeys(chart.data["label"]))
    assert shown[:4] == ["China", "Japan", "Hong Kong SAR", "Macao SAR"]
    assert set(shown[-3:]) == {"Mongolia", "Rep. of Korea", "Taiwan Prov. of China"}
    written = words(chart)
    assert written.count("no figure") == 2
    assert "logarithmic scale" in written


def test_a_zero_has_a_place_of_its_own_on_a_logarithmic_scale():
    chart = charts.students_by_economy("s", samples.pairs_frame())
    places = {(row["label"], row["value"]): row["x"] for row in rows(chart, "point") if "value" in row}
    zero = places["Russian Fed.", 0.0]
    assert zero < min(x for (_, value), x in places.items() if value) - 20


def test_the_smaller_of_two_is_written_to_the_left():
    chart = charts.selectivity_by_economy("s", samples.rates_frame())
    at = {row["text"]: row["x"] for row in rows(chart, "text")}
    dots = {row["value"]: row["x"] for row in rows(chart, "point") if "value" in row}
    assert at["5.8 %"] < dots[5.8] < dots[30.0] < at["30.0 %"]
    assert at["0.4 %"] < dots[0.4] < dots[1.6] < at["1.6 %"]


def test_receivers_are_sorted_and_those_without_a_figure_stay_and_say_so():
    chart = charts.remittances_by_economy("r", samples.received_frame(), highlight={"MNG"})
    assert list(chart.data["label"])[:2] == ["Mongolia", "Rep. of Korea"]
    assert chart.data["value"].tail(2).isna().all()
    assert words(chart).count("no figure") == 2
    bars = rows(chart, "rect")
    assert [bar["color"] for bar in bars].count(charts.ACCENT) == 1
    assert bars[0]["label"] == "Mongolia"


def test_many_panels_stand_closer_and_keep_zero_drawn():
    few, many = samples.BUILDERS["net-panels"](), samples.BUILDERS["net-panels-many"]()
    zeros = [row for row in rows(many, "rule") if row["color"] == charts.MUTED and row["y"] == row["y2"]]
    assert len(zeros) == 27
    assert len({row["x"] for row in zeros}) == 5
    assert len({row["x"] for row in rows(few, "rule") if row["y"] == row["y2"]}) == 3
    assert many.height / 27 < few.height / 9
    assert {"China", "Economy 17"} <= set(words(many))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.one_of(st.just(0.0), st.floats(1e-2, 1e9)), min_size=1, max_size=8),
    st.floats(200, 700),
)
def test_values_stand_in_order_and_texts_inside(values, width):
    texts = [Written(v, side, 40.0) for v in values for side in (-1, 1)]
    scale = fitted("c", values, "persons", texts, (0.0, width))
    places = [scale.at(v) for v in sorted(values)]
    assert all(a <= b for a, b in pairwise(places))
    assert all(abs(x - width / 2) <= width / 2 - 40 + 1e-6 for x in places)
    sizes = [v for v in values if v > 0]
    assert scale.logarithmic == (bool(sizes) and max(sizes) / min(sizes) >= RATIO)


def test_a_scale_without_room_is_refused():
    with pytest.raises(CorridorError, match="has no room for its values"):
        fitted("c", [1.0], "persons", [Written(1.0, 1, 400.0)], (0.0, 300.0))


def test_powers_of_ten_are_written_short():
    assert [power(10.0**k) for k in (-1, 0, 3, 6, 9, 13)] == ["0.1", "1", "1,000", "1 m", "1 bn", "10 tn"]
