"""The site's own pages, kept from one run to the next: they seldom change, and an engine takes seconds for them.

What is kept is found by the content it was rendered from: staged files, engine, settings and our own rendering code.
It is taken only if every file of it still has the hash it was kept with.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from corridor import plain_json, rendering
from corridor.manifest import digest, write_json
from corridor.project import Project
from corridor.rendering.engines import Engine

_FILES, _LIST = "site", "files.json"


def rendered(project: Project, engine: Engine, stage: Path, out: Path, published: dt.date) -> None:
    """Render staged pages to HTML, or take what an earlier run rendered from the same content.

    Parameters
    ----------
    project : Project
        Whose cache is used.
    engine : Engine
        Renders the pages.
    stage : Path
        Folder of the staged pages.
    out : Path
        Where the rendered files go; must not be there yet.
    published : datetime.date
        The only date in what is made.

    Raises
    ------
    RenderingError
        If a page cannot be rendered.
    """
    entry = project.cache / "site" / _key(engine, stage, published)
    if _whole(entry):
        shutil.copytree(entry / _FILES, out)
        return
    kept = project.cache / "pages"
    engine.render(stage, out, formats=frozenset({"html"}), published=published, kept=kept)
    _keep(entry, out)


def _key(engine: Engine, stage: Path, published: dt.date) -> str:
    """Hash of all that decides what the pages become."""
    profile = os.environ.get("QUARTO_PROFILE", "")
    key = hashlib.sha256(json.dumps([engine.name, engine.version, published.isoformat(), profile]).encode())
    ours = Path(str(rendering.__file__)).parent
    for root, pattern in ((stage, "**/*"), (ours, "**/*.py"), (ours, "filters/*")):
        for path in sorted(p for p in root.glob(pattern) if p.is_file()):
            key.update(json.dumps([path.relative_to(root).as_posix(), digest(path)]).encode())
    return key.hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): digest(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _whole(entry: Path) -> bool:
    """Whether an entry is there as it was kept."""
    try:
        listed = plain_json.parse((entry / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(listed) and listed == _digests(entry / _FILES)


def _keep(entry: Path, made: Path) -> None:
    """Keep what was rendered, in one step, and let earlier entries go; another run may do the same meanwhile.

    Where the cache cannot be written to, it is rendered again the next time.
    """
    with suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        earlier = [path for path in entry.parent.glob("*") if not path.name.startswith(".")]
        with TemporaryDirectory(prefix=".keeping-", dir=entry.parent, ignore_cleanup_errors=True) as beside:
            ready = Path(beside) / "entry"
            shutil.copytree(made, ready / _FILES)
            write_json(ready / _LIST, _digests(ready / _FILES))
            for path in earlier:
                shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):  # Another run was faster: its entry is the same.
                ready.rename(entry)
