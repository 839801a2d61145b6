"""Tables that checks look at: differences, shares and counts of the sources' own, whose index names a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from corridor.check_declarations import Tables

Make = Callable[[Tables], pd.DataFrame]


def wide(table: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """Put the categories of one column side by side; the other columns but the value name a row.

    Returns
    -------
    pandas.DataFrame
        One column for each category found, NaN where the table has no row.
    """
    key = [name for name in table.columns if name not in (column, value)]
    # Plain text instead of categories: pivoting by thousands of unused pairs of economies would take long.
    plain = table.astype({name: object for name in key if isinstance(table[name].dtype, pd.CategoricalDtype)})
    series = plain.set_index([*key, column])[value]
    spread: pd.DataFrame = series.unstack(column)
    return spread.rename(columns=str)


def parts_difference(column: str, value: str, whole: str, parts: Sequence[str], **only: str) -> Make:
    """Difference between a category and the sum of others: `difference` = whole − parts.

    Parameters
    ----------
    column, value : str
        Column of the categories, and of the figures.
    whole, parts : str, sequence of str
        The category that should be the sum, and those summed; an absent part counts as nothing, an absent
        whole leaves the difference blank.
    **only
        Rows to look at, by column and value.
    """

    def make(tables: Tables) -> pd.DataFrame:
        spread = wide(chosen(tables.own, **only), column, value).reindex(columns=[whole, *parts])
        return pd.DataFrame({"difference": spread[whole] - spread[list(parts)].sum(axis=1)})

    return make


def chosen(table: pd.DataFrame, **only: object) -> pd.DataFrame:
    """Rows whose columns have the values given."""
    for column, value in only.items():
        table = table.loc[table[column] == value]
    return table


def rows_where(name: str, test: Callable[[pd.DataFrame], pd.Series], **only: object) -> Make:
    """Tell of each row whether something is true of it, in a column of that name."""

    def make(tables: Tables) -> pd.DataFrame:
        rows = chosen(tables.own, **only)
        return rows.set_index(list(tables.source.key)).assign(**{name: test(rows).to_numpy()})[[name]]

    return make


def only_rows(**only: object) -> Make:
    """Look at some rows only, by column and value."""

    def make(tables: Tables) -> pd.DataFrame:
        return chosen(tables.own, **only).set_index(list(tables.source.key))

    return make


def totals(value: str, by: Sequence[str], name: str = "total", **only: object) -> Make:
    """Sum the figures of some rows by some columns, in a column `total`."""

    def make(tables: Tables) -> pd.DataFrame:
        return summed(chosen(tables.own, **only), by, value).to_frame(name)

    return make


def summed(table: pd.DataFrame, by: Sequence[str], value: str) -> pd.Series:
    """Sum of a column by others; only combinations that occur."""
    return table.groupby(list(by), observed=True)[value].sum()


def counts(by: Sequence[str]) -> Make:
    """Count the rows for each combination of some columns, in a column `rows`."""

    def make(tables: Tables) -> pd.DataFrame:
        return tables.own.groupby(list(by), observed=True).size().to_frame("rows")

    return make


def different_values(column: str, by: Sequence[str]) -> Make:
    """Count the values of a column for each combination of others, in a column `values`."""

    def make(tables: Tables) -> pd.DataFrame:
        return tables.own.groupby(list(by), observed=True)[column].nunique().to_frame("values")

    return make


def coverage(column: str, by: Sequence[str]) -> Make:
    """Share of the economies of the best year that have figures in the last two years: `share`, by category."""

    def make(tables: Tables) -> pd.DataFrame:
        share = _share_of_best(tables, column, by)
        newest: pd.Series = share.loc[share.index.get_level_values("year") >= tables.own["year"].max() - 1]
        return newest.to_frame("share")

    return make


def years_behind(column: str, by: Sequence[str]) -> Make:
    """Years by which an economy's series ends before others: `years_behind`, by economy, category, newest year.

    Others end in the last year in which half as many economies have figures as in the best year.
    """

    def make(tables: Tables) -> pd.DataFrame:
        share = _share_of_best(tables, column, by).reset_index()
        common = share.loc[share["share"] >= 0.5].groupby(list(by), observed=True)["year"].max()
        own = (
            tables.own.groupby([column, *by], observed=True)["year"].max().rename("newest_year").reset_index()
        )
        behind = own.join(common, on=list(by)).set_index([column, *by, "newest_year"])["year"].reset_index()
        behind["years_behind"] = (behind["year"] - behind["newest_year"]).clip(lower=0)
        return behind.set_index([column, *by, "newest_year"])[["years_behind"]]

    return make


def _share_of_best(tables: Tables, column: str, by: Sequence[str]) -> pd.Series:
    economies = tables.own.groupby([*by, "year"], observed=True)[column].nunique()
    share: pd.Series = economies / economies.groupby(list(by), observed=True).transform("max")
    return share.rename("share")


def population_of(tables: Tables, age_group: str = "total") -> pd.Series:
    """Return the population in thousands by `iso3` and `year`, from the vintage in use."""
    people = chosen(tables.others["population"], age_group=age_group)
    return plain_index(people, ["iso3", "year"])["population_thousands"]


def plain_index(table: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Set an index of plain values, which can be compared with that of another source."""
    texts: Mapping[str, type] = {
        name: object for name in key if isinstance(table[name].dtype, pd.CategoricalDtype)
    }
    return table.astype(dict(texts)).set_index(list(key))
