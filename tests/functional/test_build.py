"""Both editions as they are published: the tree, the figures, the prose, the bytes."""

import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corridor import formats, pipeline
from corridor.editions import read_edition
from corridor.keeping import nothing_kept

EDITIONS = ("2023-1", "2026-1")
NINE = ("chn", "hkg", "mac", "twn", "jpn", "kor", "prk", "mng", "rus")
REPORTS = ("outlook", *(f"briefs/{iso3}" for iso3 in NINE))


def every_report():
    return [(edition, report) for edition in EDITIONS for report in REPORTS]


class Page(HTMLParser):
    """The parts of a report's page that tests look at."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "input", "col", "wbr", "source"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.figures: list[tuple[str, str]] = []
        self.images: list[dict[str, str]] = []
        self.headings: list[str] = []
        self.prose: list[str] = []  # without the figures
        self.read: list[str] = []  # as a reader has it
        self.ids: set[str] = set()
        self._open: list[tuple[str, dict[str, str]]] = []
        self._figure: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        held = {name: value or "" for name, value in attrs}
        if "id" in held:
            self.ids.add(held["id"])
        if tag == "img":
            self.images.append(held)
        if tag in ("p", "li", "dd", "dt", "figcaption"):
            self.prose.append("")
            self.read.append("")
        if tag in self.VOID:
            return
        self._open.append((tag, held))
        if "figure" in held.get("class", "").split() and tag == "a":
            self._figure = []

    def handle_endtag(self, tag):
        while self._open:
            name, held = self._open.pop()
            if name == "a" and self._figure is not None and "figure" in held.get("class", "").split():
                self.figures.append((held["data-figure"], "".join(self._figure)))
                self._figure = None
            if name == tag:
                break

    def _inside(self, *tags: str, classes: tuple[str, ...] = (), ids: tuple[str, ...] = ()) -> bool:
        return any(
            tag in tags or set(classes) & set(held.get("class", "").split()) or held.get("id", "") in ids
            for tag, held in self._open
        )

    def handle_data(self, data):
        if self._figure is not None:
            self._figure.append(data)
        if self._inside("h1", "h2", "h3"):
            self.headings.append(data)
        # Tables have their own test; figures' origins, references and the page's frame are no prose. The controls of a
        # chart repeat its title and its data.
        skipped = self._inside("table", "script", "style", "nav", "h1", "h2", "h3", "header", "footer", "code",
                               classes=("references", "csl-bib-body", "toc", "chart-tools"),
                               ids=("refs", "sec-figures"))  # fmt: skip
        if not skipped and self._inside("main") and self.prose:
            self.read[-1] += data
            self.prose[-1] += "" if self._figure is not None else data


def read_page(site: Path, edition: str, report: str) -> Page:
    return Page((site / "editions" / edition / report / "index.html").read_text(encoding="utf-8"))


def read_ledger(site: Path, edition: str, report: str) -> list[dict]:
    return json.loads((site / "editions" / edition / report / "ledger.json").read_text(encoding="utf-8"))


def rows_of_indicators(site: Path, edition: str) -> dict[str, dict[str, str]]:
    with (site / "editions" / edition / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = ("economy", "indicator", "counterpart", "year")
    return {"/".join(row[p] for p in parts if row[p]): row for row in rows}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_published_tree(site, edition):
    folder = site / "editions" / edition
    expected = [
        "index.html", "manifest.json", "outlook/index.html", "outlook/outlook.pdf", "outlook/ledger.json",
        "data/indicators.csv", "data/statements.csv", "data/datapackage.json",
        "quality/index.html", "quality/checks.json", "methodology/index.html",
        "notebooks/regional_indicators-north-east-asia.ipynb",
        "notebooks/regional_indicators-north-east-asia.html",
    ]  # fmt: skip
    for iso3 in NINE:
        expected += [f"briefs/{iso3}/{name}" for name in ("index.html", "brief.pdf", "ledger.json")]
        expected += [f"notebooks/country_indicators-{iso3.upper()}.{ending}" for ending in ("ipynb", "html")]
    assert [path for path in expected if not (folder / path).is_file()] == []
    assert list((folder / "data" / "charts").glob("*.csv"))


def test_the_pages_around_the_editions(site):
    for path in ("index.html", "latest/index.html", "feed.xml", "sitemap.xml"):
        assert (site / path).is_file()
    assert "editions/2026-1/index.html" in (site / "latest" / "index.html").read_text(encoding="utf-8")
    assert [p.name for p in site.parent.iterdir()] == ["_site"], "something half-written is left"
    assert not list(site.glob(".*"))


@pytest.mark.parametrize(("edition", "report"), every_report())
def test_every_figure_on_a_page_is_in_its_ledger(site, edition, report):
    page, ledger = read_page(site, edition, report), read_ledger(site, edition, report)
    recorded = {(record["id"], record["text"]) for record in ledger}
    assert len(page.figures) > 30
    assert {(i, t) for i, t in page.figures} <= recorded
    for record in ledger:
        assert set(record) >= {
            "id", "text", "value", "unit", "economy", "indicator", "counterpart", "year", "formula", "inputs",
            "checks", "notebook", "cell",
        }  # fmt: skip
        assert record["inputs"], record["id"]
        # What a publication says is checked by nobody; values of other vintages are computed outside the notebooks.
        assert record["checks"] or quoted(record), record["id"]
        assert record["notebook"] or quoted(record) or "@" in record["id"], record["id"]
        assert record["cell"] or quoted(record) or "@" in record["id"], record["id"]


def quoted(record: dict) -> bool:
    """Whether a record is of a number that a publication gives."""
    return record["id"].startswith("quoted/")


@pytest.mark.parametrize("edition", EDITIONS)
def test_figures_of_other_vintages_agree_with_the_statements_or_the_chart(site, edition):
    data = site / "editions" / edition / "data"
    with (data / "statements.csv").open(encoding="utf-8", newline="") as file:
        told = {row["figure"]: row["value"] for row in csv.DictReader(file) if row["value"]}
    with (data / "charts" / "north-east-asia-contested.csv").open(encoding="utf-8", newline="") as file:
        drawn = {float(row["low"]) for row in csv.DictReader(file) if row["low"]}
    # Figures of the edition before are those of the section on what changed.
    found = [r for r in read_ledger(site, edition, "outlook") if f"@{edition}[" in r["id"]]
    assert found
    for record in found:
        if record["id"] in told:
            assert record["value"] == float(told[record["id"]])
        else:
            assert record["indicator"] == "immigrants_by_origin"
            assert record["value"] in drawn


@pytest.mark.parametrize(("edition", "report"), every_report())
def test_figures_agree_with_the_data_file(site, edition, report):
    rows = rows_of_indicators(site, edition)
    compared = 0
    for record in read_ledger(site, edition, report):
        if quoted(record) or "@" in record["id"]:
            continue
        assert all(identifier in rows for identifier in record["id"].split())
        row = rows[record["id"].split()[0]]
        if " " in record["id"] or record["unit"] != row["unit"] or record["formula"].startswith("−1"):
            continue
        assert record["value"] == float(row["value"])
        assert record["text"] in (
            formats.eye(record["value"], record["unit"]),
            formats.full(record["value"], record["unit"]),
        )
        compared += 1
    assert compared > 20


# What prose may say in digits without the ledger: years, dates, the edition, age groups, "for every 100", licences.
ALLOWED = re.compile(
    r"\b(19|20)\d\d(-\d+)?(\.\d+)?\b"
    r"|\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b15–64\b|\b65\b|\b(every|per) 100\b|\bCC BY(-SA)? \d\.\d"
    r"|\b(Figure|Table|Section)\s\d+\b"
)


@pytest.mark.parametrize(("edition", "report"), every_report())
def test_no_digit_in_prose_comes_from_elsewhere_than_the_ledger(site, edition, report):
    page = read_page(site, edition, report)
    text = " ".join(page.prose)
    assert len(text) > 500
    left = ALLOWED.sub("", text)
    found = [left[max(0, m.start() - 40) : m.end() + 20] for m in re.finditer(r"\d+", left)]
    assert found == []


@pytest.mark.parametrize(("edition", "report"), every_report())
def test_prose_is_whole(site, edition, report):
    page = read_page(site, edition, report)
    text = re.sub(r"\s+", " ", " ".join(page.read))
    for clumsy in (
        " ,",
        " .",
        "..",
        " ;",
        "None",
        "nan",
        "()",
        "−−",
        "  ",
        "1 persons",
        "by −",
        "undefined",
        "<<",
    ):
        assert clumsy not in text, text[max(0, text.find(clumsy) - 60) : text.find(clumsy) + 40]
    # Rev. 2020 knows nothing of Taiwan Province of China: its brief has the ageing chart alone.
    assert len(page.images) >= (1 if (edition, report) == ("2023-1", "briefs/twn") else 3)
    alts = [image.get("alt", "") for image in page.images]
    assert all(len(alt) > 20 for alt in alts)
    assert len(set(alts)) == len(alts)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_manifest_lists_everything(site, edition, project):
    folder = site / "editions" / edition
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    del files["manifest.json"]
    assert manifest["artefacts"].keys() == files.keys()
    for path, digest in manifest["artefacts"].items():
        assert hashlib.sha256(files[path].read_bytes()).hexdigest() == digest
    pinned = read_edition(project, edition).vintages
    assert {i["source"]: i["vintage"] for i in manifest["inputs"]} == pinned
    assert manifest["engine"]["name"] == "pandoc"
    assert (
        manifest["lock"]["sha256"]
        == hashlib.sha256((project.root / "requirements.lock").read_bytes()).hexdigest()
    )
    assert manifest["published"] == str(read_edition(project, edition).published)


@pytest.mark.slow
def test_built_twice_the_files_are_the_same_to_the_byte(
    only_when_slow, site, project, notebooks_run_anew, tmp_path, monkeypatch
):
    again, make = tmp_path / "_site", pipeline.make

    def make_anew(*args, **options):
        return make(*args, **{**options, "kept": None})

    # Nothing is taken from the first.
    monkeypatch.setattr(pipeline, "make", make_anew)
    with nothing_kept(tmp_path / "kept"):
        pipeline.build(project, "2026-1", engine="pandoc", out=again, jobs=3)
    first, second = (
        {
            p.relative_to(root).as_posix(): p.read_bytes()
            for p in (root / "editions" / "2026-1").rglob("*")
            if p.is_file()
        }
        for root in (site, again)
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_published_names_this_machine(site, project):
    for path in site.rglob("*"):
        if path.suffix in (".html", ".json", ".ipynb", ".csv", ".svg", ".xml"):
            text = path.read_text(encoding="utf-8")
            assert str(project.root) not in text, path
            assert "/tmp/" not in text, path  # noqa: S108 - a path that must not be there
