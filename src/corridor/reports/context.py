"""What every report of an edition is written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corridor.checks import CheckReport
from corridor.economies import Economy, all_economies
from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorValue
from corridor.ledger import Figure, Ledger
from corridor.project import Project
from corridor.sources import Source
from corridor.statements import StatementResult, compute_statements
from corridor.vintages import AtHand
from corridor.withholding import Withholding

COMPARE_YEAR = 2010
HORIZON = 2050


@dataclass(frozen=True)
class Context:
    """An edition with its figures, sources and verdicts.

    Attributes
    ----------
    sources : mapping of str to Source
        The sources the edition pins, by id.
    reports : tuple of CheckReport
        The verdicts of the checks.
    withholding : Withholding or None
        What is withheld because a data check failed.
    """

    project: Project
    edition: Edition
    ledger: Ledger
    sources: Mapping[str, Source]
    reports: tuple[CheckReport, ...]
    withholding: Withholding | None = None

    @cached_property
    def economies(self) -> dict[str, Economy]:
        """Every code of the code list."""
        return all_economies(self.project)

    @cached_property
    def at_hand(self) -> AtHand:
        """The vintages that the edition can look at, its own and older ones; nothing is loaded before it is asked."""
        return AtHand(self.project, self.edition, self.ledger.values, self.withholding)

    @cached_property
    def outlook(self) -> Context:
        """The same for the outlook: it tells no figure of an economy whose brief is withheld, nor of its corridors."""
        if self.withholding is None:
            return self
        held = replace(self.withholding, corridors=True)
        return replace(self, ledger=Ledger(held.applied(self.ledger.values)), withholding=held)

    @cached_property
    def statements(self) -> tuple[StatementResult, ...]:
        """The published statements, computed again; kept, for reports and data files show the same."""
        return compute_statements(self)

    @cached_property
    def stock_years(self) -> tuple[int, ...]:
        """Years of the edition's migrant stock, in order."""
        values = self.ledger.values.series(self.edition.region.id, "immigrant_stock")
        years = tuple(v.year for v in values)
        if not years:
            raise ConfigurationError(
                "The edition's migrant stock has no year.",
                where=f"reports/editions/{self.edition.id}.yml, vintages, migrant_stock",
                expected="stocks for the economies of the region",
                found="none",
                todo="Name a vintage that holds them.",
            )
        return years

    @property
    def base(self) -> int:
        """Newest year of the migrant stock."""
        return self.stock_years[-1]

    @property
    def first(self) -> int:
        """Oldest year of the migrant stock."""
        return self.stock_years[0]

    @property
    def members(self) -> tuple[str, ...]:
        """ISO3 codes of the region, but for economies that the outlook must not tell of."""
        held = self.withholding.economies if self.withholding and self.withholding.corridors else ()
        return tuple(code for code in self.edition.region.members if code not in held)

    @property
    def compare_year(self) -> int:
        """Year with which the base year is compared."""
        return COMPARE_YEAR

    @property
    def horizon(self) -> int:
        """Last year of the projections that reports use."""
        return HORIZON

    @cached_property
    def population_first(self) -> int:
        """First year of the population figures."""
        return self._population()[0].year

    @cached_property
    def last_estimate(self) -> int:
        """Last year for which the population is an estimate; later years are projections."""
        return max(v.year for v in self._population() if v.status == "estimated")

    def _population(self) -> Sequence[IndicatorValue]:
        return self.ledger.values.series(self.edition.region.id, "working_age_population")

    def citation_key(self, source_id: str) -> str:
        """Key of the vintage in the bibliography; tables of one publication share the key of the first."""
        this = self._publication(source_id)
        first = next(s for s in sorted(self.sources) if self._publication(s) == this)
        return f"{first.replace('_', '-')}-{self.edition.vintages[first]}"

    def _publication(self, source_id: str) -> tuple[object, ...]:
        """What a reader is told of the publication that a table is from."""
        source = self.sources[source_id]
        vintage = source.vintages[self.edition.vintages[source_id]]
        return (source.abbreviation, source.publisher, source.link, vintage.title, str(vintage.published))

    def title_of(self, source_id: str) -> str:
        """Title of the vintage: "World Population Prospects 2024"."""
        return self.sources[source_id].vintages[self.edition.vintages[source_id]].title

    def vintage_label(self, source_id: str) -> str:
        """Short name of the vintage an edition pins: "Rev. 2024"."""
        return self.sources[source_id].vintages[self.edition.vintages[source_id]].label

    def figure(self, economy: str, indicator: str, year: int, counterpart: str = "") -> Figure | None:
        """Return a figure that has a value, or None."""
        return self.ledger.maybe(economy, indicator, year, counterpart)

    def newest_figure(self, economy: str, indicator: str, counterpart: str = "") -> Figure | None:
        """Return the figure of the newest year that has a value, or None; with projections, their last year."""
        return self.ledger.newest_figure(economy, indicator, counterpart)

    def across(self, indicator: str, year: int, members: Sequence[str] | None = None) -> dict[str, Figure]:
        """Figures of an indicator for the region's economies that have one, by code."""
        found = ((m, self.figure(m, indicator, year)) for m in (members or self.members))
        return {m: f for m, f in found if f is not None}

    def why_missing(self, economy: str, indicator: str, year: int) -> str:
        """Reason that the figure is missing, in a sentence; empty if it is not."""
        if not self.ledger.values.has(economy, indicator, year):
            return ""
        return self.ledger.figure(economy, indicator, year).reason
