"""Every number of every page, computed again from nothing but the rows that its record in the ledger names.

A value is computed by its indicator on tables of which all other rows are gone, so that a row which the record does not
name cannot have been used. A derived number is computed from its values by the arithmetic that its record states.
"""

import json
import math
import re
from functools import cached_property

import pandas as pd
import pytest
from stated_arithmetic import UnreadableError, compute

import worked
from corridor import checks
from corridor.anchors import FigureId
from corridor.check_reports import CheckReport
from corridor.economies import all_economies, region
from corridor.indicators import Area, Tables, indicator, rows_of
from corridor.sources import load
from corridor.statements.reading import read_statements

EDITIONS = ("2023-1", "2026-1")
# What weighs the members of a region that lack a figure, whatever an indicator rests on.
WEIGHTS = "population"


def as_checked(dataset, rows):
    """Some rows of a vintage, as indicators accept them; only tests may make such a table."""
    kept = checks.Dataset(dataset.source, dataset.vintage, rows.reset_index(drop=True), dataset.path)
    report = CheckReport(dataset.source.id, dataset.vintage.id, dataset.vintage.sha256, ())
    return checks.CheckedDataset(kept, report, checks._SEAL)


class Recomputing:
    """Computes the values of an edition's pages again from the rows that records name."""

    def __init__(self, project, edition):
        self.project, self.edition = project, worked.edition(edition)
        self._datasets, self._years, self._tables = {}, {}, {}

    @cached_property
    def names(self):
        return {code: known.in_text for code, known in all_economies(self.project).items()}

    @cached_property
    def scopes(self):
        """Groups of economies that published statements are about, by name."""
        tests = [statement.test for statement in read_statements(self.project) if statement.test]
        return {test.scope.id: test.scope.members for test in tests}

    def value(self, figure, inputs):
        """Value of a figure from the rows of its inputs; None where they give none."""
        parsed = FigureId.parse(figure)
        name, _, mix = parsed.edition.partition("[")
        edition = worked.edition(name) if name else self.edition
        options = dict(part.split("=") for part in mix.rstrip("]").split(",") if "=" in part)
        held = {used["source"]: self._named(used) for used in inputs}
        area = self._area(parsed.economy, edition, options.get("within"))
        if area.scope == "region":
            held[WEIGHTS] = self._weighed(held.get(WEIGHTS), {**edition.vintages, **options})
        # A step of a comparison keeps the base year of the edition that it starts from.
        own = options if edition.id == self.edition.id else {}
        stock = own.get("migrant_stock", edition.vintages["migrant_stock"])
        base = int(options.get("base_year") or self._dataset("migrant_stock", stock).table["year"].max())
        found = indicator(parsed.indicator).evaluate(area, Tables(held, self.names, base_year=base))
        key = (parsed.economy, parsed.indicator, parsed.counterpart, int(parsed.year))
        return {value.key: value.value for value in found}.get(key)

    def on_whole_tables(self, figure):
        """Value of a figure that is a step between editions, on whole tables of the vintages that its name states."""
        parsed = FigureId.parse(figure)
        name, _, mix = parsed.edition.partition("[")
        edition = worked.edition(name)
        options = dict(part.split("=") for part in mix.rstrip("]").split(",") if "=" in part)
        declared = indicator(parsed.indicator)
        wanted = {
            s: options.get(s, edition.vintages[s]) for s in {*declared.sources, WEIGHTS, "migrant_stock"}
        }
        place = (edition.id, tuple(sorted(wanted.items())))
        if place not in self._tables:
            held = {source: self._dataset(source, vintage) for source, vintage in wanted.items()}
            stock = self._dataset("migrant_stock", edition.vintages["migrant_stock"])
            base = int(stock.table["year"].max())
            checked = {source: as_checked(dataset, dataset.table) for source, dataset in held.items()}
            self._tables[place] = Tables(checked, self.names, base_year=base)
        area = self._area(parsed.economy, edition, None)
        found = declared.evaluate(area, self._tables[place])
        key = (parsed.economy, parsed.indicator, parsed.counterpart, int(parsed.year))
        return {value.key: value.value for value in found}.get(key)

    def _area(self, code, edition, within):
        seen = region(self.project, within) if within else edition.region
        if code in self.names:
            return Area.economy(code, seen.members)
        return Area.of_region(code, self.scopes.get(code) or region(self.project, code).members)

    def _dataset(self, source, vintage):
        if (source, vintage) not in self._datasets:
            self._datasets[source, vintage] = load(self.project, source, vintage)
        return self._datasets[source, vintage]

    def _named(self, used):
        """Table of an input with the rows that it names, and no other."""
        dataset = self._dataset(used["source"], used["vintage"])
        assert dataset.vintage.sha256 == used["sha256"]
        rows = self.rows(used)
        assert len(rows) == used["rows"], used
        return as_checked(dataset, rows)

    def rows(self, used):
        """Rows that an input names, each once."""
        dataset = self._dataset(used["source"], used["vintage"])
        rows = pd.concat([rows_of(self._of_year(dataset, key), key) for key in used["keys"]])
        return rows[~rows.index.duplicated()].sort_index()

    def _of_year(self, dataset, key):
        """The rows of the year that a selector names, found once: the table has a quarter of a million."""
        named = re.search(r"\byear=(\d{4})(?:,|$)", key)
        if named is None:
            return dataset.table
        place = (dataset.source.id, dataset.vintage.id, named.group(1))
        if place not in self._years:
            self._years[place] = dataset.table[dataset.table["year"] == int(named.group(1))]
        return self._years[place]

    def _weighed(self, named, vintages):
        """Add the totals that weigh members of a region to the rows that are named."""
        dataset = self._dataset(WEIGHTS, vintages[WEIGHTS])
        totals = dataset.table[dataset.table["age_group"] == "total"]
        if named is None:
            return as_checked(dataset, totals)
        both = pd.concat([named.table, totals]).drop_duplicates(["iso3", "year", "age_group"])
        return as_checked(dataset, both)


