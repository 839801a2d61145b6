"""Which charts of a built edition draw a figure, found in the tables that are published with the charts.

Each chart has its data beside it, unrounded but for the scale of its axis. A row draws a figure if it has its number
and does not speak of another year or economy.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from math import isclose
from pathlib import PurePosixPath

from corridor.economies import Economy
from corridor.explaining.built import Built
from corridor.explaining.places import Place, caption_of
from corridor.traces import Traced

_FOLDER = "data/charts/"
# From the unit of an indicator to that of an axis: persons from thousands, millions from persons and so on.
_SCALES = (1.0, 1e3, 1e6, 1e-3, 1e-6)


def charts_with(built: Built, figure: Traced, economies: Mapping[str, Economy]) -> Iterator[Place]:
    """Find the charts that draw a figure.

    Parameters
    ----------
    built : Built
        The edition.
    figure : Traced
        The figure; a missing one is drawn nowhere.
    economies : mapping of str to Economy
        The code list.
    """
    if figure.value is None:
        return
    for page, name, table in _charts(built):
        about = PurePosixPath(page).name == figure.economy.lower()
        if any(_draws(row, figure, economies, about=about) for row in csv.DictReader(io.StringIO(table))):
            caption = caption_of(built.pages.get(page, ""), f"charts/{name}.svg")
            place = f"editions/{built.edition}/{page}"
            yield Place(place, "chart", caption or name, "", "", derived=False, anchor=f"fig-{name}")


def _charts(built: Built) -> Iterator[tuple[str, str, str]]:
    """Folder of the page, name, and data of every chart."""
    drawn = {}
    for file in sorted(built.files):
        path = PurePosixPath(file)
        if path.suffix == ".svg" and path.parent.name == "charts":
            drawn[path.parent.parent.as_posix(), path.stem] = path
    for page, name in drawn:
        # The data of a chart are named after the page's subject, which is its folder, or else a region.
        own = f"{_FOLDER}{PurePosixPath(page).name}-{name}.csv"
        others = (f for f in sorted(built.files) if f.startswith(_FOLDER) and f.endswith(f"-{name}.csv"))
        folders = {PurePosixPath(other).name for other, _ in drawn}
        regional = (f for f in others if f[len(_FOLDER) : -len(f"-{name}.csv")] not in folders)
        file = own if built.has(own) else next(regional, "")
        if file:
            yield page, name, built.read(file).decode("utf-8")


def _draws(row: Mapping[str, str], figure: Traced, economies: Mapping[str, Economy], *, about: bool) -> bool:
    texts = [field for field in row.values() if field]
    numbers = [number for number in map(_number, texts) if number is not None]
    if not any(_same(number, figure.value or 0.0) for number in numbers):
        return False
    years = [text for text in texts if len(text) == 4 and text.isdecimal()]
    if years and str(figure.year) not in years:
        return False
    codes = {text for text in texts if text in economies}
    if figure.counterpart:
        return _names(figure.counterpart, texts, economies) and (
            about or _names(figure.economy, texts, economies)
        )
    if codes:
        return codes == {figure.economy}
    return about or _names(figure.economy, texts, economies) or figure.economy not in economies


def _names(code: str, texts: list[str], economies: Mapping[str, Economy]) -> bool:
    known = economies.get(code)
    return code in texts or (known is not None and any(known.short in text for text in texts))


def _same(number: float, value: float) -> bool:
    return any(isclose(number, value * scale, rel_tol=1e-12) for scale in _SCALES)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
