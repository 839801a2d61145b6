"""Rights and schemes: who operates schemes of mobility, levers that are named, and the convention's status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.economies import Economy, all_economies
from corridor.ledger import Figure, derive
from corridor.project import Project
from corridor.references import Reference, read_references
from corridor.registers import Entry, each_once, read_register

if TYPE_CHECKING:
    from corridor.reports.context import Context

FILE = "schemes.yml"
STATUS = "icrmw_status"
SOURCE = "treaties"
PARTY, SIGNATORY, NO_ACTION = 2.0, 1.0, 0.0


@dataclass(frozen=True)
class Scheme:
    """A scheme under which people move for work for a time.

    Attributes
    ----------
    id, name : str
        Identifier; what it is called.
    operator : Economy
        Who operates it.
    concerns, says : str
        Whom it concerns; a further sentence on it, or empty. Both are what the references say.
    references : tuple of Reference
        Where it is described.
    """

    id: str
    name: str
    operator: Economy
    concerns: str
    says: str
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Lever:
    """A lever of policy that the literature names."""

    id: str
    name: str
    reference: Reference


@dataclass(frozen=True)
class Standing:
    """Where an economy stands towards the convention on migrant workers.

    Attributes
    ----------
    economy : Economy
        The economy.
    figure : Figure or None
        Its status; None where the table of the convention has no row for it.
    reason : str
        Why there is none.
    """

    economy: Economy
    figure: Figure | None
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """Economies with the same status.

    Attributes
    ----------
    economies : tuple of Economy
        In the order asked.
    figure : Figure
        Their status as one figure, which rests on the row of each.
    """

    economies: tuple[Economy, ...]
    figure: Figure


@dataclass(frozen=True)
class Convention:
    """Where economies stand towards the convention on migrant workers.

    Attributes
    ----------
    year : int
        Year in which the status was taken.
    standings : tuple of Standing
        One for each economy, in the order asked.
    key : str
        Key of the source in the bibliography.
    """

    year: int
    standings: tuple[Standing, ...]
    key: str

    @property
    def parties(self) -> Group | None:
        """States party, if there are any."""
        return self._with(PARTY)

    @property
    def signatories(self) -> Group | None:
        """Those that have signed and are not party, if there are any."""
        return self._with(SIGNATORY)

    @property
    def without_action(self) -> Group | None:
        """Those that have neither signed nor become party, if there are any."""
        return self._with(NO_ACTION)

    @property
    def unlisted(self) -> tuple[Economy, ...]:
        """Those that the table of the convention does not list."""
        return tuple(one.economy for one in self.standings if one.figure is None)

    def _with(self, status: float) -> Group | None:
        found = [one for one in self.standings if one.figure is not None and one.figure.value == status]
        if not found:
            return None
        values = [value for one in found if one.figure for value in one.figure.values]
        figure = derive(status, "category", f"{STATUS} of each", *values)
        return Group(tuple(one.economy for one in found), figure)


def read_schemes(project: Project) -> tuple[tuple[Scheme, ...], tuple[Lever, ...]]:
    """Read the register of schemes and levers.

    Raises
    ------
    ConfigurationError
        If a key is missing or unknown, or an economy or reference is unknown; with the line.
    """
    register = read_register(project, FILE)
    register.only({"schemes", "levers"})
    references, economies = read_references(project), all_economies(project)
    listed, named = register.entries("schemes"), register.entries("levers")
    schemes = tuple(_scheme(entry, references, economies) for entry in listed)
    levers = tuple(_lever(entry, references) for entry in named)
    each_once(listed)
    each_once(named)
    return schemes, levers


def schemes_for(context: Context, economies: Sequence[str]) -> tuple[Scheme, ...]:
    """Schemes that some economies operate, in the order of the register.

    Parameters
    ----------
    context : Context
        The edition.
    economies : sequence of str
        ISO3 codes: one for a brief, the region's for an outlook.
    """
    schemes, _ = read_schemes(context.project)
    return tuple(scheme for scheme in schemes if scheme.operator.iso3 in economies)


def schemes_elsewhere(context: Context, economies: Sequence[str]) -> tuple[Scheme, ...]:
    """Schemes of the register that other economies operate, in its order."""
    schemes, _ = read_schemes(context.project)
    return tuple(scheme for scheme in schemes if scheme.operator.iso3 not in economies)


def levers(context: Context) -> tuple[Lever, ...]:
    """Levers of policy that the literature names, in the order of the register."""
    return read_schemes(context.project)[1]


def convention(context: Context, economies: Sequence[str]) -> Convention | None:
    """Where economies stand towards the convention on migrant workers; None where the edition does not know.

    Parameters
    ----------
    context : Context
        The edition.
    economies : sequence of str
        ISO3 codes.
    """
    series = {code: context.ledger.values.series(code, STATUS) for code in economies}
    years = [held[-1].year for held in series.values() if held]
    if not years:
        return None
    standings = []
    for code, held in series.items():
        figure = context.figure(code, STATUS, held[-1].year) if held else None
        standings.append(Standing(context.economies[code], figure, held[-1].reason if held else ""))
    return Convention(max(years), tuple(standings), context.citation_key(SOURCE))


def _scheme(entry: Entry, references: dict[str, Reference], economies: dict[str, Economy]) -> Scheme:
    entry.only({"id", "name", "operator", "concerns", "references"}, {"says"})
    known = [code for code, one in economies.items() if one.kind == "economy"]
    named = entry.texts("references")
    if not named:
        entry.refuse("references", "has a scheme without a source", "keys of reports/references.bib", "none")
    for key in named:
        if key not in references:
            entry.unknown("references", key, list(references), "reference")
    return Scheme(
        id=entry.id(),
        name=entry.prose("name"),
        operator=economies[entry.known("operator", known, "economy")],
        concerns=entry.prose("concerns"),
        says=entry.prose("says", default=""),
        references=tuple(references[key] for key in named),
    )


def _lever(entry: Entry, references: dict[str, Reference]) -> Lever:
    entry.only({"id", "name", "reference"})
    reference = references[entry.known("reference", references, "reference")]
    return Lever(entry.id(), entry.prose("name"), reference)
