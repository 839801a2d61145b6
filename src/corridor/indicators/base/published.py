"""Series that a source publishes economy by economy, and the years an area has values for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Indicator
from corridor.indicators.base.figures import Codes, Figure, Selection
from corridor.indicators.base.pieces import FIRST_YEAR, HORIZON
from corridor.indicators.base.tables import Tables, TableView
from corridor.indicators.base.values import IndicatorValue
from corridor.language import worded


@dataclass(frozen=True)
class Series:
    """One figure an economy and year, or several to be added up, as a source publishes them.

    Attributes
    ----------
    source : str
        The source.
    column : str
        The column that holds the economies.
    phrase : str
        What the figures are, for the reason where there is none, with `{}` for the names: "refugees in {}".
    conditions : mapping of str to str
        What else tells the rows of the series, such as `indicator`.
    measure : str
        The column of the figures, where the source measures several things.
    first, last : int
        Years before and after which the source's figures are left out.
    """

    source: str
    column: str
    phrase: str = "{}"
    conditions: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    first: int = FIRST_YEAR
    last: int = 9999

    def of(self, tables: Tables, codes: Codes, year: int) -> Selection:
        """Rows of some economies in a year, in the unit of the source."""
        return self.spanning(tables, codes, (year,))

    def spanning(self, tables: Tables, codes: Codes, years: tuple[int, ...]) -> Selection:
        """Rows of some economies in several years."""
        return self._view(tables).of(self.column, codes, phrase=self.phrase, year=years, **self.conditions)

    def years(self, tables: Tables, codes: Codes) -> tuple[int, ...]:
        """Years in which at least one of some economies has a row, and the newest year of the series.

        A series with holes is no chain of missing values: only what a reader looks for first, the newest
        year, is missing with a reason. So an economy that the source does not know has that year alone.
        """
        return tuple(sorted({*self.own_years(tables, codes), self.newest(tables)}))

    def own_years(self, tables: Tables, codes: Codes) -> tuple[int, ...]:
        """Years in which at least one of some economies has a row, ascending."""
        return self._within(self._view(tables).where(**{self.column: codes}, **self.conditions))

    def newest(self, tables: Tables) -> int:
        """Newest year in which any economy has a row; that of the source where no row is of the series."""
        view = self._view(tables)
        return (self._within(view.where(**self.conditions)) or view.years)[-1]

    def values(self, declared: Indicator, area: Area, tables: Tables) -> Iterator[IndicatorValue]:
        """Give the figure of each year as a value of an indicator; a region's is the sum of its economies."""
        for year in self.years(tables, area.members):
            rows = self.of(tables, area.members, year)
            covered = area.covered(tables, year, rows)
            chosen = rows if covered.members == area.members else self.of(tables, covered.members, year)
            yield declared.value(covered, self.sum(chosen))

    def sum(self, rows: Selection) -> Figure:
        """Sum of some rows of the series; missing, with the reason, where there is none."""
        figure = rows.sum()
        if figure.value is None and not rows.view.where(**self.conditions).rows.size:
            return figure.missing(
                worded("There are no figures of this kind in {table}.", table=rows.view.title)
            )
        return figure

    def _view(self, tables: Tables) -> TableView:
        view = tables[self.source]
        return view.measuring(self.measure) if self.measure else view

    def _within(self, rows: Selection) -> tuple[int, ...]:
        years = sorted(int(year) for year in rows.distinct("year"))
        return tuple(year for year in years if self.first <= year <= self.last)


NET_MIGRATION = Series(
    "net_migration", "iso3", "the net migration of {}", measure="net_migration_thousands", last=HORIZON
)
INBOUND = Series("students", "iso3", "students from abroad in {}", {"indicator": "inbound_total"})
OUTBOUND = Series("students", "iso3", "students from {} abroad", {"indicator": "outbound_total"})


def emigration_rate(education: str, whom: str) -> Series:
    """Make the series of the emigration rates of a level of education, both sexes; %."""
    level = {"sex": "both", "education": education}
    return Series("skilled_emigration", "iso3", f"{whom} from {{}}", level, first=0)


def students_abroad(tables: Tables, codes: Codes, year: int) -> Figure:
    """Students who left some economies; missing where the source's arithmetic gives a number below zero."""
    figure = OUTBOUND.of(tables, codes, year).sum()
    if figure.value is not None and figure.value < 0:
        return figure.missing(
            worded("Inbound students less the published net flow are below zero, which cannot be.")
        )
    return figure
