"""What a failing data check hits, and what is published without that.

A value that rests on a row which failed is withheld wherever it is computed: the declaration of its indicator gives
it a reason instead of a number. An economy with such a value gets no brief, and none of its figures is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corridor.check_reports import CheckReport, CheckResult
from corridor.economies import all_economies
from corridor.editions import Edition
from corridor.errors import CheckError, WithheldError, listed
from corridor.formats import joined
from corridor.indicators import WITHHELD, IndicatorSet, IndicatorValue
from corridor.language import worded
from corridor.project import Project
from corridor.selection import Wanted

if TYPE_CHECKING:
    from corridor.changes import EditionChanges


@dataclass(frozen=True)
class Withholding:
    """What is withheld from an edition.

    Attributes
    ----------
    economies : tuple of str
        ISO3 codes of the economies without a brief, in the order of the edition.
    names : mapping of str to str
        Names of economies as running text has them, by code.
    failures : tuple of CheckResult
        The critical checks that failed.
    corridors : bool
        Whether a figure of another economy is withheld, too, whose counterpart is one of these.
    """

    economies: tuple[str, ...]
    names: Mapping[str, str]
    failures: tuple[CheckResult, ...]
    corridors: bool = False

    @property
    def whom(self) -> str:
        """The economies in words: "Japan and the Republic of Korea"; empty if there is none."""
        return joined([self.names.get(code, code) for code in self.economies])

    @property
    def why(self) -> str:
        """The checks that failed, in words."""
        return _failed(self.failures)

    def without(self, value: IndicatorValue) -> IndicatorValue:
        """Return a value as it may be told: without its number where it is about an economy without a brief."""
        about = value.economy in self.economies or (self.corridors and value.counterpart in self.economies)
        if not about or value.value is None:
            return value
        code = value.economy if value.economy in self.economies else value.counterpart
        name = self.names.get(code, code)
        why = worded("a data check failed on other figures of {economy}.", economy=name)
        reason = f"{worded(WITHHELD)} {why}"
        return replace(value, value=None, status="missing", reason=reason)

    def applied(self, values: IndicatorSet) -> IndicatorSet:
        """Return the values of an edition as they may be told; see `without`."""
        return replace(values, values=tuple(self.without(one) for one in values))

    def compared(self, changes: EditionChanges | None) -> EditionChanges | None:
        """Return the changes since the edition before that may be told."""
        if changes is None:
            return None
        hit = set(self.economies)
        kept = tuple(one for one in changes.items if not {one.new.economy, one.new.counterpart} & hit)
        both = (changes.appeared, changes.disappeared)
        appeared, disappeared = (
            tuple(one for one in side if not {one.value.economy, one.value.counterpart} & hit)
            for side in both
        )
        return replace(changes, items=kept, appeared=appeared, disappeared=disappeared)

    def error(self, edition: Edition, where: str) -> WithheldError:
        """Say, after the rest was built, what it was built without."""
        whom = f"without {self.whom}" if self.economies else "without the figures that it rests on"
        return WithheldError(
            f"Edition {edition.id} was built {whom}: {self.why}.",
            where=where,
            expected="every critical check to hold",
            found="; ".join(f"{one.check}: {one.found}" for one in self.failures),
            todo="Correct the data, and build it again. It cannot be published as it is.",
        )


def withheld(
    project: Project, edition: Edition, values: IndicatorSet, reports: Iterable[CheckReport]
) -> Withholding:
    """Find what is to be withheld, from values computed with tables whose failing rows are marked."""
    failures = tuple(result for report in reports for result in report.failed("critical"))
    hit = {value.economy for value in hit_by_failure(values)}
    names = {code: known.in_text for code, known in all_economies(project).items()}
    return Withholding(tuple(code for code in edition.economies if code in hit), names, failures)


def refuse_emptied(edition: Edition, wanted: Wanted, held: Withholding) -> Wanted:
    """Return what is left to build without the economies that are withheld.

    Raises
    ------
    CheckError
        If nothing is.
    """
    left = tuple(code for code in wanted.economies if code not in held.economies)
    if not left:
        raise CheckError(
            f"Nothing of edition {edition.id} is left to build: {_failed(held.failures)}.",
            where=", ".join(sorted({f"data/{one.source}/{one.vintage}.csv.gz" for one in held.failures})),
            expected="an economy whose figures rest on no row that failed",
            found="; ".join(f"{one.check}: {one.found}" for one in held.failures),
            todo="Correct the data; if they are right, correct the check.",
        )
    return replace(wanted, economies=left)


def hit_by_failure(values: Iterable[IndicatorValue]) -> list[IndicatorValue]:
    """Values that are withheld, by the reason that they have."""
    return [value for value in values if value.reason.startswith(worded(WITHHELD))]


def _failed(failures: Sequence[CheckResult]) -> str:
    count = "a critical data check" if len(failures) == 1 else f"{len(failures)} critical data checks"
    return f"{count} failed ({listed(f'{one.source} {one.vintage}, {one.check}' for one in failures)})"
