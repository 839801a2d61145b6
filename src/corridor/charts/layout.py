"""Where things stand in a chart: text widths, ticks, labels that keep apart; which frames can be drawn.

Plain arithmetic on plain values; nothing here draws.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import ceil, floor, isnan, log10

import pandas as pd
from fontTools.ttLib import TTFont

from corridor.charts.theme import FONT_SIZE, STRONG
from corridor.errors import CorridorError, listed
from corridor.formats import MINUS, label, large, written
from corridor.language import is_english, worded

_FACES = {400: "SourceSansPro-Regular.ttf", STRONG: "SourceSansPro-Semibold.ttf"}
_PERSON_UNITS = {"persons": 1, "thousand persons": 1000, "thousand persons a year": 1000}
_MONEY_UNITS = {"current US$": 1, "US$ million": 1_000_000}


@cache
def _advances(weight: int) -> tuple[dict[int, float], float]:
    path = files("font_source_sans_pro") / "files" / _FACES[weight]
    with TTFont(str(path), lazy=True) as face:
        size = face["head"].unitsPerEm
        metrics, names = face["hmtx"], face.getBestCmap()
        widths = {code: metrics[name][0] / size for code, name in names.items()}
    return widths, widths[ord("n")]


def text_width(text: str, size: float = FONT_SIZE, weight: int = 400) -> float:
    """Width of the longest line of a text, in pixels at 1:1, from the font's own advance widths."""
    widths, usual = _advances(weight)
    return max(sum(widths.get(ord(c), usual) for c in line) for line in text.split("\n")) * size


def wrap(text: str, width: float, size: float = FONT_SIZE, weight: int = 400) -> str:
    """Break a text at spaces into lines of at most `width` pixels; a longer single word stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def ones_in(unit: str) -> int:
    """Persons or dollars that one of the unit stands for; 1 for units that count neither."""
    return (_PERSON_UNITS | _MONEY_UNITS).get(unit, 1)


def no_figure() -> str:
    """What stands where there is no figure."""
    return worded("no figure")


def short(value: float, unit: str) -> str:
    """Write a value as a chart's label, rounded as in running text but shorter: "2.77 m", "345,000", "9.6 %".

    Parameters
    ----------
    value : float
        In `unit`; NaN gives "no figure".
    unit : str
        A unit of the indicators.

    Raises
    ------
    ConfigurationError
        If no format is declared for the unit.
    """
    if isnan(value):
        return no_figure()
    if unit in _PERSON_UNITS:
        value, unit = value * _PERSON_UNITS[unit], "persons"
    return label(value, unit).replace("\u00a0", " ")


def counts_persons(unit: str) -> bool:
    """Whether the unit counts persons."""
    return unit in _PERSON_UNITS


def percent(unit: str) -> str:
    """What follows a number of the unit on an axis: a percent sign, or nothing."""
    return " %" if unit.startswith("%") else ""


def signed(value: float, unit: str) -> str:
    """Write a change as a label, with its sign: "+1.20 m", "−345,000"."""
    text = short(value, unit)
    return f"+{text}" if value > 0 else text


@dataclass(frozen=True)
class Ticks:
    """Where a value axis begins and ends, which values it names, and how.

    Attributes
    ----------
    low, high : float
        Ends of the axis, in the data's unit.
    values : tuple of float
        Values named, ascending.
    labels : tuple of str
        Their texts.
    """

    low: float
    high: float
    values: tuple[float, ...]
    labels: tuple[str, ...]

    @property
    def expression(self) -> str:
        """Vega expression that gives a tick's text."""
        table = {_as_script(value): text for value, text in zip(self.values, self.labels, strict=True)}
        return f"{json.dumps(table, ensure_ascii=False)}[datum.value]"

    def pixel(self, value: float, height: float) -> float:
        """Distance of a value from the top of a plot of that height."""
        return (self.high - value) / (self.high - self.low) * height

    def value_at(self, pixel: float, height: float) -> float:
        """Value whose distance from the top of the plot is `pixel`."""
        return round(self.high - pixel / height * (self.high - self.low), 9)


def ticks(values: Iterable[float], unit: str, count: int = 4) -> Ticks:
    """Choose a value axis that includes zero and names about `count` round values.

    Parameters
    ----------
    values : iterable of float
        What is drawn; NaN is passed over. Without any value only zero is named.
    unit : str
        Their unit.
    count : int
        Steps wanted.
    """
    known = [0.0, *(v for v in values if not isnan(v))]
    if len(known) == 1:
        return Ticks(0.0, 1.0, (0,), ("0",))
    low, high = min(known), max(known)
    if low == high:
        high = 1.0
    span = high - low
    magnitude = 10.0 ** floor(log10(span / count))
    step = min((m * magnitude for m in (1, 2, 2.5, 5, 10)), key=lambda s: (abs(log10(span / s / count)), s))
    room = 0.03 * (high - low)
    low, high = low - room * (low < 0), high + room * (high > 0)
    named = [_plain(k * step, step) for k in range(ceil(low / step), floor(high / step) + 1)]
    return Ticks(low, high, tuple(named), tuple(_tick_texts(named, step, unit)))


