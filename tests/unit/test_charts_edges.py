"""Every chart with what data can bring: one point, nothing but zeros, losses only, huge, tiny and missing values."""

import chart_samples as samples
import pandas as pd
import pytest
import test_charts

from corridor import charts
from corridor.errors import CorridorError

NAN = float("nan")
LONG = "United Kingdom of Great Britain and Northern Ireland"

# Frame, chart and whether its values may lie below zero.
CHARTS = {
    "net-migration": (samples.net_migration_frame, charts.net_migration, True),
    "needs": (samples.needs_frame, charts.needs, True),
    "remittances": (samples.remittances_frame, charts.remittances, False),
    "senders": (samples.senders_frame, charts.remittance_sources, False),
    "students": (samples.students_frame, charts.students, False),
    "selectivity": (samples.selectivity_frame, charts.selectivity, False),
    "contested": (samples.contested_frame, charts.contested, False),
    "received": (samples.received_frame, charts.remittances_by_economy, False),
    "students-across": (samples.pairs_frame, charts.students_by_economy, False),
    "selectivity-across": (samples.rates_frame, charts.selectivity_by_economy, False),
    "net-panels": (samples.panels_frame, charts.net_migration_region, True),
}
NUMBERS = ["value", "low", "high", "lower80", "upper80", "lower95", "upper95"]


def scaled(frame, change):
    present = [c for c in NUMBERS if c in frame]
    return frame.assign(**{c: [NAN if pd.isna(v) else change(v) for v in frame[c]] for c in present})


def opened(frame):
    """Every third row without a figure."""
    present = [c for c in NUMBERS if c in frame]
    holes = [k % 3 == 1 for k in range(len(frame))]
    return frame.reset_index(drop=True).assign(
        **{c: frame[c].mask(pd.Series(holes, index=frame.index)).to_numpy() for c in present}
    )


def renamed(frame):
    """The first name of each kind a long one."""
    columns = [c for c in ("label", "series", "source") if c in frame]
    return frame.assign(**{c: frame[c].replace(frame[c].iloc[0], LONG) for c in columns})


def one_row(frame):
    known = frame.dropna(subset=["value" if "value" in frame else "low"])
    return known.iloc[[0]]


EDGES = {
    "one point": one_row,
    "zeros": lambda f: scaled(f, lambda v: 0.0),
    "losses": lambda f: scaled(f, lambda v: -abs(v)),
    "huge": lambda f: scaled(f, lambda v: v * 1e4),
    "tiny": lambda f: scaled(f, lambda v: v * 1e-6),
    "missing": opened,
    "long names": renamed,
}


def ranges_right(frame):
    """A change of sign turns intervals round: put them right again."""
    for low, high in (("lower80", "upper80"), ("lower95", "upper95")):
        if low in frame:
            ordered = frame[[low, high]]
            frame = frame.assign(
                **{low: ordered.min(axis=1, skipna=False), high: ordered.max(axis=1, skipna=False)}
            )
    return frame


CASES = [
    (name, edge, width)
    for name, (_, _, signed) in CHARTS.items()
    for edge in EDGES
    for width in (charts.FULL_WIDTH, charts.HALF_WIDTH)
    if (signed or edge != "losses") and (name != "net-panels" or width == charts.FULL_WIDTH)
]


@pytest.mark.parametrize(("name", "edge", "width"), CASES)
def test_labels_stay_apart_and_inside_whatever_the_values(name, edge, width):
    make, build, _ = CHARTS[name]
    chart = build("edge", ranges_right(EDGES[edge](make())), width=width)
    picture = charts.svg(chart)
    spans = test_charts.placed_texts(picture)
    assert spans
    for k, (text, left, right, y) in enumerate(spans):
        assert left >= -1, text
        assert right <= chart.width + 1, text
        assert 0 < y <= chart.height, text
        for other, low, high, level in spans[k + 1 :]:
            assert right <= low + 0.5 or high <= left + 0.5 or abs(y - level) >= 12, f"{text!r} and {other!r}"


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_without_any_value_is_refused(name):
    make, build, _ = CHARTS[name]
    with pytest.raises(CorridorError, match="has no value to draw"):
        build("empty", scaled(make(), lambda v: NAN))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_without_a_column_is_refused(name):
    make, build, _ = CHARTS[name]
    frame = make()
    lacking = "value" if "value" in frame else "high"
    with pytest.raises(CorridorError, match=f"lacks a column(.|\n)*Give it {lacking}"):
        build("lacking", frame.drop(columns=lacking))
