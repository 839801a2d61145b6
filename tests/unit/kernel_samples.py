"""Small projects with notebooks of given cells, for tests of kernels."""

import json
from pathlib import Path

from corridor.project import Project

PARAMETERS = 'economy = "JPN"\nedition = "2026-1"\noutput = ""'
# Ends a notebook as every notebook ends: with a value, so that the run counts as done.
WRITE = """
from pathlib import Path
from corridor.indicators import IndicatorSet, IndicatorValue
stock = dict(economy=economy, indicator="immigrant_stock", counterpart="", year=2024, value=5.0, unit="persons")
value = IndicatorValue(**stock, status="estimated", notebook="{name}", cell="parameters")
IndicatorSet.from_values([value], edition=edition, subject=economy, base_year=2024).write(Path(output))
"""


def small_project(root: Path) -> Project:
    """Make a project that has nothing but a folder for notebooks."""
    (root / "_quarto.yml").touch()
    (root / "definitions").mkdir()
    (root / "notebooks").mkdir()
    return Project(root)


def small_notebook(project: Project, name: str, *sources: str) -> Path:
    """Write a notebook whose cells are `parameters`, `cell-1`, `cell-2` … and one that writes a value."""
    tagged = [("parameters", PARAMETERS, ["parameters"])]
    told = [(f"cell-{n}", source, []) for n, source in enumerate(sources, start=1)]
    cells = [
        {
            "cell_type": "code",
            "id": cell_id,
            "metadata": {"tags": tags} if tags else {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for cell_id, source, tags in [*tagged, *told, ("write", WRITE.format(name=name), [])]
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path = project.notebooks / f"{name}.ipynb"
    path.write_text(json.dumps(content))
    return path


def texts(path: Path) -> list[str]:
    """Texts that the cells of an executed notebook printed, in order."""
    outputs = [output for cell in json.loads(path.read_text())["cells"] for output in cell.get("outputs", [])]
    return ["".join(output["text"]) for output in outputs if output["output_type"] == "stream"]
