"""Records what a real Quarto makes of the small projects: `make record`.

The embedded engine is held to the record where there is no Quarto. Run it again when a small project, the theme or
the supported range of Quarto changes, and look at what the record then says differently. Pages that have not changed
since are not rendered again.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "rendering")]

from sites import contents  # noqa: E402 - found by the line above
from staged_samples import PUBLISHED, stage_constructs, stage_sample  # noqa: E402

from corridor.keeping import cache_folder  # noqa: E402
from corridor.rendering.engines import Engine  # noqa: E402
from corridor.rendering.quarto import find  # noqa: E402

PROJECTS: dict[str, Callable[[Path], Path]] = {"constructs": stage_constructs, "sample": stage_sample}
BOTH = frozenset({"html", "pdf"})


def recorded(name: str) -> dict[str, Any]:
    content = json.loads((HERE / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def as_recorded(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Contents in the form that a record has: words in one line, the rest as JSON keeps it."""
    lined = {name: {**page, "words": " ".join(page["words"])} for name, page in found.items()}
    content = json.loads(json.dumps(lined))
    assert isinstance(content, dict)
    return content


def render(engine: Engine, name: str, folder: Path, jobs: int = 2, kept: Path | None = None) -> Path:
    """Stage a small project and render it."""
    site = folder / "site"
    project = PROJECTS[name](folder / "project")
    engine.render(project, site, formats=BOTH, published=PUBLISHED, jobs=jobs, kept=kept)
    return site


def main() -> None:
    engine = find()
    if engine is None:
        sys.exit("Quarto is not there: name it in QUARTO_PATH")
    (HERE / "expected").mkdir(exist_ok=True)
    kept = cache_folder() / "pages"
    for name in PROJECTS:
        with tempfile.TemporaryDirectory() as folder:
            found = as_recorded(contents(render(engine, name, Path(folder), kept=kept)))
        text = json.dumps(
            {"engine": engine.version, "pages": found}, ensure_ascii=False, indent=0, sort_keys=True
        )
        (HERE / "expected" / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
