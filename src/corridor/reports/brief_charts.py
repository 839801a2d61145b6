"""Which charts a brief shows, where, and how wide: its main point on the first page, at most two a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor.charts import FULL_WIDTH, HALF_WIDTH
from corridor.economies import Economy
from corridor.reports import country_charts, country_more_charts
from corridor.reports.ageing import Ageing
from corridor.reports.content import ChartBlock, Charts
from corridor.reports.context import Context
from corridor.reports.country_charts import Drawing
from corridor.reports.money import Money
from corridor.reports.stocks import Side
from corridor.reports.talent import Talent

# Charts that a section may show, those it would rather show first.
SECTIONS = {
    "stocks": ("stocks",),
    "corridors": ("corridors",),
    "ageing": ("ageing", "net-migration", "needs"),
    "money": ("remittances", "senders"),
    "talent": ("students", "selectivity"),
}
A_SECTION = 2
# A chart of these sections stands beside tables.
BESIDE_TABLES = {"stocks"}
# Millimetres that charts take in print with their titles: two side by side, a chart of bars, another chart; and
# what four pages leave for them below the first.
PAIR, BARS, LINES, ROOM = 75.0, 55.0, 85.0, 300.0
_OF_BARS = {"corridors", "senders"}
# Sections whose charts stay on screen where print has too little room, the first before the second.
YIELDING = ("corridors", "talent")


@dataclass(frozen=True)
class BriefCharts:
    """The charts of a brief.

    Attributes
    ----------
    main : str
        Name of the one on the first page; empty where there is none.
    sections : mapping of str to tuple of str
        Names of those of each section; two stand side by side.
    blocks : mapping of str to ChartBlock
        Every chart, by name.
    on_screen : tuple of str
        Sections whose charts are left out in print.
    """

    main: str
    sections: Mapping[str, tuple[str, ...]]
    blocks: Charts
    on_screen: tuple[str, ...] = ()

    def shows(self, name: str) -> bool:
        """Whether the brief has a chart, on screen and in print, so that text may refer to it."""
        return name in self.blocks and not any(name in self.sections[section] for section in self.on_screen)


def drawings(
    context: Context,
    economy: Economy,
    immigrants: Side,
    emigrants: Side,
    ageing: Ageing,
    money: Money,
    talent: Talent,
) -> dict[str, Drawing]:
    """Every chart that the economy has figures for, by name."""
    found = {
        "stocks": country_charts.stocks(context, economy),
        "corridors": country_charts.corridors(context, immigrants, emigrants),
        "ageing": country_charts.ageing(context, economy),
        "net-migration": country_charts.net_migration(context, economy, ageing),
        "needs": country_charts.needs(ageing),
        "remittances": country_more_charts.remittances(context, economy, money),
        "senders": country_more_charts.senders(context, money),
        "students": country_more_charts.students(context, economy),
        "selectivity": country_more_charts.selectivity(context, economy, talent),
    }
    return {name: draw for name, draw in found.items() if draw is not None}


def place(found: Mapping[str, Drawing], preferred: Sequence[str], others: float = 0.0) -> BriefCharts:
    """Choose the chart of the first page and those of the sections, and draw them.

    Parameters
    ----------
    found : mapping of str to Drawing
        Charts that can be drawn.
    preferred : sequence of str
        Names for the first page, the best first.
    others : float
        Millimetres that other charts take in print.
    """
    main = next((name for name in preferred if name in found), "")
    sections = {
        section: tuple(name for name in names if name in found and name != main)[:A_SECTION]
        for section, names in SECTIONS.items()
    }
    blocks: dict[str, ChartBlock] = {main: found[main](FULL_WIDTH)} if main else {}
    for section, names in sections.items():
        width = HALF_WIDTH if len(names) == A_SECTION or section in BESIDE_TABLES else FULL_WIDTH
        blocks |= {name: found[name](width) for name in names}
    return BriefCharts(main, sections, blocks, _on_screen(sections, others))


def _on_screen(sections: Mapping[str, tuple[str, ...]], others: float) -> tuple[str, ...]:
    """Sections that leave their charts out in print, until what remains has room."""
    heights = {section: _height(section, names) for section, names in sections.items()}
    left_out: list[str] = []
    for section in YIELDING:
        # The tables of corridors stand beside the chart of the stocks; without it the chart of corridors stays.
        may_yield = section != "corridors" or bool(sections["stocks"])
        if may_yield and sections[section] and sum(heights.values()) + others > ROOM:
            left_out.append(section)
            del heights[section]
    return tuple(left_out)


def _height(section: str, names: tuple[str, ...]) -> float:
    if not names:
        return 0.0
    if len(names) == A_SECTION or section in BESIDE_TABLES:
        return PAIR
    return BARS if names[0] in _OF_BARS else LINES
