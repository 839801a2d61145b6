"""Colours, sizes and type of every chart: one place, free of heavy imports.

Charts use only the colours named here, in this spelling, so that a page can exchange them for the dark ones
by attribute. `DARK` says which dark colour stands for which.
"""

from __future__ import annotations

from typing import Final

INK: Final = "#1b2733"
MUTED: Final = "#5a6772"
GREY: Final = "#8a959e"
GRID: Final = "#dde2e6"
ACCENT: Final = "#0b6477"
BACKGROUND: Final = "#ffffff"
# Land of a map that is not part of the region.
LAND: Final = "#eef1f3"

# Shades for a logarithmic scale, lightest for the smallest class. Ink reads on the first four, paper on the
# rest.
SEQUENTIAL: Final = ("#e4f0f2", "#c2dde2", "#97c5cd", "#63a5b2", "#2a7f90", "#0a4a59")
INK_STEPS: Final = 4

# Tints of a projection's intervals, in percent; the widest first, so that the narrower lies over it.
BANDS: Final = (("95", SEQUENTIAL[1]), ("80", SEQUENTIAL[2]))

# Nine colours for the region's economies. All differ in lightness, so that they stay apart in grey and for
# colour-blind readers, and all stand out from white.
PALETTE: Final[dict[str, str]] = {
    "CHN": "#3c5bc3",
    "HKG": "#5d3446",
    "MAC": "#222e13",
    "TWN": "#8e655c",
    "JPN": "#d85c96",
    "KOR": "#6d850a",
    "PRK": "#3f1f82",
    "MNG": "#658ffc",
    "RUS": "#0d6218",
}

# What each colour becomes on a dark page: text and marks keep their contrast, shades turn round with the page.
DARK: Final[dict[str, str]] = {
    BACKGROUND: "#10181f",
    INK: "#e8edf1",
    MUTED: "#a9b5bf",
    GREY: "#6f7c87",
    GRID: "#2f3b46",
    LAND: "#1b252e",
    ACCENT: "#5bbccd",
    PALETTE["CHN"]: "#3683e4",
    PALETTE["HKG"]: "#b8558a",
    PALETTE["MAC"]: "#b9f8af",
    PALETTE["TWN"]: "#b2838a",
    PALETTE["JPN"]: "#fd7eba",
    PALETTE["KOR"]: "#c3ce53",
    PALETTE["PRK"]: "#db9fff",
    PALETTE["MNG"]: "#e7d1f1",
    PALETTE["RUS"]: "#5cad65",
    SEQUENTIAL[0]: "#18272f",
    SEQUENTIAL[1]: "#1d3a44",
    SEQUENTIAL[2]: "#235260",
    SEQUENTIAL[3]: "#2b6b7c",
    SEQUENTIAL[4]: "#4fa3b6",
    SEQUENTIAL[5]: "#a8dfea",
}

MAP_DISCLAIMER: Final = (
    "The lines, names and shades on this map show where places are and no more: they imply no opinion on the "
    "legal status of any country, territory, city or area or of its authorities, or on the course of its borders, "
    "and no endorsement or acceptance of them."
)

FONT: Final = "Source Sans Pro, sans-serif"
FONT_SIZE: Final = 13
LINE_HEIGHT: Final = 15
STRONG: Final = 600

FULL_WIDTH: Final = 680
HALF_WIDTH: Final = 330


def color_of(iso3: str) -> str:
    """Colour of an economy, the same in every chart: its own for the nine of the palette, grey for others."""
    return PALETTE.get(iso3, GREY)
