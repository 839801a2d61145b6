"""The table behind a chart: what stands down, what across, and how its figures are written."""

import pandas as pd

from corridor.charts import Chart
from corridor.reports.chart_tables import chart_table, is_thinned


def chart(**columns):
    return Chart("c", {}, pd.DataFrame(columns), 330, 215)


def heads(table):
    return [column.head for column in table.columns]


def test_lines_stand_side_by_side_and_a_missing_figure_is_a_dash():
    made = chart(
        year=[2000, 2010, 2000, 2010],
        series=["Came", "Came", "Left", "Left"],
        value=[1500.4, 2000.0, 30.0, float("nan")],
        status=["estimated"] * 4,
    )
    table = chart_table(made)
    assert heads(table) == ["Year", "Came", "Left"]
    assert table.rows == (("2000", "1,500", "30"), ("2010", "2,000", "–"))
    assert [column.numeric for column in table.columns] == [False, True, True]


def test_many_years_are_told_by_every_fifth_and_the_ends():
    years = list(range(1991, 2024))
    made = chart(year=years, value=[float(year - 2000) for year in years], status=["estimated"] * 33)
    table = chart_table(made)
    assert [row[0] for row in table.rows] == ["1991", "1995", "2000", "2005", "2010", "2015", "2020", "2023"]
    assert table.rows[0] == ("1991", "−9.00")
    assert is_thinned(made)
    assert not is_thinned(chart(year=[2000], value=[1.0]))


def test_bars_keep_their_order_and_lose_their_codes():
    made = chart(label=["China", "Viet Nam"], value=[80.5, 7.25], code=["CHN", "VNM"], group=["From", "From"])
    table = chart_table(made)
    assert heads(table) == ["Name", "Value", "Part of the chart"]
    assert table.rows == (("China", "80.50", "From"), ("Viet Nam", "7.25", "From"))


def test_ranges_tell_their_kind_and_source():
    made = chart(
        label=["A in B"],
        kind=["estimate"],
        low=[2e5],
        high=[1e6],
        year=["about 2003"],
        source=["X"],
        note=["unsure"],
    )
    table = chart_table(made)
    assert heads(table) == ["Name", "Kind", "Low", "High", "Year", "Source", "Note"]
    assert table.rows == (("A in B", "estimate", "200,000", "1,000,000", "about 2003", "X", "unsure"),)


def test_years_that_are_labels_are_no_quantities():
    made = chart(label=[1990, 1995], series=["World", "World"], value=[28.5, 27.6])
    assert chart_table(made).rows == (("1990", "28.50"), ("1995", "27.60"))