def records(site, edition):
    """Records of all ledgers of an edition, each once."""
    folder = site / "editions" / edition
    found = {}
    for path in sorted(folder.rglob("ledger.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            found.setdefault((record["id"], record["formula"]), record)
    return list(found.values())


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_value_follows_from_the_rows_that_its_record_names(site, project, edition):
    recomputing = Recomputing(project, edition)
    values = [record for record in records(site, edition) if "label" in record]
    wrong = {}
    for record in values:
        found = recomputing.value(record["id"], record["inputs"])
        if found is None or not math.isclose(found, record["value"], rel_tol=1e-12):
            wrong[record["id"]] = (record["value"], found)
    assert wrong == {}
    assert len(values) > 500


def test_a_record_that_names_other_rows_gives_another_value(site, project):
    recomputing = Recomputing(project, "2026-1")
    figure = "JPN/intra_regional_emigrant_share/2024"
    record = next(one for one in records(site, "2026-1") if one["id"] == figure)
    (used,) = record["inputs"]
    within, everywhere = used["keys"]
    assert recomputing.value(figure, [used]) == record["value"]
    fewer = {**used, "keys": [within, everywhere.replace("year=2024", "year=2020")]}
    with pytest.raises(AssertionError):
        recomputing.value(figure, [fewer])
    counted = len(recomputing.rows(fewer))
    assert recomputing.value(figure, [{**fewer, "rows": counted}]) != record["value"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_derived_number_follows_from_its_values_by_its_arithmetic(site, project, edition):
    recomputing, known = Recomputing(project, edition), records(site, edition)
    values = all_values(site, edition) | {one["id"]: one["value"] for one in known if "label" in one}
    derived = [one for one in known if "label" not in one and not one["id"].startswith("quoted/")]
    for figure in {part for one in derived for part in one["id"].split()} - values.keys():
        if FigureId.parse(figure).edition.startswith(f"{EDITIONS[0]}["):
            values[figure] = recomputing.on_whole_tables(figure)
    wrong, unread = {}, {}
    for record in derived:
        try:
            found = compute(record["formula"], record["id"].split(), values)
        except UnreadableError as why:
            unread[record["id"], record["formula"]] = str(why)
            continue
        if not math.isclose(found, record["value"], rel_tol=1e-9, abs_tol=1e-9):
            wrong[record["id"], record["formula"]] = (record["value"], found)
    assert wrong == {}
    # Of a median over many economies, say, only the result is a figure of the page.
    assert len(unread) < len(derived) / 10, unread
    assert len(derived) > 100


def all_values(site, seen_from):
    """Values of every edition, as its own pages and those of the other editions name them."""
    found = {}
    for edition in EDITIONS:
        path = site / "editions" / edition / "data" / "indicators.csv"
        for row in pd.read_csv(path, dtype=str, keep_default_na=False).itertuples():
            own = "/".join(part for part in (row.economy, row.indicator, row.counterpart, row.year) if part)
            if row.value:
                found[f"{own}@{edition}"] = float(row.value)
                if edition == seen_from:
                    found[own] = float(row.value)
    return found
