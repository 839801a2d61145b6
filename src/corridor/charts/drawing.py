"""From an Altair chart to one with the project's theme, its Vega-Lite text and its picture.

Only this package knows Altair, and only this module vl-convert. A process that has drawn holds a running
script engine: fork workers before the first picture, not after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.metadata import version
from importlib.resources import files
from math import isnan
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from altair.utils import schemapi

from corridor.charts.theme import DARK, FONT, FONT_SIZE, GRID, INK, LINE_HEIGHT, MUTED
from corridor.errors import CorridorError
from corridor.keeping import Shelf, cache_folder, key_of

# Channels given as objects spare Altair the search through its schema that it makes for plain values: half the
# time of a chart. The four are untyped in Altair; each places a mark at a pixel of the plot.
TEXT = alt.Text("text:N")
AT_X: Any = alt.XValue
AT_X2: Any = alt.X2Value
AT_Y: Any = alt.YValue
AT_Y2: Any = alt.Y2Value

_VEGA_LITE = "6.4"
_SNIPPET = "window.vegaEmbed=vegaEmbed;"
_TAG = re.compile(r"<[^>]+>")
_CLUTTER = re.compile(r' (?:(?:aria-\w+|role|class|pointer-events)="[^"]*"|opacity="1")')
# Pixels to the hundredth: what Vega writes has up to seventeen digits.
_FINE = re.compile(r"-?\d+\.\d{3,}(?:e-\d+)?")
# Said once, at the root.
_TYPE = f' font-family="{FONT}" font-size="{FONT_SIZE}px"'
_EMPTY = re.compile(r'<path[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*/>')
_ROOT = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)" height="([\d.]+)" viewBox="[^"]*">')


@dataclass(frozen=True)
class Chart:
    """A chart as plain data; its title, measure, source and alternative text stand around it, not in it.

    Attributes
    ----------
    id : str
        Name of its files, unique on its page.
    spec : dict
        Vega-Lite specification with its data inside.
    data : DataFrame
        The rows it shows, tidy, in drawing order; a missing figure is NaN.
    width, height : int
        Pixels at 1:1, at which type is as large as the text's.
    """

    id: str
    spec: dict[str, Any]
    data: pd.DataFrame
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """A chart that a notebook displays as its picture, or in words where it cannot show pictures."""

    picture: str
    alt: str

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, Any]]:
        return (
            {"image/svg+xml": self.picture, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt}},
        )


@alt.theme.register("corridor", enable=False)
def _theme() -> Any:
    text = {"font": FONT, "fontSize": FONT_SIZE}
    axis = {
        "labelFont": FONT,
        "labelFontSize": FONT_SIZE,
        "labelColor": MUTED,
        "labelLineHeight": LINE_HEIGHT,
        "labelOverlap": False,
        "labelLimit": 0,
        "labelPadding": 6,
        "domain": False,
        "ticks": False,
        "grid": False,
        "gridColor": GRID,
        "gridWidth": 1,
        "title": None,
    }
    legend = {
        "labelFont": FONT,
        "labelFontSize": FONT_SIZE,
        "labelColor": MUTED,
        "labelLimit": 0,
        "title": None,
        "symbolStrokeWidth": 0,
    }
    config = {
        "background": "transparent",
        "font": FONT,
        "aria": False,
        "view": {"stroke": None, "fill": None},
        "text": {**text, "color": INK, "lineBreak": "\n", "lineHeight": LINE_HEIGHT},
        "axis": axis,
        "legend": legend,
        "line": {"strokeWidth": 2.25, "strokeCap": "round", "strokeJoin": "round"},
        "rule": {"color": MUTED, "strokeWidth": 1},
    }
    return {"config": config}


@contextmanager
def building() -> Iterator[None]:
    """Build charts without a schema check at each step; the tests check finished ones against the schema."""
    with (
        schemapi.debug_mode(False),
        alt.theme.enable("corridor"),
        alt.data_transformers.enable(max_rows=None),
    ):
        yield


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and isnan(value)


def inline(records: list[dict[str, Any]]) -> alt.InlineData:
    """Rows for one layer of a chart; NaN becomes null, which Vega leaves out."""
    rows = tuple({k: None if _is_nan(v) else v for k, v in row.items()} for row in records)
    # A tuple, because Altair copies lists, row by row, each time a layer is put into a chart.
    return alt.InlineData(values=rows)


def finish(
    chart_id: str,
    drawn: Any,
    data: pd.DataFrame,
    size: tuple[int, int],
    padding: dict[str, float] | None = None,
) -> Chart:
    """Give a drawing the theme and take it down as plain data.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    drawn : altair chart
        Layers or panels.
    data : DataFrame
        The rows shown.
    size : tuple of int
        Width and height of the whole picture in pixels.
    padding : dict, optional
        Room around the plot of a single-panel chart, which then has exactly this size; a composed chart
        finds its size by itself.
    """
    spec: dict[str, Any] = drawn.to_dict(validate=False)
    spec["datasets"] = {name: list(rows) for name, rows in spec["datasets"].items()}
    spec["padding"] = padding if padding is not None else {"left": 2, "right": 0, "top": 3, "bottom": 0}
    if padding is not None:
        spec["autosize"] = {"type": "none"}
    return Chart(chart_id, spec, data.reset_index(drop=True), *size)


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(files("font_source_sans_pro") / "files"))


# An edition has some eighty charts, one of all economies two thousand.
_MOST = 5000
_elsewhere: list[Callable[[Mapping[str, Any]], str | None]] = []


def draw_elsewhere(draw: Callable[[Mapping[str, Any]], str | None]) -> None:
    """Have this process's pictures drawn by another, whose script engine runs already.

    Parameters
    ----------
    draw : callable
        Given a specification, returns what `picture_of` would, or None to have it drawn here.
    """
    _elsewhere[:] = [draw]


def draw_here() -> None:
    """Have this process draw its pictures itself again."""
    _elsewhere.clear()


def picture_of(spec: Mapping[str, Any]) -> str:
    """Draw a specification in this process, as Vega writes it.

    Raises
    ------
    ValueError
        If it cannot be drawn.
    """
    _fonts()
    picture: str = vl_convert.vegalite_to_svg(dict(spec), vl_version=_VEGA_LITE, allowed_base_urls=[])
    return picture


def _kept(spec: Mapping[str, Any]) -> str:
    """Picture of a specification, drawn once: what is drawn from the same by the same is the same."""
    shelf = Shelf(cache_folder() / "charts", _MOST)
    key = key_of([spec, _VEGA_LITE, version("vl-convert-python"), version("font-source-sans-pro")])
    if known := shelf.take(key):
        return known.decode()
    picture = (_elsewhere[-1](spec) if _elsewhere else None) or picture_of(spec)
    shelf.keep(key, picture.encode())
    return picture


def svg(chart: Chart) -> str:
    """Draw a chart as SVG, the same bytes in each run.

    Parameters
    ----------
    chart : Chart
        Needs no network: its data and the project's fonts are at hand.

    Returns
    -------
    str
        The picture, on a transparent ground, in the theme's colours, without ids.

    Raises
    ------
    CorridorError
        If the drawing is larger than the chart's size.
    """
    picture = _kept(chart.spec)
    root = _ROOT.match(picture)
    drawn = (float(root[1]), float(root[2])) if root else (0.0, 0.0)
    if root is None or drawn[0] > chart.width + 1 or drawn[1] > chart.height + 1:
        raise CorridorError(
            f"The chart {chart.id} does not fit.",
            where=chart.id,
            expected=f"at most {chart.width} × {chart.height} pixels",
            found=f"{drawn[0]:g} × {drawn[1]:g}",
            todo="Shorten its labels or show fewer rows.",
        )
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" '
        f'width="{chart.width}" height="{chart.height}" viewBox="0 0 {chart.width} {chart.height}"{_TYPE}>'
    )
    return head + _EMPTY.sub("", _TAG.sub(_tidy, picture[root.end() :]))


def png(picture: str) -> bytes:
    """Turn an SVG into a PNG at its own size, the same bytes in each run; drawn once and kept.

    Parameters
    ----------
    picture : str
        An SVG whose text is in the project's fonts and which needs no network.
    """
    shelf = Shelf(cache_folder() / "charts", _MOST)
    key = key_of(["png", picture, version("vl-convert-python"), version("font-source-sans-pro")])
    known = shelf.take(key)
    if known is None:
        _fonts()
        known = vl_convert.svg_to_png(picture)
        shelf.keep(key, known)
    return known


def _tidy(tag: re.Match[str]) -> str:
    """Leave out what describes Vega's scene tree: the alternative text describes the chart."""
    return _FINE.sub(_rounded, _CLUTTER.sub("", tag[0]).replace(_TYPE, ""))


