"""`corridor verify`: an edition is proved to be what its inputs make, or the first difference is named."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from corridor import cli, pipeline
from corridor.differences import difference, kind, telling
from corridor.errors import ConfigurationError, UsageError, VerificationError
from corridor.project import Project

EDITION = "2026-1"


@pytest.fixture(scope="module")
def built(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one brief, to be copied before it is changed."""
    out = tmp_path_factory.mktemp("verify") / "_site"
    pipeline.build(project, EDITION, economies=("MAC",), formats=("html", "pdf"), engine="pandoc", out=out)
    return out


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of the built site that a test may change."""
    out = tmp_path / "_site"
    shutil.copytree(built, out)
    return out


def edition(site: Path) -> Path:
    return site / "editions" / EDITION


def change_manifest(site: Path, **changes) -> None:
    path = edition(site) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def refused(project: Project, site: Path, kind: type = VerificationError) -> str:
    """What verification tells when it refuses; the site stays as it was, whatever it tells."""
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    with pytest.raises(kind) as caught:
        pipeline.verify(project, EDITION, out=site)
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before
    assert [p.name for p in site.parent.iterdir() if p.name.startswith((".", "_site"))] == ["_site"]
    return " ".join(str(caught.value).split())


@pytest.mark.parametrize("name", ["briefs/mac/index.html", "briefs/mac/brief.pdf"])
def test_a_published_file_that_was_changed_is_named(project, site, name):
    path = edition(site) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    told = refused(project, site)
    assert f"editions/{EDITION}/{name}" in told
    assert "differs from the manifest" in told
    assert json.loads((edition(site) / "manifest.json").read_bytes())["artefacts"][name] in told


def test_a_published_file_that_is_gone_is_named(project, site):
    (edition(site) / "briefs" / "mac" / "ledger.json").unlink()
    told = refused(project, site)
    assert "briefs/mac/ledger.json is missing" in told


def test_a_file_that_nobody_listed_is_named(project, site):
    (edition(site) / "briefs" / "mac" / "press.html").write_text("<p>Not ours</p>", encoding="utf-8")
    assert "briefs/mac/press.html is not in the manifest" in refused(project, site)


def test_all_changed_files_are_told_at_once(project, site):
    (edition(site) / "briefs" / "mac" / "brief.pdf").write_bytes(b"%PDF")
    (edition(site) / "data" / "indicators.csv").unlink()
    told = refused(project, site)
    assert "brief.pdf" in told
    assert "indicators.csv" in told


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"lock": {"file": "requirements.lock", "sha256": "0" * 64}}, ("another lock", "requirements.lock")),
        ({"engine": {"name": "pandoc", "version": "Pandoc 2.0"}}, ("another engine", "Pandoc 2.0")),
        ({"package": {"name": "corridor", "version": "0.0.1"}}, ("another version of Corridor", "0.0.1")),
    ],
)
def test_what_was_built_under_other_conditions_is_not_compared(project, site, changes, texts):
    change_manifest(site, **changes)
    told = refused(project, site)
    for text in texts:
        assert text in told


def test_another_lock_in_the_project(copy, site):
    with (copy.root / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# one line more\n")
    told = refused(copy, site)
    assert "another lock" in told
    assert "requirements.lock" in told


@pytest.mark.parametrize("change", ["changed", "gone"])
def test_an_input_that_was_changed_or_is_gone_is_named(copy, site, change):
    path = copy.data / "population" / "wpp2024.csv.gz"
    content = path.read_bytes()
    path.unlink()
    if change == "changed":
        path.write_bytes(content + b"x")
    told = refused(copy, site)
    assert "An input of edition 2026-1 is not the one that was laid in" in told
    assert "data/population/wpp2024.csv.gz" in told
    assert hashlib.sha256(content).hexdigest() in told


def test_an_input_that_was_changed_and_locked_again_is_another_input(copy, site):
    path = copy.data / "population" / "wpp2024.csv.gz"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    content = path.read_bytes() + b"x"
    path.unlink()
    path.write_bytes(content)
    declared = copy.data / "population" / "source.yml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace(old, hashlib.sha256(content).hexdigest()), encoding="utf-8")
    told = refused(copy, site)
    assert "from other inputs" in told
    assert "population wpp2024" in told


def test_other_inputs_are_named(copy, site):
    path = copy.reports / "editions" / f"{EDITION}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("remittances: wdi2025", "remittances: wdi2023"), encoding="utf-8")
    told = refused(copy, site)
    assert "other inputs" in told
    assert "remittances wdi2025" in told
    assert "remittances wdi2023" in told


def test_an_engine_that_is_not_here(project, site, monkeypatch, tmp_path):
    change_manifest(site, engine={"name": "quarto", "version": "1.10.18"})
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = refused(project, site)
    assert "another engine" in told
    assert "quarto 1.10.18" in told


def test_a_changed_template_shows_where_the_page_differs(copy, site):
    template = copy.templates / "country_brief" / "_ageing.jinja"
    text = template.read_text(encoding="utf-8")
    heading = next(line for line in text.splitlines() if line.startswith("## "))
    template.write_text(text.replace(heading, heading.replace("## ", "## Indeed: ", 1)), encoding="utf-8")
    told = refused(copy, site)
    assert f"editions/{EDITION}/briefs/mac/index.html, line " in told
    assert "Indeed: " in told
    assert "The first difference is in the text." in told
    assert "differs in briefs/mac/index.html; briefs/mac/brief.pdf." in told  # not the files that list them


@pytest.mark.parametrize(
    ("suffix", "old", "new", "expected"),
    [
        (".json", b'{"a": [1, {"b c": "x"}]}', b'{"a": [1, {"b c": "y"}]}', ('$.a[1]["b c"]', '"x"', '"y"')),
        (".json", b'{"a": 1, "b": 2}', b'{"a": 1}', ("$.b", "2", "no such key")),
        (".json", b'{"a": [1]}', b'{"a": [1, 2]}', ("$.a", "1 items", "2 items")),
        (".json", b'{"a": 1}', b'{"a": 1.0}', ("$.a", "1", "1.0")),
        (".json", b'{"a": 1}', b'{"a":  1}', ("line 1", "'{\"a\": 1}'", "'{\"a\":  1}'")),
        (".html", b"one\ntwo\n", b"one\n2\n", ("line 2", "'two'", "'2'")),
        (".csv", b"a\n", b"a\nb\n", ("line 2", "''", "'b'")),
        (".html", b"\xff1", b"\xff2", ("byte 1", "31 (2 bytes)", "32 (2 bytes)")),
        (".pdf", b"%PDF-1.7", b"%PDF-1.7 more", ("byte 8", "the end (8 bytes)", "20 6d 6f 72 65 (13 bytes)")),
    ],
)
def test_the_first_difference_of_two_files(tmp_path, suffix, old, new, expected):
    first, second = tmp_path / f"old{suffix}", tmp_path / f"new{suffix}"
    first.write_bytes(old)
    second.write_bytes(new)
    assert difference(first, second) == expected


@pytest.mark.parametrize(
    ("suffix", "old", "new", "expected"),
    [
        (".csv", "a,b\nx,1\n", "a,b\nx,2\n", "in a value"),
        (".json", '{"a": 1}', '{"a": 2}', "in a value"),
        (".html", "<p>One</p>", "<p>Two</p>", "in the text"),
        (".html", "<p>One</p>", '<p class="x"> One </p>', "in the markup, not in the text"),
        (".html", "<style>a</style><p>x", "<style>b</style><p>x", "in the markup, not in the text"),
        (".svg", "<svg/>", "<svg />", "in the text"),
        (".pdf", "%PDF-1", "%PDF-2", "in bytes"),
    ],
)
def test_a_difference_is_in_a_value_a_text_or_bytes(tmp_path, suffix, old, new, expected):
    first, second = tmp_path / f"old{suffix}", tmp_path / f"new{suffix}"
    first.write_text(old)
    second.write_text(new)
    assert kind(first, second) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "economy,year,value\nJPN,2020,1\n",
            "economy,year,value\nJPN,2020,2\n",
            ("line 2, value of JPN, 2020", "1", "2"),
        ),
        (
            "economy,year,value\nJPN,2020,1\n",
            "economy,year,value\nKOR,2020,1\n",
            ("line 2", "'JPN,2020,1'", "'KOR,2020,1'"),
        ),
        ("a,b\n1,2\n", "a,c\n1,2\n", ("line 1", "'a,b'", "'a,c'")),
    ],
)
def test_a_table_differs_in_a_named_field_of_a_named_row(tmp_path, old, new, expected):
    first, second = tmp_path / "old.csv", tmp_path / "new.csv"
    first.write_text(old)
    second.write_text(new)
    assert difference(first, second) == expected


def test_data_tell_more_than_pages_and_pages_more_than_pdfs():
    names = ["a/brief.pdf", "a/index.html", "a/ledger.json", "data/indicators.csv"]
    assert sorted(names, key=telling) == names[::-1]


def test_a_long_line_is_cut_around_the_difference(tmp_path):
    first, second = tmp_path / "old.html", tmp_path / "new.html"
    first.write_text("x" * 500 + "old" + "y" * 500, encoding="utf-8")
    second.write_text("x" * 500 + "new" + "y" * 500, encoding="utf-8")
    _, then, now = difference(first, second)
    assert "old" in then
    assert "new" in now
    assert max(len(then), len(now)) < 100


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (None, ("no readable manifest",)),
        ("{", ("no readable manifest",)),
        ("[]", ("no readable manifest",)),
        ('{"edition": "2026-1", "artefacts": {}}', ("manifest.json, key package",)),
        ('{"edition": "2023-1", "artefacts": {}}', ("manifest.json", "2023-1")),
    ],
)
def test_a_manifest_that_is_missing_or_no_manifest(project, site, content, texts):
    path = edition(site) / "manifest.json"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    told = refused(project, site, ConfigurationError)
    for text in texts:
        assert text in told


@pytest.mark.parametrize("name", ["../../index.html", "/etc/hostname", "briefs/../../x", "C:\\x", ""])
def test_a_manifest_that_leaves_its_folder(project, site, name):
    change_manifest(site, artefacts={name: "0" * 64})
    assert "manifest.json, key artefacts" in refused(project, site, ConfigurationError)


def test_an_edition_that_is_unknown_or_not_built(project, site):
    with pytest.raises(UsageError):
        pipeline.verify(project, "2019-9", out=site)
    with pytest.raises(ConfigurationError) as caught:
        pipeline.verify(project, "2023-1", out=site)
    assert "corridor build 2023-1" in str(caught.value)


def test_the_command_proves_an_untouched_edition_and_refuses_a_changed_one(
    project, site, notebooks_run_anew, monkeypatch, capsys
):
    monkeypatch.chdir(project.root)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["corridor", "verify", *arguments])
        with pytest.raises(SystemExit) as leave:
            cli.main()
        return int(leave.value.code or 0)

    files = [p for p in edition(site).rglob("*") if p.is_file()]
    assert run(EDITION, "--out", str(site)) == 0
    assert f"{len(files)} files, the same to the byte" in capsys.readouterr().out
    (edition(site) / "briefs" / "mac" / "brief.pdf").write_bytes(b"%PDF")
    assert run(EDITION, "--out", str(site)) == 14
    told = capsys.readouterr().err
    assert "brief.pdf" in told
    assert "Traceback" not in told
    assert run(EDITION, "--all", "--out", str(site)) == 2
