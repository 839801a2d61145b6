"""Quarto's engine against a stand-in for its program: versions, calls, faults, hangs, merged parts."""

from __future__ import annotations

import errno
import functools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from stand_in_for_quarto import PUBLISHED, RENDER, make_program, make_project

from corridor.errors import RenderingError, UsageError
from corridor.rendering import choose, quarto_parts
from corridor.rendering.quarto import QuartoEngine, find
from corridor.rendering.quarto_call import Call
from corridor.rendering.quarto_parts import Part

BOTH = frozenset({"html", "pdf"})


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Path]:
    """Make an executable that tells a version and otherwise runs a piece of Python."""
    return functools.partial(make_program, tmp_path)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def render(
    engine: QuartoEngine, project: Path, formats: frozenset[str] = BOTH, jobs: int = 1
) -> dict[str, bytes]:
    out = project.parent / "site"
    written = engine.render(project, out, formats=formats, published=PUBLISHED, jobs=jobs)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in written}


def failure(engine: QuartoEngine, project: Path, **options: object) -> RenderingError:
    """Render, expect a fault, and see that nothing else was touched."""
    out = project.parent / "site"
    out.mkdir(exist_ok=True)
    (out / "index.html").write_text("old", encoding="utf-8")
    before = sorted(path.name for path in project.parent.iterdir())
    with pytest.raises(RenderingError) as caught:
        engine.render(project, out, formats=BOTH, published=PUBLISHED, **options)  # type: ignore[arg-type]
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == {"index.html": "old"}
    assert sorted(path.name for path in project.parent.iterdir()) == before
    assert caught.value.exit_code == 13
    return caught.value


def test_it_tells_its_version(program: Callable[..., Path]) -> None:
    engine = QuartoEngine(program())
    assert (engine.name, engine.version) == ("quarto", "Quarto 1.10.18")


@pytest.mark.parametrize("version", ["1.8.0", "1.9.37", "1.11.2"])
def test_the_supported_versions_are_taken(program: Callable[..., Path], version: str) -> None:
    assert QuartoEngine(program(version=f'print("{version}")')).version == f"Quarto {version}"


@pytest.mark.parametrize("version", ["1.7.32", "0.9.1", "1.12.0", "2.0.0", "99.9.9"])
def test_other_versions_are_refused(program: Callable[..., Path], version: str) -> None:
    path = program(version=f'print("{version}")')
    with pytest.raises(RenderingError, match="this version of Quarto is not supported") as caught:
        QuartoEngine(path)
    assert caught.value.expected == "1.8 to 1.11"
    assert caught.value.found == version
    assert caught.value.where == str(path)
    assert "--engine pandoc" in caught.value.todo


@pytest.mark.parametrize(
    ("version", "found"),
    [('print("no number")', "status 0: no number"), ('sys.exit("broken in two")', "status 1: broken in two")],
)
def test_a_command_that_tells_no_version_is_refused(
    program: Callable[..., Path], version: str, found: str
) -> None:
    with pytest.raises(RenderingError, match="does not tell its version") as caught:
        QuartoEngine(program(version=version))
    assert caught.value.found == found


def test_a_command_that_cannot_be_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quarto"
    path.write_bytes(b"\x7fELF no program")
    path.chmod(0o755)
    with pytest.raises(RenderingError, match="cannot be run") as caught:
        QuartoEngine(path)
    assert caught.value.found == "Exec format error"


def test_quarto_path_comes_before_path(program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = program()
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    assert isinstance(find(), QuartoEngine)
    assert choose("auto").name == "quarto"
    monkeypatch.setenv("PATH", "")
    assert find() is None
    assert choose("auto").name == "pandoc"
    monkeypatch.setenv("QUARTO_PATH", str(path))
    assert choose("quarto").name == "quarto"


def test_asked_for_and_not_there_it_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    with pytest.raises(RenderingError, match="the quarto command is not there") as caught:
        choose("quarto")
    assert "--engine pandoc" in caught.value.todo


def test_a_quarto_path_that_names_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "none"))
    with pytest.raises(RenderingError, match="QUARTO_PATH names no program"):
        choose("auto")


