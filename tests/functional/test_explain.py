"""`corridor explain` on the built editions: every number of every page, from a cold start, at once."""

import json
import re
import subprocess
import sys

import pytest

from corridor.errors import UsageError
from corridor.explaining import exchanging
from corridor.explaining.built import Built
from corridor.explaining.looking_up import explain

EDITIONS = ("2023-1", "2026-1")
PREPARE = exchanging.prepare
TELL = """
import sys
from corridor.cli import main
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
FIGURE = "JPN/intra_regional_emigrant_share/2024"


@pytest.fixture(scope="module", autouse=True)
def made_ready(project, site):
    """As a build leaves it; see `explained_when_asked`."""
    for edition in EDITIONS:
        PREPARE(project, Built(site, edition))


def records(site, edition):
    folder = site / "editions" / edition
    return [
        record
        for path in sorted(folder.rglob("ledger.json"))
        for record in json.loads(path.read_text(encoding="utf-8"))
    ]


@pytest.fixture
def corridor(project, site):
    """Run the command in a process of its own; gives exit status, output, errors and the packages it imported."""

    def run(*words, out=site):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                TELL,
                "explain",
                *words,
                "--out",
                str(out),
            ],
            cwd=project.root,
            capture_output=True,
            text=True,
            check=False,
        )
        *told, packages = done.stderr.splitlines()
        return done.returncode, done.stdout, "\n".join(told), set(packages.split())

    return run


@pytest.mark.parametrize(
    "words",
    [
        [FIGURE],
        ["north-east-asia/intra_regional_emigrant_share/2024", "--rows", "all"],
        ["JPN/immigrant_share/2020", "--edition", "2023-1"],
        ["RUS/immigrant_stock/2020@2023-1", "RUS/immigrant_stock/2024"],
        ["JPN/net_migration_turning_year/2050", "--json"],
    ],
)
def test_it_answers_without_what_takes_long_to_import(corridor, words):
    status, out, err, packages = corridor(*words)
    assert (status, err) == (0, "")
    assert out
    assert "corridor" in packages
    assert packages & {"altair", "great_expectations", "jinja2", "numpy", "pandas", "papermill"} == set()


def test_it_answers_with_everything(corridor, site, project):
    found = json.loads(corridor(FIGURE, "--json")[1])
    record = next(one for one in records(site, "2026-1") if one["id"] == FIGURE)
    for key in (
        "value",
        "unit",
        "status",
        "economy",
        "indicator",
        "year",
        "label",
        "definition",
        "version",
        "formula",
    ):
        assert found[key] == record[key]
    (used,), (recorded,) = found["inputs"], record["inputs"]
    for key in ("source", "vintage", "sha256", "keys", "rows", "file"):
        assert used[key] == recorded[key]
    assert len(used["matching"]) == 5
    verdicts = json.loads(
        (site / "editions" / "2026-1" / "quality" / "checks.json").read_text(encoding="utf-8")
    )
    mine = [
        one["check"] for one in verdicts if (one["source"], one["vintage"]) == ("migrant_stock", "rev2024")
    ]
    assert [one["check"] for one in found["checks"]] == mine
    assert "compute_economy" in found["notebook"]["source"]
    assert (site / found["notebook"]["file"]).is_file()
    (other,) = found["vintages"]
    assert (other["source"], other["vintage"], other["value"]) == ("migrant_stock", "rev2020", None)
    assert other["year"] == 2020
    assert {place["kind"] for place in found["appears"]} >= {"sentence", "table"}


def test_its_places_are_on_the_pages(site, project):
    found = explain(project, [FIGURE], site=site, edition="2026-1").as_json()
    assert len(found["appears"]) > 3
    for place in found["appears"]:
        page = (site / place["page"] / "index.html").read_text(encoding="utf-8")
        assert not place["anchor"] or f'id="{place["anchor"]}"' in page
        if place["kind"] != "chart":
            assert place["number"].replace("\xa0", " ") in re.sub(r"\s|&nbsp;", " ", page)


def test_all_rows_give_the_value(corridor):
    found = json.loads(corridor(FIGURE, "--rows", "all", "--json")[1])
    rows = found["inputs"][0]["matching"]
    within, _ = found["inputs"][0]["keys"]
    region = re.search(r"destination=([A-Z|]+)", within).group(1).split("|")
    everywhere = sum(int(row["stock"]) for row in rows)
    share = 100 * sum(int(row["stock"]) for row in rows if row["destination"] in region) / everywhere
    assert found["value"] == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_number_of_every_page_is_explained(site, project, edition):
    ids = sorted({record["id"] for record in records(site, edition)})
    assert len(ids) > 500
    for figure in ids[:: max(1, len(ids) // 25)]:
        found = explain(project, [figure], site=site, edition=edition, limit=1).as_json()
        assert found["appears"] if "appears" in found else found["numbers"][0]["appears"], figure


def test_an_address_from_a_page_leads_to_the_same_answer(corridor, site):
    page = (site / "editions" / "2026-1" / "briefs" / "jpn" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'data-figure="([^"]+)" href="figures.html(#[^"]+)"', page)
    for figure, anchor in (links[0], next(link for link in links if link[1].startswith("#derived-"))):
        address = f"https://example.org/editions/2026-1/briefs/jpn/figures.html{anchor}"
        status, out, err, _ = corridor(address, "--json")
        assert (status, err) == (0, "")
        assert json.loads(out)["id"] == figure


def test_charts_are_found_by_what_they_draw(site, project):
    found = explain(project, ["JPN/immigrant_stock/1995"], site=site, edition="2026-1").as_json()
    charts = [place for place in found["appears"] if place["kind"] == "chart"]
    assert {"editions/2026-1/briefs/jpn"} <= {place["page"] for place in charts}


def test_a_mistake_is_told_and_ends_with_its_status(corridor, site, project):
    status, out, err, _ = corridor("JPN/imigrant_stock/2024")
    assert (status, out) == (2, "")
    assert "Did you mean JPN/immigrant_stock/2024?" in err
    assert "Traceback" not in err
    assert corridor(FIGURE, "--rows", "some")[0] == 2
    status, _, err, _ = corridor(FIGURE, out=site.parent / "nowhere")
    assert status == 11
    assert "corridor build 2026-1" in err
    with pytest.raises(UsageError):
        explain(project, ["JPN/immigrant_stock/2024"], site=site, edition="1999-1")
