"""The same indicators, computed another way: wide matrices of plain pandas, straight from the files.

Nothing of the package is used, so that a fault of the package cannot repeat itself here.
"""

from functools import cache

import numpy as np
import pandas as pd


def recompute(stock_file, population_file, members):
    """All values of the economies and, under "region", of their region; None where a value must be missing."""
    stock = pd.read_csv(stock_file, keep_default_na=False)
    population = pd.read_csv(population_file, keep_default_na=False)
    matrices = {
        (sex, year): rows.pivot(index="destination", columns="origin", values="stock")
        for (sex, year), rows in stock.groupby(["sex", "year"])
    }
    people = {
        group: rows.pivot(index="iso3", columns="year", values="population_thousands")
        for group, rows in population.groupby("age_group")
    }
    oracle = _Oracle(matrices, people, list(members))
    return {key: value for part in oracle.parts() for key, value in part}


def _ratio(above, below, scale=100.0):
    if above is None or below is None or below == 0:
        return None
    return scale * above / below


class _Oracle:
    def __init__(self, matrices, people, members):
        self.matrices, self.people, self.members = matrices, people, members
        self.years = sorted({year for _, year in matrices})
        self.base = self.years[-1]
        self.population_years = [year for year in people["total"].columns if 1990 <= year <= 2050]

    def parts(self):
        for code in self.members:
            yield self.stocks(code, [code])
            yield self.corridors(code)
            yield self.ages(code, [code])
        yield self.stocks("region", self.members)
        yield self.ages("region", self.members)
        yield self.world()
        yield self.changes()

    # One number out of the matrices; None where no row names the economies.
    def line(self, codes, year, side, sex="both", within=None):
        wide = self.wide(sex, year, side)
        block = wide.loc[[code for code in codes if code in wide.index]]
        if within is not None:
            block = block.loc[:, block.columns.isin(within)]
        cells = block.to_numpy(dtype=float)
        cells = cells[~np.isnan(cells)]
        return float(cells.sum()) if cells.size else None

    @cache  # noqa: B019 - lives as long as the tests that compare with it
    def wide(self, sex, year, side):
        """Numbers with the economies that they are about, which live in it or come from it, as rows."""
        matrix = self.matrices[sex, year]
        return matrix if side == "in" else matrix.T

    @cache  # noqa: B019 - as above
    def has(self, code, year, side, sex="both"):
        return self.line([code], year, side, sex) is not None

    def count(self, codes, year, group="total"):
        table = self.people[group]
        if year not in table.columns or not table.index.isin(codes).any():
            return None
        return float(table.loc[table.index.isin(codes), year].sum())

    def usable(self, codes, year, tests):
        """Members that pass every test, or none if those that fail hold over a twentieth of the people."""
        good = [code for code in codes if all(test(code) for test in tests)]
        bad = [code for code in codes if code not in good]
        if not bad:
            return good
        everyone, lost = self.count(codes, year), self.count(bad, year)
        return [] if everyone is None or (lost is not None and lost / everyone > 0.05) else good

    def stocks(self, name, codes):
        for side, kind in (("in", "immigrant"), ("out", "emigrant")):
            yield from self.levels(name, codes, side, kind)
            yield self.growth(name, codes, side, kind)

    def levels(self, name, codes, side, kind):
        share = "immigrant_share" if kind == "immigrant" else "emigrant_ratio"
        for year in self.years:

            def known(code, year=year):
                return self.has(code, year, side)

            good = self.usable(codes, year, [known])
            total = self.line(good, year, side)
            yield (name, f"{kind}_stock", "", year), total
            inside = self.line(good, year, side, within=self.members)
            yield (name, f"intra_regional_{kind}_share", "", year), _ratio(inside, total)
            women = self.usable(codes, year, [known, lambda c, y=year: self.has(c, y, side, "female")])
            parts = (self.line(women, year, side, "female"), self.line(women, year, side))
            yield (name, f"{kind}_female_share", "", year), _ratio(*parts)
            if year in self.people["total"].columns:
                both = self.usable(codes, year, [known, lambda c, y=year: self.count([c], y) is not None])
                yield (
                    (name, share, "", year),
                    _ratio(self.line(both, year, side), self.count(both, year), 0.1),
                )

    def growth(self, name, codes, side, kind):
        tests = [lambda c, y=year: self.has(c, y, side) for year in (2010, self.base)]
        good = self.usable(codes, self.base, tests)
        before, after = self.line(good, 2010, side), self.line(good, self.base, side)
        rate = None if before is None else 100 * (pow(after / before, 1 / (self.base - 2010)) - 1)
        return (name, f"{kind}_growth", "", self.base), rate

    def corridors(self, code):
        lists = (("in", "immigrants_by_origin", "origin"), ("out", "emigrants_by_destination", "destination"))
        for side, indicator, other in lists:
            for year in self.years:
                matrix = self.matrices["both", year]
                wide = matrix if side == "in" else matrix.T
                cells = wide.loc[code].dropna() if code in wide.index else pd.Series(dtype=float)
                for counterpart, value in cells.items():
                    yield (code, indicator, counterpart, year), float(value)
                shares = cells[~cells.index.isin(["OTH", "UNK"])]
                shares = shares / shares.sum()
                index = float((shares * shares).sum()) if len(shares) else None
                yield (code, f"{other}_concentration", "", year), index

    def changes(self):
        now, then = (self.matrices["both", year].stack().dropna() for year in (self.base, 2010))
        pairs = now.to_frame("now").join(then.to_frame("then"), how="outer")
        places = pairs.index
        touching = places.isin(self.members, level=0) | places.isin(self.members, level=1)
        for (destination, origin), row in pairs[touching].iterrows():
            change = row["now"] - row["then"]
            key = (destination, "corridor_change", origin, self.base)
            yield key, None if pd.isna(change) else float(change)

    def ages(self, name, codes):
        good = [code for code in codes if code in self.people["total"].index]
        working, older = (self.people[group].loc[good].sum() for group in ("15-64", "65+"))
        for year in self.population_years:
            yield (name, "working_age_population", "", year), working[year]
            yield (name, "older_population", "", year), older[year]
            yield (name, "old_age_dependency", "", year), _ratio(older[year], working[year])
        span = 2050 - self.base
        yield (name, "working_age_change", "", 2050), working[2050] - working[self.base]
        yield (name, "older_change", "", 2050), older[2050] - older[self.base]
        support = working[self.base] / older[self.base]
        lacking = support * older[2050] - working[2050], working[self.base] - working[2050]
        yield (name, "replacement_for_support", "", 2050), max(0, lacking[0]) / span
        yield (name, "replacement_for_workforce", "", 2050), max(0, lacking[1]) / span

    def world(self):
        for year in self.population_years:
            total = self.people["total"][year]
            share = 100 * total[total.index.isin(self.members)].sum() / total["WLD"]
            yield ("region", "share_of_world_population", "", year), share
        for year in self.years:
            everywhere = self.matrices["both", year].sum(axis=1)
            share = 100 * everywhere[everywhere.index.isin(self.members)].sum() / everywhere.sum()
            yield ("region", "share_of_world_migrants", "", year), share
