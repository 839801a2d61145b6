"""Checked tables as indicators see them: rows are found by named conditions, and each finding is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corridor.checks import CheckedDataset
from corridor.errors import ConfigurationError, listed, suggestion
from corridor.indicators.base.figures import Codes, Condition, Selection, Subject, Values
from corridor.indicators.base.indexes import Index, Wanted, matching
from corridor.indicators.base.selectors import MEASURE
from corridor.indicators.base.wishes import Except, Wish, joined, measures, only_measure, wish
from corridor.language import defined_or_same, worded
from corridor.seen import Asked, Seen
from corridor.source_declarations import ECONOMIES, Source, Vintage

# How many selections a view remembers: about as many as the indicators of a region of ten economies ask for.
_REMEMBERED = 20_000


class TableView:
    """One checked table, indexed once. What was asked of it once is at hand when it is asked again.

    Parameters
    ----------
    checked : CheckedDataset
        The table, one row an observation. Its figures are in the one number column that is no key; where there
        are several such columns, or blanks in it, `measuring` says which one is meant.
    names : mapping of str to str
        Names of economies as running text has them, by code, for reasons.
    """

    def __init__(self, checked: CheckedDataset, names: Mapping[str, str]) -> None:
        self._checked = checked
        self.source: Source = checked.source
        self.vintage: Vintage = checked.vintage
        self.source_id: str = checked.source.id
        self.vintage_id: str = checked.vintage.id
        self.sha256: str = checked.vintage.sha256
        self.withheld = checked.withheld
        self.names = names
        self._columns = {column.name: column for column in checked.source.columns}
        self._places = {name: place for place, name in enumerate(self._columns)}
        self._economies = [name for name, column in self._columns.items() if column.codes == ECONOMIES]
        self._measures = measures(self._columns)
        self._measure = ""
        self._index: dict[str, Index] = {}
        self._wanted: dict[tuple[str, Wish], Wanted] = {}
        self._selected: dict[tuple[object, ...], Selection] = {}
        self._measuring: dict[str, TableView] = {}
        self._noting: tuple[Seen, Asked] | None = None

    def __len__(self) -> int:
        """Count the rows."""
        if (asked := self.asked) is not None:
            asked.length()
        return len(self._checked.table)

    @property
    def checked(self) -> CheckedDataset:
        """The table as it was checked, whole, with the verdicts."""
        if Seen.current is not None:
            Seen.current.escaped(f"the table of {self.source_id} is taken as a whole")
        return self._checked

    @property
    def asked(self) -> Asked | None:
        """Where to note what a run of a notebook asks for; None where nothing is to be noted.

        What is at hand because it was asked before is noted like what is not.
        """
        seen = Seen.current
        if seen is None:
            return None
        if self._noting is None or self._noting[0] is not seen:
            asked = seen.table(self.source_id, self.vintage_id, self.sha256, self._economies)
            self._noting = (seen, asked)
        return self._noting[1]

    def measuring(self, column: str) -> TableView:
        """Return the same table seen as figures of one column, for sources that measure several things.

        Rows in which that column is blank are no figures: no selection of the view holds them. Its selectors
        name the column, as in "iso3=JPN, year=2030, measure=lower80_thousands".

        Raises
        ------
        ConfigurationError
            If the source does not measure that.
        """
        if column not in self._measuring:
            known = self._measures
            if column not in known:
                raise ConfigurationError(
                    f"An indicator asks {self.source_id} for a measure it does not have: {column}.",
                    expected=listed(known) or "none: its columns are codes",
                    found=column,
                    todo="Correct the indicator.",
                )
            view = TableView(self._checked, self.names)
            view._measure, view._index, view._wanted = column, self._index, self._wanted
            self._measuring[column] = view
        return self._measuring[column]

    @cached_property
    def measure(self) -> Values:
        """The figures of the table, in the unit of the source.

        Raises
        ------
        ConfigurationError
            If the source measures several things or leaves fields of its measure blank, and none was named.
        """
        column = self._checked.table[self.measure_column]
        # As numbers with NaN for blanks; a column without blanks keeps its own type.
        measured: Values = column.to_numpy(dtype=np.float64) if self._measure else column.to_numpy()
        return measured

    @cached_property
    def measure_column(self) -> str:
        """Name of the column that holds the figures."""
        return self._measure or only_measure(self._columns, self.source_id)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the table, ascending."""
        if (asked := self.asked) is not None:
            asked.years()
        return self._years

    @cached_property
    def _years(self) -> tuple[int, ...]:
        return tuple(sorted(int(year) for year in self._indexed("year").labels))

    @cached_property
    def title(self) -> str:
        """Title of the vintage in a sentence, without the publisher's document symbol in brackets."""
        title: str = self._checked.vintage.title
        return title.partition(" (")[0]

    def where(self, **conditions: object) -> Selection:
        """Rows that meet every condition.

        Parameters
        ----------
        **conditions
            For a column one value, a tuple of values, or `Except(…)`.

        Raises
        ------
        ConfigurationError
            If the table has no such column, or its source does not list such a value.
        """
        return self._selection(None, conditions)

    def of(self, column: str, codes: Codes, *, phrase: str = "{}", **conditions: object) -> Selection:
        """Find rows about some economies, as `where`; if there is none, it is known who has no figure."""
        return self._selection((column, codes, phrase), {column: codes, **conditions})

    def _selection(
        self, subject: tuple[str, Codes, str] | None, conditions: Mapping[str, object]
    ) -> Selection:
        asked = [(column, wish(wanted)) for column, wanted in conditions.items()]
        place = (subject, *asked)
        found = self._selected.get(place)
        if found is None:
            if len(self._selected) >= _REMEMBERED:
                self._selected.clear()
            found = Selection(self, *self._matching(asked), Subject(*subject) if subject else None)
            self._selected[place] = found
        if Seen.current is not None:
            found.note(Seen.current)
        return found

    def _matching(
        self, asked: Iterable[tuple[str, Wish]]
    ) -> tuple[tuple[Condition, ...], npt.NDArray[np.intp]]:
        wanted = [self._wanted.get(one) or self._want(*one) for one in asked]
        wanted.sort(key=lambda one: self._places[one.condition[0]])
        stated = tuple(one.condition for one in wanted)
        rows = matching(wanted, len(self._checked.table))
        if not self._measure:
            return stated, rows
        return (*stated, (MEASURE, True, (self._measure,))), rows[~np.isnan(self.measure[rows])]

    def values_in(self, column: str, rows: npt.NDArray[np.intp]) -> Codes:
        """Values of a column at some rows, each once, sorted."""
        index = self._indexed(column)
        # Mostly few rows: a set is made faster than an array is sorted.
        return tuple(index.labels[code] for code in sorted(set(index.codes[rows].tolist())) if code >= 0)

    def places_of(self, column: str, rows: npt.NDArray[np.intp]) -> tuple[Codes, npt.NDArray[np.intp]]:
        """Return the values of a column at some rows, each once and sorted, and which of them each row has."""
        index = self._indexed(column)
        found, places = np.unique(index.codes[rows], return_inverse=True)
        return tuple(index.labels[code] if code >= 0 else "" for code in found), places

    def combinations_in(self, columns: Codes, rows: npt.NDArray[np.intp]) -> tuple[Codes, ...]:
        """Return the combinations of values of some columns at some rows, each once, sorted."""
        indices = [self._indexed(column) for column in columns]
        found = {
            tuple(codes) for codes in zip(*(index.codes[rows].tolist() for index in indices), strict=True)
        }
        return tuple(
            tuple(index.labels[code] for index, code in zip(indices, codes, strict=True))
            for codes in sorted(found)
        )

    def statuses(self, rows: npt.NDArray[np.intp]) -> Codes:
        """How the source labels some rows: observed, estimated or projected, each once."""
        if self._checked.source.status != "by_variant":
            return (self._checked.source.status,)
        return tuple(
            {"estimate": "estimated"}.get(variant, "projected") for variant in self.values_in("variant", rows)
        )

    def absence(self, selection: Selection) -> str:
        """Sentence that says why a selection is empty."""
        asked = {column: values for column, wanted, values in selection.conditions if wanted}
        years = [year for year in asked.get("year", ()) if int(year) not in self.years]
        subject = selection.subject
        if subject is None or years:
            if not asked.get("year"):
                return worded("There are no figures in {table}.", table=self.title)
            when = joined(years or asked.get("year", ()))
            return worded("There are no figures for {years} in {table}.", years=when, table=self.title)
        names = joined([self.names.get(code, code) for code in subject.codes])
        if not any(self._knows(code) for code in subject.codes):
            return worded("There are no figures for {whom} in {table}.", whom=names, table=self.title)
        # Not `format`: names of places stand in the phrase already, and what is in braces there is text.
        whom = defined_or_same(subject.phrase).replace("{}", names)
        if not asked.get("year"):
            return worded("There are no figures for {whom} in {table}.", whom=whom, table=self.title)
        when = joined(asked["year"])
        return worded(
            "There are no figures for {whom} in {year} in {table}.", whom=whom, year=when, table=self.title
        )

    def _knows(self, code: str) -> bool:
        if (asked := self.asked) is not None:
            asked.known(code)
        return any(code in self._indexed(name).code_of for name in self._economies)

    def _indexed(self, column: str) -> Index:
        if column not in self._index:
            self._index[column] = Index.of(self._checked.table[column])
        return self._index[column]

    def _want(self, column: str, asked: Wish) -> Wanted:
        condition = self._condition(column, asked)
        self._wanted[column, asked] = found = Wanted.of(self._indexed(column), condition)
        return found

    def _condition(self, column: str, asked: Wish) -> Condition:
        if column not in self._columns or column in self._measures:
            near = suggestion(column, self._columns)
            raise ConfigurationError(
                f"An indicator asks {self.source_id} for a column it does not have: {column}.",
                expected=listed(set(self._columns) - set(self._measures)),
                found=column,
                todo=f"Correct the indicator{'; ' + near if near else ''}.",
            )
        wanted = asked.values if isinstance(asked, Except) else asked
        texts = tuple(sorted({str(value) for value in wanted}))
        allowed = self._columns[column].codes
        if isinstance(allowed, tuple) and not set(texts) <= set(allowed):
            raise ConfigurationError(
                f"An indicator asks {self.source_id} for a value that column {column} never takes.",
                expected=listed(allowed),
                found=listed(set(texts) - set(allowed)),
                todo="Correct the indicator.",
            )
        return column, not isinstance(asked, Except), texts


