"""What a user can get wrong, from the command line: the message, the exit code, and the site left as it was."""

import gzip
import hashlib
import json
import sys
from pathlib import Path

import pytest
from small_edition import EDITION

from corridor import cli
from corridor.project import Project
from kept import pin_only


@pytest.fixture
def copy(copy: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of its own, where the command line is used."""
    monkeypatch.chdir(copy.root)
    return copy


@pytest.fixture
def small(small_copy: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The same with the small edition, of which all that can be kept is kept."""
    monkeypatch.chdir(small_copy.root)
    return small_copy


@pytest.fixture
def corridor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line; gives exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["corridor", *arguments])
        with pytest.raises(SystemExit) as leave:
            cli.main()
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return int(leave.value.code or 0), told.out, told.err

    return run


def left_behind(root: Path) -> list[str]:
    """What a build has left beside the project's own folders."""
    return sorted(
        p.name for p in root.iterdir() if p.name.startswith((".", "_site")) and p.name != ".corridor"
    )


def refused(result: tuple[int, str, str], code: int, *texts: str) -> None:
    found, _, errors = result
    flat = " ".join(errors.split())
    for text in texts:
        assert text in flat
    assert found == code


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (("build", "2025-9"), ("Unknown edition: 2025-9.", "expected: 2023-1, 2026-1")),
        (("build", "--economy", "JPX"), ("has no economy JPX", "did you mean JPN?")),
        (("build", "--economy", "FRA"), ("has no economy FRA", "expected: CHN, HKG")),
        (
            ("build", "--report", "country_bref"),
            ("has no report country_bref", "did you mean country_brief?"),
        ),
        (("build", "--engine", "pandok"), ("pandok", "expected: auto, quarto, pandoc")),
        (("build", "--format", "docx"), ("Unknown format: docx.", "expected: html, pdf")),
        (("build", "2026-1", "--all"), ("together with --all",)),
        (("list", "economy"), ("There is no list of economy.", "did you mean economies?")),
        (("run", "country_indicator", "--economy", "JPN"), ("Unknown notebook", "country_indicators")),
        (("run", "country_indicators", "--economy", "JAP"), ("Unknown economy: JAP.", "did you mean JPN?")),
        (("run", "country_indicators", "--region", "world"), ("region",)),
        (("run", "regional_indicators", "--region", "north"), ("north",)),
        (("biuld",), ("biuld",)),
        (("build", "--jobs", "0"), ("--jobs",)),
        (("preview", "2025-9"), ("Unknown edition: 2025-9.", "expected: 2023-1, 2026-1")),
        (("preview", "--engine", "pandok"), ("pandok", "expected: auto, quarto, pandoc")),
        (("preview", "--port", "70000"), ("--port",)),
    ],
)
def test_a_wrong_word_on_the_command_line(corridor, copy, arguments, texts):
    refused(corridor(*arguments), 2, *texts)
    assert left_behind(copy.root) == []


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "texts"),
    [
        (
            "reports/editions/2026-1.yml",
            "rev2024",
            "rev2042",
            ("vintages, migrant_stock", "expected: rev2020, rev2024"),
        ),
        (
            "reports/editions/2026-1.yml",
            "title:",
            "titel:",
            ("unknown key: titel", "reports/editions/2026-1.yml"),
        ),
        (
            "reports/editions/2026-1.yml",
            "region: north",
            "region: south",
            ("key region", "found: south-east-asia"),
        ),
        (
            "reports/editions/2026-1.yml",
            "  population: wpp2024\n",
            "",
            ("no vintage of population", "Name a vintage"),
        ),
        ("_quarto.yml", "number-sections: true", "numbr-sections: true", ("_quarto.yml", "numbr-sections")),
        ("data/population/source.yml", "licence:", "license:", ("data/population/source.yml", "license")),
        ("definitions/regions/north-east-asia.yml", "JPN", "JPX", ("unknown economy: JPX", "line 5")),
    ],
)
def test_a_wrong_configuration(corridor, copy, file, old, new, texts):
    edit(copy.root / file, old, new)
    refused(
        corridor("build", "2026-1", "--economy", "JPN", "--format", "html", "--engine", "pandoc"), 11, *texts
    )
    assert left_behind(copy.root) == []


