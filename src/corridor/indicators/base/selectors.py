"""Selectors: the rows that an input of a value names, found again."""

from __future__ import annotations

import pandas as pd

from corridor.errors import ConfigurationError, listed

# Stands in a selector where a table measures several things, and is no column's name.
MEASURE = "measure"


def rows_of(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of a table that a selector names.

    Parameters
    ----------
    table : DataFrame
        The table of the vintage that an input names.
    key : str
        Selector such as "destination=JPN|KOR, year=2024, sex=both" or "origin!=OTH|UNK, …". Its part `measure`
        names the column of the figures, and rows where that is blank are left out.

    Returns
    -------
    DataFrame
        The rows, in the order of the table; none where the source has no figure.

    Raises
    ------
    ConfigurationError
        If the selector is malformed or names a column that the table does not have.
    """
    chosen = pd.Series(True, index=table.index)
    for part in key.split(", "):
        column, equals, values = part.partition("=")
        name = column.removesuffix("!")
        if name == MEASURE and values in table.columns:
            chosen &= table[values].notna()
            continue
        if not equals or not values or name not in table.columns:
            raise ConfigurationError(
                f"The selector cannot be read: {key}",
                expected=f"column=value|value parts with {listed(table.columns)}",
                found=part,
                todo="Take the selector from an input as it is.",
            )
        wanted = values.split("|")
        numeric = pd.api.types.is_integer_dtype(table[name])
        within = table[name].isin([int(value) for value in wanted] if numeric else wanted)
        chosen &= ~within if column.endswith("!") else within
    return table[chosen]