class Tables:
    """The checked tables of an edition, by source.

    Parameters
    ----------
    checked : mapping of str to CheckedDataset or TableView
        Tables by source; a view that other tables use already is shared with them.
    names : mapping of str to str
        Names of economies as running text has them, by code.
    base_year : int, optional
        Year from which changes are counted; the newest year of the migrant stock when omitted.

    Raises
    ------
    ConfigurationError
        If something else than a checked table is given.
    """

    def __init__(
        self,
        checked: Mapping[str, CheckedDataset | TableView],
        names: Mapping[str, str],
        *,
        base_year: int | None = None,
    ) -> None:
        for source_id, table in checked.items():
            if not isinstance(table, CheckedDataset | TableView):
                raise ConfigurationError(
                    f"Indicators accept checked tables only, and {source_id} is none.",
                    expected="what corridor.checks.check returns",
                    found=type(table).__name__,
                    todo="Check the table first.",
                )
        self.names = names
        self._views = {
            source_id: table if isinstance(table, TableView) else TableView(table, names)
            for source_id, table in sorted(checked.items())
        }
        self._base_year = base_year
        if base_year is None:
            self["migrant_stock"]  # There is no base year without it.

    @property
    def base_year(self) -> int:
        """Year from which changes are counted."""
        return self._base_year if self._base_year is not None else self["migrant_stock"].years[-1]

    def __contains__(self, source_id: str) -> bool:
        return source_id in self._views

    def __getitem__(self, source_id: str) -> TableView:
        if source_id not in self._views:
            raise ConfigurationError(
                f"An indicator needs a source that is not at hand: {source_id}.",
                expected=listed(self._views),
                found=source_id,
                todo="Name the source in the indicator's sources and pin its vintage in the edition.",
            )
        view = self._views[source_id]
        _ = view.asked  # Even its title is something that a run may show.
        return view

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources at hand, sorted."""
        return tuple(self._views)

    def years(self, *source_ids: str) -> tuple[int, ...]:
        """Years that all the named tables have, ascending."""
        shared = set.intersection(*(set(self[source_id].years) for source_id in source_ids))
        return tuple(sorted(shared))