def test_the_site_is_what_quarto_made(program: Callable[..., Path], project: Path) -> None:
    made = render(QuartoEngine(program()), project)
    assert set(made) == {
        *(f"briefs/{iso3}/{name}" for iso3 in ("jpn", "kor") for name in ("index.html", "brief.pdf")),
        *(f"page-{number}.html" for number in range(12)),
        *("search.json", "site_libs/shared.css"),
    }


def test_the_site_map_has_every_page_and_the_date_of_the_edition(
    program: Callable[..., Path], project: Path
) -> None:
    with_address(project)
    made = render(QuartoEngine(program()), project)["sitemap.xml"].decode()
    assert re.findall(r"<loc>https://example.org/(.*)</loc>", made) == sorted(
        path.relative_to(project).with_suffix(".html").as_posix() for path in project.rglob("*.qmd")
    )
    assert set(re.findall(r"<lastmod>(.*)</lastmod>", made)) == {"2026-07-01"}
    assert made.count("<url>") == 14


def with_address(project: Path) -> None:
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["website"]["site-url"] = "https://example.org"
    (project / "_quarto.yml").write_text(yaml.safe_dump(config), encoding="utf-8")


def test_parts_side_by_side_give_the_same_site(program: Callable[..., Path], project: Path) -> None:
    with_address(project)
    engine = QuartoEngine(program())
    assert render(engine, project, jobs=4) == render(engine, project, jobs=1)


