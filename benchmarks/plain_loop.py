"""What a user would write instead: one command after the other for each economy and each output.

    python benchmarks/plain_loop.py PROJECT EDITION RECORDED

Papermill's command runs the notebooks. Then, where Quarto is found, `quarto render` makes each brief and the outlook,
once for each format; elsewhere Pandoc and Typst do, one process for each output. The pages themselves are taken from
a staged edition: writing them costs the loop nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typesetting import REPORTS, pandoc_call

from corridor.editions import read_edition
from corridor.project import Project


def notebooks(root: Path, edition_id: str, folder: Path) -> None:
    """Run papermill's command for each economy and for the region."""
    edition = read_edition(Project(root), edition_id)
    subjects = [("country_indicators", "economy", code) for code in edition.economies]
    for notebook, kind, name in [*subjects, ("regional_indicators", "region", edition.region.id)]:
        command = [
            Path(sys.executable).parent / "papermill",
            f"notebooks/{notebook}.ipynb",
            folder / f"{name}.ipynb",
        ]
        parameters = {kind: name, "edition": edition_id, "output": folder / f"{name}.json"}
        for key, value in parameters.items():
            command += ["-p", key, str(value)]
        subprocess.run([*command, "--no-progress-bar"], cwd=root, check=True, capture_output=True)  # noqa: S603


def by_quarto(recorded: Path, quarto: str, folder: Path) -> None:
    """Render each brief and the outlook with `quarto render`, once for each format that the edition has of it."""
    shutil.copytree(recorded / "stage", folder / "stage")
    calls = report_calls(recorded)
    # The records of a report's figures are a page of the site, and not printed.
    printed = {call["page"] for call in calls if "typst" in call}
    for page in dict.fromkeys(call["page"] for call in calls):
        for name in ("html", "typst") if page in printed else ("html",):
            command = [quarto, "render", page, "--to", name]
            subprocess.run(command, cwd=folder / "stage", check=True, capture_output=True)  # noqa: S603


def by_tools(recorded: Path) -> None:
    """Make the reports' calls of Pandoc and Typst, each in a process of its own."""
    for number, call in enumerate(report_calls(recorded)):
        if "pandoc" in call:
            pandoc_call(recorded, call)
        else:
            path = recorded / f"call-{number}.json"
            path.write_text(json.dumps(call))
            script = Path(__file__).with_name("typesetting.py")
            subprocess.run([sys.executable, script, "typst", path], check=True, capture_output=True)  # noqa: S603


def report_calls(recorded: Path) -> list[dict[str, Any]]:
    """Recorded calls that make a brief or the outlook, without those for the pages around them."""
    calls: list[dict[str, Any]] = json.loads((recorded / "calls.json").read_text())
    return [call for call in calls if call["page"].startswith(REPORTS)]


def main(arguments: Sequence[str]) -> None:
    """Run the loop."""
    root, edition, recorded = Path(arguments[0]), arguments[1], Path(arguments[2])
    folder = root / "loop"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    notebooks(root, edition, folder)
    quarto = shutil.which(os.environ.get("QUARTO_PATH") or "quarto")
    if quarto:
        by_quarto(recorded, quarto, folder)
    else:
        by_tools(recorded)


if __name__ == "__main__":
    main(sys.argv[1:])
