"""A figure explained from the files of a built edition."""

import itertools
import json
import subprocess
import sys

import pytest
from explained_site import BEFORE, BOTH, EDITION, STOCK, write_manifest

from corridor.anchors import derived_anchor
from corridor.errors import CheckError, ConfigurationError, UsageError, VerificationError
from corridor.explaining import exchanging, looking_up, other_vintages, telling
from corridor.explaining.built import Built
from corridor.project import Project
from corridor.publishing.notices import inserted
from corridor.publishing.register import Publication, write_register

CASES = "JPN/emigrants_by_destination/USA/2024"


@pytest.fixture
def explain(project, site, monkeypatch):
    """Explain, without computing other vintages: that has tests of its own."""
    monkeypatch.setattr(looking_up, "otherwise", lambda *_: [])

    def asked(*words, **options):
        return looking_up.explain(project, words, site=site, **{"edition": EDITION, **options})

    return asked


def text(explanation):
    return "\n".join(telling.lines(explanation))


def test_a_value_with_all_that_is_known_of_it(explain, real):
    found = explain(STOCK).as_json()
    value = real.values.get("JPN", "immigrant_stock", 2024)
    assert (found["value"], found["unit"], found["status"]) == (value.value, "persons", "estimated")
    assert (found["economy"], found["indicator"], found["counterpart"], found["year"]) == (
        "JPN", "immigrant_stock", "", 2024,
    )  # fmt: skip
    assert found["definition"]
    assert "Σ_o" in found["formula"]
    (used,) = found["inputs"]
    assert (used["source"], used["vintage"]) == ("migrant_stock", "rev2024")
    assert used["file"] == "data/migrant_stock/rev2024.csv.gz"
    assert used["sha256"] == value.inputs[0].sha256
    assert used["keys"] == list(value.inputs[0].keys)
    assert used["rows"] == value.inputs[0].rows
    assert len(used["matching"]) == 5
    assert used["matching"][0].keys() == {"line", "destination", "origin", "year", "sex", "stock"}


def test_all_rows_add_up_to_the_value(explain):
    found = explain(STOCK, limit=None).as_json()
    (used,) = found["inputs"]
    assert len(used["matching"]) == used["rows"]
    assert sum(int(row["stock"]) for row in used["matching"]) == found["value"]


def test_the_checks_come_with_their_verdicts(explain):
    checks = {one["check"]: one for one in explain(STOCK).as_json()["checks"]}
    assert checks["keys-unique"]["success"] is True
    assert (checks["steady"]["success"], checks["steady"]["found"]) == (False, "not so for TWN")
    said = text(explain(STOCK))
    assert "migrant_stock rev2024: 2 checks, 1 hold" in said
    assert "does not hold (warning): steady. It is so. Found: not so for TWN" in said


def test_the_notebook_and_the_source_of_its_cell(explain):
    computed = explain(STOCK).as_json()["notebook"]
    assert computed == {
        "notebook": "country_indicators",
        "cell": "compute",
        "file": f"editions/{EDITION}/notebooks/country_indicators-JPN.ipynb",
        "source": "a = 1\na",
    }


def test_the_sentences_tables_and_charts(explain):
    places = explain(STOCK).as_json()["appears"]
    found = [(p["kind"], p["number"], p["derived"]) for p in places]
    assert found == [
        ("key figure", "3.41\xa0million", False),
        ("sentence", "3.41 million", False),
        ("sentence", "120,000", True),
        ("table", "3,409,529", False),
        ("chart", "", False),
    ]
    assert {p["page"] for p in places} == {f"editions/{EDITION}/briefs/jpn"}
    assert places[1]["text"] == "In 2024 there were 3.41 million of them, up by 120,000 since 2020."
    assert (places[3]["where"], places[3]["text"]) == ("Table 1: Indicators of Japan", "Immigrants, 2024")
    assert (places[4]["where"], places[4]["anchor"]) == ("Figure 1: Stocks", "fig-stocks")


def test_a_chart_of_other_numbers_does_not_draw_it(explain):
    places = explain("JPN/emigrant_stock/2024").as_json()["appears"]
    assert places == []
    assert "On no page." in text(explain("JPN/emigrant_stock/2024"))


def test_a_number_that_only_the_ledger_has_is_told_of(explain, site):
    folder = site / "editions" / EDITION
    page = folder / "briefs" / "jpn" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace(BEFORE, "X/y/1"), encoding="utf-8")
    inputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    write_manifest(folder, EDITION, inputs)
    assert explain(BEFORE).as_json()["appears"][0]["kind"] == "page"


def test_a_missing_value_has_its_reason(explain, real):
    missing = next(v for v in real.values if v.value is None)
    found = explain(missing.id)
    assert (found.as_json()["value"], found.as_json()["reason"]) == (None, missing.reason)
    assert missing.reason in text(found)


