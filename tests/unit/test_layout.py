"""Layout is architecture: each tool has one place, each module a size that can be read."""

import ast
from pathlib import Path

import pytest

PLACES = {
    "great_expectations": {"check_running.py"},
    "papermill": {"notebook_execution.py"},
    "jinja2": {"rendering/pages.py", "rendering/kept_templates.py", "rendering/sandbox.py"},
    "pypandoc": {"rendering/pandoc.py"},
    "typst": {"rendering/typst.py"},
    "altair": {"charts"},
    "vl_convert": {"charts"},
    "watchfiles": {"previewing"},
    "typer": {"cli.py", "cli_data.py", "cli_figures.py", "cli_log.py", "documentation.py"},
}


@pytest.fixture(scope="module")
def modules(project) -> dict[str, ast.Module]:
    """Syntax trees of the package, by path."""
    root = project.root / "src" / "corridor"
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.py"))
    }


def imported(tree: ast.Module) -> set[str]:
    """Top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PLACES)
def test_a_tool_is_imported_in_its_place_only(modules, package):
    users = {path for path, tree in modules.items() if package in imported(tree)}
    folders = {path if path in PLACES[package] else path.split("/")[0] for path in users}
    assert users
    assert folders <= PLACES[package]


def test_production_code_has_no_assert(modules):
    found = [
        path for path, tree in modules.items() for node in ast.walk(tree) if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_modules_can_be_read_in_one_sitting(project):
    root = project.root / "src" / "corridor"
    sizes = {
        p.relative_to(root).as_posix(): len(p.read_text(encoding="utf-8").splitlines())
        for p in root.rglob("*.py")
    }
    assert {path: size for path, size in sizes.items() if size > 350} == {}


def test_every_source_has_its_checks_and_its_declaration(project):
    sources = {path.parent.name for path in project.data.glob("*/*.csv.gz")}
    assert {s for s in sources if not (project.data_checks / f"{s}.py").is_file()} == set()
    assert {s for s in sources if not (Path(project.data) / s / "source.yml").is_file()} == set()
