"""A sample edition with every construct, staged as the pipeline stages one, and rendered once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from staged_samples import lay_frame, run, stage_sample

from corridor.errors import RenderingError
from corridor.rendering.engines import Engine, choose

Render = Callable[..., list[Path]]


@pytest.fixture(params=["pandoc", "quarto"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine; Quarto's where its command is."""
    try:
        return choose(request.param)
    except RenderingError as error:
        pytest.skip(f"QUARTO IS NOT TESTED HERE: {error.message}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition, rendered."""
    folder = tmp_path_factory.mktemp("sample")
    run(stage_sample(folder / "project"), folder / "site", jobs=2)
    return folder / "site"


@pytest.fixture(scope="session")
def brief(site: Path) -> str:
    return (site / "briefs/jpn/index.html").read_text(encoding="utf-8")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample edition, staged and not rendered."""
    return stage_sample(tmp_path / "project")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An edition without pages."""
    folder = tmp_path / "project"
    folder.mkdir()
    lay_frame(folder)
    (folder / "chart.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def render(project: Path, tmp_path: Path) -> Callable[..., str]:
    """Render one page with a given body and return its HTML, or the PDF's path."""

    def one(body: str, formats: str = "html", front: str = "title: A page") -> str:
        (project / "page.qmd").write_text(f"---\n{front}\n---\n\n{body}\n", encoding="utf-8")
        run(project, tmp_path / "site", formats)
        return (tmp_path / "site/page.html").read_text(encoding="utf-8") if "html" in formats else ""

    return one


@pytest.fixture
def render_all() -> Render:
    return run
