"""Colours, sizes and type of every chart: one place, free of heavy imports.

Charts use only the colours named here, in this spelling, so that a page can exchange them for the dark ones
by attribute. `DARK` says which dark colour stands for which.
"""

from __future__ import annotations

from typing import Final

INK: Final = "#1b2733"
MUTED: Final = "#5a6772"
GREY: Final = "#a3adb5"
GRID: Final = "#dde2e6"
ACCENT: Final = "#0b6477"
BACKGROUND: Final = "#ffffff"

# Shades for a logarithmic scale, lightest for the smallest class. Ink reads on the first four, paper on the
# rest.
SEQUENTIAL: Final = ("#e4f0f2", "#c2dde2", "#97c5cd", "#63a5b2", "#2a7f90", "#0a4a59")
INK_STEPS: Final = 4

# Nine colours for the region's economies. All differ in lightness, so that they stay apart in grey and for
# colour-blind readers, and all stand out from white.
PALETTE: Final[dict[str, str]] = {
    "CHN": "#0349a1",
    "HKG": "#bb7d88",
    "MAC": "#546e00",
    "TWN": "#0c81e5",
    "JPN": "#5e0040",
    "KOR": "#7ca754",
    "PRK": "#804a50",
    "MNG": "#796c95",
    "RUS": "#124417",
}

# What each colour becomes on a dark page: text and marks keep their contrast, shades turn round with the
# page.
DARK: Final[dict[str, str]] = {
    BACKGROUND: "#10181f",
    INK: "#e8edf1",
    MUTED: "#a9b5bf",
    GREY: "#6f7c87",
    GRID: "#2f3b46",
    ACCENT: "#5bbccd",
}

FONT: Final = "Source Sans Pro, sans-serif"
FONT_SIZE: Final = 13
LINE_HEIGHT: Final = 15
STRONG: Final = 600

FULL_WIDTH: Final = 680
HALF_WIDTH: Final = 330


def color_of(iso3: str) -> str:
    """Colour of an economy, the same in every chart: its own for the nine of the palette, grey for others."""
    return PALETTE.get(iso3, GREY)