def _rounded(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 2) + 0.0:g}"


def spec_json(chart: Chart) -> str:
    """Write the Vega-Lite specification as JSON: sorted keys, UTF-8, one line and a line feed.

    What its colours become on a dark page stands under `usermeta`, for the interactive view.
    """
    text = _json(chart.spec)
    dark = {light: shade for light, shade in DARK.items() if f'"{light}"' in text}
    return _json({**chart.spec, "usermeta": {"dark": dark}}) + "\n"


def _json(spec: Mapping[str, Any]) -> str:
    return json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def interactive_script() -> str:
    """Bundle the script that draws specifications in a browser: Vega, Vega-Lite and what reads their expressions.

    Made once and kept. It sets `window.vegaEmbed` and nothing else, also where a page is opened from disk, which
    loads no modules.
    """
    shelf = Shelf(cache_folder() / "charts", _MOST)
    key = key_of(["interactive", _SNIPPET, _VEGA_LITE, version("vl-convert-python")])
    if known := shelf.take(key):
        return known.decode()
    bundle: str = vl_convert.javascript_bundle(_SNIPPET, vl_version=_VEGA_LITE)
    script = f'(function(){{"use strict";{bundle}}})();\n'
    shelf.keep(key, script.encode())
    return script


def show(chart: Chart, alt_text: str) -> Shown:
    """Show a chart in a notebook.

    Parameters
    ----------
    chart : Chart
        What to show.
    alt_text : str
        What it shows, in words.

    Returns
    -------
    Shown
        An object that IPython displays as `image/svg+xml`, with the words as its label and as plain text.
    """
    label = escape(alt_text, quote=True)
    return Shown(svg(chart).replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1), alt_text)
