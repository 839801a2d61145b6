"""What to build of an edition: everything, or the part that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.editions import Edition
from corridor.errors import UsageError, listed, suggestion
from corridor.project import Project
from corridor.report_kinds import ReportKind, read_kind

FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class Wanted:
    """What to build of an edition.

    Attributes
    ----------
    economies, formats : tuple of str
        ISO3 codes of the economies; `html`, `pdf`.
    kinds : tuple of ReportKind
        The reports.
    whole : bool
        Whether that is everything the edition has.
    """

    economies: tuple[str, ...]
    kinds: tuple[ReportKind, ...]
    formats: tuple[str, ...]
    whole: bool

    @property
    def reports(self) -> tuple[str, ...]:
        """Names of the reports."""
        return tuple(kind.id for kind in self.kinds)


def want(
    project: Project,
    edition: Edition,
    economies: Sequence[str],
    reports: Sequence[str],
    formats: Sequence[str],
) -> Wanted:
    """Settle what is to be built.

    Raises
    ------
    UsageError
        If the edition has no such economy or report, or there is no such format.
    """
    for name, asked, known in (
        ("economy", economies, edition.economies),
        ("report", reports, edition.reports),
        ("format", formats, FORMATS),
    ):
        for item in asked:
            if item not in known:
                near = suggestion(item.upper() if name == "economy" else item, known)
                raise UsageError(
                    f"Edition {edition.id} has no {name} {item}."
                    if name != "format"
                    else f"Unknown format: {item}.",
                    where=f"--{name}",
                    expected=listed(known, 30),
                    found=item,
                    todo=f"Name one of these{'; ' + near if near else ''}.",
                )
    kinds = [read_kind(project, name) for name in edition.reports if not reports or name in reports]
    if economies and not reports:
        # An economy asked for by name means the reports on it, not the region's.
        kinds = [kind for kind in kinds if kind.subject == "economy"]
    chosen = tuple(e for e in edition.economies if not economies or e in economies)
    wanted = tuple(f for f in FORMATS if not formats or f in formats)
    everything = (edition.economies, edition.reports, FORMATS)
    return Wanted(
        economies=chosen,
        kinds=tuple(kinds),
        formats=wanted,
        whole=(chosen, tuple(kind.id for kind in kinds), wanted) == everything,
    )