def test_capitals_do_not_matter(explain):
    assert explain("jpn/immigrant_stock/2024").as_json()["value"] == explain(STOCK).as_json()["value"]


def test_a_derived_number_with_its_arithmetic_and_parts(explain, real):
    found = explain(*BOTH.split()).as_json()
    (number,) = found["numbers"]
    now, before = (real.values.get("JPN", "immigrant_stock", year).value for year in (2024, 2020))
    assert number["value"] == now - before
    assert number["formula"] == "immigrant_stock(2024) − immigrant_stock(2020)"
    assert [part["id"] for part in found["parts"]] == BOTH.split()
    assert found == explain(*reversed(BOTH.split())).as_json()
    assert found == explain(f"#{derived_anchor(BOTH, number['formula'])}").as_json()
    assert number["formula"] in text(explain(BOTH))


def test_figures_that_nothing_is_derived_from_are_refused(explain):
    with pytest.raises(UsageError, match="No number of edition 2026-1 is derived from these"):
        explain(STOCK, CASES)
    with pytest.raises(UsageError, match="has no figure JPN/immigrant_stock/1"):
        explain(STOCK, "JPN/immigrant_stock/1")


def test_a_quoted_number_has_its_publication(explain):
    found = explain("quoted/koreans/low").as_json()
    assert (found["text"], found["citation"]) == ("200,000", "MPI, Flows, about 2003")
    assert "MPI, Flows, about 2003 (mpi2003)" in text(explain("quoted/koreans/low"))
    with pytest.raises(UsageError, match="quotes no number") as refused:
        explain("quoted/koreans/high")
    assert refused.value.expected == "quoted/koreans/low"


def test_the_text_names_everything(explain):
    said = text(explain(STOCK))
    for part in (
        "3,409,529 persons", "Definition", "Input rows", "sha256 ba70", "more rows: see all with --rows all",
        "cell compute", "    | a = 1", "Where it appears", "Figure 1: Stocks",
    ):  # fmt: skip
        assert part in said


def test_each_kind_is_plain_data(explain):
    for words in ((STOCK,), BOTH.split(), ("quoted/koreans/low",)):
        found = explain(*words).as_json()
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        assert found["kind"] in ("value", "derived", "quoted")


# --- what is not as it must be ---


def test_an_edition_that_is_not_built(explain, project, site):
    with pytest.raises(ConfigurationError, match="Edition 2023-1 is not built here") as refused:
        explain(STOCK, edition="2023-1")
    assert refused.value.found == "editions 2026-1"
    assert "corridor build 2023-1" in refused.value.todo
    with pytest.raises(ConfigurationError, match="is not built here") as refused:
        looking_up.explain(project, [STOCK], site=site.with_name("nowhere"), edition=EDITION)
    assert refused.value.found == "no edition"


def test_a_figure_of_an_edition_that_is_not_built(explain):
    with pytest.raises(ConfigurationError, match="Edition 2023-1 is not built here"):
        explain("JPN/immigrant_stock/2020@2023-1")


def test_an_unknown_edition(explain):
    with pytest.raises(UsageError, match="Unknown edition: 2099-9"):
        explain(STOCK, edition="2099-9")


def test_an_address_of_another_edition_than_the_one_named(explain):
    with pytest.raises(UsageError, match="one of edition 2023-1"):
        explain("editions/2023-1/briefs/jpn/index.html#value-jpn-immigrant_stock-2020")


@pytest.mark.parametrize("content", [None, "{", "{}"])
def test_a_manifest_that_is_missing_or_broken(explain, site, content):
    path = site / "editions" / EDITION / "manifest.json"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no readable manifest") as refused:
        explain(STOCK)
    assert "corridor build 2026-1" in refused.value.todo


@pytest.mark.parametrize(
    "file", ["data/indicators.csv", "data/trace.json", "briefs/jpn/index.html", "quality/checks.json"]
)
def test_a_file_that_was_edited(explain, site, file):
    path = site / "editions" / EDITION / file
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(VerificationError, match=f"{file} differs from the manifest") as refused:
        explain(STOCK)
    assert refused.value.exit_code == 14


def test_a_file_that_is_gone(explain, site):
    (site / "editions" / EDITION / "data" / "trace.json").unlink()
    with pytest.raises(VerificationError) as refused:
        explain(STOCK)
    assert refused.value.found == "no file"


def test_data_that_are_others_now_do_not_hide_the_rest(project, site, tmp_path, monkeypatch):
    monkeypatch.setattr(looking_up, "otherwise", lambda *_: [])
    moved = Project(tmp_path / "moved")
    moved.root.mkdir()
    for name in ("definitions", "reports", "templates"):
        (moved.root / name).symlink_to(project.root / name)
    found = looking_up.explain(moved, [STOCK], site=site, edition=EDITION).as_json()
    assert found["inputs"][0]["matching"] == []
    assert "not the file that the figure was computed from" in found["inputs"][0]["fault"]
    assert found["value"]
    assert found["appears"]


