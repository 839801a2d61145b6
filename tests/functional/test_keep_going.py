"""A failing data check says what it hits; with --keep-going the rest is built, and what was hit is told nowhere."""

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from corridor import cli, pipeline
from corridor.project import Project
from kept import pin_only, take_along

EDITION = "2026-1"
HIT, KEPT = "JPN", ("KOR",)
# Of the region, so that it is computed soon.
MEMBERS = (HIT, *KEPT, "MNG")


def spoilt(real: Project, root: Path, *changes: tuple[bytes, bytes]) -> Project:
    """A project with two briefs whose population table has other figures, locked as if they were right."""
    for name in ("definitions", "reports", "templates", "notebooks", "data_checks"):
        shutil.copytree(real.root / name, root / name)
    for name in ("_quarto.yml", "requirements.lock"):
        shutil.copyfile(real.root / name, root / name)
    shutil.copytree(real.data, root / "data")
    take_along(real, root)
    project = Project(root)
    region = project.definitions / "regions" / "north-east-asia.yml"
    members = f"economies: [{', '.join(MEMBERS)}]"
    region.write_text(re.sub(r"economies: \[.*\]", members, region.read_text(encoding="utf-8")), "utf-8")
    edition = project.reports / "editions" / f"{EDITION}.yml"
    text = edition.read_text(encoding="utf-8")
    edition.write_text(text.replace("reports: [", f"economies: [{HIT}, {', '.join(KEPT)}]\nreports: [", 1))
    pin_only(project, EDITION, "migrant_stock", "population")
    path = project.data / "population" / "wpp2024.csv.gz"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    table = gzip.decompress(path.read_bytes())
    for one, other in changes:
        assert one in table
        table = table.replace(one, other, 1)
    path.write_bytes(gzip.compress(table, compresslevel=1, mtime=0))
    declared = project.data / "population" / "source.yml"
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    declared.write_text(declared.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return project


JAPAN = (b"JPN,2020,estimate,total,", b"JPN,2020,estimate,total,9")


@pytest.fixture(scope="module")
def built(project: Project, tmp_path_factory: pytest.TempPathFactory):
    """A project with a wrong row of Japan's; its exit code, what it told, and its site."""
    own = spoilt(project, tmp_path_factory.mktemp("keep_going") / "project", JAPAN)
    return own, *run(own, "build", EDITION, "--engine", "pandoc", "--keep-going"), own.root / "_site"


def run(project: Project, *arguments: str) -> tuple[int, str, str]:
    """Run the command line in a project; gives exit code, output and errors."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        patch.setattr(sys, "argv", ["corridor", *arguments])
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as leave:
            cli.main()
    return int(leave.value.code or 0), out.getvalue(), err.getvalue()


def rows(site: Path) -> list[dict[str, str]]:
    with (site / "editions" / EDITION / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_without_it_the_message_says_what_would_be_hit(built):
    project = built[0]
    code, _, told = run(project, "check", EDITION)
    assert code == 10
    assert "population wpp2024, ages-make-total" in told
    assert "iso3=JPN, year=2020" in told
    assert "It hits, in edition 2026-1:" in told
    assert re.search(r"briefs: Japan\n", told)
    assert re.search(r"outlook: \d+ figures of North-East Asia", told)
    assert "sections: Ageing" in told
    assert re.search(r"figures: \d+ figures of .*old-age dependency ratio", told)
    assert "JPN/immigrant_share/2020" in told
    assert f"corridor build {EDITION} --keep-going" in told
    # The edition is built without Japan: what stands there now tells no such figure.
    assert "sentences:" not in told


def test_the_rest_is_built_and_the_exit_code_says_that_something_is_lacking(built):
    _, code, _, told, site = built
    assert code == 10
    assert "was built without Japan" in told
    assert "cannot be published" in told
    folder = site / "editions" / EDITION
    assert sorted(p.name for p in (folder / "briefs").iterdir()) == ["kor"]
    assert (folder / "outlook" / "outlook.pdf").is_file()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["parameters"]["withheld"] == [HIT]
    assert manifest["parameters"]["economies"] == [HIT, *KEPT]


def test_none_of_its_figures_is_published(built):
    folder = built[4] / "editions" / EDITION
    own = [row for row in rows(built[4]) if row["economy"] == HIT]
    assert len(own) > 1000
    assert {(row["value"], row["status"]) for row in own} == {("", "missing")}
    for page in ("outlook/index.html", "index.html", "changes/index.html"):
        shown = re.findall(r'data-figure="([^"]*)"', (folder / page).read_text(encoding="utf-8"))
        assert shown
        assert [one for one in shown if HIT in re.split(r"[/ ]", one)] == []
    for ledger in (folder / "outlook" / "ledger.json", folder / "changes" / "ledger.json"):
        records = json.loads(ledger.read_bytes())
        assert [one["id"] for one in records if HIT in re.split(r"[/ ]", one["id"])] == []
    changes = json.loads((folder / "changes" / "changes.json").read_bytes())
    reasons = json.loads((folder / "changes" / "reasons.json").read_bytes())
    listed = [*changes, *(one for side in reasons.values() for one in side)]
    assert listed
    assert [one for one in listed if HIT in (one["economy"], one["counterpart"])] == []
    notebooks = {path.stem for path in (folder / "notebooks").glob("*.ipynb")}
    assert notebooks == {f"country_indicators-{code}" for code in KEPT}


def test_what_rests_on_the_failing_row_is_withheld_and_nothing_else_of_others(built, project):
    table = rows(built[4])
    region = {(r["indicator"], r["year"]): r for r in table if r["economy"] == "north-east-asia"}
    assert region["immigrant_share", "2020"]["status"] == "missing"
    assert region["immigrant_share", "2024"]["value"]
    assert region["immigrant_stock", "2020"]["value"]
    kept = [row for row in table if row["economy"] in KEPT]
    assert [row for row in kept if row["counterpart"] == HIT and row["value"]]


def test_the_pages_say_so(built):
    folder = built[4] / "editions" / EDITION
    for page in ("outlook/index.html", "index.html"):
        text = " ".join(re.sub(r"<[^>]+>", "", (folder / page).read_text(encoding="utf-8")).split())
        assert "The brief of Japan is withheld, and none of its figures stands here" in text
        assert "add up to the total" in text
        assert "no figures for Japan" not in text
        assert "leave out Japan" not in text
    home = (folder / "index.html").read_text(encoding="utf-8")
    assert "No figure rests on a row that failed a critical check" in " ".join(home.split())
    quality = " ".join((folder / "quality" / "index.html").read_text(encoding="utf-8").split())
    assert "not every critical one holds" in quality
    verdicts = json.loads((folder / "quality" / "checks.json").read_bytes())
    failed = {one["check"] for one in verdicts if one["severity"] == "critical" and not one["success"]}
    assert "ages-make-total" in failed


@pytest.mark.slow
def test_what_was_built_so_is_proved_so(built):
    assert pipeline.verify(built[0], EDITION, out=built[4]) > 20


def test_it_cannot_be_published(built, tmp_path):
    code, _, told = run(built[0], "publish", EDITION, "--engine", "pandoc", "--out", str(tmp_path / "_site"))
    assert code == 10
    assert "ages-make-total" in told
    assert not (tmp_path / "_site").exists()


def test_where_everything_is_hit_nothing_is_built(project, tmp_path):
    rows_of_2024 = (code.encode() + b",2024,medium,65+," for code in (HIT, *KEPT))
    own = spoilt(project, tmp_path / "project", *((start, start + b"9") for start in rows_of_2024))
    code, _, told = run(own, "build", EDITION, "--engine", "pandoc", "--keep-going")
    assert code == 10
    assert "Nothing of edition 2026-1 is left to build" in told
    assert not (own.root / "_site").exists()
