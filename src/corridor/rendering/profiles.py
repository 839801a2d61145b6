"""Quarto's profiles, for the embedded engine: `_quarto-<name>.yml` laid over `_quarto.yml`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any


def chosen(root: Path) -> list[Path]:
    """List the files of the profiles that QUARTO_PROFILE names, as far as the project has them.

    Parameters
    ----------
    root : Path
        Folder of the project.
    """
    names = re.split(r"[\s,]+", os.environ.get("QUARTO_PROFILE", "").strip())
    files = [root / f"_quarto-{name}.yml" for name in names if re.fullmatch(r"[\w-]+", name)]
    return [path for path in files if path.is_file()]


def laid_over(config: dict[str, Any], profile: dict[str, Any]) -> dict[str, Any]:
    """Lay a profile over a configuration, as Quarto does: maps are merged, lists joined, other values replaced.

    Parameters
    ----------
    config, profile : dict
        Neither is changed.
    """
    merged = dict(config)
    for key, value in profile.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[key] = laid_over(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            merged[key] = [*before, *(item for item in value if item not in before)]
        else:
            merged[key] = value
    return merged
