"""A changed cell changes the figures that name its row in their records, and no other."""

import random
from dataclasses import replace

import pandas as pd
import pytest

import worked
from corridor import checks
from corridor.indicators import Area, Tables, evaluate, registry
from corridor.indicators.base.tables import MEASURE

CELLS = 200
MEMBERS = ("JPN", "KOR", "MNG")
# Figures that a cell can be chosen by, or stay below a limit of: they may keep their value although they rest on it.
MAY_STAY = {
    "income_ratio": "which destinations are the largest",
    "replacement_for_support": "never below zero",
    "replacement_for_workforce": "never below zero",
    "net_migration_turning_year": "a year, which few changes move",
}


class Cells:
    """Values of a small region on real tables, and again with one cell changed."""

    def __init__(self):
        self.tables = worked.tables("2026-1")
        region = Area.of_region("trio", MEMBERS)
        self.areas = [region, *(Area.economy(code, MEMBERS) for code in MEMBERS)]
        self.sources = sorted(
            {source for one in registry().values() for source in one.sources if source in self.tables}
        )
        self.values = self.compute(self.tables, self.sources)
        self.named = {source: self._named(source) for source in self.sources}

    def compute(self, tables, sources):
        """Values of all indicators that rest on some sources."""
        wanted = [one for one in registry().values() if set(one.sources) & set(sources)]
        found = (value for area in self.areas for value in evaluate(wanted, area, tables))
        return {value.key: value for value in found}

    def _named(self, source):
        """For each selector on a table: its conditions, and the values that name it."""
        selectors = {}
        for value in self.values.values():
            for used in value.inputs:
                if used.source == source:
                    for key in used.keys:
                        selectors.setdefault(key, set()).add(value.key)
        return [(_conditions(key), keys) for key, keys in selectors.items()]

    def resting_on(self, source, row, column):
        """Values whose records name a cell."""
        fitting = (keys for conditions, keys in self.named[source] if _meets(conditions, row, column))
        return set().union(*fitting)

    def changed(self, source, place, column, number):
        """Values that are others when one cell of a table is."""
        old = self.tables[source]
        table = old.checked.table.copy(deep=False)
        cells = table[column].copy()
        cells.iloc[place] = number
        table[column] = cells
        dataset = replace(old.checked.dataset, table=table)
        held = {name: self.tables[name].checked for name in self.sources}
        held[source] = checks.CheckedDataset(dataset, old.checked.report, checks._SEAL)
        tables = Tables(held, self.tables.names, base_year=self.tables.base_year)
        # What is in no measured column stays: its index is made once.
        tables._views.update({name: self.tables[name] for name in self.sources if name != source})
        if not isinstance(number, str):
            tables[source]._index = old._index
        after = self.compute(tables, [source])
        before = {key: value for key, value in self.values.items() if source in registry()[key[1]].sources}
        return {
            key for key in before.keys() | after.keys() if _told(before.get(key)) != _told(after.get(key))
        }


def _told(value):
    return None if value is None else (value.value, value.reason)


def _conditions(key):
    parts = [part.partition("=") for part in key.split(", ")]
    return [
        (column.removesuffix("!"), column.endswith("!"), frozenset(held.split("|")))
        for column, _, held in parts
    ]


def _meets(conditions, row, column):
    for name, left_out, held in conditions:
        if name == MEASURE:
            if column not in held:
                return False
        elif (str(row[name]) in held) == left_out:
            return False
    return True


@pytest.fixture(scope="module")
def cells():
    return Cells()


def measured(view):
    """Columns of a table that hold its figures; of a table of codes, the column of the code."""
    columns = view.checked.source.columns
    numbers = [one.name for one in columns if not one.key and one.type != "string"]
    return numbers or [one.name for one in columns if not one.key and isinstance(one.codes, tuple)]


def picked(cells, chance):
    """A cell, most often one that some figure rests on: source, place, column, and another value."""
    source = chance.choice(cells.sources)
    table, column = cells.tables[source].checked.table, chance.choice(measured(cells.tables[source]))
    place = chance.randrange(len(table))
    if chance.random() < 0.85:
        conditions, _ = chance.choice(cells.named[source])
        rows = table
        for name, left_out, held in conditions:
            if name == MEASURE:
                column = next(iter(held))
                continue
            rows = rows[rows[name].astype(str).isin(held) != left_out]
        if len(rows):
            place = table.index.get_loc(chance.choice(list(rows.index)))
    old = table[column].iloc[place]
    if isinstance(old, str):
        known = next(one.codes for one in cells.tables[source].checked.source.columns if one.name == column)
        return source, place, column, chance.choice([code for code in known if code != old])
    if pd.isna(old):
        return picked(cells, chance)
    step = chance.choice([-0.03, 0.02, 0.05]) * float(old) or 1.0
    whole = pd.api.types.is_integer_dtype(table[column])
    return source, place, column, int(old) + (round(step) or 1) if whole else float(old) + step


def test_exactly_the_figures_that_name_a_cell_change_with_it(cells):
    chance = random.Random(20260701)  # noqa: S311 - the same cells each time
    hit, stayed = 0, set()
    for _ in range(CELLS):
        source, place, column, number = picked(cells, chance)
        row = cells.tables[source].checked.table.iloc[place]
        naming, changed = cells.resting_on(source, row, column), cells.changed(source, place, column, number)
        cell = f"{source}, row {place}, {column}: {row[column]} → {number}"
        assert changed - naming == set(), f"{cell} changes what does not name it"
        left = {key for key in naming - changed if key[1] not in MAY_STAY}
        assert left == set(), f"{cell} does not change what names it"
        stayed |= {key[1] for key in naming - changed}
        hit += bool(naming)
    assert hit > CELLS / 2
    assert stayed <= set(MAY_STAY)