def test_a_site_on_another_disk_is_written(
    program: Callable[..., Path], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename from one disk to another fails; a copy does not."""
    rename = Path.replace

    def on_one_disk(path: Path, target: Path) -> Path:
        if "corridor-quarto-" in str(path) and "corridor-quarto-" not in str(target):
            raise OSError(errno.EXDEV, "another disk")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", on_one_disk)
    assert "page-6.html" in render(QuartoEngine(program()), project)


def test_a_part_knows_its_pages_and_links_to_the_others(program: Callable[..., Path], project: Path) -> None:
    keep = project.parent / "seen"
    keep.mkdir()
    body = RENDER + f"\npathlib.Path({str(keep)!r}, str(os.getpid())).write_text(json.dumps(config))"
    render(QuartoEngine(program(body)), project, jobs=2)
    configs = [json.loads(path.read_text(encoding="utf-8")) for path in keep.iterdir()]
    lists = [config["project"]["render"] for config in configs]
    assert len(lists) == 2
    assert sorted(page for pages in lists for page in pages) == sorted(
        p.relative_to(project).as_posix() for p in project.rglob("*.qmd")
    )
    assert all(
        config["website"]["navbar"]["left"][0]["href"] == "briefs/jpn/index.html#sec-a" for config in configs
    )


@pytest.mark.parametrize(
    "part",
    [
        {"sidebar": {"contents": "auto"}},
        {"page-navigation": True},
        {"navbar": {"right": ["page-1.qmd"]}},
        {"page-footer": {"left": [{"href": "page-1.qmd"}]}},
    ],
)
def test_a_site_that_needs_all_pages_at_once_is_not_parted(
    program: Callable[..., Path], project: Path, part: dict[str, object]
) -> None:
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["website"].update(part)
    (project / "_quarto.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    body = RENDER + "\nassert patterns == ['*.qmd', '**/*.qmd'], patterns"
    assert "page-6.html" in render(QuartoEngine(program(body)), project, jobs=4)


@pytest.mark.parametrize(("formats", "ending"), [("html", ".html"), ("pdf", ".pdf")])
def test_one_format_leaves_the_other_out(
    program: Callable[..., Path], project: Path, formats: str, ending: str
) -> None:
    made = render(QuartoEngine(program()), project, frozenset({formats}))
    assert {Path(name).suffix for name in made} & {".html", ".pdf"} == {ending}
    if formats == "pdf":
        assert set(made) == {"briefs/jpn/brief.pdf", "briefs/kor/brief.pdf"}


def test_an_unknown_format_is_refused(program: Callable[..., Path], project: Path) -> None:
    with pytest.raises(UsageError, match="no such format"):
        render(QuartoEngine(program()), project, frozenset({"docx"}))


def test_chosen_pages_are_rendered_alone(program: Callable[..., Path], project: Path) -> None:
    out = project.parent / "site"
    engine = QuartoEngine(program())
    written = engine.render(project, out, formats=BOTH, published=PUBLISHED, pages=[Path("page-3.qmd")])
    assert [path.name for path in written if path.suffix == ".html"] == ["page-3.html"]


def test_the_forwarding_page_of_a_project_without_home_is_left_out(
    program: Callable[..., Path], project: Path
) -> None:
    assert "index.html" not in render(QuartoEngine(program()), project)


def test_it_runs_with_a_home_and_a_clock_of_its_own(
    program: Callable[..., Path], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PYTHON", "/nowhere")
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    monkeypatch.setenv("TYPST_FONT_PATHS", "/nowhere")
    keep = project.parent / "environment.json"
    body = (
        RENDER
        + f"\npathlib.Path({str(keep)!r}).write_text(json.dumps([dict(os.environ), sys.argv, os.getcwd()]))"
    )
    render(QuartoEngine(program(body)), project)
    environment, arguments, folder = json.loads(keep.read_text(encoding="utf-8"))
    assert environment["SOURCE_DATE_EPOCH"] == "1782864000"
    assert environment["TZ"] == "UTC"
    assert environment["HOME"] != os.environ["HOME"]
    assert environment["QUARTO_PROFILE"] == "draft"
    assert not {"QUARTO_PYTHON", "TYPST_FONT_PATHS"} & set(environment)
    assert arguments[1:3] == ["render", "--no-execute"]
    assert arguments[-2:] == ["--log-format", "json-stream"]
    assert not Path(folder).exists()
    assert Path(folder) != project


def test_a_warning_stops_the_build_although_quarto_was_content(
    program: Callable[..., Path], project: Path
) -> None:
    warning = 'sys.stderr.write("WARNING (refs.lua:1) Unable to resolve crossref @fig-none\\n")'
    body = RENDER.replace("    text =", f"    if page == 'briefs/kor/index.qmd': {warning}\n    text =")
    error = failure(QuartoEngine(program(body)), project)
    assert error.message == "Quarto: Unable to resolve crossref @fig-none"
    assert error.where == "briefs/kor/index.qmd, line 9"


def test_faults_of_several_parts_are_told_at_once(program: Callable[..., Path], project: Path) -> None:
    body = RENDER.replace("    text =", '    sys.stderr.write(f"WARN: fault of {page}\\n")\n    text =')
    error = failure(QuartoEngine(program(body)), project, jobs=2)
    assert error.message.startswith("14 faults stop the rendering:")
    assert "Quarto: fault of page-6.qmd" in error.message


def test_a_crash_is_told_with_quartos_last_words(program: Callable[..., Path], project: Path) -> None:
    body = 'sys.stderr.write("[3/9] page-2.qmd\\nthe last words\\n"); sys.exit(70)'
    error = failure(QuartoEngine(program(body)), project)
    assert error.message == "Quarto left with status 70"
    assert error.where == "page-2.qmd"
    assert error.found.endswith("the last words")


def test_a_killed_quarto_is_told(program: Callable[..., Path], project: Path) -> None:
    error = failure(QuartoEngine(program("import os\nos.kill(os.getpid(), 9)")), project)
    assert error.message == "Quarto was ended by signal 9"


def test_a_hanging_quarto_is_stopped_with_all_it_has_started(
    program: Callable[..., Path], project: Path
) -> None:
    note = project.parent / "child"
    note.touch()
    child = "import subprocess, time\nc = subprocess.Popen(['sleep', '600'])"
    child += f"\nopen({str(note)!r}, 'w').write(str(c.pid))"
    body = f'sys.stderr.write("[1/9] page-0.qmd\\n"); sys.stderr.flush()\n{child}\ntime.sleep(600)'
    began = time.monotonic()
    error = failure(QuartoEngine(program(body), patience=2.0), project)
    assert time.monotonic() - began < 60
    assert error.message == "Quarto said nothing for 2 seconds and was stopped"
    assert error.where == "page-0.qmd"
    assert ended(int(note.read_text(encoding="utf-8")))


def ended(process: int) -> bool:
    """Whether a process goes away; one that only waits for its parent to notice counts as gone."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        if not told or told.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_an_interrupt_stops_quarto(
    program: Callable[..., Path], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(quarto_parts, "lay", interrupted)
    with pytest.raises(KeyboardInterrupt):
        render(QuartoEngine(program("import time; time.sleep(600)")), project)
    assert not (project.parent / "site").exists()


def test_an_interrupt_while_quarto_runs_stops_it_with_all_it_has_started(
    program: Callable[..., Path], project: Path
) -> None:
    """As Ctrl-C at the terminal: the signal reaches us alone, for Quarto has a group of its own."""
    note = project.parent / "children"
    body = "import os, subprocess, time\nc = subprocess.Popen(['sleep', '600'])\n"
    body += f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{c.pid}} ')\ntime.sleep(600)"
    path = program(body)
    script = (
        "import datetime, pathlib, signal, sys\nfrom corridor.rendering.quarto import QuartoEngine\n"
        # Where tests run in the background of a shell, it is passed over from the start.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "QuartoEngine(pathlib.Path(sys.argv[1])).render(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]),"
        " formats=frozenset({'html'}), published=datetime.date(2026, 7, 1), jobs=1)"
    )
    arguments = [sys.executable, "-c", script, str(path), str(project), str(project.parent / "site")]
    ours = subprocess.Popen(arguments, stderr=subprocess.PIPE, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not (note.is_file() and note.read_text(encoding="utf-8").endswith(" ")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        ours.send_signal(signal.SIGINT)
        assert b"KeyboardInterrupt" in ours.communicate(timeout=30)[1]
    finally:
        ours.kill()
        ours.wait()
    assert all(ended(int(number)) for number in note.read_text(encoding="utf-8").split())
    assert not (project.parent / "site").exists()


def test_a_call_that_is_given_up_stops(program: Callable[..., Path], project: Path, tmp_path: Path) -> None:
    given_up = threading.Event()
    given_up.set()
    folder = tmp_path / "part"
    (folder / "project").mkdir(parents=True)
    call = Call(
        program("import time; time.sleep(600)"),
        folder,
        Part((), whole=True),
        BOTH,
        PUBLISHED,
        600.0,
        given_up,
    )
    began = time.monotonic()
    assert call.run() is None
    assert time.monotonic() - began < 10


def test_a_program_that_vanishes_is_told(program: Callable[..., Path], project: Path) -> None:
    path = program()
    engine = QuartoEngine(path)
    path.unlink()
    assert failure(engine, project).message == "the quarto command cannot be run"


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        ("<a href='#none'>x</a>", "the link to #none leads nowhere"),
        ("<img src='gone.svg' alt='a'>", "the picture gone.svg does not exist"),
        ("<script src='https://example.org/x.js'></script>", "loads something from another host"),
        ("<i id='a'></i><i id='a'></i>", "the id a is given 2 times"),
    ],
)
def test_what_quarto_passes_over_is_found_in_its_pages(
    program: Callable[..., Path], project: Path, shown: str, message: str
) -> None:
    body = RENDER.replace("<p>{page}</p>", "<p>{page}</p>" + shown)
    assert message in failure(QuartoEngine(program(body)), project).message


