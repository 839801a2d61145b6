"""What may stand behind `corridor explain`, and what is said of a figure that does not exist."""

import pytest
from explained_site import BOTH, EDITION, STOCK

from corridor.anchors import FigureId, derived_anchor, value_anchor
from corridor.errors import UsageError
from corridor.explaining import asked
from corridor.explaining.built import Built


@pytest.fixture
def built(site):
    return Built(site, EDITION)


def test_identifiers_are_read_one_or_several_to_a_word():
    assert asked.read([STOCK]).figures == (STOCK,)
    assert asked.read([BOTH]) == asked.read(BOTH.split())
    assert asked.read(["quoted/koreans/low"]).figures == ("quoted/koreans/low",)


def test_an_identifier_falls_into_its_parts():
    assert FigureId.parse("JPN/emigrants_by_destination/USA/2024") == FigureId(
        "JPN", "emigrants_by_destination", "USA", "2024"
    )
    mixed = FigureId.parse("RUS/immigrant_share/2020@2023-1[migrant_stock=rev2024]")
    assert (mixed.own, mixed.edition) == ("RUS/immigrant_share/2020", "2023-1[migrant_stock=rev2024]")
    assert str(mixed).endswith("rev2024]")
    assert FigureId.parse("JPN/immigrant_stock") is None
    assert FigureId.parse("JPN/immigrant_stock/now") is None


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/site/editions/2026-1/briefs/jpn/index.html#value-jpn-immigrant_stock-2024",
        "https://example.org/editions/2026-1/briefs/jpn/#value-jpn-immigrant_stock-2024",
        "file:///a/_site/editions/2026-1/briefs/jpn/index.html#value-jpn-immigrant_stock-2024",
        "editions/2026-1/briefs/jpn/index.html#value-jpn-immigrant_stock-2024",
    ],
)
def test_an_address_names_the_edition_the_page_and_the_figure(built, address):
    found = asked.read([address])
    assert (found.edition, found.page) == ("2026-1", "briefs/jpn")
    assert asked.figures_at(built, found) == (STOCK, "")


def test_an_anchor_alone_is_enough(built):
    anchor = value_anchor(STOCK)
    assert asked.figures_at(built, asked.read([anchor])) == (STOCK, "")
    assert asked.figures_at(built, asked.read([f"#{anchor}"])) == (STOCK, "")
    formula = "immigrant_stock(2024) − immigrant_stock(2020)"
    assert asked.figures_at(built, asked.read([derived_anchor(BOTH, formula)])) == (BOTH, formula)
    assert asked.figures_at(built, asked.read(["quoted-koreans-low"])) == ("quoted/koreans/low", "")


def test_anchors_do_not_meet():
    assert derived_anchor(BOTH, "a") != derived_anchor(BOTH, "b") != derived_anchor(STOCK, "b")


def test_an_anchor_of_nothing_is_refused(built):
    with pytest.raises(UsageError, match="has the anchor value-jpn-nothing-2024"):
        asked.figures_at(built, asked.read(["value-jpn-nothing-2024"]))


@pytest.mark.parametrize(
    "words", [[], [" "], ["JPN"], ["JPN/immigrant_stock"], [STOCK, "and"], ["https://example.org/"]]
)
def test_what_is_no_figure_is_refused(words):
    with pytest.raises(UsageError) as refused:
        asked.read(words)
    assert "economy/indicator/year" in refused.value.expected


@pytest.mark.parametrize(
    ("figure", "near"),
    [
        ("JPN/immigrant_stock/2023", "JPN/immigrant_stock/2024"),
        ("JPN/imigrant_stok/2024", "JPN/immigrant_stock/2024"),
        ("JPM/immigrant_stock/2020", "JPN/immigrant_stock/2020"),
        ("JPN/emigrants_by_destination/USB/2024", "JPN/emigrants_by_destination/USA/2024"),
        ("jpn/IMMIGRANT_SHARE/2020", "JPN/immigrant_share/2020"),
    ],
)
def test_the_nearest_figures_are_named(built, figure, near):
    error = asked.unknown(built.trace, figure)
    assert asked.nearest(built.trace, figure)[0] == near
    assert near in error.todo
    assert error.exit_code == 2


def test_where_nothing_is_near_the_form_is_shown(built):
    error = asked.unknown(built.trace, "XXX/qqqqqq/1")
    assert "economy/indicator/year" in error.expected
    assert "data/indicators.csv" in error.todo