def replace_table(copy: Project, content: bytes, *, relock: bool = True) -> None:
    """Put other bytes in the place of the newest population table, with or without its new hash."""
    path = copy.data / "population" / "wpp2024.csv.gz"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    path.write_bytes(content)
    if relock:
        edit(copy.data / "population" / "source.yml", old, hashlib.sha256(content).hexdigest())


def table(copy: Project) -> bytes:
    return gzip.decompress((copy.data / "population" / "wpp2024.csv.gz").read_bytes())


def packed(content: bytes) -> bytes:
    """A table as a file; that it is small is no matter here."""
    return gzip.compress(content, compresslevel=1, mtime=0)


FILE = "data/population/wpp2024.csv.gz"


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        (lambda b: b.replace(b"iso3,year,variant,", b"iso3,year,", 1), ("variant",)),
        (lambda b: b.replace(b"population_thousands\n", b"population_thousands,note\n", 1), ("note",)),
        (lambda b: b.replace(b"\nABW,1990,", b"\nABQ,1990,", 1), ("ABQ", "line 2")),
        (lambda b: b + b.splitlines(keepends=True)[1], ("two rows with the same key", "iso3=ABW, year=1990")),
        (lambda b: b.replace(b"total,64.433", b"total,64 thousand", 1), ("64 thousand", "line 2")),
        (lambda b: b.replace(b"total,64.433", b"total,..", 1), ("..", "line 2")),
        (lambda b: b.replace(b"ABW", b"AB\xff", 1), ("UTF-8",)),
    ],
    ids=[
        "column missing",
        "column too many",
        "unknown code",
        "duplicate key",
        "text",
        "two dots",
        "encoding",
    ],
)
def test_a_table_that_is_not_as_declared(corridor, copy, change, texts):
    pin_only(copy, "2026-1", "population")
    replace_table(copy, packed(change(table(copy))))
    refused(corridor("build", "2026-1", "--economy", "JPN", "--engine", "pandoc"), 11, FILE, *texts)
    assert left_behind(copy.root) == []


def test_a_file_that_was_exchanged(corridor, copy):
    content = packed(table(copy).replace(b"64.433", b"65.433"))
    replace_table(copy, content, relock=False)
    refused(
        corridor("build", "--engine", "pandoc"),
        11,
        FILE,
        "sha256 differs",
        hashlib.sha256(content).hexdigest(),
    )


def test_a_broken_gzip(corridor, copy):
    replace_table(copy, packed(table(copy))[:-2000])
    refused(corridor("build", "--engine", "pandoc"), 11, FILE, "gzip")


def test_a_vintage_without_the_years_that_are_needed(corridor, copy):
    kept = [line for line in table(copy).splitlines(keepends=True) if b",2050," not in line]
    pin_only(copy, "2026-1", "migrant_stock", "population")
    replace_table(copy, packed(b"".join(kept)))
    texts = ("population wpp2024 has no figures for 2050", "reports/editions/2026-1.yml")
    refused(corridor("build", "--engine", "pandoc"), 11, *texts)


@pytest.mark.slow
def test_data_that_fail_a_critical_check(corridor, small):
    wrong = table(small).replace(b"JPN,2020,estimate,total,", b"JPN,2020,estimate,total,9")
    replace_table(small, packed(wrong))
    texts = ("population", "wpp2024", "iso3=JPN", "year=2020", "expected", "found")
    result = corridor("build", EDITION, "--economy", "PRK", "--engine", "pandoc")
    refused(result, 10, *texts)
    refused(corridor("check", EDITION), 10, "iso3=JPN")
    assert left_behind(small.root) == []


def test_a_notebook_that_raises(corridor, small):
    path = small.notebooks / "country_indicators.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    failing = next(c for c in code if "parameters" not in c["metadata"].get("tags", []))
    failing["source"] = ["raise ValueError('the tables do not agree')"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    texts = ("country_indicators", "PRK", failing["id"], "ValueError: the tables do not agree")
    refused(corridor("build", EDITION, "--economy", "PRK", "--engine", "pandoc"), 12, *texts)
    assert left_behind(small.root) == []


BUILD = ("build", EDITION, "--economy", "PRK", "--format", "html", "--engine")


def build_once(corridor, small: Project) -> dict[Path, bytes]:
    """Build a part of the small edition; gives the files of its site."""
    code, _, errors = corridor(*BUILD, "pandoc")
    assert code == 0, errors
    return files_of(small)


def files_of(project: Project) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in (project.root / "_site").rglob("*") if p.is_file()}


