"""Texts of the definitions that readers meet: indicators, regions, sources, checks, registers, kinds of report, menus.

They stand in declarations, not in sentences of the code, and are looked up where they are printed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale

from corridor import frame_texts
from corridor.charts.theme import MAP_DISCLAIMER
from corridor.economies import all_economies, list_regions, region
from corridor.indicators import THEMES, registry
from corridor.language import DEFINED
from corridor.notebook_files import read_notebook
from corridor.project import Project, read_yaml
from corridor.report_kinds import list_kinds, read_kind
from corridor.sources import list_sources, read_source
from corridor.statements import VERDICTS

# Keys of the registers under which text for readers stands.
_PROSE = frozenset(
    [
        "label",
        "said",
        "text",
        "when",
        "because",
        "needed",
        "period",
        "note",
        "counted",
        "words",
        "name",
        "concerns",
        "says",
    ]
)
_REGISTERS = ("contested_estimates.yml", "schemes.yml", "statements.yml")
# Words that stand for codes: how a value is known, how a check is meant, whom an indicator is computed for.
_CODES = (
    *("observed", "estimated", "projected", "missing", "year", "category"),
    *("label", "value", "unit", "status", "reason", "without"),
    *("critical", "warning", "info"),
    *("economy", "counterpart", "region"),
    *("unrealistic", "since discredited"),
    *("estimate", "official", "discredited"),
)
Texts = Iterator[tuple[str, str]]


def of(project: Project) -> Iterator[tuple[str, str, str]]:
    """Yield context, text and file of every text of the definitions; a declaration of Python with its module."""
    parts = (_words, _indicators, _places, _registers, _sources, _checks, _kinds, _notebooks, _frame)
    for part in parts:
        for text, file in part(project):
            yield DEFINED, text, file


def _words(_: Project) -> Texts:
    yield from ((word, "src/corridor/defined_texts.py") for word in (*_CODES, *VERDICTS, *THEMES))
    yield MAP_DISCLAIMER, "src/corridor/charts/theme.py"


def _indicators(_: Project) -> Texts:
    package = Path(__file__).parent / "indicators"
    for indicator in registry().values():
        file = f"src/corridor/indicators/{indicator.id}.py"
        for text in (indicator.label, indicator.description, indicator.unit, indicator.period):
            yield text, file
        yield indicator.formula, file
        yield indicator.example.arithmetic, file
    # Whom a figure is about, where it is missing: "the net migration of {}".
    for path in sorted(package.rglob("*.py")):
        for text in _strings(path):
            if text.count("{}") == 1 and any(c.isalpha() for c in text):
                yield text, f"src/corridor/indicators/{path.relative_to(package).as_posix()}"


def _strings(path: Path) -> Iterator[str]:
    """Strings of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _notebooks(project: Project) -> Texts:
    """Paragraphs between the cells of the notebooks."""
    for path in sorted(project.notebooks.glob("*.ipynb")):
        for cell in read_notebook(path, project.relative(path))["cells"]:
            if cell["cell_type"] == "markdown":
                for paragraph in "".join(cell["source"]).strip("\n").split("\n\n"):
                    yield paragraph, project.relative(path)


def _places(project: Project) -> Texts:
    for one in all_economies(project).values():
        if one.kind != "economy" or one.iso2 not in Locale("en").territories:
            yield from ((text, "definitions/economies.csv") for text in (one.name, one.in_text, one.short))
    for name in list_regions(project):
        one_region = region(project, name)
        yield one_region.in_text, f"definitions/regions/{name}.yml"
        yield one_region.note, f"definitions/regions/{name}.yml"


def _registers(project: Project) -> Texts:
    for name in _REGISTERS:
        content = read_yaml(project.definitions / name, name)
        yield from ((" ".join(text.split()), f"definitions/{name}") for text in _prose(content, prose=False))


def _prose(content: Any, *, prose: bool) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _prose(value, prose=prose or key in _PROSE)
    elif isinstance(content, list):
        for value in content:
            yield from _prose(value, prose=prose)
    elif isinstance(content, str) and prose:
        yield content


def _sources(project: Project) -> Texts:
    for name in list_sources(project):
        source = read_source(project, name)
        file = f"data/{name}/source.yml"
        yield source.licence, file
        yield from ((limit.text, file) for limit in source.limits)
        yield from ((vintage.coverage, file) for vintage in source.vintages.values())


def _checks(project: Project) -> Texts:
    declared = Path(__file__).parent / "check_declarations.py"
    for path in (declared, *sorted(project.data_checks.glob("*.py"))):
        name = "src/corridor/check_declarations.py" if path == declared else project.relative(path)
        yield from ((text, name) for text in _statements(path))


def _statements(path: Path) -> Iterable[str]:
    """Facts that the checks of a module state: the second argument of each."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Check" and len(node.args) > 1:
            fact = node.args[1]
            if isinstance(fact, ast.Constant) and isinstance(fact.value, str):
                yield fact.value


def _kinds(project: Project) -> Texts:
    for name in list_kinds(project):
        kind = read_kind(project, name)
        yield from ((text, f"templates/{name}/report.yml") for text in (kind.title, kind.menu))


def _frame(project: Project) -> Texts:
    content = read_yaml(project.root / "_quarto.yml", "_quarto.yml")
    yield from ((text, "_quarto.yml") for text in frame_texts.texts_of(content))
