"""Frames and charts of money, talent, needs and contested numbers, in the shapes that reports give them."""

import csv
import math
from pathlib import Path

import pandas as pd

from corridor import charts

NAN = float("nan")
LONG = "Democratic People’s Republic of Korea"
RECEIVED, PAID = "Received", "Paid"
INBOUND, OUTBOUND = "From abroad, studying here", "From here, studying abroad"
HIGH, LOW = "Tertiary-educated", "Low-educated"
PLACES = {
    "CHN": "China",
    "HKG": "Hong Kong SAR",
    "MAC": "Macao SAR",
    "TWN": "Taiwan Prov. of China",
    "JPN": "Japan",
    "KOR": "Rep. of Korea",
    "PRK": LONG,
    "MNG": "Mongolia",
    "RUS": "Russian Fed.",
}


def series(name, values, first=1990, step=1, status="observed"):
    rows = [(first + k * step, name, v, status) for k, v in enumerate(values)]
    return pd.DataFrame(rows, columns=["year", "series", "value", "status"])


def net_migration_frame(scale=1.0):
    """Thousand persons a year: waves to 2023, then a level with widening intervals."""
    rows = []
    for year in range(1990, 2051):
        projected = year > 2023
        value = scale * (120 + 90 * math.sin(year / 3)) if not projected else scale * 60.0
        near, far = (scale * 8 * (year - 2023) ** 0.5 * k for k in (5, 9))
        bounds = (value - near, value + near, value - far, value + far) if projected else (NAN,) * 4
        rows.append((year, value, *bounds, "projected" if projected else "estimated"))
    names = ["year", "value", "lower80", "upper80", "lower95", "upper95", "status"]
    return pd.DataFrame(rows, columns=names)


def needs_frame():
    rows = [
        ("Net migration in 2023", "today", -568.2),
        ("Needed to keep the workforce", "need", 5_920.0),
        ("Needed to keep the support ratio", "need", 38_700.0),
    ]
    return pd.DataFrame(rows, columns=["label", "kind", "value"])


def remittances_frame():
    received = [5.2e6, NAN, 8.1e7, 2.0e8, 4.5e8, 3.1e8, NAN, 5.6e8, 4.6e8]
    return pd.concat(
        [series(RECEIVED, received), series(PAID, [NAN, NAN, 1e7, 4e7, 5.4e8, 2e8, 9e7, NAN, NAN])]
    )


def students_frame():
    return pd.concat(
        [
            series(INBOUND, [3_400.0, 7_800.0, 22_000.0, 59_000.0, NAN, 52_000.0, 112_000.0], 2014),
            series(OUTBOUND, [70_000.0, 95_000.0, 119_000.0, 126_000.0, 118_000.0, 108_000.0, NAN], 2014),
        ]
    )


def selectivity_frame():
    high = series(HIGH, [0.87, 0.98, 1.03, 0.99, 1.08, 0.96, 0.91], 1980, 5)
    return pd.concat([high, series(LOW, [0.16, 0.17, 0.17, 0.18, NAN, 0.23, 0.2], 1980, 5)])


def senders_frame():
    rows = [("United States", 12_700.0, "USA"), ("Hong Kong SAR", 11_900.0, "HKG"), (LONG, 0.4, "PRK")]
    return pd.DataFrame(rows, columns=["label", "value", "code"])


def received_frame():
    values = [0.17, 0.1, 0.23, NAN, 0.1, 0.44, NAN, 2.2, 0.0]
    rows = [(name, code, v) for (code, name), v in zip(PLACES.items(), values, strict=True)]
    return pd.DataFrame(rows, columns=["label", "code", "value"])


def pairs_frame(names=(INBOUND, OUTBOUND)):
    values = {"CHN": (201_000.0, 1_053_000.0), "JPN": (199_000.0, 31_000.0), "MAC": (34_200.0, 2_314.0)}
    values |= {
        "PRK": (480.0, 2_174.0),
        "MNG": (NAN, 15_900.0),
        "RUS": (0.0, 63_600.0),
        "HKG": (63_700.0, 63_700.0),
    }
    rows = [
        (name, series, value)
        for code, name in PLACES.items()
        for series, value in zip(names, values.get(code, (NAN, NAN)), strict=True)
    ]
    return pd.DataFrame(rows, columns=["label", "series", "value"])


def rates_frame():
    rates = {"CHN": (2.3, 0.2), "HKG": (30.0, 5.8), "RUS": (0.4, 1.6), "MNG": (2.2, 0.5)}
    rows = [(PLACES[c], s, v) for c, pair in rates.items() for s, v in zip((HIGH, LOW), pair, strict=True)]
    return pd.DataFrame(rows, columns=["label", "series", "value"])


