"""`corridor publish`: an edition becomes visible whole, stays as it is, and is corrected by another."""

import csv
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from corridor import cli, pipeline, publication
from corridor.errors import ConfigurationError, VerificationError
from corridor.project import Project
from corridor.publishing.notices import BEGIN, without
from corridor.publishing.register import NAME, read_register
from kept import pin_only, take_along

FIRST, SECOND = "2026-1", "2026-1.1"
# Each publication computes its region anew.
REGION = "id: delta\nname: The delta\narticle: ''\neconomies: [HKG, MAC]\nnote: For a test.\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def small_project(real: Project, root: Path) -> Project:
    """A project whose editions have one economy and one report, so that each is built in seconds."""
    for name in ("definitions", "reports", "templates", "notebooks", "data_checks"):
        shutil.copytree(real.root / name, root / name)
    for name in ("_quarto.yml", "requirements.lock"):
        shutil.copyfile(real.root / name, root / name)
    (root / "data").symlink_to(real.data)
    take_along(real, root)
    project = Project(root)
    (project.definitions / "regions" / "delta.yml").write_text(REGION, encoding="utf-8")
    path = project.reports / "editions" / f"{FIRST}.yml"
    edit(path, "region: north-east-asia\n", "region: delta\n")
    edit(path, 'previous: "2023-1"\n', "economies: [MAC]\n")
    edit(path, "reports: [country_brief, regional_outlook]", "reports: [country_brief]")
    pin_only(project, FIRST, "migrant_stock", "population")
    return project


