"""What an edition's reports need of its vintages, refused before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.editions import Edition
from corridor.errors import ConfigurationError, listed
from corridor.indicators import registry
from corridor.reports.context import COMPARE_YEAR, HORIZON
from corridor.sources import Dataset

# The two sources without which no report of today can be written.
NEEDED = ("migrant_stock", "population")


def require(edition: Edition, datasets: Mapping[str, Dataset]) -> None:
    """Refuse an edition whose vintages lack the figures that its reports rest on.

    Raises
    ------
    ConfigurationError
        Naming the edition's file, the source, the vintage, what is needed and what it holds.
    """
    for source_id in NEEDED:
        if source_id not in datasets:
            used = {s for i in registry().values() for s in i.sources}
            raise _lacking(
                edition, f"no vintage of {source_id}", f"a vintage of each of {listed(used)}", "none"
            )
    stock, population = datasets["migrant_stock"], datasets["population"]
    years = set(stock.table["year"])
    _years(edition, stock, {COMPARE_YEAR}, years)
    _years(edition, population, {COMPARE_YEAR, max(years), HORIZON}, set(population.table["year"]))
    _economies(edition, population)


def _years(edition: Edition, dataset: Dataset, needed: set[int], held: set[int]) -> None:
    if needed - held:
        lacks = listed(str(y) for y in needed - held)
        raise _lacking(
            edition,
            f"{dataset.source.id} {dataset.vintage.id} has no figures for {lacks}",
            f"years {listed(str(y) for y in needed)}",
            f"{len(held)} years from {min(held)} to {max(held)}",
        )


def _economies(edition: Edition, population: Dataset) -> None:
    held = set(population.table["iso3"].unique())
    lacking = [m for m in edition.economies if m not in held]
    if lacking:
        raise _lacking(
            edition,
            f"{population.source.id} {population.vintage.id} has no figures for {listed(lacking)}",
            "the population of every economy that gets a brief",
            f"none for {listed(lacking)}",
        )


def _lacking(edition: Edition, what: str, expected: str, found: str) -> ConfigurationError:
    return ConfigurationError(
        f"Edition {edition.id} cannot be computed: {what}.",
        where=f"reports/editions/{edition.id}.yml, key vintages",
        expected=expected,
        found=found,
        todo="Name a vintage that has them, or leave the economy out.",
    )
