"""Writes the results as a page of the documentation, with one chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corridor.charts import theme

NAME = "speed"
FILE = f"85-{NAME}.qmd"
_HEAD = """---
title: "Speed"
subtitle: "How long an edition takes, beside a loop of papermill and Quarto"
lang: en
number-sections: false
format:
  html: default
---

Written by `make bench` from what it measured; `python benchmarks/speed.py --page` writes it again from
`benchmarks/results.json`. Times of one machine mean little on another. Ratios of one run do: all ways are run in turn,
and each figure is the median of its runs, with the shortest and the longest beside it. *Work* is the time of
processors, all processes together; *memory* is the most that all processes held at the same time.
"""
_TITLES = {
    "a": ("A cold edition beside a loop", "cold"),
    "b": ("Nothing changed", "unchanged"),
    "c": ("One thing changed", "changed"),
    "d": ("Larger editions", "larger"),
    "e": ("Where the time goes", "stages"),
}
_WAYS = {
    "corridor": "`corridor build`",
    "plain loop": "plain loop",
    "floor": "Pandoc and Typst alone",
    "nothing changed": "built again",
}
_STAGES = {"start": "start, imports", "end": "last of all"}


def write(results: Mapping[str, Any], folder: Path) -> None:
    """Write the page and its chart.

    Parameters
    ----------
    results : mapping
        As `speed` keeps them: `parts`, by letter, each with `ways`.
    folder : Path
        Folder of the documentation's pages.
    """
    parts = results["parts"]
    sections = [_section(letter, parts[letter]) for letter in _TITLES if letter in parts]
    (folder / FILE).write_text("\n".join([_HEAD, *sections]), encoding="utf-8")
    if "a" in parts:
        (folder / f"{NAME}.svg").write_text(_chart(parts["a"]["ways"]), encoding="utf-8")


def _section(letter: str, part: Mapping[str, Any]) -> str:
    title, name = _TITLES[letter]
    return "\n".join([f"## {title} {{#sec-{name}}}", "", *_TOLD[letter](part), "", _measured(part), ""])


def _measured(part: Mapping[str, Any]) -> str:
    runs = "one run of each" if part["repeat"] == 1 else f"{part['repeat']} runs of each"
    return (
        f"Measured on {part['measured']}: {part['processors']} processors, {part['memory']} GiB of memory, "
        f"{part['system']}, Python {part['python']}; {runs}."
    )


def _cold(part: Mapping[str, Any]) -> Iterator[str]:
    ways = part["ways"]
    seconds = {name: way["seconds"] for name, way in ways.items()}
    tools = "`quarto render`" if part["quarto"] else "Pandoc and Typst"
    yield (
        "Nine briefs and the outlook, HTML and PDF, with nothing kept from before. The loop runs papermill’s command "
        f"for each economy and the region, then {tools} for each output, one process after the other; writing the "
        "pages and drawing the charts costs it nothing. Pandoc and Typst alone, on all processors, are the floor: the "
        "same calls that the edition takes, and nothing else."
    )
    yield ""
    yield f'![{_finding(seconds)}]({NAME}.svg){{#fig-cold fig-alt="{_spoken(seconds)}"}}'
    yield ""
    yield from _table(ways, against="plain loop")
    yield ": Nine briefs and the outlook, cold {#tbl-cold}"
    yield ""
    yield (
        f"A build takes {seconds['corridor'] / seconds['floor']:.1f} times as long as Pandoc and Typst alone, and does "
        f"{ways['corridor']['work'] / ways['plain loop']['work']:.1f} times the work of the loop."
    )


def _finding(seconds: Mapping[str, float]) -> str:
    return f"An edition is built {seconds['plain loop'] / seconds['corridor']:.1f} times as fast as by a loop"


def _spoken(seconds: Mapping[str, float]) -> str:
    told = ", ".join(f"{_WAYS[name].strip('`')} {taken:.0f}" for name, taken in seconds.items())
    return f"Bars of the seconds that three ways take: {told}."


def _again(part: Mapping[str, Any]) -> Iterator[str]:
    yield "The same edition once more, after a whole build."
    yield ""
    yield from _table(part["ways"])
    yield ": Nothing changed {#tbl-unchanged}"


def _changed(part: Mapping[str, Any]) -> Iterator[str]:
    yield "After a whole build: one figure of one source is corrected, one template or one indicator worded otherwise."
    yield ""
    yield from _table(part["ways"])
    yield ": One thing changed {#tbl-changed}"


def _larger(part: Mapping[str, Any]) -> Iterator[str]:
    yield "Editions of one outlook and as many briefs as said, cold, with the verdicts on the data at hand."
    yield ""
    yield "| economies | seconds | seconds a brief | work a brief | memory, MiB |"
    yield "| ---------- | ------- | ---------- | ---------- | ---------- |"
    for size, way in part["ways"].items():
        number = way["briefs"]
        yield (
            f"| {size} | {way['seconds']:.0f} | {way['seconds'] / number:.2f} | {way['work'] / number:.2f} | "
            f"{way['memory']:,.0f} |"
        )
    yield ""
    yield ": Time and memory by size {#tbl-larger}"


def _stages(part: Mapping[str, Any]) -> Iterator[str]:
    yield "Stages of a cold build, the verdicts on the data at hand."
    yield ""
    yield "| stage | seconds | work |"
    yield "| -------------------- | ------- | ------- |"
    for name, taken in part["ways"].items():
        if max(taken.values()) >= 0.05:
            yield f"| {_STAGES.get(name, name.lower())} | {taken['seconds']:.1f} | {taken['work']:.1f} |"
    yield ""
    yield ": Stages {#tbl-stages}"


def _table(ways: Mapping[str, Any], against: str = "") -> Iterator[str]:
    last = f" times as fast as the {against} |" if against else ""
    yield f"| way | seconds | shortest–longest | work | memory, MiB |{last}"
    yield "| -------------------- | ------- | ---------- | ------- | ---------- |" + (
        " ---------- |" if last else ""
    )
    for name, way in ways.items():
        spread = f"{way['least']:.1f}–{way['most']:.1f}"
        held = f"{way['memory']:,.0f}"
        row = f"| {_WAYS.get(name, name)} | {way['seconds']:.1f} | {spread} | {way['work']:.1f} | {held} |"
        yield row + (f" {ways[against]['seconds'] / way['seconds']:.1f} |" if last else "")
    yield ""


def _chart(ways: Mapping[str, Any]) -> str:
    """Draw a bar for each way of part a, in the theme of all charts."""
    from corridor.charts.drawing import picture_of  # noqa: PLC0415
    from corridor.rendering.fonts import embed_svg_fonts  # noqa: PLC0415

    rows = [{"way": _WAYS[name].strip("`"), "seconds": way["seconds"]} for name, way in ways.items()]
    for row in rows:
        row["label"] = f"{row['seconds']:.0f} s"
    text = {"font": theme.FONT, "fontSize": theme.FONT_SIZE}
    place = {"y": {"field": "way", "type": "nominal", "sort": None, "axis": {"title": None}}}
    along = {"x": {"field": "seconds", "type": "quantitative", "axis": None}}
    spec = {
        "width": theme.FULL_WIDTH - 220,
        "height": {"step": 34},
        "data": {"values": rows},
        "encoding": place | along,
        "layer": [
            {"mark": {"type": "bar", "color": theme.ACCENT, "height": 18}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": theme.INK, **text},
                "encoding": {"text": {"field": "label", "type": "nominal"}},
            },
        ],
        "config": {
            "background": None,
            "view": {"stroke": None},
            "axis": {
                "domain": False,
                "ticks": False,
                "labelColor": theme.INK,
                "labelLimit": 0,
                "labelPadding": 8,
            }
            | {f"label{key[0].upper()}{key[1:]}": value for key, value in text.items()},
        },
    }
    return embed_svg_fonts(picture_of(spec))


_TOLD = {"a": _cold, "b": _again, "c": _changed, "d": _larger, "e": _stages}
