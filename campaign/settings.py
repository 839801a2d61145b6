"""Where an error is planted: a real release, and a project that knows only what came before it.

Where the project holds a real release before it, that is what admission compares with. Where it does not, one is made:
the same release without its newest period, each economy's figures moved by a few per cent, as revisions do. Sources
with a real one are tried with both.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from campaign.tables import Release, texts, written
from corridor.admitting.reading import packed
from corridor.editions import Edition, newest, read_edition
from corridor.project import Project
from corridor.sources import list_sources, read_source

# Middle half of the real revisions of an economy's figures: WPP 2022 to 2024, 4 %; WDI 2025 to 2026, under 1 %.
REVISED = 0.02
_LINKED = ("definitions", "templates", "notebooks", "_quarto.yml", "requirements.lock")


@dataclass(frozen=True)
class Setting:
    """A release, and what is taken for the one before it.

    Attributes
    ----------
    source, vintage : str
        The real release.
    before : str
        The real one before it; empty where one is made.
    """

    source: str
    vintage: str
    before: str = ""

    @property
    def name(self) -> str:
        """Words for tables."""
        return f"{self.source} {self.vintage} after {self.before or 'a made-up one'}"


@dataclass(frozen=True)
class Place:
    """A project in which the release is yet to be admitted.

    Attributes
    ----------
    project : Project
        It holds no release that came later.
    release : Release
        What errors are planted in.
    vintage : str
        Name that the release is admitted by.
    """

    project: Project
    release: Release
    vintage: str


def settings(project: Project) -> list[Setting]:
    """List what errors are planted in: every release of the newest edition, after a real one and a made-up one."""
    found = []
    for source_id, vintage_id in sorted(read_edition(project, newest(project)).vintages.items()):
        earlier = _earlier(project, source_id, vintage_id)
        found += [Setting(source_id, vintage_id, before) for before in [*earlier[-1:], ""]]
    return found


def _earlier(project: Project, source_id: str, vintage_id: str) -> list[str]:
    """Releases of the same series that came before, the oldest first."""
    held = read_source(project, source_id).vintages
    stem = vintage_id.rstrip("0123456789")
    same = [one for one in held if one.rstrip("0123456789") == stem]
    return sorted(one for one in same if held[one].published < held[vintage_id].published)


def place(project: Project, setting: Setting, root: Path) -> Place:
    """Make the project of a setting.

    Parameters
    ----------
    project : Project
        The real one, which is linked to, not changed.
    setting : Setting
        The release.
    root : Path
        A new folder.
    """
    edition = read_edition(project, newest(project))
    for name in _LINKED:
        (root / name).symlink_to(project.root / name)
    for source_id in list_sources(project):
        if source_id != setting.source:
            (root / "data" / source_id).parent.mkdir(exist_ok=True)
            (root / "data" / source_id).symlink_to(project.data / source_id)
    release = _release(project, setting, edition)
    held = _earlier(project, setting.source, setting.vintage)[-2:] if setting.before else []
    _declare(project, setting, root / "data" / setting.source, held, release.before)
    _let_check(project, setting, root / "data_checks")
    _pin(edition, setting, root / "reports" / "editions")
    return Place(Project(root), release, f"{setting.vintage}-next")


def _release(project: Project, setting: Setting, edition: Edition) -> Release:
    folder = project.data / setting.source
    source = read_source(project, setting.source)

    def table(vintage: str) -> pd.DataFrame:
        return texts(gzip.decompress((folder / f"{vintage}.csv.gz").read_bytes()))

    rows = table(setting.vintage)
    release = Release(source, rows, rows, edition.region.members)
    before = table(setting.before) if setting.before else made_up(release)
    return Release(source, rows, before, edition.region.members)


def made_up(release: Release) -> pd.DataFrame:
    """Make the release before: without the newest period, each economy's figures a few per cent higher or lower."""
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(release.source.id.encode()).digest()[:4]))
    rows = release.rows.copy()
    if len(release.years) > 1 and "variant" not in rows:
        rows = rows[rows["year"] != max(release.years)]
    place = (release.places or ["origin"])[0]
    moved = {code: float(np.exp(rng.normal(0, REVISED))) for code in sorted(set(rows[place]))}
    for column in release.measures:
        at = rows[column.name] != ""
        fields = rows.loc[at, column.name]
        values = fields.astype(float) * rows.loc[at, place].map(moved)
        decimals = fields.map(lambda text: len(text.partition(".")[2].rstrip("0")))
        pairs = zip(values, decimals, strict=True)
        rows.loc[at, column.name] = [
            f"{value:.{places}f}" if places else f"{value:.0f}" for value, places in pairs
        ]
    if not release.measures:
        since = (rows["year"] != "") & (rows["year"].replace("", "0").astype(float) >= 2010)
        rows.loc[since, ["status", "year"]] = ["no_action", ""]
    return rows


def _declare(project: Project, setting: Setting, folder: Path, held: list[str], before: pd.DataFrame) -> None:
    folder.mkdir(parents=True)
    declared = yaml.safe_load((project.data / setting.source / "source.yml").read_text(encoding="utf-8"))
    last = declared["vintages"][setting.vintage]
    declared["vintages"] = {one: declared["vintages"][one] for one in held}
    for one in held:
        (folder / f"{one}.csv.gz").symlink_to(project.data / setting.source / f"{one}.csv.gz")
    if not held:
        content = packed(written(before))
        name = f"{setting.vintage.rstrip('0123456789')}1"
        (folder / f"{name}.csv.gz").write_bytes(content)
        made = {"file": f"{name}.csv.gz", "sha256": hashlib.sha256(content).hexdigest(), "published": "1999"}
        declared["vintages"] = {name: {**last, **made}}
    declared["limits"] = []
    (folder / "source.yml").write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")


# Facts about releases that the place does not know cannot be told of it.
_CHECKS = """import runpy
from dataclasses import replace

HELD = {held!r}
DECLARED = runpy.run_path({path!r})
CHECKS = tuple(
    replace(one, vintages=tuple(v for v in one.vintages if v in HELD))
    for one in DECLARED["CHECKS"]
    if not one.vintages or set(one.vintages) & HELD
)
LIKENESSES = DECLARED.get("LIKENESSES", ())
ADDITIONS = DECLARED.get("ADDITIONS", ())
"""


def _let_check(project: Project, setting: Setting, folder: Path) -> None:
    folder.mkdir()
    for path in sorted(project.data_checks.glob("*.py")):
        if path.stem != setting.source:
            (folder / path.name).symlink_to(path)
    path = project.data_checks / f"{setting.source}.py"
    held = set(_earlier(project, setting.source, setting.vintage)) if setting.before else set()
    (folder / path.name).write_text(_CHECKS.format(held=held, path=str(path)), encoding="utf-8")


def _pin(edition: Edition, setting: Setting, folder: Path) -> None:
    """Write the newest edition, without the source whose release is yet to come."""
    folder.mkdir(parents=True)
    pinned = {one: v for one, v in edition.vintages.items() if one != setting.source}
    text = {
        "id": edition.id,
        "title": edition.title,
        "published": edition.published,
        "region": edition.region.id,
        "reports": list(edition.reports),
        "vintages": pinned,
    }
    (folder / f"{edition.id}.yml").write_text(yaml.safe_dump(text, sort_keys=False), encoding="utf-8")
