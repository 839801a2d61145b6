"""A small site with one built edition, written by hand around real values of Japan."""

import hashlib

from corridor.check_reports import CheckReport, CheckResult, write_checks_json
from corridor.indicators import in_order
from corridor.ledger import Ledger, derive, quote
from corridor.manifest import write_json
from corridor.page_ledger import PageLedger
from corridor.traces import NAME, TABLE, trace_of, write_trace

EDITION = "2026-1"
STOCK, BEFORE = "JPN/immigrant_stock/2024", "JPN/immigrant_stock/2020"
BOTH = f"{BEFORE} {STOCK}"


def link(figure, text):
    return f'<a class="figure" data-figure="{figure}" href="#x">{text}</a>'


BRIEF = f"""<html><body><nav><h2 id="toc-title">On this page</h2></nav>
<header><h1 class="title">Japan</h1></header><main>
<dl class="key-figures"><div class="key-figure"><dt class="key-label">people from abroad, 2024</dt>
<dd class="key-number">{link(STOCK, "3.41&nbsp;million")}</dd></div></dl>
<section id="sec-stocks"><h2><span class="header-section-number">1</span> Who lives here</h2>
<p>Much is known. In 2024 there were {link(STOCK, "3.41 million")} of them, up by {link(BOTH, "120,000")} since 2020.
Nothing else is said.</p>
<figure id="fig-stocks"><img src="charts/stocks.svg" alt="Lines."><figcaption>Figure 1: Stocks</figcaption></figure>
<figure id="tbl-indicators" class="quarto-float-tbl"><figcaption>Table 1: Indicators of Japan</figcaption>
<div class="table-scroll"><table><thead><tr><th>Indicator</th><th>2020</th><th>2024</th></tr></thead>
<tbody><tr><td>Immigrants</td><td>{link(BEFORE, "3,289,042")}</td><td>{link(STOCK, "3,409,529")}</td></tr></tbody>
</table></div></figure></section></main></body></html>
"""
CHART = (
    "year,series,value,status\n2020,From abroad,3289042.0,estimated\n2024,From abroad,3409529.0,estimated\n"
)
NOTEBOOK = {"cells": [{"id": "load", "source": "tables = 1"}, {"id": "compute", "source": ["a = 1\n", "a"]}]}


def write_manifest(folder, edition, inputs=()):
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    write_json(
        folder / "manifest.json",
        {"edition": edition, "artefacts": files, "inputs": [dict(i) for i in inputs]},
    )


def _ledger(real):
    held = Ledger(real.values)
    before, now = (held.figure("JPN", "immigrant_stock", year) for year in (2020, 2024))
    change = derive(
        now.value - before.value,
        "persons",
        "immigrant_stock(2024) − immigrant_stock(2020)",
        *before.values,
        *now.values,
    )
    ledger = PageLedger({})
    for figure in (now, before, now.full, before.full, change):
        ledger.note(figure)
    ledger.note(
        quote(
            "koreans/low",
            200_000,
            "persons",
            "200,000",
            reference="mpi2003",
            citation="MPI, Flows, about 2003",
        )
    )
    return ledger


def write_site(site, real):
    """Write the site, with a brief on Japan."""
    folder = site / "editions" / EDITION
    for name in ("data/charts", "quality", "notebooks", "briefs/jpn/charts"):
        (folder / name).mkdir(parents=True)
    real.values.write_csv(folder / "data" / TABLE)
    write_trace(trace_of(real.values, in_order(), real.sources), folder / "data" / NAME)
    (folder / "data" / "charts" / "jpn-stocks.csv").write_text(CHART, encoding="utf-8")
    (folder / "briefs" / "jpn" / "charts" / "stocks.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "briefs" / "jpn" / "index.html").write_text(BRIEF, encoding="utf-8")
    write_json(folder / "notebooks" / "country_indicators-JPN.ipynb", NOTEBOOK)
    verdicts = [
        CheckResult("migrant_stock", "rev2024", check, "It is so.", "warning", success, "so", found)
        for check, success, found in (
            ("keys-unique", True, "as expected"),
            ("steady", False, "not so for TWN"),
        )
    ]
    write_checks_json(
        [CheckReport("migrant_stock", "rev2024", "0", tuple(verdicts))], folder / "quality" / "checks.json"
    )
    (folder / "briefs" / "jpn" / "ledger.json").write_text(_ledger(real).text(), encoding="utf-8")
    inputs = [
        {"source": s, "vintage": v, "sha256": real.sources[s].vintages[v].sha256}
        for s, v in real.edition.vintages.items()
    ]
    write_manifest(folder, EDITION, inputs)
