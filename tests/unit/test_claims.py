"""What may be said of figures."""

import pytest

from corridor import claims
from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorSet, IndicatorValue, Input, registry
from corridor.ledger import Figure, Ledger, derive
from corridor.page_ledger import PageLedger

ROWS = Input("migrant_stock", "rev2024", "0" * 64, ("destination=JPN, year=2024, sex=both",), 3)


def value(number, year=2024, economy="JPN", indicator="immigrant_stock", unit="persons", reason=""):
    status = "missing" if number is None else "estimated"
    return IndicatorValue(economy, indicator, "", year, number, unit, status, reason, (ROWS,))


def figure(number, year=2024, economy="JPN", indicator="immigrant_stock"):
    held = value(number, year, economy, indicator, registry()[indicator].unit)
    values = IndicatorSet.from_values([held], edition="2026-1", subject=economy, base_year=2024)
    return Ledger(values).figure(economy, indicator, year)


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [(100, 102, "stable"), (100, 104, "rose"), (100, 96, "fell"), (100, 98, "stable"), (100, 100, "stable")],
)
def test_direction_has_one_answer(old, new, verdict):
    moved = claims.trend(figure(old, 2010), figure(new, 2024))
    assert [name for name in ("stable", "rose", "fell") if getattr(moved, name)] == [verdict]


@pytest.mark.parametrize(
    ("new", "words"),
    [(199, ""), (200, "more than doubled"), (399, "more than tripled"), (460, "more than quadrupled"),
     (730, "grown more than sevenfold"), (99, "")],
)  # fmt: skip
def test_multiples_in_words(new, words):
    assert claims.trend(figure(100, 1990), figure(new, 2024)).factor_in_words == words


def test_no_trend_without_two_figures_above_zero():
    assert claims.trend(None, figure(5)) is None
    assert claims.trend(figure(0, 2010), figure(5)) is None
    assert claims.trend(figure(5, 2024), figure(5, 2024)) is None


def test_change_carries_its_arithmetic_and_both_figures():
    moved = claims.trend(figure(200, 2010), figure(150, 2024))
    assert moved.percent.value == pytest.approx(25)
    assert moved.percent.id == "JPN/immigrant_stock/2010 JPN/immigrant_stock/2024"
    assert moved.percent.formula == "100 · |immigrant_stock(2024) / immigrant_stock(2010) − 1|"
    assert moved.signed_percent.value == pytest.approx(-25)
    assert moved.difference.value == 50


def test_figures_that_read_the_same_share_a_rank():
    first, second = figure(3_410_000, economy="JPN"), figure(3_409_999, economy="KOR")
    last = figure(5, economy="PRK")
    ranked = claims.rank(second, [first, last])
    assert (ranked.position, ranked.tied, ranked.among) == (1, True, 3)
    assert claims.rank(last, [first, second]).last
    assert claims.rank(None, [first]) is None
    assert claims.rank(first, [None]) is None


def test_comparison_calls_near_values_similar():
    assert claims.compare(figure(100), figure(95, economy="KOR")).similar
    assert claims.compare(figure(100), figure(80, economy="KOR")).more
    assert claims.compare(figure(100), None) is None


def test_a_missing_figure_cannot_be_used_in_arithmetic():
    missing = value(None, reason="There are no figures for Japan.")
    with pytest.raises(ConfigurationError, match="missing figure") as refused:
        derive(1.0, "%", "100 · x", missing)
    assert refused.value.found == "JPN/immigrant_stock/2024"


def test_size_drops_the_sign_and_says_so():
    fall = figure(-1200, indicator="corridor_change")
    assert fall.text == "−1,200"
    assert (fall.size.text, fall.size.formula) == ("1,200", "−1 · corridor_change")
    assert isinstance(fall.size, Figure)


def test_a_page_notes_what_it_shows_once():
    page = PageLedger({})
    shown = figure(3_409_529)
    for one in (shown, shown, shown.full):
        page.note(one)
    records = page.records()
    assert [record["text"] for record in records] == ["3.41\u00a0million", "3,409,529"]
    assert (
        records[0].items()
        >= {
            "id": "JPN/immigrant_stock/2024",
            "text": "3.41\u00a0million",
            "value": 3_409_529,
            "unit": "persons",
            "economy": "JPN",
            "indicator": "immigrant_stock",
            "counterpart": "",
            "year": 2024,
            "formula": registry()["immigrant_stock"].formula,
            "checks": ["migrant_stock/rev2024/*"],
            "notebook": "",
            "cell": "",
        }.items()
    )
    assert records[0]["inputs"][0].items() >= {
        "source": "migrant_stock", "vintage": "rev2024", "sha256": "0" * 64,
        "keys": ["destination=JPN, year=2024, sex=both"], "rows": 3,
    }.items()  # fmt: skip
