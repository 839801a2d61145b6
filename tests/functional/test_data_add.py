"""`corridor data add`: a new release is admitted whole and locked, or the source stays as it was."""

import errno
import gzip
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
import yaml

from corridor import cli, pipeline
from corridor.admitting import admission
from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.sources import load, read_source
from kept import pin_only

FORK = multiprocessing.get_context("fork")
REASON = "The annual release; the World Bank lists the changes."


def newer(project: Project, folder: Path, *changes: tuple[bytes, bytes], name: str = "gdp.csv") -> Path:
    """A made-up release of GDP per head: the one of 2026, a year longer, with changes."""
    raw = gzip.decompress((project.data / "gdp" / "wdi2026.csv.gz").read_bytes())
    head, *rows = raw.splitlines(keepends=True)
    longer = [row.replace(b",2024,", b",2025,") for row in rows if b",2024," in row]
    content = b"".join([head, *rows, *longer])
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def state(project: Project) -> dict[str, bytes]:
    return {
        p.relative_to(project.data).as_posix(): p.read_bytes() for p in project.data.rglob("*") if p.is_file()
    }


def row_of(project: Project, start: str) -> bytes:
    raw = gzip.decompress((project.data / "gdp" / "wdi2026.csv.gz").read_bytes())
    return next(line for line in raw.splitlines() if line.startswith(start.encode()))


@pytest.fixture
def corridor(copy: Project, monkeypatch, capsys):
    """Run the command line in a project of its own; gives exit code, output and errors."""
    monkeypatch.chdir(copy.root)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["corridor", *map(str, arguments)])
        with pytest.raises(SystemExit) as leave:
            cli.main()
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return int(leave.value.code or 0), " ".join(told.out.split()), " ".join(told.err.split())

    return run


def test_a_release_that_is_accepted_is_locked_and_an_edition_can_name_it(corridor, copy, tmp_path):
    file = newer(copy, tmp_path)
    before = state(copy)
    code, _, told = corridor("data", "add", "gdp", "wdi2027", file)
    assert code == 10
    assert "Periods added: 2025." in told
    assert "--accept" in told
    assert state(copy) == before

    code, out, _ = corridor("data", "add", "gdp", "wdi2027", file, "--accept", REASON)
    assert code == 0
    assert "accepted: Periods added: 2025." in out
    table = copy.data / "gdp" / "wdi2027.csv.gz"
    assert gzip.decompress(table.read_bytes()) == file.read_bytes()
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    assert digest in out
    declared = read_source(copy, "gdp").vintages["wdi2027"]
    assert (declared.sha256, declared.published, declared.years) == (digest, "2027", (1990, 2025))
    assert declared.title == "World Development Indicators, release of 2027"
    assert declared.label == "WDI 2027"
    assert declared.coverage == "201 economies, 1990 to 2025"
    assert declared.accepted == REASON
    assert "Periods added: 2025." in declared.findings
    after = state(copy)
    assert {name for name in after if after[name] != before.get(name)} == {
        "gdp/source.yml",
        "gdp/wdi2027.csv.gz",
    }
    text, old = after["gdp/source.yml"].decode(), before["gdp/source.yml"].decode()
    assert text.startswith(old)
    assert len(load(copy, "gdp", "wdi2027").table) > len(load(copy, "gdp", "wdi2026").table)
    assert [p.name for p in copy.data.iterdir() if p.name.startswith(".")] == []

    edition = copy.reports / "editions" / "2026-1.yml"
    edition.write_text(
        edition.read_text(encoding="utf-8").replace("gdp: wdi2026", "gdp: wdi2027"), encoding="utf-8"
    )
    pin_only(copy, "2026-1", "migrant_stock", "population", "gdp")
    folder = pipeline.build(
        copy, "2026-1", economies=("MAC",), formats=("html",), engine="pandoc", out=tmp_path / "_site"
    )
    inputs = json.loads((folder / "manifest.json").read_bytes())["inputs"]
    assert {"source": "gdp", "vintage": "wdi2027", "sha256": digest}.items() <= next(
        one for one in inputs if one["source"] == "gdp"
    ).items()