def test_a_picture_without_a_text_alternative_is_refused(program: Callable[..., Path], project: Path) -> None:
    (project / "a.svg").write_text("<svg/>", encoding="utf-8")
    body = RENDER.replace("<p>{page}</p>", "<img src='a.svg'>").replace(
        "html.write_text", "html.with_name('a.svg').write_text('<svg/>'); html.write_text"
    )
    assert "has no text alternative" in failure(QuartoEngine(program(body)), project).message


def test_a_page_that_was_not_made_is_missed(program: Callable[..., Path], project: Path) -> None:
    body = RENDER + "\n(site / 'page-4.html').unlink()"
    error = failure(QuartoEngine(program(body)), project)
    assert (error.message, error.where, error.expected) == (
        "Quarto made no such file",
        "page-4.qmd",
        "page-4.html",
    )


def test_a_pdf_without_the_standards_asked_for_is_refused(
    program: Callable[..., Path], project: Path
) -> None:
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["format"] = {"html": {}, "typst": {"pdf-standard": ["ua-1", "a-3a"]}}
    (project / "_quarto.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    error = failure(QuartoEngine(program()), project)
    assert "a PDF that does not keep the standard ua-1" in error.message
    claims = 'b"<pdfuaid:part>1</><pdfaid:part>3</><pdfaid:conformance>A</>"'
    (project.parent / "site/index.html").unlink()
    made = render(QuartoEngine(program(RENDER.replace('b"%PDF"', claims))), project)
    assert "briefs/jpn/brief.pdf" in made


@pytest.mark.parametrize(
    ("version", "standards", "lacks"),
    [
        ("1.8.27", None, "no tags"),
        ("1.9.38", ["a-3a"], "PDF/A-3a, not PDF/UA-1"),
        ("1.10.18", ["ua-1", "a-3a"], ""),
        ("1.11.0", ["ua-1", "a-3a"], ""),
    ],
)
def test_an_older_quarto_is_asked_for_what_it_can_do_and_says_what_it_cannot(
    program: Callable[..., Path], project: Path, version: str, standards: list[str] | None, lacks: str
) -> None:
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["format"] = {"html": {}, "typst": {"pdf-standard": ["ua-1", "a-3a"], "font-paths": "theme"}}
    (project / "_quarto.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    seen = project.parent / "seen"
    body = RENDER.replace('b"%PDF"', 'b"<pdfuaid:part>1</><pdfaid:part>3</><pdfaid:conformance>A</>"') + (
        f"\nimport os, shutil\nshutil.copyfile('_quarto.yml', {str(seen)!r})"
        f"\nshutil.copytree(os.environ['TYPST_PACKAGE_PATH'], {str(seen)!r} + '-packages')"
        if version.startswith("1.8")
        else f"\nimport shutil\nshutil.copyfile('_quarto.yml', {str(seen)!r})"
    )
    engine = QuartoEngine(program(body, version=f'print("{version}")'))
    assert "briefs/jpn/brief.pdf" in render(engine, project)
    assert bool(lacks) == bool(engine.shortfall)
    assert lacks in engine.shortfall
    printed = yaml.safe_load(seen.read_text(encoding="utf-8"))["format"]["typst"]
    assert printed.get("pdf-standard") == standards
    assert Path(str(printed["font-paths"]).strip("[]'")).is_absolute() == version.startswith("1.8")
    if version.startswith("1.8"):
        assert [p.name for p in Path(f"{seen}-packages").rglob("*.typ")] == ["lib.typ"]


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("---\ntitle: A\nformt: html\n---\n", "a key that is not known", "page-0.qmd, line 3"),
        ("---\ntitle: A\nnumber-section: true\n---\n", "a key that is not known", "page-0.qmd, line 3"),
        ("---\nsubtitle: A\n---\n", "the page has no title", "page-0.qmd, front matter"),
        ("---\ntitle: A\n---\n\n```{python}\n1\n```\n", "an executable cell", "page-0.qmd, line 5"),
    ],
)
def test_pages_are_looked_at_before_quarto_is_called(
    program: Callable[..., Path], project: Path, text: str, message: str, where: str
) -> None:
    (project / "page-0.qmd").write_text(text, encoding="utf-8")
    error = failure(QuartoEngine(program("raise SystemExit('called')")), project)
    assert message in error.message
    assert error.where == where


def test_keys_of_quarto_and_of_ones_own_are_let_pass(program: Callable[..., Path], project: Path) -> None:
    (project / "page-0.qmd").write_text(
        "---\ntitle: A\nauthors: B\ncode-fold: true\nformat: html\nmy-own: 1\ncategories: [a]\n---\n",
        encoding="utf-8",
    )
    assert "page-0.html" in render(QuartoEngine(program()), project)


def test_the_log_is_kept(
    program: Callable[..., Path], project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "cache"))
    render(QuartoEngine(program()), project)
    assert "[1/14] briefs/jpn/index.qmd" in (tmp_path / "cache/logs/quarto.log").read_text(encoding="utf-8")


def test_one_module_alone_calls_quarto() -> None:
    folder = Path(__file__).parents[2] / "src" / "corridor"
    calling = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if "import subprocess" in path.read_text(encoding="utf-8")
    }
    assert {name for name in calling if "quarto" in name} == {"rendering/quarto_call.py"}
