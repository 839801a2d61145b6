"""Charts: the same bytes each time, nothing drawn that is not there, everything that matters written."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import chart_samples
import pandas as pd
import pytest

from corridor import charts
from corridor.errors import CorridorError

NAN = float("nan")
YEARS = (1990, 1995, 2000, 2005, 2010, 2015, 2020, 2024)
NAMES = {
    "CHN": "China",
    "HKG": "Hong Kong SAR",
    "MAC": "Macao SAR",
    "TWN": "Taiwan Prov. of China",
    "JPN": "Japan",
    "KOR": "Rep. of Korea",
    "PRK": "DPR Korea",
    "MNG": "Mongolia",
    "RUS": "Russian Fed.",
}
HERE, ABROAD = "From abroad, living here", "From here, living abroad"


def over_years(series, values, years=YEARS, status="estimated"):
    rows = [(y, series, v, status) for y, v in zip(years, values, strict=True)]
    return pd.DataFrame(rows, columns=["year", "series", "value", "status"])


def two_stocks():
    here = over_years(HERE, [1.06e6, 1.35e6, 1.66e6, 1.98e6, NAN, 2.58e6, 3.29e6, 3.41e6])
    return pd.concat([here, over_years(ABROAD, [0.7e6, 0.9e6, 0.8e6, 0.9e6, 0.9e6, 0.9e6, 0.9e6, 1.01e6])])


def two_ages():
    past, future = range(1990, 2024), range(2024, 2051)
    parts = [
        over_years("Aged 15–64", [80e6 + (y - 1990) * 4e5 for y in past], past),
        over_years("Aged 15–64", [93e6 - (y - 2023) * 1e6 for y in future], future, "projected"),
        over_years("Aged 65 and over", [15e6 + (y - 1990) * 5e5 for y in past], past),
        over_years("Aged 65 and over", [32e6 + (y - 2023) * 3e5 for y in future], future, "projected"),
    ]
    return pd.concat(parts)


def corridors():
    rows = [
        ("China", 757_000.0, "CHN", "Where they come from"),
        ("Other", 993_000.0, "OTH", "Where they come from"),
        ("Viet Nam", 261_000.0, "VNM", "Where they come from"),
        ("United States", 1_080_000.0, "USA", "Where they went"),
        ("Japan", 394_000.0, "JPN", "Where they went"),
        ("Denmark", 328.0, "DNK", "Where they went"),
    ]
    return pd.DataFrame(rows, columns=["label", "value", "code", "group"])


def panels():
    parts = []
    for rank, (code, name) in enumerate(NAMES.items()):
        values = [NAN] * 8 if code == "TWN" else [10.0 ** (7 - rank / 2) * (1 + k / 9) for k in range(8)]
        parts.append(over_years("x", values).assign(economy=code, label=name).drop(columns="series"))
    return pd.concat(parts)


def pairs():
    rows = [("China", "Japan", 810_000.0), ("China", "Mongolia", 0.0), ("Japan", "China", 93.0)]
    rows += [("China", "Hong Kong SAR", 2_490_000.0), ("Mongolia", "Japan", NAN)]
    return pd.DataFrame(rows, columns=["origin", "destination", "value"])


def changes():
    rows = [("China → Japan", 1.2e6), ("Kazakhstan → Russian Fed.", -1.16e6), ("Japan → China", 300.0)]
    return pd.DataFrame(rows, columns=["label", "value"])


def by_economy():
    values = [-24.3, -40.9, -24.1, NAN, -25.9, -34.7, -10.2, 32.5, 0.0]
    rows = [(name, code, v) for (code, name), v in zip(NAMES.items(), values, strict=True)]
    return pd.DataFrame(rows, columns=["label", "code", "value"])


def shares():
    rows = [(y, 28.0 - k, "Share of the world’s people") for k, y in enumerate(YEARS)]
    rows += [(y, 10.0 - k / 2, "Share of the world’s migrants") for k, y in enumerate(YEARS)]
    return pd.DataFrame(rows, columns=["label", "value", "series"])


def needs():
    rows = []
    for rank, name in enumerate(NAMES.values()):
        rows.append((name, NAN if name == "Macao SAR" else 42_000.0 / 4**rank, "To keep the ratio"))
        rows.append((name, 0.0 if name == "Mongolia" else 9_000.0 / 5**rank, "To keep the number"))
    return pd.DataFrame(rows, columns=["label", "value", "series"])


BUILDERS = {
    "stocks": lambda: charts.stocks("stocks", two_stocks()),
    "stocks-half": lambda: charts.stocks("stocks-half", two_stocks(), width=charts.HALF_WIDTH),
    "ageing": lambda: charts.ageing("ageing", two_ages()),
    "ageing-half": lambda: charts.ageing("ageing-half", two_ages(), width=charts.HALF_WIDTH),
    "ranked": lambda: charts.ranked("ranked", corridors(), highlight=set(NAMES)),
    "ranked-half": lambda: charts.ranked(
        "ranked-half", corridors().drop(columns="group"), highlight=set(NAMES), width=charts.HALF_WIDTH
    ),
    "panels": lambda: charts.small_multiples("panels", panels()),
    "panels-shared": lambda: charts.small_multiples("panels-shared", panels(), shared=True),
    "matrix": lambda: charts.matrix("matrix", pairs(), list(NAMES.values())),
    "gains": lambda: charts.gains_losses("gains", changes()),
    "change": lambda: charts.change_by_economy("change", by_economy()),
    "change-half": lambda: charts.change_by_economy(
        "change-half", by_economy(), highlight={"JPN"}, width=charts.HALF_WIDTH
    ),
    "world": lambda: charts.region_in_world("world", shares()),
    "needs": lambda: charts.replacement("needs", needs()),
}
BUILDERS |= chart_samples.BUILDERS

_DRAWN = {}


def drawn(name):
    if name not in _DRAWN:
        chart = BUILDERS[name]()
        _DRAWN[name] = (chart, charts.svg(chart))
    return _DRAWN[name]


def parsed(picture):
    return ElementTree.fromstring(picture)  # noqa: S314 - the project's own picture


def words(picture):
    return [e.text for e in parsed(picture).iter() if e.tag.endswith("text")]


def digest(names):
    made = [picture + charts.spec_json(chart) for chart, picture in map(drawn, names)]
    return hashlib.sha256("".join(made).encode()).hexdigest()


@pytest.mark.parametrize("name", BUILDERS)
def test_the_specification_is_valid_vega_lite(name):
    chart, _ = drawn(name)
    # Rows of data are free in form: a few of each show as much as all.
    few = {key: rows[:3] for key, rows in chart.spec["datasets"].items()}
    assert alt.Chart.from_dict({**chart.spec, "datasets": few}) is not None
    assert chart.id == name


@pytest.mark.parametrize("name", BUILDERS)
def test_the_picture_has_the_width_of_its_column_and_type_of_text_size(name):
    chart, picture = drawn(name)
    root = parsed(picture)
    assert chart.width == (charts.HALF_WIDTH if name.endswith("half") else charts.FULL_WIDTH)
    assert (root.get("width"), root.get("height")) == (str(chart.width), str(chart.height))
    assert root.get("viewBox") == f"0 0 {chart.width} {chart.height}"
    assert set(re.findall(r'font-size="([^"]*)"', picture)) == {f"{charts.FONT_SIZE}px"}
    assert set(re.findall(r'font-family="([^"]*)"', picture)) == {charts.FONT}


@pytest.mark.parametrize("name", BUILDERS)
def test_only_the_themes_colours_are_used_on_a_transparent_ground(name):
    picture = drawn(name)[1]
    used = {c for _, c in re.findall(r'(fill|stroke)="([^"]*)"', picture)} - {"none", "transparent"}
    assert used <= set(charts.DARK)
    assert "style=" not in picture
    assert f'fill="{charts.BACKGROUND}" d="M0,0' not in picture


@pytest.mark.parametrize("name", BUILDERS)
def test_pictures_can_stand_side_by_side_on_a_page(name):
    picture = drawn(name)[1]
    assert not re.search(r'\b(?:id|xlink:href|href|clip-path)="', picture)
    assert not re.search(r"NaN|undefined|null|Infinity", picture)


@pytest.mark.parametrize("name", BUILDERS)
def test_labels_stay_inside_the_picture(name):
    chart, picture = drawn(name)
    for text, left, right, y in placed_texts(picture):
        assert left >= -1, text
        assert right <= chart.width + 1, text
        assert 0 < y <= chart.height, text


@pytest.mark.parametrize("name", BUILDERS)
def test_labels_do_not_run_over_each_other(name):
    spans = placed_texts(drawn(name)[1])
    for k, (text, left, right, y) in enumerate(spans):
        for other, low, high, level in spans[k + 1 :]:
            apart = right <= low + 0.5 or high <= left + 0.5 or abs(y - level) >= 12
            assert apart, f"{text!r} and {other!r}"


def placed_texts(picture):
    """Each line of text with its left and right ends and its baseline, in pixels of the picture."""
    found = []

    def walk(element, x, y):
        moved = re.match(r"translate\(([-\d.e]+),([-\d.e]+)\)", element.get("transform", ""))
        x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        # A halo stands where its text stands.
        if element.tag.endswith("}text") and element.get("stroke") is None:
            weight = int(element.get("font-weight", 400))
            lines = [(c.text, float(c.get("dy", 0)) or None) for c in element] or [(element.text, None)]
            for step, (text, _) in enumerate(lines):
                width = charts.layout.text_width(text, weight=weight)
                shift = {"end": width, "middle": width / 2}.get(element.get("text-anchor"), 0)
                found.append((text, x - shift, x - shift + width, y + step * 15))
        for child in element:
            walk(child, x, y)

    walk(parsed(picture), 0.0, 0.0)
    return found


def test_two_processes_give_the_same_bytes():
    code = "import test_charts as t; print(t.digest(list(t.BUILDERS)))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == digest(list(BUILDERS))


def test_drawing_twice_in_one_process_gives_the_same_bytes():
    chart, picture = drawn("panels")
    assert charts.svg(chart) == picture
    assert charts.spec_json(BUILDERS["panels"]()) == charts.spec_json(chart)


def test_colours_are_at_hand_without_loading_altair():
    loaded = "print(*(m in sys.modules for m in ('altair', 'pandas')))"
    code = f"import sys, corridor.charts as c; c.color_of('JPN'); {loaded}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
    with pytest.raises(AttributeError):
        _ = charts.pie


def test_the_specification_is_written_with_sorted_keys():
    text = charts.spec_json(drawn("stocks")[0])
    assert text.startswith('{"$schema":')
    assert text.endswith("}\n")
    assert "People" not in text
    assert HERE in text


def test_a_line_stays_open_over_a_missing_year():
    chart, picture = drawn("stocks")
    solid = [layer for layer in chart.spec["layer"] if layer["mark"].get("type") == "line"]
    assert len(solid) == 1
    data = chart.spec["datasets"][solid[0]["data"]["name"]]
    pieces = {}
    for row in data:
        pieces.setdefault((row["series"], row["piece"]), []).append(row["year"])
    assert sorted(pieces.values()) == sorted([[1990, 1995, 2000, 2005], [2015, 2020, 2024], list(YEARS)])
    paths = re.findall(r'<path[^>]*d="(M[^"Z]*L[^"Z]*)"', picture)
    assert sorted(p.count("L") for p in paths) == [2, 3, 7]


def test_projections_are_dashed_after_a_dated_rule():
    chart, picture = drawn("ageing")
    assert "projected after 2023" in words(picture)
    assert picture.count('stroke-dasharray="5,4"') == 2
    assert {"1990", "2050", "66.0 m", "40.1 m", "Aged 15–64", "Aged 65 and over"} <= set(words(picture))
    assert list(chart.data.columns) == ["year", "series", "value", "status"]


def test_ends_of_lines_carry_value_and_name():
    written = words(drawn("stocks")[1])
    assert {"3.41 m", HERE, "1.01 m", ABROAD, "1990", "2024", "1 m", "3 m", "0"} <= set(written)
    early = two_stocks()
    early.loc[(early["series"] == ABROAD) & (early["year"] > 2010), "value"] = NAN
    assert "900,000 in 2010" in words(charts.svg(charts.stocks("early", early)))


def test_a_series_without_any_figure_says_so():
    frame = two_stocks()
    frame.loc[frame["series"] == ABROAD, "value"] = NAN
    assert "no figure" in words(charts.svg(charts.stocks("one", frame)))
    assert words(drawn("panels")[1]).count("no figure") == 1
    assert "no figure" in words(drawn("needs")[1])
    assert "no figure" in words(drawn("change")[1])


def test_one_point_is_drawn_as_a_point():
    frame = over_years(HERE, [NAN] * 7 + [50_400.0])
    written = words(charts.svg(charts.stocks("point", frame)))
    assert {"50,400", "1990", "2024"} <= set(written)


def test_rankings_are_sorted_with_residual_categories_last():
    chart, picture = drawn("ranked")
    assert list(chart.data["label"]) == ["China", "Viet Nam", "Other", "United States", "Japan", "Denmark"]
    assert {"757,000", "1.08 m", "328", "Where they come from", "Where they went"} <= set(words(picture))
    assert picture.count(f'fill="{charts.ACCENT}"') == 2
    assert picture.count(f'fill="{charts.GREY}"') == 4


def test_bars_are_as_long_as_their_values_on_one_scale():
    picture = drawn("ranked")[1]
    bars = re.findall(
        r'<path d="M[\d.]+,[\d.]+h([\d.]+)v[\d.]+h-[\d.]+Z" fill="(?:#0b6477|#8a959e)"', picture
    )
    lengths = sorted(map(float, bars), reverse=True)
    # Denmark's is a tenth of a pixel long, which is not drawn.
    values = sorted(corridors()["value"], reverse=True)[:5]
    scale = lengths[0] / values[0]
    # Places are rounded to a tenth of a pixel.
    assert lengths == pytest.approx([v * scale for v in values], abs=0.11)


def test_an_absent_pair_is_open_and_a_zero_is_not():
    chart, picture = drawn("matrix")
    cells = next(layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "rect")
    filled = {(r["origin"], r["destination"]): r for r in chart.spec["datasets"][cells["data"]["name"]]}
    assert filled["China", "Mongolia"]["value"] == 0
    assert filled["China", "Mongolia"]["text"] == "0"
    assert ("Mongolia", "Japan") not in filled
    assert ("Mongolia", "China") not in filled
    strokes = len(re.findall(rf'<line [^>]*stroke="{charts.GREY}"', picture))
    assert strokes == 9 * 8 - 4 + 1  # every open pair off the diagonal, and the key's own stroke
    assert {"2.49 m", "810,000", "93", "0", "no figure"} <= set(words(picture))


def test_gains_and_losses_lie_either_side_of_zero_with_a_real_minus():
    chart, picture = drawn("gains")
    assert list(chart.data["value"]) == [1.2e6, 300.0, -1.16e6]
    assert {"+1.20 m", "+300", "\u22121.16 m"} <= set(words(picture))
    assert not [w for w in words(picture) if w and w.startswith("-")]


def test_changes_of_economies_are_sorted_with_missing_ones_last():
    chart, picture = drawn("change")
    assert chart.data["label"].iloc[0] == "Mongolia"
    assert chart.data["label"].iloc[-1] == "Taiwan Prov. of China"
    assert {"+32.5 %", "\u221240.9 %", "0 %"} <= set(words(picture))
    highlighted = drawn("change-half")[1]
    assert highlighted.count(f'fill="{charts.ACCENT}"') == 1


def test_panels_keep_their_economies_colours():
    picture = drawn("panels")[1]
    for code, name in NAMES.items():
        assert name in words(picture)
        assert (f'stroke="{charts.color_of(code)}"' in picture) == (code != "TWN")


def test_panels_on_one_scale_differ_from_panels_on_their_own():
    assert words(drawn("panels-shared")[1]).count("5 m") == 3
    assert words(drawn("panels")[1]).count("5 m") <= 1


def test_no_need_is_written_apart_from_no_figure():
    written = words(drawn("needs")[1])
    assert written.count("none") == 2  # Mongolia's dot and the axis
    assert written.count("no figure") == 1
    assert "42.0 m" in written


def test_notebooks_get_the_picture_with_its_words():
    chart, picture = drawn("gains")
    data, metadata = charts.show(chart, 'Bars "up" & down')._repr_mimebundle_()
    assert data["image/svg+xml"].startswith(
        '<svg role="img" aria-label="Bars &quot;up&quot; &amp; down" xmlns='
    )
    assert data["image/svg+xml"].endswith(picture[-200:])
    assert data["text/plain"] == 'Bars "up" & down'
    assert metadata["image/svg+xml"] == {"alt": 'Bars "up" & down'}


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(CorridorError, match="has no value to draw"):
        charts.stocks("empty", over_years(HERE, [NAN] * 8))
    with pytest.raises(CorridorError, match="has too many lines"):
        charts.stocks("many", pd.concat([over_years(s, range(8)) for s in "abcd"]))
    with pytest.raises(CorridorError, match="has too many groups"):
        charts.ranked("groups", corridors().assign(group=list("aabbcc")))
    with pytest.raises(CorridorError, match="has a row twice"):
        charts.matrix("twice", pd.concat([pairs(), pairs()]), list(NAMES.values()))
    with pytest.raises(CorridorError, match="has too many economies"):
        charts.matrix("large", pairs(), [*NAMES.values(), *(f"Economy {k}" for k in range(49))])
    long = pd.DataFrame({"label": ["Saint Vincent and the Grenadines → Trinidad and Tobago"], "value": [1.0]})
    with pytest.raises(CorridorError, match="has economies without a row"):
        charts.matrix("strange", pairs(), ["China", "Japan", "Mongolia"])
    with pytest.raises(CorridorError, match="has no room for bars"):
        charts.gains_losses("narrow", long, width=charts.HALF_WIDTH)


def test_names_of_columns_stand_upright_when_cells_are_narrow():
    names = [*NAMES.values(), *(f"Democratic Republic {k}" for k in range(9))]
    chart = charts.matrix("eighteen", pairs(), names)
    picture = charts.svg(chart)
    assert picture.count("rotate(270)") == len(names)
    assert {"2.49 m", "93"}.isdisjoint(words(picture))  # some have no room, so none is written


def test_a_ranking_of_zeros_and_a_single_year_are_drawn():
    zeros = corridors().assign(value=0.0)
    assert words(charts.svg(charts.ranked("zeros", zeros))).count("0") == 6
    assert "2024" in words(charts.svg(charts.stocks("year", over_years(HERE, [5.0], (2024,)))))
    nothing = needs().assign(value=0.0)
    assert "none" in words(charts.svg(charts.replacement("nothing", nothing)))


def test_a_panel_of_short_bars_is_as_wide_as_its_heading():
    rows = [
        ("China", 2_408_447.0, "CHN", "Where they come from"),
        ("United States", 230_584.0, "USA", "Where they went"),
    ]
    frame = pd.DataFrame(rows, columns=["label", "value", "code", "group"])
    drawn = charts.svg(charts.ranked("corridors", frame, highlight=("CHN",)))
    assert "Where they went" in drawn