def _plain(value: float, step: float) -> float:
    """Round off the dust of multiplication; make whole numbers integers, which JSON and Vega write alike."""
    value = round(value, 9 - min(0, floor(log10(step))))
    return int(value) if value == int(value) else value


def _as_script(value: float) -> str:
    """Write a number as Vega's language does when it looks one up by its text."""
    if value == int(value):
        return str(int(value))
    if abs(value) >= 1e-6:
        return format(Decimal(repr(value)), "f")
    mantissa, exponent = repr(value).split("e")
    return f"{mantissa}e{int(exponent)}"


def _tick_texts(values: Sequence[float], step: float, unit: str) -> list[str]:
    scale, suffix = ones_in(unit), percent(unit)
    largest = max(abs(v) for v in values) * scale
    divisor = 1.0
    if unit in _PERSON_UNITS | _MONEY_UNITS:
        divisor, suffix = next(
            (d, s) for d, s in ((1e9, " bn"), (1e6, " m"), (1, "")) if largest >= d or d == 1
        )
    shown = step * scale / divisor
    decimals = next((d for d in range(4) if abs(round(shown, d) - shown) < 1e-9), 4)
    named = divisor > 1 and not is_english()
    return [
        "0" if v == 0
        else _sign(v) + large(abs(v * scale), "short", largest).replace("\u00a0", " ") if named
        else _sign(v) + written(f"{abs(v * scale / divisor):,.{decimals}f}") + suffix
        for v in values
    ]  # fmt: skip


def _sign(value: float) -> str:
    return MINUS if value < 0 else ""


def year_ticks(first: int, last: int, width: float) -> list[int]:
    """First and last year, and the round years between them that have room on an axis of that width."""
    if first == last:
        return [first]
    room = 1.45 * text_width("2000") / width * (last - first)
    step = next((s for s in (5, 10, 20, 50) if s >= 1.25 * room), 100)
    between = range(ceil((first + room) / step) * step, floor(last - room) + 1, step)
    return [first, *between, last]


def spread(centers: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels apart so that none overlaps, each as near to its place as may be.

    Parameters
    ----------
    centers, heights : sequences of float
        Where each label's middle would stand and how high it is, in pixels from the top.
    low, high : float
        Pixels between which all have to stay.

    Returns
    -------
    list of float
        Middles, in the order given.
    """
    order = sorted(range(len(centers)), key=lambda i: (centers[i], i))
    tops = [min(max(centers[i] - heights[i] / 2, low), high - heights[i]) for i in order]
    # Push down what overlaps from above, then up what runs over the lower end.
    for k in range(1, len(order)):
        tops[k] = max(tops[k], tops[k - 1] + heights[order[k - 1]])
    limit = high
    for k in reversed(range(len(order))):
        tops[k] = min(tops[k], limit - heights[order[k]])
        limit = tops[k]
    middles = dict(zip(order, (t + heights[i] / 2 for t, i in zip(tops, order, strict=True)), strict=True))
    return [middles[i] for i in range(len(centers))]


def checked(
    chart_id: str, frame: pd.DataFrame, keys: Sequence[str], others: Sequence[str] = ()
) -> pd.DataFrame:
    """Refuse a frame that cannot be drawn; give one that can with its values as floats.

    Parameters
    ----------
    chart_id : str
        The chart's name, for the message.
    frame : DataFrame
        Columns `keys`, `others` and value; a missing value is None or NaN.
    keys : sequence of str
        Columns that name a row, together only once.
    others : sequence of str
        Further columns it must have.

    Raises
    ------
    CorridorError
        Naming the chart and what is wrong: the fault lies with the code that calls, not with a user.
    """
    wanted = [*keys, "value", *others]
    missing = [c for c in wanted if c not in frame.columns]
    if missing:
        found = listed(map(str, frame.columns))
        raise refused(chart_id, "lacks a column", listed(wanted), found, f"Give it {listed(missing)}.")
    doubled = frame[frame.duplicated(list(keys))]
    if not doubled.empty:
        row = ", ".join(str(doubled[key].iloc[0]) for key in keys)
        raise refused(chart_id, "has a row twice", f"one row for each {listed(keys)}", row, "Give it once.")
    values = frame["value"].to_numpy(dtype=float, na_value=float("nan"))
    drawable = frame.assign(value=values).reset_index(drop=True)
    if drawable["value"].isna().all():
        found = f"{len(frame)} rows without a value"
        raise refused(chart_id, "has no value to draw", "a figure", found, "Leave it out and say why.")
    return drawable


def at_most(chart_id: str, names: Sequence[str], limit: int, what: str, instead: str) -> None:
    """Refuse more names than a chart can show.

    Raises
    ------
    CorridorError
        Naming the chart, the limit and what to do instead.
    """
    if len(names) > limit:
        raise refused(chart_id, f"has too many {what}", f"at most {limit}", str(len(names)), instead)


def refused(chart_id: str, fault: str, expected: str, found: str, todo: str) -> CorridorError:
    """Compose the refusal of a chart that cannot be drawn."""
    message = f"The chart {chart_id} {fault}."
    return CorridorError(message, where=chart_id, expected=expected, found=found, todo=todo)
