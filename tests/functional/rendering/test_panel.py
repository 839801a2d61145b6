"""The panel that a followed number opens, in a real browser where there is one; without a script the link leads on."""

import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from staged_samples import PUBLISHED, ROOT, lay_frame

from corridor.check_reports import CheckReport, CheckResult
from corridor.indicators import IndicatorSet, IndicatorValue, Input
from corridor.ledger import Ledger, derive
from corridor.page_ledger import guards_of
from corridor.project import Project
from corridor.rendering.embedded import EmbeddedEngine
from corridor.rendering.pages import Writer
from corridor.sources import read_source

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STOCK = Input(
    "migrant_stock", "rev2024", "0123456789abcdef" * 4, ("destination=JPN, year=2024, sex=both",), 60
)
# What a person does, and what is then seen.
DRIVER = """<script>
document.addEventListener("DOMContentLoaded", function () {
  var seen = {}, links = document.querySelectorAll("main p a.figure");
  function panel() { return document.querySelector(".figure-panel"); }
  function look(name) {
    var open = panel();
    seen[name] = {
      open: !!open, title: open ? open.querySelector("h2").textContent : "", text: open ? open.textContent : "",
      focus: document.activeElement === open ? "panel" : document.activeElement === links[0] ? "first" :
        document.activeElement === links[1] ? "second" : document.activeElement.tagName,
      height: document.documentElement.scrollHeight, hash: location.hash,
      role: open ? open.getAttribute("role") : "",
      named: !!open && !!document.getElementById(open.getAttribute("aria-labelledby"))
    };
  }
  function key(name) { document.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true })); }
  look("before");
  links[0].focus(); links[0].click(); look("value");
  key("Escape"); look("escaped");
  links[1].focus(); links[1].click(); look("derived");
  panel().querySelector("a.figure").click(); look("part");
  panel().querySelector("button").click(); look("closed");
  links[0].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true })); look("modified");
  var box = document.querySelector("details.callout");
  box.open = false;
  links[0].click();
  panel().querySelector("a[href='" + links[0].hash + "']:not(.figure)").click();
  setTimeout(function () {
    look("line"); seen.line.box = box.open;
    var out = document.createElement("pre");
    out.id = "seen"; out.textContent = JSON.stringify(seen);
    document.body.appendChild(out);
  }, 50);
});
</script>"""


def stage(folder: Path) -> str:
    """Write a page with a value and a number derived from two, as templates do."""
    held = [
        IndicatorValue("JPN", "immigrant_stock", "", year, number, "persons", "estimated", "", (STOCK,))
        for year, number in ((2020, 3_289_042.0), (2024, 3_409_529.0))
    ]
    ledger = Ledger(IndicatorSet.from_values(held, edition="2026-1", subject="JPN", base_year=2024))
    change = derive(120_487.0, "persons", "immigrant_stock(2024) − immigrant_stock(2020)", *held)
    project = Project(folder / "own")
    (project.templates / "_shared").mkdir(parents=True)
    shutil.copyfile(
        ROOT / "templates" / "_shared" / "figures.qmd.jinja",
        project.templates / "_shared" / "figures.qmd.jinja",
    )
    (project.templates / "p.jinja").write_text(
        "---\ntitle: A page\n---\n\nThere are << now >>, up by << change >>.\n", encoding="utf-8"
    )
    result = CheckResult("migrant_stock", "rev2024", "keys", "Keys.", "critical", True, "so", "so")
    guards = guards_of(
        [CheckReport("migrant_stock", "rev2024", "0", (result,))],
        {"migrant_stock": read_source(Project(ROOT), "migrant_stock")},
    )
    page = Writer(project, guards).page(
        "p.jinja", "page.qmd", now=ledger.figure("JPN", "immigrant_stock", 2024), change=change
    )
    (folder / "ledger.json").write_text(page.ledger.text(), encoding="utf-8")
    return page.text


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What a browser shows at each step."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("panel")
    project = folder / "project"
    project.mkdir()
    lay_frame(project)
    (project / "page.qmd").write_text(stage(project), encoding="utf-8")
    shutil.rmtree(project / "own")
    EmbeddedEngine().render(project, folder / "site", formats=frozenset({"html"}), published=PUBLISHED)
    path = folder / "site" / "page.html"
    path.write_text(path.read_text(encoding="utf-8").replace("</body>", f"{DRIVER}</body>"), encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="corridor-browser-") as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            f"--user-data-dir={profile}",
        ]
        options += ["--disable-background-networking", "--virtual-time-budget=3000", "--dump-dom"]
        done = subprocess.run(
            [BROWSER, *options, path.as_uri()], capture_output=True, text=True, timeout=120, check=True
        )
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stdout[-2000:]
    steps: dict[str, dict[str, Any]] = json.loads(html.unescape(found.group(1)))
    return steps


def test_a_followed_number_opens_its_record(seen):
    value = seen["value"]
    assert (seen["before"]["open"], value["open"], value["title"]) == (False, True, "3.41\xa0million")
    assert (value["role"], value["named"]) == ("dialog", True)
    for part in (
        "JPN/immigrant_stock/2024", "3,409,529 persons, estimated", "Number of ",
        "Σ_o S(e,o,y)", "60 rows: destination=JPN, year=2024, sex=both", "International Migrant Stock 2024",
        "data/migrant_stock/rev2024.csv.gz", "0123456789abcdef", "1 check, which holds",
    ):  # fmt: skip
        assert part in value["text"]


def test_the_focus_goes_to_the_panel_and_back(seen):
    assert seen["value"]["focus"] == "panel"
    assert (seen["escaped"]["open"], seen["escaped"]["focus"]) == (False, "first")
    assert (seen["closed"]["open"], seen["closed"]["focus"]) == (False, "second")


def test_nothing_on_the_page_moves(seen):
    assert {step["height"] for name, step in seen.items() if name != "line"} == {seen["before"]["height"]}
    assert {step["hash"] for name, step in seen.items() if name != "line"} == {""}


def test_a_derived_number_shows_its_arithmetic_and_leads_to_its_parts(seen):
    text = seen["derived"]["text"]
    assert "immigrant_stock(2024) − immigrant_stock(2020)" in text
    assert "JPN/immigrant_stock/2020: 3,289,042 persons, estimated" in text
    assert seen["part"]["title"] == "JPN/immigrant_stock/2020"
    assert "3,289,042 persons" in seen["part"]["text"]


def test_a_link_opened_elsewhere_is_left_alone(seen):
    assert not seen["modified"]["open"]


def test_its_line_on_the_page_is_shown_in_its_open_box(seen):
    assert (seen["line"]["open"], seen["line"]["box"]) == (False, True)
    assert seen["line"]["hash"] == "#value-jpn-immigrant_stock-2024"
