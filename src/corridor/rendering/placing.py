"""Where rendering puts things: a folder beside the site, the site itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """Make a folder beside the site, on the same disk, and take it away whatever happens.

    Parameters
    ----------
    out : Path
        The site's folder, which need not be there yet.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def moved(site: Path, out: Path) -> list[Path]:
    """Put finished files in their place, each in one step; what else is there stays.

    Parameters
    ----------
    site : Path
        Folder with the finished files, on the same disk.
    out : Path
        The site's folder.

    Returns
    -------
    list of Path
        The files in their new place, sorted.
    """
    names = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    if not out.exists():
        site.rename(out)
    else:
        for name in names:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).replace(out / name)
    return [out / name for name in names]
