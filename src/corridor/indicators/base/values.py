"""What an indicator yields: one value with its unit, status and the rows it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

STATUSES = ("observed", "estimated", "projected", "missing")
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Input:
    """Rows of one vintage that a value rests on.

    Attributes
    ----------
    source, vintage : str
        Identifiers.
    sha256 : str
        Digest of the vintage's file.
    keys : tuple of str
        Selectors such as "destination=JPN, year=2024, sex=both", in the order of the formula; `rows_of` finds
        the rows of each again.
    rows : int
        Number of different rows that the selectors match together; 0 where the value is missing for want of
        them.
    """

    source: str
    vintage: str
    sha256: str
    keys: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One value of one indicator.

    Attributes
    ----------
    economy : str
        ISO3 code, or a region's identifier.
    indicator : str
        Identifier.
    counterpart : str
        ISO3 code of the other economy of a corridor; empty where there is none.
    year : int
        Year that the value stands for.
    value : float or None
        Unrounded; None where it is missing.
    unit : str
        Unit of the value.
    status : str
        `observed`, `estimated`, `projected` (the weakest of its inputs) or `missing`.
    reason : str
        Why it is missing, as a sentence; empty where it is not.
    inputs : tuple of Input
        What it rests on, by source.
    without : tuple of str
        Members of a region that have no figure and are not in the value.
    notebook, cell : str
        Name of the notebook and identifier of its cell that computed the value; empty if none did. They
        do not make one value differ from another.
    version : int
        Version of the indicator's definition.
    edition : str
        Where a value is not the edition's own: the edition that it is from, such as "2023-1", or that edition
        with some tables exchanged, such as "2023-1[migrant_stock=rev2024]". Empty for the edition's own
        values, which are the only ones that files of a set hold.
    """

    economy: str
    indicator: str
    counterpart: str
    year: int
    value: float | None
    unit: str
    status: str
    reason: str = ""
    inputs: tuple[Input, ...] = ()
    without: tuple[str, ...] = ()
    notebook: str = field(default="", compare=False)
    cell: str = field(default="", compare=False)
    edition: str = ""
    version: int = 1

    @property
    def key(self) -> Key:
        """What no two values of a set share; values are sorted by it."""
        return (self.economy, self.indicator, self.counterpart, self.year)

    @property
    def id(self) -> str:
        """Identifier of the figure in pages and ledgers: `JPN/immigrant_stock/2024`, `JPN/…/CHN/2024`.

        A value of another edition names it: `JPN/immigrant_stock/2020@2023-1`.
        """
        own = "/".join(
            part for part in (self.economy, self.indicator, self.counterpart, str(self.year)) if part
        )
        return f"{own}@{self.edition}" if self.edition else own

    @property
    def sources(self) -> str:
        """Sources of the inputs, joined by `+`."""
        return "+".join(used.source for used in self.inputs)

    @property
    def vintages(self) -> str:
        """Vintages of the inputs, in the order of the sources, joined by `+`."""
        return "+".join(used.vintage for used in self.inputs)