def test_a_template_with_an_unknown_name_leaves_the_site_as_it_was(corridor, small):
    before = build_once(corridor, small)
    edition = small.root / "_site" / "editions" / EDITION
    built = {p.relative_to(edition).as_posix() for p in before if p.is_relative_to(edition)}
    assert "briefs/prk/index.html" in built
    assert not any(name.endswith(".pdf") or name.startswith(("briefs/mng", "outlook")) for name in built)

    template = small.templates / "country_brief" / "_ageing.jinja"
    edit(template, "<< age.working_now >>", "<< age.working_nwo >>")
    line = next(
        n for n, t in enumerate(template.read_text(encoding="utf-8").splitlines(), 1) if "working_nwo" in t
    )
    texts = (f"templates/country_brief/_ageing.jinja, line {line}", "working_nwo")
    refused(corridor(*BUILD, "pandoc"), 13, *texts)
    assert files_of(small) == before
    assert left_behind(small.root) == ["_site"]


def stand_in(folder: Path, body: str, version: str = "1.10.18") -> str:
    """A program in Quarto's place; gives its path."""
    path = folder / "quarto-stand-in"
    path.write_text(
        f'#!/bin/sh\nif [ "$1" = --version ]; then echo {version}; exit; fi\n{body}\n', encoding="utf-8"
    )
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("version", "texts"),
    [
        ("1.7.32", ("this version of Quarto is not supported", "expected: 1.8 to 1.11", "found: 1.7.32")),
        ("broken", ("does not tell its version", "found: status 0: broken")),
        ("", ("QUARTO_PATH names no program", "--engine pandoc")),
    ],
)
def test_a_quarto_that_is_of_no_use(corridor, copy, monkeypatch, tmp_path, version, texts):
    path = stand_in(tmp_path, "exit 0", version) if version else str(tmp_path / "none")
    monkeypatch.setenv("QUARTO_PATH", path)
    refused(corridor("build", "2026-1", "--economy", "JPN", "--engine", "quarto"), 13, *texts)
    assert left_behind(copy.root) == []


def test_a_quarto_that_is_not_there(corridor, copy, monkeypatch, tmp_path):
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = corridor("build", "2026-1", "--economy", "JPN", "--engine", "quarto")
    refused(told, 13, "the quarto command is not there", "install Quarto", "--engine pandoc")
    assert left_behind(copy.root) == []


def test_a_quarto_that_fails_leaves_the_site_as_it_was(corridor, small, monkeypatch, tmp_path):
    before = build_once(corridor, small)
    body = "echo '[1/9] briefs/prk/index.qmd' >&2; echo 'last words' >&2; exit 70"
    monkeypatch.setenv("QUARTO_PATH", stand_in(tmp_path, body))
    texts = ("Quarto left with status 70", "where: briefs/prk/index.qmd", "last words")
    refused(corridor(*BUILD, "quarto"), 13, *texts)
    assert files_of(small) == before
    assert left_behind(small.root) == ["_site"]


def test_outside_a_project(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["corridor", "list", "editions"])
    with pytest.raises(SystemExit) as leave:
        cli.main()
    assert leave.value.code == 2
    assert "not a Corridor project" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["economies", "regions", "indicators", "sources", "editions"])
def test_lists(corridor, copy, what):
    code, out, _ = corridor("list", what)
    assert code == 0
    expected = {"economies": "JPN", "regions": "north-east-asia-states", "indicators": "immigrant_stock",
                "sources": "migrant_stock", "editions": "2026-07-01"}  # fmt: skip
    assert expected[what] in out


def test_doctor_finds_what_is_needed(corridor, copy):
    code, out, _ = corridor("doctor")
    assert code == 0
    for name in ("Python", "Pandoc", "Typst", "Quarto", "Fonts", "Jupyter kernel", "Project"):
        assert name in out
