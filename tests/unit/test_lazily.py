"""Modules that are loaded when they are used, not when they are imported."""

import subprocess
import sys

import pytest

from corridor.lazily import loaded_lazily


@pytest.fixture
def heavy(tmp_path, monkeypatch):
    """A package with a module that says when it is loaded."""
    package = tmp_path / "heavy_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "part.py").write_text("import heavy_package as p\np.loaded = True\nanswer = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "heavy_package"]:
        del sys.modules[name]


def test_a_module_is_loaded_when_something_of_it_is_used(heavy):
    with loaded_lazily("heavy_package.part"):
        import heavy_package
        from heavy_package import part
    assert not hasattr(heavy_package, "loaded")
    assert part.answer == 42
    assert heavy_package.loaded


def test_modules_that_are_not_named_are_loaded_at_once(heavy):
    finders = list(sys.meta_path)
    with loaded_lazily("heavy_package.other"):
        import heavy_package
        from heavy_package import part  # noqa: F401
    assert heavy_package.loaded
    assert sys.meta_path == finders


def test_great_expectations_comes_without_distributions_and_drawings_and_can_have_them():
    code = """
import sys
from corridor.check_running import whole_table
whole_table()
print("scipy.stats._stats_py" in sys.modules, "altair.vegalite" in sys.modules)
from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as module
print(module.stats.entropy([0.5, 0.5]) > 0, module.alt.Chart.__name__)
"""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], check=False, capture_output=True, text=True
    )
    assert told.stdout.split("\n")[:2] == ["False False", "True Chart"], told.stderr