def test_the_same_table_packed_or_plain_gives_the_same_file(corridor, copy, tmp_path):
    digests = set()
    for number, name in enumerate(("a.csv", "b.csv.gz")):
        file = newer(copy, tmp_path, name=name)
        vintage = f"wdi202{7 + number}"
        assert (
            corridor("data", "add", "gdp", vintage, file, "--accept", REASON, "--against", "wdi2026")[0] == 0
        )
        digests.add(read_source(copy, "gdp").vintages[vintage].sha256)
    assert len(digests) == 1


def test_what_the_person_says_of_the_release_is_declared(corridor, copy, tmp_path):
    said = {
        "--title": "World Development Indicators: July 2027",
        "--label": "WDI July 2027",
        "--released": "2027-07-01",
        "--coverage": "201 economies",
        "--citation": "World Bank (2027). WDI.",
    }
    options = [part for pair in said.items() for part in pair]
    code, _, told = corridor(
        "data", "add", "gdp", "wdi2027", newer(copy, tmp_path), "--accept", REASON, *options
    )
    assert code == 0, told
    declared = read_source(copy, "gdp").vintages["wdi2027"]
    assert [declared.title, declared.label, declared.published, declared.coverage, declared.citation] == list(
        said.values()
    )


def test_a_figure_that_jumped_is_named_and_needs_a_reason(corridor, copy, tmp_path):
    row = row_of(copy, "JPN,2020,gdp_pc_ppp")
    value = row.rsplit(b",", 1)[1]
    file = newer(copy, tmp_path, (row + b"\n", row.replace(value, b"%.2f" % (float(value) * 1.6)) + b"\n"))
    before = state(copy)
    code, _, told = corridor("data", "add", "gdp", "wdi2027", file)
    assert code == 10
    assert "JPN 2020 gdp_pc_ppp_constant_2021 (" in told
    assert "which 1% of past revisions did" in told
    assert state(copy) == before


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        ("thousands", ("critical finding", "Is it the unit?")),
        ("negative", ("critical finding", "Check ", "iso3=JPN, year=2020")),
        ("same", ("critical finding", "the same figures as wdi2026")),
    ],
)
def test_critical_findings_refuse_whatever_the_person_says(corridor, copy, tmp_path, change, texts):
    row = row_of(copy, "JPN,2020,gdp_pc_ppp")
    if change == "negative":
        value = row.rsplit(b",", 1)[1]
        file = newer(copy, tmp_path, (row + b"\n", row.replace(value, b"-" + value) + b"\n"))
    elif change == "same":
        file = copy.data / "gdp" / "wdi2026.csv.gz"
    else:
        file = newer(copy, tmp_path)
        head, *rows = file.read_bytes().splitlines()
        parts = [one.rsplit(b",", 1) for one in rows]
        file.write_bytes(
            b"\n".join([head, *(b"%s,%s" % (k, b"%.4f" % (float(v) / 1000)) for k, v in parts)]) + b"\n"
        )
    before = state(copy)
    code, _, told = corridor("data", "add", "gdp", "wdi2027", file, "--accept", "Because.")
    assert code == 10
    for text in (*texts, "Nothing was written"):
        assert text in told
    assert state(copy) == before


@pytest.mark.parametrize(
    ("arguments", "code", "texts"),
    [
        (("gpd", "wdi2027"), 2, ("Unknown source: gpd", "did you mean gdp?")),
        (("gdp", "wdi2026"), 2, ("has a vintage wdi2026 already", "never replaced")),
        (("gdp", "WDI 2027"), 2, ("cannot be called WDI 2027", "wdi2026")),
        (("gdp", "no"), 2, ("cannot be called no",)),
        (("gdp", "../x"), 2, ("cannot be called",)),
        (("gdp", "wdi2027", "--against", "wdi2062"), 2, ("no vintage wdi2062", "did you mean")),
        (("gdp", "next"), 2, ("when the release came out", "--released")),
        (("gdp", "wdi2027", "--released", "soon"), 2, ("--released", "found: soon")),
    ],
)
def test_a_wrong_word_on_the_command_line(corridor, copy, tmp_path, arguments, code, texts):
    source, vintage, *options = arguments
    before = state(copy)
    found, _, told = corridor("data", "add", source, vintage, newer(copy, tmp_path), *options)
    assert found == code
    for text in texts:
        assert text in told
    assert state(copy) == before


