"""A copy of the project to build in, and the changes that a user makes between two builds."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_COPIED = ("definitions", "reports", "templates", "notebooks", "data_checks", "docs", "data", "src")
_FILES = (
    "_quarto.yml",
    "_quarto-draft.yml",
    "requirements.lock",
    "pyproject.toml",
    "README.md",
    "CITATION.cff",
    "LICENSE",
)


class Workplace:
    """A copy of the project with its own package, caches and site.

    Parameters
    ----------
    folder : Path
        Where it is made.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder
        for name in _COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in _FILES:
            if (ROOT / name).is_file():
                shutil.copyfile(ROOT / name, folder / name)

    @property
    def environment(self) -> dict[str, str]:
        """Variables under which commands use the copy's package."""
        return {
            "PYTHONPATH": os.pathsep.join([str(self.root / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(
                ":"
            )
        }

    def forget(self, *, verdicts: bool = True) -> None:
        """Remove all that earlier builds made.

        Parameters
        ----------
        verdicts : bool
            Whether the verdicts on the data go too.
        """
        shutil.rmtree(self.root / "_site", ignore_errors=True)
        kept = self.root / ".corridor"
        for entry in kept.iterdir() if kept.is_dir() else ():
            if verdicts or entry.name != "checks":
                shutil.rmtree(entry)

    def change_row(self, source: str, vintage: str, beginning: str) -> None:
        """Change the last digit of the first row that begins so; the source declares the new file."""
        path = self.root / "data" / source / f"{vintage}.csv.gz"
        lines = gzip.decompress(path.read_bytes()).decode().split("\n")
        number = next(n for n, line in enumerate(lines) if line.startswith(beginning))
        head, digit = lines[number][:-1], int(lines[number][-1])
        lines[number] = f"{head}{(digit + 1) % 10}"
        content = gzip.compress("\n".join(lines).encode(), mtime=0)
        declared = path.with_name("source.yml")
        old = hashlib.sha256(path.read_bytes()).hexdigest()
        declared.write_text(declared.read_text().replace(old, hashlib.sha256(content).hexdigest()))
        path.write_bytes(content)

    def change_template(self, report: str) -> None:
        """Add a sentence to the end of a report."""
        path = self.root / "templates" / report / "report.qmd.jinja"
        count = path.read_text().count("More is told elsewhere.")
        path.write_text(f"{path.read_text().rstrip()}\n\n{'More is told elsewhere. ' * (count + 1)}\n")

    def change_indicator(self, name: str) -> None:
        """Word the label of an indicator otherwise."""
        path = self.root / "src" / "corridor" / "indicators" / f"{name}.py"
        text, count = re.subn(r'label="([^"]+)"', r'label="\1, restated"', path.read_text(), count=1)
        if not count:
            raise RuntimeError(f"{path} has no label to change")
        path.write_text(text)

    def add_edition(self, name: str, like: str, region: str) -> None:
        """Add an edition like another for all economies of a region."""
        text = (self.root / "reports" / "editions" / f"{like}.yml").read_text()
        text = re.sub(r"(?m)^id: .*$", f'id: "{name}"', text)
        text = re.sub(r"(?m)^region: .*$", f"region: {region}", text)
        text = re.sub(r"(?ms)^(economies|previous):.*?(?=^\S)", "", text)
        (self.root / "reports" / "editions" / f"{name}.yml").write_text(text)

    def add_region(self, name: str, economies: list[str]) -> None:
        """Add a region of given economies."""
        members = ", ".join(f'"{code}"' for code in economies)
        lines = [
            f"id: {name}",
            "name: All economies",
            'article: ""',
            "note: For measuring.",
            f"economies: [{members}]",
        ]
        (self.root / "definitions" / "regions" / f"{name}.yml").write_text("\n".join(lines) + "\n")
