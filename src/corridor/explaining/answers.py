"""What an explanation says, as plain data: of a value, of a number derived from values, of a quoted number."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from corridor.explaining.other_vintages import Otherwise
from corridor.explaining.places import Place
from corridor.explaining.rows import Found
from corridor.traces import Traced, Used


@dataclass(frozen=True)
class Input:
    """Rows of one vintage, and as many of them as were wanted.

    Attributes
    ----------
    used : Used
        The vintage, the selectors and the number of rows.
    found : Found or None
        The rows; None where the file at hand is not the one that was used.
    fault : str
        Why there are none, as a sentence.
    """

    used: Used
    found: Found | None
    fault: str = ""

    def as_json(self) -> dict[str, Any]:
        """The input as plain data."""
        rows = [] if self.found is None else list(zip(self.found.lines, self.found.rows, strict=True))
        columns = () if self.found is None else self.found.columns
        return {
            **self.used.table,
            "keys": list(self.used.keys),
            "rows": self.used.rows,
            "matching": [{"line": line, **dict(zip(columns, row, strict=True))} for line, row in rows],
            "fault": self.fault,
        }


@dataclass(frozen=True)
class Verdict:
    """What a check found in a vintage.

    Attributes
    ----------
    source, vintage, check : str
        Which check, of what.
    statement : str
        The fact that it tests.
    severity : str
        `critical`, `warning` or `info`; empty where only the check's name is known.
    success : bool or None
        Whether the fact holds; None where that is not known.
    found : str
        In words, with numbers.
    """

    source: str
    vintage: str
    check: str
    statement: str = ""
    severity: str = ""
    success: bool | None = None
    found: str = ""


@dataclass(frozen=True)
class Computed:
    """What computed a value: the notebook's name, its file in the site, the cell and the cell's source text."""

    notebook: str
    cell: str
    file: str
    source: str


@dataclass(frozen=True)
class Value:
    """A value of an indicator, explained.

    Attributes
    ----------
    id, edition : str
        Identifier as it was asked for, and the edition whose pages were read.
    traced : Traced
        The value and what it rests on.
    subject : str
        Whom it is about, in words: "Japan", "Japan, from China".
    written : str
        The value as a table writes it; empty where it is missing.
    label, description, formula, period, reference : str
        What the indicator declares.
    version : int
        Version of the definition.
    inputs : tuple of Input
        The rows, by source.
    checks : tuple of Verdict
        The checks that guard them.
    computed : Computed or None
        What computed it; None where no notebook is at hand.
    appears : tuple of Place
        Where it appears.
    otherwise : tuple of Otherwise
        What it would be with other vintages.
    corrected_by : str
        The edition that stands in the place of this one; empty if it was not corrected.
    """

    id: str
    edition: str
    traced: Traced
    subject: str
    written: str
    label: str
    description: str
    formula: str
    period: str
    reference: str
    version: int
    inputs: tuple[Input, ...]
    checks: tuple[Verdict, ...]
    computed: Computed | None
    appears: tuple[Place, ...]
    otherwise: tuple[Otherwise, ...]
    corrected_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """The explanation as plain data."""
        traced = self.traced
        return {
            "kind": "value",
            "id": self.id,
            "edition": self.edition,
            "corrected_by": self.corrected_by,
            "value": traced.value,
            "unit": traced.unit,
            "status": traced.status,
            "reason": traced.reason,
            "economy": traced.economy,
            "indicator": traced.indicator,
            "counterpart": traced.counterpart,
            "year": traced.year,
            "without": list(traced.without),
            "label": self.label,
            "definition": self.description,
            "formula": self.formula,
            "period": self.period,
            "reference": self.reference,
            "version": self.version,
            "inputs": [one.as_json() for one in self.inputs],
            "checks": [asdict(one) for one in self.checks],
            "notebook": asdict(self.computed) if self.computed else None,
            "appears": [one.as_json() for one in self.appears],
            "vintages": [one.as_json() for one in self.otherwise],
        }


@dataclass(frozen=True)
class Number:
    """A number that was derived from values, as pages show it: its text, value, unit, formula and places."""

    text: str
    value: float
    unit: str
    formula: str
    appears: tuple[Place, ...]

    def as_json(self) -> dict[str, Any]:
        """The number as plain data."""
        return {**asdict(self), "appears": [one.as_json() for one in self.appears]}


@dataclass(frozen=True)
class Derived:
    """Numbers that were derived from the same values, explained.

    Attributes
    ----------
    id, edition : str
        Identifiers of the values, separated by spaces, and the edition.
    numbers : tuple of Number
        The numbers; several where the same values were used for more than one.
    parts : tuple of Value
        The values.
    corrected_by : str
        The edition that stands in the place of this one; empty if it was not corrected.
    """

    id: str
    edition: str
    numbers: tuple[Number, ...]
    parts: tuple[Value, ...]
    corrected_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """The explanation as plain data."""
        return {
            "kind": "derived",
            "id": self.id,
            "edition": self.edition,
            "corrected_by": self.corrected_by,
            "numbers": [one.as_json() for one in self.numbers],
            "parts": [one.as_json() for one in self.parts],
        }


@dataclass(frozen=True)
class Quoted:
    """A number that a publication gives, explained.

    Attributes
    ----------
    id, edition : str
        Identifier and edition.
    text, unit : str
        The number as the publication writes it, and its unit.
    value : float
        The number.
    reference, citation : str
        Key of the publication in the bibliography; publisher, title and year.
    appears : tuple of Place
        Where it appears.
    corrected_by : str
        The edition that stands in the place of this one; empty if it was not corrected.
    """

    id: str
    edition: str
    text: str
    value: float
    unit: str
    reference: str
    citation: str
    appears: tuple[Place, ...]
    corrected_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """The explanation as plain data."""
        return {"kind": "quoted", **asdict(self), "appears": [one.as_json() for one in self.appears]}


Explanation = Value | Derived | Quoted