def test_a_table_in_another_form_is_refused(corridor, copy, tmp_path):
    file = newer(copy, tmp_path)
    file.write_bytes(file.read_bytes().replace(b",", b";"))
    code, _, told = corridor("data", "add", "gdp", "wdi2027", file)
    assert code == 11
    assert "gdp.csv separates its fields by semicolons" in told
    code, _, told = corridor("data", "add", "gdp", "wdi2027", tmp_path / "none.csv")
    assert code == 2


def test_killed_at_every_step_the_source_is_as_it_was_or_has_the_whole_release(copy, tmp_path):
    source = read_source(copy, "gdp")
    vintage = admission.Vintage(
        "wdi2027", "wdi2027.csv.gz", hashlib.sha256(b"x").hexdigest(), "2027", "T", "L", "C", (1990, 2025)
    )
    folder, kept = copy.data / "gdp", tmp_path / "kept"
    shutil.copytree(folder, kept, symlinks=True)
    text = (folder / "source.yml").read_bytes()
    outcomes = set()
    for stop_at in range(1, 100):

        def work(stop_at=stop_at) -> None:
            seen = 0

            def hook(event, arguments):
                nonlocal seen
                if event in ("open", "os.rename", "os.remove") and str(copy.data) in str(arguments[0]):
                    seen += 1
                    if seen == stop_at:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            admission._lock(copy, source, vintage, b"x")
            os._exit(0)

        child = FORK.Process(target=work)
        child.start()
        child.join(60)
        declared = yaml.safe_load((folder / "source.yml").read_bytes())["vintages"]
        done = "wdi2027" in declared
        outcomes.add(done)
        if done:
            assert (folder / "wdi2027.csv.gz").read_bytes() == b"x"
        else:
            assert (folder / "source.yml").read_bytes() == text
            admission._lock(copy, source, vintage, b"x")
            assert (folder / "wdi2027.csv.gz").read_bytes() == b"x"
        assert not [p for p in folder.iterdir() if p.name.startswith(".")]
        if child.exitcode == 0:
            break
        shutil.rmtree(folder)
        shutil.copytree(kept, folder, symlinks=True)
    else:
        pytest.fail("it never ended")
    assert outcomes == {True, False}
    assert stop_at > 5


@pytest.mark.parametrize(
    ("call", "number", "calls"),
    [
        ("replace", errno.ENOSPC, 2),
        ("replace", errno.EIO, 2),
        ("fsync", errno.EIO, 4),
    ],
)
def test_a_call_that_fails_while_a_release_is_laid_in_leaves_the_source_as_it_was(
    copy, monkeypatch, call, number, calls
):
    folder = copy.data / "gdp"
    source, before = read_source(copy, "gdp"), {path: path.read_bytes() for path in folder.iterdir()}
    vintage = admission.Vintage(
        "wdi2027", "wdi2027.csv.gz", hashlib.sha256(b"x").hexdigest(), "2027", "T", "L", "C", (1990, 2025)
    )
    real, refused = getattr(os, call), []
    for failing in range(1, calls + 2):
        left = [failing]

        def fail(*arguments, left=left, **options):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(number, os.strerror(number))
            return real(*arguments, **options)

        monkeypatch.setattr(os, call, fail)
        told = ""
        try:
            admission._lock(copy, source, vintage, b"x")
        except ConfigurationError as error:
            told = str(error)
        if told:
            assert os.strerror(number) in told
            assert {path: path.read_bytes() for path in folder.iterdir()} == before
            refused.append(failing)
            continue
        assert (folder / "wdi2027.csv.gz").read_bytes() == b"x"
        assert "wdi2027" in read_source(copy, "gdp").vintages
        monkeypatch.setattr(os, call, real)
        (folder / "wdi2027.csv.gz").unlink()
        (folder / "source.yml").write_bytes(before[folder / "source.yml"])
    assert left[0] > 0
    # That the names in a folder outlast a power failure is more than every disk gives.
    assert refused == {"replace": [1, 2], "fsync": [1, 3]}[call]
