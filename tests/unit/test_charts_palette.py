"""Colours that stay apart: for colour-blind readers, in grey, on paper and in the dark."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from corridor import charts
from corridor.charts.base_map import REGION
from corridor.charts.theme import BANDS, INK_STEPS

# Machado, Oliveira and Fernandes (2009), full severity, for linear light.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = np.array(
    ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
)


def linear(color: str) -> np.ndarray:
    channel = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def luminance(color: str) -> float:
    return float(TO_XYZ[1] @ linear(color))


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def lab(light: np.ndarray) -> np.ndarray:
    relative = TO_XYZ @ np.clip(light, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array((116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])))


def distance(first: np.ndarray, second: np.ndarray) -> float:
    """CIEDE2000, as Sharma, Wu and Dalal (2005) set it out."""
    mean_chroma = (np.hypot(*first[1:]) + np.hypot(*second[1:])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    chroma = [np.hypot(c[1] * stretch, c[2]) for c in (first, second)]
    hue = [np.degrees(np.arctan2(c[2], c[1] * stretch)) % 360 for c in (first, second)]
    turn = (hue[1] - hue[0] + 180) % 360 - 180
    d_light, d_chroma = second[0] - first[0], chroma[1] - chroma[0]
    d_hue = 2 * np.sqrt(chroma[0] * chroma[1]) * np.sin(np.radians(turn) / 2)
    light, c = (first[0] + second[0]) / 2, sum(chroma) / 2
    h = sum(hue) / 2 if abs(hue[0] - hue[1]) <= 180 else (sum(hue) + 360) / 2
    t = 1 - 0.17 * _cos(h - 30) + 0.24 * _cos(2 * h) + 0.32 * _cos(3 * h + 6) - 0.2 * _cos(4 * h - 63)
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * c, 1 + 0.015 * c * t
    rotation = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    a, b = d_chroma / s_chroma, d_hue / s_hue
    return float(np.sqrt((d_light / s_light) ** 2 + a**2 + b**2 + rotation * a * b))


def _cos(degrees: float) -> float:
    return float(np.cos(np.radians(degrees)))


def closest(colors: list[str], matrix: np.ndarray) -> float:
    seen = [lab(matrix @ linear(c)) for c in colors]
    return min(distance(a, b) for a, b in combinations(seen, 2))


LIGHT = list(charts.PALETTE.values())
DARK = [charts.DARK[c] for c in LIGHT]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_agrees_with_published_examples(first, second, expected):
    assert distance(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-4)


def test_nine_economies_have_nine_colours():
    assert list(charts.PALETTE) == ["CHN", "HKG", "MAC", "TWN", "JPN", "KOR", "PRK", "MNG", "RUS"]
    assert len(set(LIGHT)) == 9
    assert [charts.color_of(code) for code in charts.PALETTE] == LIGHT
    assert charts.color_of("DEU") == charts.GREY


@pytest.mark.parametrize(("colors", "least"), [(LIGHT, 14), (DARK, 11.5)], ids=["light", "dark"])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_economies_stay_apart_for_colour_blind_readers(colors, least, deficiency):
    assert closest(colors, np.array(DEFICIENCIES[deficiency])) >= least


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_economies_stay_apart_for_full_colour_sight(colors):
    assert closest(colors, np.eye(3)) >= 15


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_economies_stay_apart_in_grey(colors):
    lightness = sorted(float(lab(linear(c))[0]) for c in colors)
    assert min(b - a for a, b in pairwise(lightness)) >= 4.3


def test_economies_are_not_taken_for_the_grey_of_others():
    grey = lab(linear(charts.GREY))
    assert min(distance(lab(linear(c)), grey) for c in LIGHT) >= 14


@pytest.mark.parametrize("color", [*LIGHT, charts.ACCENT, charts.INK, charts.MUTED, charts.GREY])
def test_marks_stand_out_from_the_page_by_day_and_by_night(color):
    assert contrast(color, charts.BACKGROUND) >= 3
    assert contrast(charts.DARK[color], charts.DARK[charts.BACKGROUND]) >= 3


@pytest.mark.parametrize("color", [charts.ACCENT, charts.INK, charts.MUTED])
def test_text_is_readable_by_day_and_by_night(color):
    assert contrast(color, charts.BACKGROUND) >= 4.5
    assert contrast(charts.DARK[color], charts.DARK[charts.BACKGROUND]) >= 4.5


@pytest.mark.parametrize("position", range(len(charts.SEQUENTIAL)))
def test_a_number_in_a_shaded_cell_is_readable(position):
    text = charts.INK if position < INK_STEPS else charts.BACKGROUND
    shade = charts.SEQUENTIAL[position]
    assert contrast(text, shade) >= 4.5
    assert contrast(charts.DARK[text], charts.DARK[shade]) >= 4.5


def test_shades_grow_darker_by_day_and_lighter_by_night():
    day = [luminance(c) for c in charts.SEQUENTIAL]
    night = [luminance(charts.DARK[c]) for c in charts.SEQUENTIAL]
    assert day == sorted(day, reverse=True)
    assert night == sorted(night)


VISIONS = {"full colour": np.eye(3), **{name: np.array(matrix) for name, matrix in DEFICIENCIES.items()}}
THEMES = {"day": lambda color: color, "night": charts.DARK.__getitem__}
# Neighbours on a scale, bands over each other, land beside land: how far apart they are at least.
NEIGHBOURS = [
    *((a, b, 4.5) for a, b in pairwise(charts.SEQUENTIAL)),
    (BANDS[1][1], BANDS[0][1], 6.0),
    (BANDS[0][1], charts.BACKGROUND, 8.0),
    (REGION, charts.LAND, 5.0),
    (REGION, charts.BACKGROUND, 8.0),
    (charts.LAND, charts.BACKGROUND, 3.0),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("first", "second", "least"), NEIGHBOURS)
def test_tints_stay_apart_for_every_reader(first, second, least, vision, theme):
    seen = [lab(VISIONS[vision] @ linear(THEMES[theme](color))) for color in (first, second)]
    assert distance(*seen) >= least


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("first", "second", "least"), NEIGHBOURS)
def test_tints_stay_apart_in_grey(first, second, least, theme):
    light, dark = (lab(linear(THEMES[theme](color)))[0] for color in (first, second))
    assert abs(light - dark) >= least


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "pair", [(charts.ACCENT, charts.INK), (charts.ACCENT, charts.GREY), (charts.INK, charts.MUTED)]
)
def test_two_lines_or_bars_are_told_apart_by_every_reader(pair, theme):
    for matrix in VISIONS.values():
        assert distance(*(lab(matrix @ linear(THEMES[theme](color))) for color in pair)) >= 12
    light, dark = (lab(linear(THEMES[theme](color)))[0] for color in pair)
    assert abs(light - dark) >= 12


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tint", [color for _, color in BANDS])
def test_lines_stand_out_from_the_bands_they_cross(tint, theme):
    for mark in (charts.ACCENT, charts.MUTED):
        assert contrast(THEMES[theme](mark), THEMES[theme](tint)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("land", [REGION, charts.LAND, charts.BACKGROUND])
def test_names_and_corridors_stand_out_from_the_land_below(land, theme):
    ground = THEMES[theme](land)
    assert contrast(THEMES[theme](charts.INK), ground) >= 4.5
    assert contrast(THEMES[theme](charts.ACCENT), ground) >= 4.5
    assert contrast(THEMES[theme](charts.SEQUENTIAL[4]), ground) >= 3


def test_every_colour_has_its_dark_counterpart():
    named = {
        charts.INK,
        charts.MUTED,
        charts.GREY,
        charts.GRID,
        charts.LAND,
        charts.ACCENT,
        charts.BACKGROUND,
    }
    assert set(charts.DARK) == named | set(charts.PALETTE.values()) | set(charts.SEQUENTIAL)