def correct(project: Project) -> None:
    """Write a correction of the first edition: the migrant stock is another."""
    text = (project.reports / "editions" / f"{FIRST}.yml").read_text(encoding="utf-8")
    for old, new in (
        (
            f'id: "{FIRST}"',
            f'id: "{SECOND}"\ncorrects: "{FIRST}"\nreason: The wrong revision of the stock was used.',
        ),
        ("published: 2026-07-01", "published: 2026-08-05"),
        ("migrant_stock: rev2024", "migrant_stock: rev2020"),
    ):
        assert old in text
        text = text.replace(old, new)
    (project.reports / "editions" / f"{SECOND}.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def published(project: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """A project, and a site with one published edition; to be copied before it is changed."""
    root = tmp_path_factory.mktemp("publish")
    own = small_project(project, root / "project")
    folder, new = pipeline.publish(own, FIRST, engine="pandoc", out=root / "web" / "_site")
    assert (folder, new) == (root / "web" / "_site" / "editions" / FIRST, True)
    assert [p.name for p in (root / "web").iterdir()] == ["_site"]
    return own, root / "web" / "_site"


@pytest.fixture(scope="module")
def corrected(published, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """The same with a correction."""
    own, first = published
    root = tmp_path_factory.mktemp("corrected")
    shutil.copytree(first, root / "_site")
    shutil.copytree(own.root, root / "project", symlinks=True)
    project = Project(root / "project")
    correct(project)
    assert pipeline.publish(project, SECOND, engine="pandoc", out=root / "_site")[1]
    return project, root / "_site"


@pytest.fixture
def site(published, tmp_path) -> Path:
    shutil.copytree(published[1], tmp_path / "web" / "_site")
    return tmp_path / "web" / "_site"


@pytest.fixture
def corrected_site(corrected, tmp_path) -> Path:
    shutil.copytree(corrected[1], tmp_path / "web" / "_site")
    return tmp_path / "web" / "_site"


@pytest.fixture
def own(published, tmp_path) -> Project:
    """A copy of the project that a test may change."""
    shutil.copytree(published[0].root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")


@pytest.fixture
def corridor(monkeypatch, capsys):
    """Run the command line in a project; gives exit code, output and errors."""

    def run(project: Project, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(project.root)
        monkeypatch.setattr(sys, "argv", ["corridor", *arguments])
        with pytest.raises(SystemExit) as leave:
            cli.main()
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return int(leave.value.code or 0), " ".join(told.out.split()), " ".join(told.err.split())

    return run


def entries(site: Path) -> list[str]:
    feed = ElementTree.parse(site / "feed.xml").getroot()  # noqa: S314 - our own file
    return [one.text or "" for one in feed.iter("{http://www.w3.org/2005/Atom}id")][1:]


def test_everything_around_the_edition_is_there_with_it(published):
    _, site = published
    assert f"editions/{FIRST}/index.html" in (site / "latest" / "index.html").read_text(encoding="utf-8")
    assert f"editions/{FIRST}/briefs/mac/index.html" in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert f'href="editions/{FIRST}/index.html"' in (site / "index.html").read_text(encoding="utf-8")
    assert entries(site) == [f"urn:corridor:edition:{FIRST}"]
    manifest = (site / "editions" / FIRST / "manifest.json").read_bytes()
    entry = read_register(site)[FIRST]
    assert entry.manifest == hashlib.sha256(manifest).hexdigest()
    assert (entry.corrects, entry.notices) == ("", {})
    assert not [p for p in site.rglob("*") if p.name.startswith(".")]


def test_published_again_with_the_same_bytes_there_is_nothing_to_do(published, site, corridor):
    project, _ = published
    before, times = tree(site), {p: p.stat().st_mtime_ns for p in site.rglob("*")}
    code, out, _ = corridor(project, "publish", FIRST, "--engine", "pandoc", "--out", str(site))
    assert code == 0
    assert "nothing to do" in out
    assert tree(site) == before
    assert {p: p.stat().st_mtime_ns for p in site.rglob("*")} == times


def test_other_bytes_under_the_same_name_are_refused(own, site, corridor):
    edit(own.templates / "country_brief" / "report.qmd.jinja", "## ", "## Indeed: ")
    before = tree(site)
    code, _, told = corridor(own, "publish", FIRST, "--engine", "pandoc", "--out", str(site))
    assert code == 14
    assert f"Edition {FIRST} is published with other content" in told
    assert f"editions/{FIRST}/briefs/mac/index.html, line " in told
    assert "to be published: " in told
    assert f"reports/editions/{SECOND}.yml" in told
    assert tree(site) == before
    assert [p.name for p in site.parent.iterdir()] == ["_site"]


def test_nothing_is_built_over_a_published_edition(published, site, corridor):
    project, _ = published
    before = tree(site)
    for part in ((), ("--economy", "MAC", "--format", "html")):
        code, _, told = corridor(project, "build", FIRST, *part, "--engine", "pandoc", "--out", str(site))
        assert code == 11
        assert f"Edition {FIRST} is published in _site and stays as it is" in told
        assert "--out" in told
    assert tree(site) == before


def test_building_all_passes_over_what_is_published(published, site, corridor, monkeypatch):
    project, _ = published
    built = []
    monkeypatch.setattr(
        pipeline, "build", lambda _, edition, **options: built.append(edition) or options["out"]
    )
    code, out, _ = corridor(project, "build", "--all", "--out", str(site))
    assert code == 0
    assert built == ["2023-1"]
    assert f"Edition {FIRST}: published, and left as it is" in out


def test_an_edition_that_is_only_built_is_announced_nowhere(own, site):
    edit(own.reports / "editions" / f"{FIRST}.yml", "published: 2026-07-01", "published: 2026-10-01")
    (own.reports / "editions" / f"{FIRST}.yml").rename(own.reports / "editions" / "2026-2.yml")
    edit(own.reports / "editions" / "2026-2.yml", f'"{FIRST}"', '"2026-2"')
    pipeline.build(own, "2026-2", engine="pandoc", formats=("html",), out=site)
    assert (site / "editions" / "2026-2" / "manifest.json").is_file()
    assert f"editions/{FIRST}/" in (site / "latest" / "index.html").read_text(encoding="utf-8")
    assert entries(site) == [f"urn:corridor:edition:{FIRST}"]
    assert "2026-2" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "Built and not published" in (site / "index.html").read_text(encoding="utf-8")
    assert read_register(site).keys() == {FIRST}


# Corrections ---------------------------------------------------------------------------------------------------


def test_the_site_leads_to_the_correction(corrected):
    _, site = corrected
    assert f"editions/{SECOND}/index.html" in (site / "latest" / "index.html").read_text(encoding="utf-8")
    assert entries(site) == [f"urn:corridor:edition:{SECOND}", f"urn:corridor:edition:{FIRST}"]
    assert f"Correction of edition {FIRST}. The wrong revision" in (site / "feed.xml").read_text(
        encoding="utf-8"
    )
    home = " ".join((site / "index.html").read_text(encoding="utf-8").split())
    assert f"It corrects edition {FIRST}. The wrong revision" in home
    assert f"It was corrected: edition {SECOND} stands in its place." in home
    own_home = " ".join((site / "editions" / SECOND / "index.html").read_text(encoding="utf-8").split())
    assert f"This edition stands in the place of edition {FIRST}. The wrong revision" in own_home
    manifest = json.loads((site / "editions" / SECOND / "manifest.json").read_bytes())
    assert manifest["corrects"] == FIRST
    assert manifest["reason"].startswith("The wrong revision")


def test_the_pages_of_the_corrected_edition_say_so_and_list_what_was_revised(published, corrected):
    before, after = (tree(site / "editions" / FIRST) for site in (published[1], corrected[1]))
    pages = {name for name in before if name.endswith(".html")}
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == pages
    assert {name: without(after[name]) for name in pages} == {name: before[name] for name in pages}
    brief = after["briefs/mac/index.html"].decode()
    assert f'href="../../../{SECOND}/briefs/mac/index.html"' in brief
    assert "The wrong revision of the stock was used." in brief
    listed = re.search(r"<summary>(\d+) figures of this page revised since</summary>", brief)
    assert listed
    assert int(listed[1]) > 5
    with (corrected[1] / "editions" / f"{FIRST}-revised.csv").open(encoding="utf-8", newline="") as file:
        revised = {row["figure"]: row for row in csv.DictReader(file)}
    stock = revised["MAC/immigrant_stock/2024"]
    assert (float(stock["old"]) > 0, stock["new"]) == (True, "")  # the older revision ends in 2020
    assert "MAC/working_age_population/2024" not in revised
    changed = json.loads(after["manifest.json"])["artefacts"]
    assert changed == json.loads(before["manifest.json"])["artefacts"]


def test_the_changes_of_a_correction_are_those_to_what_it_corrects(corrected):
    folder = corrected[1] / "editions" / SECOND / "changes"
    text = " ".join((folder / "index.html").read_text(encoding="utf-8").split())
    assert f"What changed since edition {FIRST}" in text
    assert json.loads((folder / "changes.json").read_bytes())


def test_the_corrected_edition_is_proved_as_before(corrected, corrected_site):
    assert pipeline.verify(corrected[0], FIRST, out=corrected_site) > 15


@pytest.mark.parametrize("part", ["notice", "page"])
def test_a_changed_notice_or_page_around_it_is_found(corrected, corrected_site, part):
    path = corrected_site / "editions" / FIRST / "briefs" / "mac" / "index.html"
    page = path.read_bytes()
    changed = (
        page.replace(b"takes its place", b"is no better")
        if part == "notice"
        else page.replace(b"<h2", b"<h2 ")
    )
    assert changed != page
    path.write_bytes(changed)
    register = corrected_site / NAME
    with pytest.raises(VerificationError) as refused:
        pipeline.verify(corrected[0], FIRST, out=corrected_site)
    assert "briefs/mac/index.html differs" in str(refused.value)
    if part == "page":
        # Nor does it help to change the register along with it.
        edit(register, hashlib.sha256(page).hexdigest(), hashlib.sha256(changed).hexdigest())
        with pytest.raises(VerificationError, match=r"briefs/mac/index\.html differs"):
            pipeline.verify(corrected[0], FIRST, out=corrected_site)


def test_a_manifest_that_was_changed_along_with_a_page_is_found(published, site):
    folder = site / "editions" / FIRST
    page = folder / "briefs" / "mac" / "index.html"
    old = hashlib.sha256(page.read_bytes()).hexdigest()
    page.write_bytes(page.read_bytes() + b"<!-- -->")
    edit(folder / "manifest.json", old, hashlib.sha256(page.read_bytes()).hexdigest())
    with pytest.raises(VerificationError, match="not the one it was published with") as refused:
        pipeline.verify(published[0], FIRST, out=site)
    assert "manifest.json" in refused.value.where


def test_a_notice_that_nobody_published_is_found(published, site):
    page = site / "editions" / FIRST / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<main", BEGIN + b"<main"))
    with pytest.raises(VerificationError, match=r"index\.html differs from the manifest"):
        pipeline.verify(published[0], FIRST, out=site)


def test_a_correction_of_what_is_not_published_or_corrected_already(corrected, corrected_site, own, tmp_path):
    correct(own)
    with pytest.raises(ConfigurationError) as refused:
        pipeline.publish(own, SECOND, engine="pandoc", out=tmp_path / "empty" / "_site")
    assert f"corridor publish {FIRST}" in refused.value.todo
    path = own.reports / "editions" / f"{SECOND}.yml"
    path.rename(path.with_name("2026-1.2.yml"))
    edit(path.with_name("2026-1.2.yml"), f'"{SECOND}"', '"2026-1.2"')
    with pytest.raises(ConfigurationError) as refused:
        pipeline.publish(own, "2026-1.2", engine="pandoc", out=corrected_site)
    assert refused.value.expected == f"{SECOND}, which stands in its place"


# Kills and races -----------------------------------------------------------------------------------------------


def start(project: Project, *arguments: str) -> subprocess.Popen:
    code = "import sys; from corridor import cli; sys.argv[0] = 'corridor'; cli.main()"
    source = Path(cli.__file__).parents[1]
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": str(source)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_killed_while_it_builds_the_site_is_as_it_was_and_the_next_run_tidies_up(own, site):
    correct(own)
    before = tree(site)
    process = start(own, "publish", SECOND, "--engine", "pandoc", "--out", str(site))
    deadline = time.monotonic() + 60
    while not list(site.parent.glob("._site-building-*/alive")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(2)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert tree(site) == before
    assert list(site.parent.glob("._site-building-*"))
    with publication.workshop(site):
        pass
    assert [p.name for p in site.parent.iterdir()] == ["_site"]
    assert tree(site) == before


@pytest.mark.slow
def test_two_at_once_publish_once(published, tmp_path):
    project, _ = published
    site = tmp_path / "web" / "_site"
    both = [
        start(project, "publish", FIRST, "--engine", "pandoc", "--jobs", "1", "--out", str(site))
        for _ in "ab"
    ]
    told = [process.communicate(timeout=280)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted("nothing to do" in one for one in told) == [False, True]
    assert [p.name for p in site.parent.iterdir()] == ["_site"]
    assert read_register(site).keys() == {FIRST}
