"""The picture that a link to a report shows where it is shared: title, finding and lead chart on one card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from corridor.charts.drawing import Chart, png, svg
from corridor.charts.layout import wrap
from corridor.charts.theme import ACCENT, BACKGROUND, FONT, INK

# Pixels, as the sites that show cards ask for.
WIDTH, HEIGHT = 1200, 630
_EDGE, _BAND, _GAP = 60, 132, 28
_ROOT = re.compile(r'<svg\b[^>]*\bviewBox="([^"]*)">')
# Below this a chart is no wider than high, and stands beside its finding.
_BROAD = 1.5


@dataclass(frozen=True)
class _Line:
    at: tuple[float, float]
    text: str
    size: int
    weight: int
    color: str

    def drawn(self) -> str:
        x, y = self.at
        rows = "".join(
            f'<tspan x="{x}" dy="{self.size * 1.2 if row else 0:g}">{escape(text)}</tspan>'
            for row, text in enumerate(self.text.split("\n"))
        )
        return (
            f'<text x="{x}" y="{y:g}" font-family="{FONT}" font-size="{self.size}" font-weight="{self.weight}" '
            f'fill="{self.color}">{rows}</text>'
        )


def card(chart: Chart, *, title: str, finding: str, line: str) -> bytes:
    """Draw a card.

    Parameters
    ----------
    chart : Chart
        The chart that shows the main point.
    title : str
        Whom the report is about.
    finding : str
        What the chart shows, in one sentence.
    line : str
        Series, edition and date.

    Returns
    -------
    bytes
        A PNG of 1200 × 630 pixels, the same for the same chart and texts.
    """
    broad = chart.width / chart.height >= _BROAD
    across = WIDTH - 2 * _EDGE
    room = across if broad else across * 0.45
    size = 36 if broad else 44
    told = wrap(finding, room, size, 600)
    top = _BAND + _GAP + size
    below = top + (told.count("\n") * 1.2 + 0.7) * size
    place: tuple[float, float, float, float]
    if broad:
        place = (_EDGE, below, across, HEIGHT - below - _GAP)
    else:
        place = (_EDGE + across / 2, _BAND + _GAP, across / 2, HEIGHT - _BAND - 2 * _GAP)
    texts = (
        _Line((_EDGE, 44), line, 22, 600, BACKGROUND),
        _Line((_EDGE, 104), title, 54 if len(title) < 34 else 40, 700, BACKGROUND),
        _Line((_EDGE, top), told, size, 600, INK),
    )
    return png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>'
        f'<rect width="{WIDTH}" height="{_BAND}" fill="{ACCENT}"/>'
        + "".join(text.drawn() for text in texts)
        + _fitted(svg(chart), *place)
        + "</svg>"
    )


def _fitted(picture: str, x: float, y: float, width: float, height: float) -> str:
    """A chart in a box, as large as it can be."""
    box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" preserveAspectRatio="xMinYMid meet"'
    return _ROOT.sub(lambda root: f'<svg {box} viewBox="{root[1]}">', picture, count=1)
