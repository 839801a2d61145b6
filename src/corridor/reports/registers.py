"""What a report says from the registers: statements, contested estimates, schemes, levers and the convention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corridor.contested import Contested, chart_of, contested_for
from corridor.reports.content import ChartBlock
from corridor.reports.context import Context
from corridor.schemes import (
    Convention,
    Lever,
    Scheme,
    convention,
    levers,
    schemes_elsewhere,
    schemes_for,
)
from corridor.statements import VERDICTS, StatementResult, statements


@dataclass(frozen=True)
class Registers:
    """What the registers have on the subject of a report.

    Attributes
    ----------
    contested : tuple of Contested
        Estimates of corridors from or to it.
    charts : mapping of str to ChartBlock
        Their chart under `contested`; empty where there are none.
    convention : Convention or None
        Where it stands towards the convention on migrant workers; None where the edition has no source on it.
    schemes : tuple of Scheme
        Mobility schemes that it operates.
    elsewhere : tuple of Scheme
        Those that others operate; an outlook's only.
    levers : tuple of Lever
        Levers of policy that the literature names; an outlook's only.
    statements : tuple of StatementResult
        Published statements, computed again; an outlook's only.
    """

    contested: tuple[Contested, ...]
    charts: Mapping[str, ChartBlock]
    convention: Convention | None
    schemes: tuple[Scheme, ...]
    elsewhere: tuple[Scheme, ...] = ()
    levers: tuple[Lever, ...] = ()
    statements: tuple[StatementResult, ...] = ()

    @property
    def verdicts(self) -> dict[str, int]:
        """How many statements have each verdict."""
        return {v: sum(one.verdict == v for one in self.statements) for v in VERDICTS}

    @property
    def far_above(self) -> bool:
        """Whether every contested estimate is far above the official stock."""
        return bool(self.contested) and all(one.far_above for one in self.contested)


def brief_registers(context: Context, iso3: str) -> Registers:
    """Gather what the registers have on an economy.

    Parameters
    ----------
    context : Context
        The edition.
    iso3 : str
        ISO3 code.
    """
    contested = contested_for(context, [iso3])
    return Registers(
        contested=contested,
        charts={"contested": chart_of(contested)} if contested else {},
        convention=convention(context, [iso3]),
        schemes=schemes_for(context, [iso3]),
    )


def outlook_registers(context: Context) -> Registers:
    """Gather what the registers have on the edition's region, and the statements."""
    contested = contested_for(context, context.members)
    return Registers(
        contested=contested,
        charts={"contested": chart_of(contested)} if contested else {},
        convention=convention(context, context.members),
        schemes=schemes_for(context, context.members),
        elsewhere=schemes_elsewhere(context, context.members),
        levers=levers(context),
        statements=statements(context),
    )
