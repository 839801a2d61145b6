"""A process of Pandoc converts page after page, each as if it were the first."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corridor.errors import RenderingError
from corridor.rendering import pandoc
from corridor.rendering.pandoc import Converters, Job


@pytest.fixture
def converters() -> Iterator[Converters]:
    with Converters() as made:
        yield made


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / "page.html").write_text(
        "<h1>$title$</h1>\n$if(shown)$$shown$$endif$\n$body$\n", encoding="utf-8"
    )
    return Job(
        *("It’s *so*.", pandoc.READER, "html5", {"title": "A *title*"}, {}, {}),
        template=tmp_path / "page.html",
        filters=(),
        citeproc=False,
        folder=tmp_path,
    )


def with_filter(job: Job, lua: str) -> Job:
    path = job.folder / f"{len(list(job.folder.iterdir()))}.lua"
    path.write_text(lua, encoding="utf-8")
    return replace(job, filters=[path])


def processes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    pandoc.program()
    started: list[object] = []
    popen = subprocess.Popen

    def counted(*arguments: object, **named: object) -> object:
        started.append(arguments)
        return popen(*arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", counted)
    return started


def test_one_process_converts_all_pages(
    converters: Converters, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = processes(monkeypatch)
    for number in range(3):
        text, notes = converters.convert(replace(job, text=f"Page *{number}*."))
        assert text == f"<h1>A <em>title</em></h1>\n\n<p>Page <em>{number}</em>.</p>\n"
        assert notes == []
    assert len(started) == 1


def test_variables_go_to_the_template_as_they_are(converters: Converters, job: Job) -> None:
    assert "<b>*x*</b>" in converters.convert(replace(job, variables={"shown": "<b>*x*</b>"}))[0]


def test_a_page_sees_nothing_of_the_one_before(converters: Converters, job: Job) -> None:
    writing = "left = 'one'; _G.also = 'two'; package.loaded.third = 'three'"
    converters.convert(with_filter(job, f"{writing}\nreturn {{}}"))
    asking = (
        "return { Str = function() return pandoc.Str(tostring(left or also or package.loaded.third)) end }"
    )
    assert "<p>nil" in converters.convert(with_filter(job, asking))[0]


def test_what_a_filter_requires_knows_the_format_of_the_page(converters: Converters, job: Job) -> None:
    lua = (
        f"package.path = '{pandoc.FILTERS}/?.lua;' .. package.path\n"
        "local common = require('common')\n"
        "return { Str = function() return pandoc.Str(common.html and 'screen' or 'paper') end }"
    )
    job = with_filter(replace(job, text="x"), lua)
    assert "screen" in converters.convert(job)[0]
    assert "paper" in converters.convert(replace(job, writer="typst"))[0]
    assert "screen" in converters.convert(job)[0]


def test_each_format_is_told_what_the_text_has_wrong(converters: Converters, job: Job) -> None:
    job = replace(job, text="# A {#x}\n\n# B {#x}\n")
    for writer in ("html5", "typst"):
        _, notes = converters.convert(replace(job, writer=writer))
        assert [note.message for note in notes] == ["the id x is given twice"]
    assert converters.convert(replace(job, text="# A {#x}\n"))[1] == []


def test_a_filter_that_stops_is_told_and_the_next_page_is_converted(
    converters: Converters, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = processes(monkeypatch)
    text, notes = converters.convert(with_filter(job, "error('corridor|x|it is wrong|mend it')"))
    assert (text, notes) == ("", [pandoc.Note("x", "it is wrong", "mend it")])
    text, notes = converters.convert(with_filter(job, "error('no reason')"))
    assert "no reason" in notes[0].message
    assert "stack traceback" not in notes[0].message
    assert converters.convert(job)[0].startswith("<h1>")
    assert len(started) == 1


def test_a_process_that_ends_is_told_and_another_converts(converters: Converters, job: Job) -> None:
    text, notes = converters.convert(with_filter(job, "io.stderr:write('out of memory'); os.exit(3, true)"))
    assert text == ""
    assert "Pandoc could not convert the page: out of memory" in notes[0].message
    assert converters.convert(job)[0].startswith("<h1>")


def test_a_page_without_end_is_told_and_another_converts(
    converters: Converters, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc, "_SECONDS", 0.5)
    with pytest.raises(RenderingError, match=r"did not end within 0\.5 seconds"):
        converters.convert(with_filter(job, "while true do end"))
    monkeypatch.setattr(pandoc, "_SECONDS", 120)
    assert converters.convert(job)[0].startswith("<h1>")


def test_no_process_outlives_its_block(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    pandoc.program()
    running: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*arguments: object, **named: object) -> object:
        running.append(popen(*arguments, **named))  # type: ignore[call-overload]
        return running[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with Converters() as converters:
        converters.convert(job)
        assert running[0].poll() is None
    assert running[0].poll() is not None


def test_tabs_and_ends_of_lines_are_read_as_the_program_reads_them(converters: Converters, job: Job) -> None:
    text, _ = converters.convert(replace(job, text="- a\r\n\r\n\t- b\r\n"))
    assert text.count("<ul>") == 2
    assert "\r" not in text


def test_the_scripts_of_a_users_folder_are_not_run(
    converters: Converters, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pandoc").mkdir()
    (tmp_path / "pandoc" / "init.lua").write_text("error('read')", encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LUA_INIT", "error('read')")
    assert converters.convert(job)[1] == []
