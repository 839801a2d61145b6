"""The benchmarks: what they measure with, what they change between builds, and the page they write."""

import importlib
import json
import sys

import pytest

from corridor import documentation
from corridor.editions import read_edition
from corridor.project import Project
from corridor.sources import load


@pytest.fixture
def bench(project, monkeypatch):
    """Import a module of `benchmarks/`."""
    monkeypatch.syspath_prepend(str(project.root / "benchmarks"))
    return importlib.import_module


@pytest.fixture
def place(bench, tmp_path):
    """A copy of the project to change."""
    return bench("workplace").Workplace(tmp_path / "project")


def test_a_run_is_measured_with_all_its_processes(bench, tmp_path):
    held = "import subprocess, sys, time; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    inner = "import time; block = b'x' * 64_000_000; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\ntime.sleep(0.6)"  # noqa: E501
    found = bench("measuring").measure([sys.executable, "-c", held, inner], tmp_path)
    assert found.seconds >= 0.9
    assert 0.3 <= found.work <= found.seconds
    if sys.platform == "linux":
        assert 64 <= found.memory < 1000


def test_a_run_that_fails_is_told(bench, tmp_path):
    with pytest.raises(RuntimeError, match=r"ended with 3:\nwhy"):
        bench("measuring").measure([sys.executable, "-c", "print('why'); raise SystemExit(3)"], tmp_path)


def test_medians_and_spread(bench):
    measuring = bench("measuring")
    runs = [
        measuring.Measured(seconds, 2 * seconds, memory) for seconds, memory in ((3, 10), (1, 30), (2, 20))
    ]
    found = measuring.summary(runs)
    assert (found["seconds"], found["least"], found["most"], found["work"], found["memory"]) == (
        2,
        1,
        3,
        4,
        30,
    )


def test_a_changed_row_is_one_figure_of_a_declared_file(place, project):
    place.change_row("students", "uis2025", "JPN,")
    before, after = (load(Project(root), "students", "uis2025").table for root in (project.root, place.root))
    differ = before["students"] != after["students"]
    assert differ.sum() == 1
    assert set(after.loc[differ, "iso3"]) == {"JPN"}


def test_a_template_and_an_indicator_are_changed_each_time(place):
    template = place.root / "templates" / "country_brief" / "report.qmd.jinja"
    indicator = place.root / "src" / "corridor" / "indicators" / "immigrant_share.py"
    seen = set()
    for _ in range(2):
        place.change_template("country_brief")
        place.change_indicator("immigrant_share")
        compile(indicator.read_text(), str(indicator), "exec")
        seen.add((template.read_text(), indicator.read_text()))
    assert len(seen) == 2


def test_an_edition_of_all_economies_can_be_read(place):
    place.add_region("all-economies", ["AFG", "JPN", "TUV"])
    place.add_edition("2026-99", "2026-1", "all-economies")
    edition = read_edition(Project(place.root), "2026-99")
    assert set(edition.economies) == {"AFG", "JPN", "TUV"}
    assert edition.vintages == read_edition(Project(place.root), "2026-1").vintages


def test_earlier_builds_are_forgotten(place):
    for name in ("_site/a", ".corridor/checks/a", ".corridor/stage/a"):
        (place.root / name).mkdir(parents=True)
    place.forget(verdicts=False)
    assert [path.name for path in (place.root / ".corridor").iterdir()] == ["checks"]
    place.forget()
    assert list((place.root / ".corridor").iterdir()) == []
    assert not (place.root / "_site").exists()


def results():
    """Made-up results of all parts."""

    def way(seconds, **more):
        return {
            "seconds": seconds,
            "least": seconds - 1,
            "most": seconds + 1,
            "work": 2 * seconds,
            "memory": 500,
            **more,
        }

    told = {
        "measured": "2026-01-31",
        "repeat": 5,
        "processors": 2,
        "memory": 8,
        "system": "linux",
        "python": "3.11",
    }
    ways = {
        "a": {"corridor": way(20.0), "plain loop": way(130.0), "floor": way(16.0)},
        "b": {"nothing changed": way(5.0)},
        "c": {"one row of one source": way(6.0), "one template": way(7.0), "one indicator": way(8.0)},
        "d": {"9": way(20.0, briefs=9), "58": way(116.0, briefs=58)},
        "e": {"start": {"seconds": 1.0, "work": 1.0}, "Pages": {"seconds": 9.0, "work": 17.0}},
    }
    return {"parts": {letter: {**told, "quarto": False, "ways": found} for letter, found in ways.items()}}


def test_the_page_tells_ratios_with_their_spread_and_has_its_chart(bench, tmp_path):
    (tmp_path / "docs" / "pages").mkdir(parents=True)
    bench("page").write(results(), tmp_path / "docs" / "pages")
    (page,) = documentation.read(Project(tmp_path))
    assert page.title == "Speed"
    assert "An edition is built 6.5 times as fast as by a loop" in page.text
    assert "| `corridor build` | 20.0 | 19.0–21.0 | 40.0 | 500 | 6.5 |" in page.text
    assert "takes 1.2 times as long as Pandoc and Typst alone" in page.text
    assert "| 58 | 116 | 2.00 | 4.00 | 500 |" in page.text
    assert "5 runs of each" in page.text
    documentation.stage([page], tmp_path / "stage")
    chart = (tmp_path / "stage" / "documentation" / "speed" / "speed.svg").read_text()
    assert "130 s" in chart
    assert "@font-face" in chart


def test_a_part_that_was_not_measured_is_left_out(bench, tmp_path):
    found = results()
    del found["parts"]["a"], found["parts"]["d"]
    bench("page").write(found, tmp_path)
    text = (tmp_path / "85-speed.qmd").read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Nothing changed {#sec-unchanged}",
        "## One thing changed {#sec-changed}",
        "## Where the time goes {#sec-stages}",
    ]
    assert not (tmp_path / "speed.svg").exists()


def test_the_loop_asks_quarto_for_the_formats_that_a_page_has(bench, tmp_path):
    (tmp_path / "recorded" / "stage").mkdir(parents=True)
    calls = [
        {"page": "briefs/jpn/index.qmd", "pandoc": "pandoc-0.json"},
        {"page": "briefs/jpn/index.qmd", "typst": "typst-1.typ"},
        {"page": "briefs/jpn/figures.qmd", "pandoc": "pandoc-0.json"},
    ]
    (tmp_path / "recorded" / "calls.json").write_text(json.dumps(calls))
    quarto = tmp_path / "quarto"
    quarto.write_text(f"#!/bin/sh\necho $2 $4 >> {tmp_path}/asked\n")
    quarto.chmod(0o755)
    (tmp_path / "loop").mkdir()
    bench("plain_loop").by_quarto(tmp_path / "recorded", str(quarto), tmp_path / "loop")
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["briefs/jpn/index.qmd html", "briefs/jpn/index.qmd typst", "briefs/jpn/figures.qmd html"]