def contested_frame():
    koreans, chinese = "North Koreans living in China", "Chinese living in the Russian Far East"
    source = "Migration Policy Institute"
    rows = [
        (koreans, "estimate", 200_000.0, 250_000.0, "about 2003", source, None),
        (koreans, "discredited", 1e6, 1e6, "about 2003", source, "unrealistic"),
        (koreans, "official", 2_191.0, NAN, 1990, "Rev. 2024", None),
        (koreans, "official", 4_900.0, NAN, 2005, "Rev. 2024", None),
        (koreans, "official", 9_636.0, NAN, 2024, "Rev. 2024", None),
        (koreans, "official", NAN, NAN, 2020, "Rev. 2020", None),
        (chinese, "estimate", 200_000.0, NAN, "early 1990s to about 2003", source, "or more"),
        (chinese, "discredited", 1e6, NAN, "early 1990s to about 2003", source, "since discredited"),
        (chinese, "official", 55_100.0, 55_100.0, 2005, "Rev. 2020", None),
    ]
    return pd.DataFrame(rows, columns=["label", "kind", "low", "high", "year", "source", "note"])


def panels_frame(count=9):
    parts = []
    for k, (code, name) in enumerate([*PLACES.items(), *((f"X{j:02}", f"Economy {j}") for j in range(60))]):
        if k < count:
            rows = net_migration_frame((-1) ** k * 10.0 ** (2 - k / 3))[["year", "value", "status"]]
            parts.append(rows.assign(economy=code, label=name))
    return pd.concat(parts)


ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "data" / "geo" / "countries-50m.json"


def places_frame(codes):
    with (ROOT / "definitions" / "economies.csv").open(encoding="utf-8", newline="") as file:
        known = {row["iso3"]: row for row in csv.DictReader(file)}
    rows = [(code, known[code]["m49"], known[code]["name_short"]) for code in codes]
    return pd.DataFrame(rows, columns=["code", "m49", "label"])


def pairs_of_places():
    rows = [("CHN", "HKG", 2.49e6), ("CHN", "JPN", 8.1e5), ("HKG", "CHN", 3.2e5), ("MAC", "CHN", 5.9e4)]
    rows += [("CHN", "MAC", 4.2e5), ("MNG", "KOR", 4.6e4), ("RUS", "JPN", 1.1e4), ("PRK", "CHN", 0.0)]
    return pd.DataFrame([*rows, ("TWN", "JPN", NAN)], columns=["origin", "destination", "value"])


def map_of(name, codes, corridors, **options):
    return charts.region_map(name, charts.read_shapes(SHAPES), places_frame(codes), corridors, **options)


FULL, HALF = charts.FULL_WIDTH, charts.HALF_WIDTH
_WIDE = {
    "net-migration": lambda i, w: charts.net_migration(i, net_migration_frame(), width=w),
    "needs-here": lambda i, w: charts.needs(i, needs_frame(), width=w),
    "remittances": lambda i, w: charts.remittances(i, remittances_frame(), width=w),
    "senders": lambda i, w: charts.remittance_sources(i, senders_frame(), highlight=set(PLACES), width=w),
    "students": lambda i, w: charts.students(i, students_frame(), width=w),
    "selectivity": lambda i, w: charts.selectivity(i, selectivity_frame(), width=w),
    "contested": lambda i, w: charts.contested(i, contested_frame(), width=w),
    "received": lambda i, w: charts.remittances_by_economy(i, received_frame(), width=w),
    "students-across": lambda i, w: charts.students_by_economy(i, pairs_frame(), width=w),
    "selectivity-across": lambda i, w: charts.selectivity_by_economy(i, rates_frame(), width=w),
}


def _builder(build, name, width):
    return lambda: build(name, width)


BUILDERS = {name: _builder(build, name, FULL) for name, build in _WIDE.items()}
BUILDERS |= {f"{name}-half": _builder(build, f"{name}-half", HALF) for name, build in _WIDE.items()}
BUILDERS |= {
    "net-panels": lambda: charts.net_migration_region("net-panels", panels_frame()),
    "net-panels-many": lambda: charts.net_migration_region("net-panels-many", panels_frame(27)),
    "map": lambda: map_of("map", PLACES, pairs_of_places()),
    "map-half": lambda: map_of("map-half", PLACES, pairs_of_places(), width=HALF),
    "panels-many-shared": lambda: charts.small_multiples("panels-many-shared", panels_frame(14), shared=True),
}
