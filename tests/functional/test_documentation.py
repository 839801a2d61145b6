"""The documentation: built with the site, true to the code, with commands and recipes that work."""

import json
import posixpath
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import pytest
import typer
import yaml
from small_edition import EDITION
from typer.main import get_command

from corridor import cli, documentation, errors, figure_diff, pipeline
from corridor.editions import read_edition
from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.rendering import constructs
from corridor.rendering.engines import choose
from corridor.site import write_site

PAGES = (
    "installing",
    "engines",
    "look",
    "site",
    "adding-a-page",
    "translating",
    "publishing",
    "asking",
    "building",
    "constructs",
    "commands",
    "data-formats",
    "speed",
    "campaign",
    "faults",
)
ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "docs" / "pages").glob("*.qmd"))


@pytest.fixture(scope="module")
def small(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one brief and the documentation."""
    out = tmp_path_factory.mktemp("documentation") / "_site"
    pipeline.build(project, "2026-1", economies=("MAC",), formats=("html",), engine="pandoc", out=out)
    return out


class Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        held = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in held:
            self.links.append(held["href"])
        if "id" in held:
            self.ids.add(held["id"])

    def handle_data(self, data):
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def page(site: Path, name: str = "") -> Read:
    return Read((site / "documentation" / name / "index.html").read_text(encoding="utf-8"))


# Pages ---------------------------------------------------------------------------------------------------------


def test_every_page_is_in_the_site_and_in_its_menu(small):
    home = Read((small / "index.html").read_text(encoding="utf-8"))
    assert "documentation/index.html" in home.links
    for name in PAGES:
        assert (small / "documentation" / name / "index.html").is_file()
        assert f"documentation/{name}/index.html" in home.links
        assert f"{name}/index.html" in page(small).links
    assert {p.parent.name for p in (small / "documentation").glob("*/index.html")} == set(PAGES)
    sitemap = (small / "sitemap.xml").read_text(encoding="utf-8")
    assert all(f"<loc>documentation/{name}/index.html</loc>" in sitemap for name in PAGES)


@pytest.mark.parametrize("name", ["", *PAGES])
def test_links_lead_somewhere_and_no_mark_is_left(small, name):
    read = page(small, name)
    folder = small / "documentation" / name
    assert len(read.words) > 300
    for href in read.links:
        parts = urlsplit(href)
        assert not parts.scheme, href
        target = (folder / parts.path).resolve() if parts.path else folder / "index.html"
        if target.is_dir():
            target /= "index.html"
        assert target.is_file(), href
        if parts.fragment and target.suffix == ".html":
            assert parts.fragment in Read(target.read_text(encoding="utf-8")).ids, href
    assert "generated:" not in (folder / "index.html").read_text(encoding="utf-8")


def test_a_project_without_documentation_has_no_menu_for_it(copy):
    assert documentation.read(copy) == []
    assert documentation.menu([]) == []


@pytest.mark.parametrize(
    ("name", "text", "texts"),
    [
        ("10-look.qmd", "no front matter", ("docs/pages/10-look.qmd", "has no title")),
        ("Look.qmd", "---\ntitle: x\n---\n", ("docs/pages/Look.qmd", "such as 30-look.qmd")),
        (
            "10-look.qmd",
            "---\ntitle: x\n---\n\n<!-- generated: comands -->\n",
            ("line 5", "did you mean commands?"),
        ),
    ],
)
def test_a_page_that_cannot_be_placed_is_refused(copy, name, text, texts):
    (copy.root / "docs" / "pages").mkdir(parents=True)
    (copy.root / "docs" / "pages" / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        documentation.read(copy)
    for expected in texts:
        assert expected in str(caught.value)


# What the code writes --------------------------------------------------------------------------------------------


def every_command(group, context, before=()):
    """Commands with their names; those of a group by both."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            yield from every_command(command, context, (*before, name))
        else:
            yield (*before, name), command


def test_the_reference_of_commands_has_every_command_and_option(small):
    words = page(small, "commands").words
    group = get_command(cli.app)
    context = group.make_context("corridor", [], resilient_parsing=True)
    commands = dict(every_command(group, context))
    assert {("verify",), ("data", "add")} <= commands.keys()
    for names, command in commands.items():
        assert f"sec-{'-'.join(names)}" in page(small, "commands").ids
        assert f"corridor {' '.join(names)}" in words
        assert command.help.split(":")[0].rstrip(".") in words
        for param in command.params:
            for option in param.opts if param.param_type_name == "option" else [param.name.upper()]:
                assert option in words, (names, option)


def test_a_command_that_is_added_is_in_the_reference(monkeypatch):
    changed = typer.Typer()

    @changed.command()
    def dig(place: str, deep: Annotated[int, typer.Option(min=1, help="How deep.")] = 3) -> None:
        """Look below the numbers."""

    @changed.command()
    def rest() -> None:
        """Do nothing; a second command makes the first one a command among others."""

    monkeypatch.setattr(cli, "app", changed)
    written = documentation.commands()
    assert "## corridor dig {#sec-dig}" in written
    assert "corridor dig PLACE [--deep NUMBER]" in written
    assert "| `--deep NUMBER` | How deep. | `3` |" in written


def test_the_reference_of_exit_codes_has_every_kind_of_mistake(small):
    rows = re.findall(r"\| `(\d+)` \| (.+?) \|", documentation.exit_codes())
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and kind.__module__ == errors.__name__
    ]
    assert {int(code) for code, _ in rows} == {0, *(kind.exit_code for kind in kinds)}
    assert [int(code) for code, _ in rows] == sorted(int(code) for code, _ in rows)


