"""The few selections that most indicators are made of, named once."""

from __future__ import annotations

import math

from corridor.indicators.base.figures import Codes, Figure, Selection, Values
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.wishes import Except
from corridor.language import defined, worded

GROWTH_FROM = 2010
HORIZON = 2050
FIRST_YEAR = 1990
WORLD = "WLD"
UNNAMED = Except("OTH", "UNK")

# Whom a selection is about, by sex; the place is filled in.
_HERE = {
    "both": "migrants living in {}",
    "female": "women and girls among migrants living in {}",
    "male": "men and boys among migrants living in {}",
}
_AWAY = {
    "both": "migrants from {}",
    "female": "women and girls among migrants from {}",
    "male": "men and boys among migrants from {}",
}


def immigrants(tables: Tables, codes: Codes, year: int, sex: str = "both") -> Selection:
    """Rows of the migrants who live in some economies, of all origins; persons."""
    return tables["migrant_stock"].of("destination", codes, year=year, sex=sex, phrase=defined(_HERE[sex]))


def emigrants(tables: Tables, codes: Codes, year: int, sex: str = "both") -> Selection:
    """Rows of the migrants from some economies, in all destinations; persons."""
    return tables["migrant_stock"].of("origin", codes, year=year, sex=sex, phrase=defined(_AWAY[sex]))


def immigrants_from(tables: Tables, codes: Codes, origins: Codes | Except, year: int) -> Selection:
    """Rows of the migrants who live in some economies and are from named origins; persons."""
    phrase = defined(_HERE["both"])
    if not isinstance(origins, Except):
        # The place stays open: the table names whom it asked for.
        phrase = worded(
            "migrants from {origins} living in {place}", origins=_names(tables, origins), place="{}"
        )
    stock = tables["migrant_stock"]
    return stock.of("destination", codes, origin=origins, year=year, sex="both", phrase=phrase)


def emigrants_in(tables: Tables, codes: Codes, destinations: Codes | Except, year: int) -> Selection:
    """Rows of the migrants from some economies who live in named destinations; persons."""
    phrase = defined(_AWAY["both"])
    if not isinstance(destinations, Except):
        there = _names(tables, destinations)
        phrase = worded("migrants from {origins} living in {place}", origins="{}", place=there)
    stock = tables["migrant_stock"]
    return stock.of("origin", codes, destination=destinations, year=year, sex="both", phrase=phrase)


def corridor(tables: Tables, destination: str, origin: str, year: int) -> Selection:
    """Find the row of one corridor; persons."""
    return immigrants_from(tables, (destination,), (origin,), year)


def people(tables: Tables, codes: Codes, year: int, age_group: str = "total") -> Selection:
    """Rows of the residents of some economies in an age group; thousand persons."""
    return tables["population"].of("iso3", codes, year=year, age_group=age_group)


def stock_years(tables: Tables) -> tuple[int, ...]:
    """Years of the migrant stock."""
    return tables.years("migrant_stock")


def shared_years(tables: Tables) -> tuple[int, ...]:
    """Years that the migrant stock and the population both have."""
    return tables.years("migrant_stock", "population")


def population_years(tables: Tables) -> tuple[int, ...]:
    """Years of the population from 1990 to 2050."""
    return tuple(year for year in tables.years("population") if FIRST_YEAR <= year <= HORIZON)


def annual_growth(first: Figure, last: Figure, years: int) -> Figure:
    """Mean growth in % a year that leads from the first figure to the last in a number of years."""
    ratio = last / first
    if years < 1:
        return ratio.missing(worded("There is no span of years to grow over."))
    return 100 * (ratio ** (1 / years) - 1)


def herfindahl_hirschman(stocks: Values) -> float:
    """Sum the squared shares of some stocks in their total: 1 where there is one, 1/n where n are equal."""
    total = math.fsum(stocks.tolist())
    return math.fsum((stock / total) ** 2 for stock in stocks.tolist())


def _names(tables: Tables, codes: Codes) -> str:
    return worded("the region") if len(codes) > 1 else "".join(tables.names.get(code, code) for code in codes)
