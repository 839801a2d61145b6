"""Charts: one theme, one look, the same bytes each time.

Functions take plain frames and give a `Chart`; `svg`, `spec_json` and `show` turn it into what a page, a
download or a notebook needs. Colours and sizes come at once; drawing loads Altair when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corridor.charts.theme import (
    ACCENT,
    BACKGROUND,
    DARK,
    FONT,
    FONT_SIZE,
    FULL_WIDTH,
    GREY,
    GRID,
    HALF_WIDTH,
    INK,
    LAND,
    MAP_DISCLAIMER,
    MUTED,
    PALETTE,
    SEQUENTIAL,
    color_of,
)

if TYPE_CHECKING:
    from corridor.charts.bars import change_by_economy, gains_losses, ranked
    from corridor.charts.cards import card
    from corridor.charts.comparisons import (
        remittances_by_economy,
        selectivity_by_economy,
        students_by_economy,
    )
    from corridor.charts.country import (
        ageing,
        remittance_sources,
        remittances,
        selectivity,
        stocks,
        students,
    )
    from corridor.charts.dots import replacement
    from corridor.charts.drawing import Chart, Shown, interactive_script, show, spec_json, svg
    from corridor.charts.geography import Shapes, read_shapes
    from corridor.charts.heatmap import matrix
    from corridor.charts.maps import region_map
    from corridor.charts.migration import net_migration
    from corridor.charts.need_bars import needs
    from corridor.charts.panels import small_multiples
    from corridor.charts.ranges import contested
    from corridor.charts.regional import net_migration_region, region_in_world

__all__ = [
    "ACCENT",
    "BACKGROUND",
    "DARK",
    "FONT",
    "FONT_SIZE",
    "FULL_WIDTH",
    "GREY",
    "GRID",
    "HALF_WIDTH",
    "INK",
    "LAND",
    "MAP_DISCLAIMER",
    "MUTED",
    "PALETTE",
    "SEQUENTIAL",
    "Chart",
    "Shapes",
    "Shown",
    "ageing",
    "card",
    "change_by_economy",
    "color_of",
    "contested",
    "gains_losses",
    "interactive_script",
    "matrix",
    "needs",
    "net_migration",
    "net_migration_region",
    "ranked",
    "read_shapes",
    "region_in_world",
    "region_map",
    "remittance_sources",
    "remittances",
    "remittances_by_economy",
    "replacement",
    "selectivity",
    "selectivity_by_economy",
    "show",
    "small_multiples",
    "spec_json",
    "stocks",
    "students",
    "students_by_economy",
    "svg",
]

_LATER = {
    "bars": ("change_by_economy", "gains_losses", "ranked"),
    "cards": ("card",),
    "comparisons": ("remittances_by_economy", "selectivity_by_economy", "students_by_economy"),
    "country": ("ageing", "remittance_sources", "remittances", "selectivity", "stocks", "students"),
    "dots": ("replacement",),
    "drawing": ("Chart", "Shown", "interactive_script", "show", "spec_json", "svg"),
    "geography": ("Shapes", "read_shapes"),
    "heatmap": ("matrix",),
    "maps": ("region_map",),
    "migration": ("net_migration",),
    "need_bars": ("needs",),
    "panels": ("small_multiples",),
    "ranges": ("contested",),
    "regional": ("net_migration_region", "region_in_world"),
}


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            return getattr(import_module(f"corridor.charts.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