def test_the_table_of_constructs_is_whole(small):
    words = page(small, "constructs").words
    for construct in constructs.CONSTRUCTS:
        assert construct.name in words


def keys_of(text: str, caption: str) -> set[str]:
    """Keys in code in the first column of a table, by its caption."""
    lines = text[: text.index(caption)].rsplit("\n", 1)[0].rstrip().splitlines()
    first = next(n for n in range(len(lines) - 1, -1, -1) if not lines[n].startswith("|")) + 3
    return {key for line in lines[first:] for key in re.findall(r"`([^`]+)`", line.split("|")[1])}


def test_the_formats_are_those_of_the_files(small):
    text = next(path for path in SOURCES if path.stem.endswith("data-formats")).read_text(encoding="utf-8")
    folder = small / "editions" / "2026-1"
    ledger = json.loads((folder / "briefs" / "mac" / "ledger.json").read_text(encoding="utf-8"))
    assert keys_of(text, "{#tbl-ledger}") == set(ledger[0])
    for key in ledger[0]["inputs"][0]:
        assert f"`{key}`" in text
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert keys_of(text, "{#tbl-manifest}") == set(manifest)
    for key in (*manifest["inputs"][0], *manifest["parameters"]):
        assert f"`{key}`" in text
    head = (folder / "data" / "indicators.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    assert re.findall(r"^\| `(\w+)` \|", documentation.columns(), re.MULTILINE) == head
    assert tuple(head) == figure_diff.FIELDS


# What is written by hand -------------------------------------------------------------------------------------------


def blocks(language: str) -> list[tuple[str, str]]:
    """Code blocks of one language in all pages, with the page they stand on."""
    pattern = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [
        (path.name, block) for path in SOURCES for block in pattern.findall(path.read_text(encoding="utf-8"))
    ]


COMMANDS = [(name, line) for name, block in blocks("bash") for line in block.splitlines()]


@pytest.mark.parametrize(("name", "line"), COMMANDS)
def test_every_command_shown_exists_with_its_options(name, line):
    words = [word for word in shlex.split(line) if not re.fullmatch(r"[A-Z_]+=\S+", word) or "make" in line]
    if words[0] == "make":
        done = subprocess.run(["make", "--dry-run", *words[1:]], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
        assert done.returncode == 0, done.stderr
    elif words[0] == "corridor":
        group = get_command(cli.app)
        context = group.make_context("corridor", [], resilient_parsing=True)
        command = group.get_command(context, words[1])
        assert command is not None
        command.make_context(words[1], words[2:], parent=context)
    elif words[:3] == ["python", "-m", "corridor.figure_diff"]:
        assert figure_diff.parser().parse_args(words[3:]).new
    else:
        known = ["source .venv/bin/activate", "python -m http.server --directory _site 8000"]
        quarto = [f"quarto {verb} .corridor/stage/2026-1" for verb in ("preview", "render")]
        known.append('pip install "corridor[cluster]"')
        assert line in [*known, *quarto]


def test_commands_are_shown():
    assert len(COMMANDS) >= 15


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_every_file_named_is_there(path):
    text = path.read_text(encoding="utf-8")
    folders = r"(?:\.github|data|data_checks|definitions|docs|notebooks|reports|src|templates)"
    named = set(re.findall(rf"`({folders}/[\w./-]+)`", text)) - {"data/charts/", "reports/pages/glossary.qmd"}
    named |= set(re.findall(r"`((?:CONTRIBUTING|_quarto|requirements)[\w.-]+)`", text))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_correction_shown_is_one(copy):
    (block,) = [block for _, block in blocks("yaml") if "corrects" in block]
    folder = copy.reports / "editions"
    lines = (folder / "2026-1.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("id:", "published:", "previous:"))]
    (folder / "2026-1.1.yml").write_text(block + "".join(kept), encoding="utf-8")
    assert read_edition(copy, "2026-1.1").corrects == "2026-1"


def test_the_configuration_shown_has_keys_that_are_known(small_copy):
    """The lines a team changes first, laid over the project's configuration."""
    all_shown = [yaml.safe_load(block) for _, block in blocks("yaml")]
    shown = [block for block in all_shown if "corrects" not in block]
    assert len(shown) == 2
    path = small_copy.root / "_quarto.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))

    def lay(over, under):
        for key, value in over.items():
            if isinstance(value, dict):
                assert isinstance(under.setdefault(key, {}), dict)
                lay(value, under[key])
            else:
                under[key] = value

    for block in shown:
        lay(block, content)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    out = small_copy.root / "_site"
    pipeline.build(small_copy, EDITION, economies=("MNG",), formats=("html",), engine="pandoc", out=out)
    brief = (out / "editions" / EDITION / "briefs" / "mng" / "index.html").read_text(encoding="utf-8")
    assert "Ministry of Labour, Statistics Department" in brief
    assert "Labour mobility briefs" in brief
    assert "<loc>https://statistics.example.org/briefs/index.html</loc>" in (out / "sitemap.xml").read_text(
        "utf-8"
    )


@pytest.mark.parametrize("engine", ["pandoc", "quarto"])
def test_the_page_shown_is_added(small_copy, engine, request):
    """An edition of one brief, so that it is whole in a few seconds."""
    if engine == "quarto":
        request.getfixturevalue("quarto")
    path = small_copy.reports / "editions" / f"{EDITION}.yml"
    text = path.read_text(encoding="utf-8").replace("[country_brief, regional_outlook]", "[country_brief]")
    path.write_text(text.replace("[MNG, PRK]", "[MNG]"), encoding="utf-8")
    example = next(block for _, block in blocks("markdown"))
    (small_copy.reports / "pages" / "glossary.qmd").write_text(example, encoding="utf-8")
    folder = pipeline.build(small_copy, EDITION, engine=engine, out=small_copy.root / "_site")
    glossary = Read((folder / "glossary" / "index.html").read_text(encoding="utf-8"))
    assert "Not a flow" in glossary.words
    for page in ("index.html", "about/index.html", "briefs/mng/index.html"):
        text = (folder / page).read_text(encoding="utf-8")
        up = "../" * page.count("/")
        places = {posixpath.normpath(link) for link in Read(text[: text.index("<main")]).links}
        assert f"{up}glossary/index.html" in places, page


# Kept from run to run ------------------------------------------------------------------------------------------------


class Counting:
    """The embedded engine, counting its calls."""

    def __init__(self) -> None:
        self._engine = choose("pandoc")
        self.name, self.version, self.calls = self._engine.name, self._engine.version, 0

    def render(self, *arguments, **options):
        self.calls += 1
        return self._engine.render(*arguments, **options)


@pytest.fixture
def documented(copy: Project, small: Path) -> tuple[Project, Path]:
    """A project of its own with one page of documentation, and a site."""
    (copy.root / "docs" / "pages").mkdir(parents=True)
    (copy.root / "docs" / "pages" / "10-look.qmd").write_text(
        "---\ntitle: Look\n---\n\nText.\n", encoding="utf-8"
    )
    edition = copy.root / "_site" / "editions" / "2026-1"
    edition.mkdir(parents=True)
    (edition / "manifest.json").write_bytes((small / "editions" / "2026-1" / "manifest.json").read_bytes())
    return copy, copy.root / "_site"


def files(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def test_unchanged_pages_are_not_rendered_again_and_are_the_same(documented):
    project, site = documented
    engine = Counting()
    write_site(project, site, engine)
    first = files(site)
    write_site(project, site, engine)
    assert engine.calls == 1
    assert files(site) == first
    assert b"Text." in first["documentation/look/index.html"]


def test_a_changed_page_is_rendered_and_one_that_is_gone_goes(documented):
    project, site = documented
    engine = Counting()
    write_site(project, site, engine)
    old = project.root / "docs" / "pages" / "10-look.qmd"
    old.rename(old.with_name("10-feel.qmd"))
    write_site(project, site, engine)
    assert engine.calls == 2
    assert (site / "documentation" / "feel" / "index.html").is_file()
    assert not (site / "documentation" / "look").exists()
    assert len(list((project.cache / "site").iterdir())) == 1


@pytest.mark.parametrize("damage", ["changed", "gone", "list"])
def test_a_damaged_entry_is_not_taken(documented, damage):
    project, site = documented
    engine = Counting()
    write_site(project, site, engine)
    first = files(site)
    (entry,) = (project.cache / "site").iterdir()
    kept = entry / "site" / "index.html"
    if damage == "changed":
        kept.write_bytes(kept.read_bytes() + b" ")
    elif damage == "gone":
        kept.unlink()
    else:
        (entry / "files.json").write_text("{", encoding="utf-8")
    write_site(project, site, engine)
    assert engine.calls == 2
    assert files(site) == first


def test_another_engine_or_profile_is_another_entry(documented, monkeypatch):
    project, site = documented
    engine = Counting()
    write_site(project, site, engine)
    engine.version = "another"
    write_site(project, site, engine)
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    write_site(project, site, engine)
    assert engine.calls == 3


@pytest.mark.slow
def test_quarto_renders_the_documentation_too(small, project, quarto, tmp_path):
    site = tmp_path / "_site"
    edition = site / "editions" / "2026-1"
    edition.mkdir(parents=True)
    (edition / "manifest.json").write_bytes((small / "editions" / "2026-1" / "manifest.json").read_bytes())
    write_site(project, site, quarto)
    for name in ("", *PAGES):
        ours, theirs = page(small, name), page(site, name)
        sections = {i for i in ours.ids if i.startswith(("sec-", "tbl-"))}
        assert sections <= theirs.ids
        codes = [block for _, block in blocks("bash") if " ".join(block.split()) in ours.words]
        assert all(" ".join(block.split()) in theirs.words for block in codes)


def test_the_documentation_says_nothing_of_this_machine(small):
    for path in (small / "documentation").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert sys.prefix not in text.replace(".venv/", "")
