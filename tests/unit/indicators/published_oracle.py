"""Money, talent, rights and net migration, computed another way: plain pandas, straight from the files.

Nothing of the package is used, so that a fault of the package cannot repeat itself here.
"""

import pandas as pd

INTERVALS = {
    f"net_migration_{side}_{width}": f"{side}{width}_thousands"
    for side in ("lower", "upper")
    for width in (80, 95)
}


def recompute(files, members, economies):
    """All values of some economies and, under "region", of their region; None where a value must be missing.

    Parameters
    ----------
    files : mapping of str to path
        The table of each source that is at hand.
    members : sequence of str
        The region; empty for none.
    economies : sequence of str
        Economies to compute for.
    """
    tables = {
        source: pd.read_csv(file, keep_default_na=False, na_values={}) for source, file in files.items()
    }
    return dict(_values(tables, list(members), list(economies)))


def _values(tables, members, economies):
    for source, compute in {
        "demography": _demography,
        "net_migration": _net_migration,
        "remittances": _remittances,
        "bilateral_remittances": _senders,
        "gdp": _incomes,
        "skilled_emigration": _skilled,
        "students": _students,
        "refugees": _refugees,
        "treaties": _treaties,
    }.items():
        if source in tables:
            for code in economies:
                yield from compute(tables, code)
    if "net_migration" in tables and members:
        yield from _region(tables["net_migration"], members)


def _series(name, code, table, column, value, newest):
    """Sum by year, and no value for the newest year where it has no row."""
    rows = table[table[column] == code]
    sums = rows.groupby("year")[value].sum()
    for year, number in sums.items():
        yield (code, name, "", int(year)), float(number)
    if newest not in sums.index:
        yield (code, name, "", newest), None


def _numbers(table, column):
    """Rows with a number in a column that may be blank, up to 2050."""
    whole = table.assign(**{column: pd.to_numeric(table[column], errors="coerce")}).dropna(subset=[column])
    return whole[whole["year"] <= 2050]


def _demography(tables, code):
    table = tables["demography"]
    ages = table[(table["indicator"] == "median_age_years") & (table["year"] <= 2050)]
    return _series("median_age", code, ages, "iso3", "value", 2050)


def _net_migration(tables, code):
    table = tables["net_migration"]
    levels = {"net_migration": "net_migration_thousands", "net_migration_rate": "net_migration_per_1000"}
    for name, column in (levels | INTERVALS).items():
        yield from _series(name, code, _numbers(table, column), "iso3", column, 2050)
    own = table[table["iso3"] == code]
    yield (
        (code, "net_migration_turning_year", "", 2050),
        _turning(own.set_index("year")["net_migration_thousands"]),
    )


def _turning(series):
    """First year from which no centred mean is at or below zero, by rolling windows."""
    means = series.sort_index().rolling(5, center=True).mean().loc[1992:2050]
    bad = means.index[means <= 1e-9]
    if means.empty or (len(bad) and bad[-1] == 2050):
        return None
    return float(bad[-1] + 1) if len(bad) else 1992.0


def _region(table, members):
    total = table[table["iso3"].isin(members)].groupby("year")["net_migration_thousands"].sum()
    for year in range(1990, 2051):
        yield ("region", "net_migration", "", year), float(total[year])
    yield ("region", "net_migration_turning_year", "", 2050), _turning(total)


def _remittances(tables, code):
    table = tables["remittances"]
    names = {
        "remittances_received": "received_usd",
        "remittances_paid": "paid_usd",
        "remittances_received_share": "received_pct_gdp",
    }
    for name, indicator in names.items():
        rows = table[table["indicator"] == indicator]
        newest = int((rows if len(rows) else table)["year"].max())
        yield from _series(name, code, rows, "iso3", "value", newest)


def _senders(tables, code):
    table = tables["bilateral_remittances"]
    for row in table[table["receiver"] == code].itertuples():
        yield (code, "remittances_by_sender", row.sender, row.year), row.usd_million


def _incomes(tables, code):
    gdp, stock = tables["gdp"], tables["migrant_stock"]
    heads = gdp[gdp["indicator"] == "gdp_pc_ppp_constant_2021"].pivot(
        index="year", columns="iso3", values="value"
    )
    base = stock["year"].max()
    abroad = stock[(stock["origin"] == code) & (stock["sex"] == "both") & (stock["year"] == base)]
    for destination in abroad.sort_values(["stock", "destination"], ascending=[False, True])["destination"][
        :5
    ]:
        pair = heads.reindex(columns=[code, destination])
        both = pair.dropna()
        if both.empty:
            # The newest year of the economy, of the destination, or of the table, whichever there is first.
            known = [pair[column].dropna().index for column in pair] + [heads.index]
            yield (code, "income_ratio", destination, int(next(y for y in known if len(y))[-1])), None
        else:
            newest = both.iloc[-1]
            yield (code, "income_ratio", destination, int(both.index[-1])), newest[destination] / newest[code]


def _skilled(tables, code):
    table = tables["skilled_emigration"]
    rows = table[(table["iso3"] == code) & (table["sex"] == "both")]
    rates = rows.pivot(index="year", columns="education", values="emigration_rate_pct")
    for year, rate in rates.iterrows():
        yield (code, "skilled_emigration_rate", "", year), rate["high"]
        yield (code, "emigration_selectivity", "", year), rate["high"] / rate["low"] if rate["low"] else None
    if rates.empty:
        for name in ("skilled_emigration_rate", "emigration_selectivity"):
            yield (code, name, "", int(table["year"].max())), None


def _students(tables, code):
    table = tables["students"]
    whole = table.pivot(index=["iso3", "year"], columns="indicator", values="students")
    for name, column in (("inbound_students", "inbound_total"), ("outbound_students", "outbound_total")):
        rows = whole[column].dropna().reset_index()
        for key, value in _series(name, code, rows, "iso3", column, int(rows["year"].max())):
            yield key, None if value is None or value < 0 else value
    own = whole[whole.index.get_level_values("iso3") == code].dropna()
    if own.empty:
        yield (code, "student_balance", "", int(table["year"].max())), None
    else:
        newest = own.iloc[-1]
        key = (code, "student_balance", "", int(own.index[-1][1]))
        yield (
            key,
            newest["inbound_total"] / newest["outbound_total"] if newest["outbound_total"] > 0 else None,
        )


def _refugees(tables, code):
    table = tables["refugees"]
    rows = table[table["group"] == "refugees"]
    newest = int(rows["year"].max())
    yield from _series("refugees_hosted", code, rows, "asylum", "persons", newest)
    yield from _series("refugees_from", code, rows, "origin", "persons", newest)


def _treaties(tables, code):
    table = tables["treaties"]
    held = table[table["iso3"] == code]["status"].to_list()
    numbers = {"no_action": 0.0, "signatory": 1.0, "state_party": 2.0}
    yield (code, "icrmw_status", "", 2022), numbers[held[0]] if held else None
