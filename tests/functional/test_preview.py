"""`corridor preview` as a user has it: pages follow what is changed, say what is wrong, and nothing stays behind."""

import signal
import sys
from pathlib import Path

import pytest

from previewed import BRIEF, EDITION, TEMPLATE, placed, previewing

WRONG = "<< '<script>alert(1)</script>' | nothing >>"


def left_behind(root: Path) -> list[str]:
    """What stands in a project or beside the site that is none of it, and processes that are at work there."""
    files = [p.name for p in root.iterdir() if p.name.startswith((".", "_")) and p.name not in KNOWN]
    if sys.platform != "linux":
        return files
    running = []
    for about in Path("/proc").glob("[0-9]*"):
        try:
            if (about / "cwd").resolve() == root or str(root).encode() in (about / "cmdline").read_bytes():
                running.append((about / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return files + running


KNOWN = {".corridor", "_site", "_quarto.yml"}


@pytest.fixture
def small(project, tmp_path):
    return placed(project, tmp_path.resolve() / "project")


def test_a_page_follows_what_is_changed_and_says_what_is_wrong(small):
    site = small.root / "_site"
    with previewing(small) as preview:
        told = preview.told()
        first = told(lambda news: not news["built"].endswith("-0"))
        assert preview.hears(f"Edition {EDITION}: built in")
        status, page = preview.page(BRIEF)
        assert status == 200
        assert f'data-built="{first["built"]}"' in page
        assert preview.page("gone/")[0] == 404

        # What is changed is built again, and has open pages load again.
        preview.edit(TEMPLATE, "\n", "\n\nA word more.\n\n")
        second = told(lambda news: news["built"] != first["built"])
        assert second["fault"] is None
        assert "A word more." in preview.page(BRIEF)[1]
        assert preview.hears(f"Changed: {TEMPLATE}$")

        # What is wrong is told as text on the terminal and to pages, and the last good site stays.
        preview.edit(TEMPLATE, "A word more.", WRONG)
        third = told(lambda news: news["fault"] is not None)
        assert third["built"] == second["built"]
        lines = dict(third["fault"]["lines"])
        assert lines["where"].startswith(TEMPLATE)
        preview.hears(f"Error: {third['fault']['message']}")
        for label, text in lines.items():
            assert f"  {label}: {text}" in "\n".join(preview.said)
        assert "A word more." in preview.page(BRIEF)[1]

        # A data file that was changed is another one than its hash says.
        table = small.data / "population" / "wpp2024.csv.gz"
        content = table.read_bytes()
        table.unlink()
        table.write_bytes(content + b"x")
        preview.edit(TEMPLATE, WRONG, "A word more.")
        fourth = told(lambda news: news["fault"] and news["fault"] != third["fault"])
        assert "data/population" in str(fourth["fault"])

        # All is as it was after the last good build: nothing is built, and no page need load again.
        table.write_bytes(content)
        fifth = told(lambda news: news["fault"] is None)
        assert fifth["built"] == second["built"]
        on_disk = (site / BRIEF / "index.html").read_text(encoding="utf-8")
        assert "A word more." in on_disk
        assert not any("_preview" in p.read_text("utf-8", "replace") for p in site.rglob("*.html"))

        # An interrupt in the middle of a build: nothing of it stays.
        said = len(preview.said)
        preview.edit(TEMPLATE, "A word more.", "Another word.")
        preview.hears("Changed: ", after=said)
        assert preview.interrupted() == 130
        assert "Traceback" not in "\n".join(preview.said)
    assert left_behind(small.root) == []
    assert (site / BRIEF / "index.html").read_text(encoding="utf-8") == on_disk


def test_a_project_that_is_broken_at_the_start_is_waited_for(small):
    path = f"reports/editions/{EDITION}.yml"
    with previewing(small) as preview:
        # The first build is under way: it is one that another one follows.
        preview.edit(path, "region: north-east-asia", "region: nowhere")
        told = preview.told()
        first = told(lambda news: "nowhere" in str(news["fault"]))
        status, page = preview.page(BRIEF)
        assert status == 503
        assert path in page
        assert "nowhere" in page
        preview.edit(path, "region: nowhere", "region: <b>elsewhere</b>")
        told(lambda news: news["fault"] and news["number"] != first["number"])
        page = preview.page("")[1]
        assert "&lt;b&gt;elsewhere&lt;/b&gt;" in page
        assert "<b>" not in page
        assert preview.interrupted(signal.SIGTERM) == 130
    assert left_behind(small.root) == []
