"""Indicators are found by their folder: every module beside `base/` declares one."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from corridor.editions import Edition
from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.indicators.base.declaration import SCOPES, THEMES, Indicator
from corridor.indicators.base.values import IndicatorValue

FOLDER = Path(__file__).resolve().parents[1]


@cache
def registry() -> dict[str, Indicator]:
    """Every indicator declared, by identifier, sorted.

    Raises
    ------
    ConfigurationError
        If a file declares none, or one under another name, or leaves out what a declaration needs.
    """
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    return {name: _declared(name) for name in names}


def defined_for(edition: Edition) -> dict[str, Indicator]:
    """Every indicator as an edition defines it, by identifier, sorted.

    Parameters
    ----------
    edition : Edition
        The edition; of an indicator that it names under `definitions` the version that it names, of all others
        the newest.

    Raises
    ------
    ConfigurationError
        If it names an indicator or a version that there is not.
    """
    found = dict(registry())
    for name, version in edition.definitions.items():
        known = {one.version: one for one in _versions(name)}
        if version not in known:
            near = suggestion(name, found) if name not in found else ""
            raise ConfigurationError(
                f"Edition {edition.id} names a definition that there is not: {name}, version {version}.",
                where=f"reports/editions/{edition.id}.yml, key definitions",
                expected=f"version {listed(str(one) for one in known)}" if known else listed(found, limit=6),
                found=f"{name}: {version}",
                todo=f"Correct it{'; ' + near if near else ''}.",
            )
        found[name] = known[version]
    return found


def definition(value: IndicatorValue) -> Indicator:
    """Return the definition that a value was computed by."""
    return next(
        (one for one in _versions(value.indicator) if one.version == value.version),
        registry()[value.indicator],
    )


def _versions(name: str) -> tuple[Indicator, ...]:
    """Definitions of an indicator, the newest first; none where there is no such indicator."""
    newest = registry().get(name)
    return () if newest is None else (newest, *newest.earlier)


def in_order(edition: Edition | None = None) -> tuple[Indicator, ...]:
    """Every indicator, in the order of tables: by theme, then by its place in it; as an edition defines it."""
    known = registry() if edition is None else defined_for(edition)
    return tuple(sorted(known.values(), key=lambda i: (THEMES.index(i.theme), i.order, i.id)))


def indicator(indicator_id: str) -> Indicator:
    """Return an indicator by its identifier.

    Raises
    ------
    UsageError
        If there is no such indicator.
    """
    known = registry()
    if indicator_id not in known:
        near = suggestion(indicator_id, known)
        raise UsageError(
            f"Unknown indicator: {indicator_id}.",
            expected=listed(known, limit=6),
            found=indicator_id,
            todo=f"See `corridor list indicators`{'; ' + near if near else ''}.",
        )
    return known[indicator_id]


def refuse_incomplete(declared: object, name: str) -> Indicator:
    """Return a declaration if it is whole.

    Parameters
    ----------
    declared : object
        What the file calls `INDICATOR`.
    name : str
        Stem of the file.

    Raises
    ------
    ConfigurationError
        Naming the file and what is wrong or lacking.
    """
    if not isinstance(declared, Indicator):
        raise _incomplete(name, "INDICATOR = Indicator(…)", "no such declaration")
    if declared.id != name:
        raise _incomplete(name, f"the id {name}, as the file is called", declared.id)
    for field in ("label", "unit", "description", "period", "formula", "reference", "sources", "scopes"):
        if not getattr(declared, field):
            raise _incomplete(name, f"a {field}", "none")
    if declared.theme not in THEMES:
        raise _incomplete(name, f"a theme among {listed(THEMES)}", declared.theme or "none")
    if not set(declared.scopes) <= set(SCOPES):
        raise _incomplete(name, f"scopes among {listed(SCOPES)}", listed(declared.scopes))
    example = declared.example
    if not example.rows or not example.arithmetic:
        raise _incomplete(name, "a worked example with rows and its arithmetic in words", "none")
    _refuse_earlier(declared, name)
    return declared


def _refuse_earlier(declared: Indicator, name: str) -> None:
    """Refuse earlier definitions that are of something else, or do not have a lower version each."""
    versions = [declared.version, *(one.version for one in declared.earlier)]
    if versions != sorted(set(versions), reverse=True):
        raise _incomplete(
            name,
            "earlier definitions, the newest first, each with a lower version",
            listed(map(str, versions)),
        )
    for one in declared.earlier:
        if (one.id, one.unit) != (declared.id, declared.unit):
            raise _incomplete(
                name, f"earlier definitions of {declared.id} in {declared.unit}", f"{one.id} in {one.unit}"
            )


def _declared(name: str) -> Indicator:
    module = importlib.import_module(f"corridor.indicators.{name}")
    return refuse_incomplete(getattr(module, "INDICATOR", None), name)


def _incomplete(name: str, expected: str, found: str) -> ConfigurationError:
    where = f"src/corridor/indicators/{name}.py"
    return ConfigurationError(
        f"{where} is no complete declaration of an indicator.",
        where=where,
        expected=expected,
        found=found,
        todo="Complete it; another file of the folder shows how.",
    )