def test_a_corrected_edition_says_so_and_its_pages_are_read_without_the_notice(explain, site, project):
    page = site / "editions" / EDITION / "briefs" / "jpn" / "index.html"
    before = explain(STOCK).as_json()
    page.write_bytes(inserted(page.read_bytes(), "<p>Corrected: see another edition.</p>\n"))
    entries = [
        Publication(EDITION, "2026-07-01", "0" * 64),
        Publication(f"{EDITION}.1", "2026-08-01", "1" * 64, EDITION),
    ]
    write_register({one.edition: one for one in entries}, site)
    found = explain(STOCK)
    assert found.as_json() == {**before, "corrected_by": "2026-1.1"}
    assert text(found).startswith("Edition 2026-1 was corrected: 2026-1.1 stands in its place.")
    page.write_bytes(page.read_bytes().replace(b"Nothing else", b"Something else"))
    with pytest.raises(VerificationError):
        explain(STOCK)


# --- other vintages ---


def test_what_the_figure_would_be_with_another_vintage(project, site, real, tmp_path, monkeypatch):
    built = Built(site, EDITION)
    kept = tmp_path / "kept"
    real_exchanges = other_vintages.exchanges

    def here(*arguments):
        return [
            other_vintages.Exchange(one.source, one.vintage, kept / one.path.name)
            for one in real_exchanges(*arguments)
            if one.source == "migrant_stock"
        ]

    monkeypatch.setattr(other_vintages, "exchanges", here)
    old = built.trace.find("JPN", "immigrant_stock", "", "2020")
    (found,) = other_vintages.otherwise(project, built, old)
    rows = looking_up.rows.find(
        project.data / "migrant_stock" / "rev2020.csv.gz",
        real.sources["migrant_stock"].vintages["rev2020"].sha256,
        ["destination=JPN, year=2020, sex=both"],
        None,
    )
    assert (found.source, found.vintage, found.reason) == ("migrant_stock", "rev2020", "")
    assert found.value == sum(int(row[-1]) for row in rows.rows) != old.value
    # A year that the older vintage lacks is compared in the nearest year of both.
    (newest,) = other_vintages.otherwise(
        project, built, built.trace.find("JPN", "immigrant_stock", "", "2024")
    )
    assert (newest.value, newest.year) == (None, 2020)
    assert (newest.here, newest.there) == (old.value, found.value)
    assert newest.reason == "International Migrant Stock 2020 has no figure for 2024."
    # It was kept: nothing is computed a second time, unless what was kept is not as it was.
    (path,) = kept.iterdir()
    whole, when = path.read_text(encoding="utf-8"), path.stat().st_mtime_ns
    assert other_vintages.otherwise(project, built, old)[0].value == found.value
    assert path.stat().st_mtime_ns == when
    line = f"\nJPN,immigrant_stock,,2020,{found.value!r},"
    (one,) = here(project, built)
    assert one.is_kept
    for damaged in (whole[:-9], "{", "", whole.replace(line, "\nJPN,immigrant_stock,,2020,7.0,")):
        path.write_text(damaged, encoding="utf-8")
        assert not one.is_kept
    assert other_vintages.otherwise(project, built, old)[0].value == found.value
    assert path.read_text(encoding="utf-8") == whole


def test_where_a_check_fails_the_answer_lacks_only_the_other_vintages(project, site, tmp_path, monkeypatch):
    built = Built(site, EDITION)

    def here(*_):
        vintage = looking_up.read_source(project, "migrant_stock").vintages["rev2020"]
        return [other_vintages.Exchange("migrant_stock", vintage, tmp_path / "none.csv")]

    def failing(*_):
        raise CheckError("A critical data check failed: keys.")

    monkeypatch.setattr(other_vintages, "exchanges", here)
    monkeypatch.setattr(exchanging, "exchanges", here)
    monkeypatch.setattr(exchanging, "keep", failing)
    (found,) = other_vintages.otherwise(
        project, built, built.trace.find("JPN", "immigrant_stock", "", "2020")
    )
    assert found.value is None
    assert found.reason == "It cannot be computed: A critical data check failed: keys."
    assert exchanging.prepare(project, built) == 1, "and a build goes on"


def test_vintages_are_exchanged_for_each_source_that_is_pinned(project, site, real):
    found = other_vintages.exchanges(project, Built(site, EDITION))
    expected = [
        (source, vintage)
        for source in sorted(real.edition.vintages)
        for vintage in real.sources[source].vintages
        if vintage != real.edition.vintages[source]
    ]
    assert [(one.source, one.vintage.id) for one in found] == expected
    assert all(a.path != b.path for a, b in itertools.combinations(found, 2))


def test_nothing_that_computes_is_loaded():
    heavy = ("pandas", "numpy", "altair", "great_expectations", "jinja2")
    code = f"import sys, corridor.explaining.looking_up; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
