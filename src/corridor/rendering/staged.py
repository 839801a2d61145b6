"""A staged Quarto project as the embedded engine reads it: configuration, pages and their front matter."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from corridor.errors import ConfigurationError, RenderingError, listed, suggestion
from corridor.frame_texts import OF_ENGINES
from corridor.rendering import dates, profiles
from corridor.rendering.body import check_body, front_matter_end
from corridor.rendering.keys import FORMATS, FRONT_MATTER, words

# Keys of _quarto.yml that the embedded engine gives the same meaning as Quarto; every other one is refused.
_SHARED = words(
    "author lang date-format bibliography csl number-sections link-citations toc toc-depth keywords nocite"
    " date corridor format"
)
_KEYS: Mapping[str, frozenset[str]] = {
    "": _SHARED | words("project website filters execute callout-icon callout-appearance language"),
    "language": frozenset(OF_ENGINES),
    "project": words("type output-dir render resources"),
    "website": words(
        "title favicon description search page-navigation navbar page-footer site-url bread-crumbs"
    ),
    "website.navbar": words("title search left right background foreground pinned"),
    "website.page-footer": words("left center right border background"),
    "execute": words("enabled"),
    "format": frozenset(FORMATS),
    **{f"format.{name}": keys for name, keys in FORMATS.items()},
}


@dataclass(frozen=True)
class Page:
    """One page of a staged project.

    Attributes
    ----------
    path : str
        Path in the project, with forward slashes.
    text : str
        Source text.
    body : str
        What Pandoc reads: the text with its front matter blanked, so that line numbers stay.
    front : dict
        Front matter.
    of_the_table : bool
        Whether it is known to hold only constructs of the table.
    """

    path: str
    text: str
    body: str
    front: dict[str, Any] = field(default_factory=dict)
    of_the_table: bool = False

    @property
    def folder(self) -> str:
        """Folder of the page in the project, "." at the top."""
        return posixpath.dirname(self.path) or "."

    @property
    def html_path(self) -> str:
        """Where its HTML goes."""
        return posixpath.splitext(self.path)[0] + ".html"

    def own_format(self, name: str) -> dict[str, Any] | None:
        """Options of the page for one format, or None if the page is not given in it."""
        wanted = self.front.get("format")
        if wanted is None:
            return {}
        if isinstance(wanted, str):
            return {} if wanted == name else None
        if name not in wanted:
            return None
        return wanted[name] if isinstance(wanted[name], dict) else {}

    @property
    def pdf_path(self) -> str | None:
        """Where its PDF goes, or None if it has none."""
        options = self.own_format("typst")
        if options is None:
            return None
        stem = posixpath.splitext(posixpath.basename(self.path))[0]
        name = str(options.get("output-file", f"{stem}.pdf"))
        return posixpath.normpath(
            posixpath.join(self.folder, name if name.endswith(".pdf") else f"{name}.pdf")
        )

    def line_of(self, needle: str) -> int | None:
        """First line that holds a text, from 1; None if no line does."""
        for number, line in enumerate(self.text.split("\n"), start=1):
            if needle and needle in line:
                return number
        return None

    def where(self, needle: str) -> str:
        """Name the page, and the line that holds a text if there is one."""
        line = self.line_of(needle)
        return f"{self.path}, line {line}" if line else self.path


@dataclass(frozen=True)
class Staged:
    """A staged project: where it is, how it is configured, which pages it has."""

    root: Path
    config: dict[str, Any]
    pages: tuple[Page, ...]

    def metadata(self, page: Page, name: str) -> dict[str, Any]:
        """Merge what the project, its format, the page and the page's format say, in rising precedence."""
        shared = {key: value for key, value in self.config.items() if key in _SHARED and key != "format"}
        own = {key: value for key, value in page.front.items() if key != "format"}
        layers = [shared, self._format(name), own, page.own_format(name) or {}]
        merged: dict[str, Any] = {}
        for layer in layers:
            merged = {**merged, **layer}
        for key in ("bibliography", "csl"):
            if key in page.front:
                merged[key] = posixpath.normpath(posixpath.join(page.folder, str(page.front[key])))
        return merged

    def _format(self, name: str) -> dict[str, Any]:
        options = (self.config.get("format") or {}).get(name)
        return dict(options) if isinstance(options, dict) else {}

    @property
    def website(self) -> dict[str, Any]:
        """The website's part of the configuration."""
        return self.config.get("website") or {}

    @property
    def words(self) -> dict[str, str]:
        """What an engine writes of itself in another language than English, by Quarto's keys."""
        return self.config.get("language") or {}

    @property
    def filters(self) -> list[str]:
        """Lua filters of the project, in order."""
        return [str(name) for name in self.config.get("filters") or []]

    def resources(self) -> list[str]:
        """Files that go to the site as they are, by the patterns of `project: resources`."""
        return _matching(self.root, (self.config.get("project") or {}).get("resources") or [])


def load(root: Path, pages: Iterable[Path] | None = None, *, strict: bool = True) -> Staged:
    """Read a staged project; when strict, refuse what the embedded engine would have to pass over.

    Parameters
    ----------
    root : Path
        Folder of the project.
    pages : iterable of Path, optional
        Pages to read, absolute or from the project's folder; all when omitted.
    strict : bool
        Whether keys and constructs must be among the supported ones. If not, a page whose front matter cannot
        be read is taken as one without front matter: Quarto itself will say what is wrong with it.

    Raises
    ------
    ConfigurationError
        If `_quarto.yml` or a front matter is not as it must be.
    RenderingError
        If a page is missing or holds a construct that is not supported.
    """
    config = configuration(root, strict=strict)
    paths = _chosen(root, pages) if pages is not None else _all_pages(root, config)
    if not paths:
        raise RenderingError("the project has no pages", where=root.name, expected="*.qmd files")
    read = _read if strict else _read_loosely
    return Staged(root, config, tuple(read(root, path) for path in paths))


def configuration(root: Path, *, strict: bool = True) -> dict[str, Any]:
    """Read the configuration of a project, with the profiles that QUARTO_PROFILE names.

    Parameters
    ----------
    root : Path
        Folder with `_quarto.yml`.
    strict : bool
        Whether keys must be among those that the embedded engine supports.

    Raises
    ------
    ConfigurationError
        If `_quarto.yml` is missing, no YAML, or has a key that is not known; with its line.
    """
    path = root / "_quarto.yml"
    if not path.is_file():
        raise ConfigurationError("this is no staged project", where=root.name, expected="a _quarto.yml in it")
    config = _configured(path, strict=strict)
    for profile in profiles.chosen(root):
        config = profiles.laid_over(config, _configured(profile, strict=strict))
    if strict:
        dates.require_known_form(config)
    return config


def _configured(path: Path, *, strict: bool) -> dict[str, Any]:
    """Read `_quarto.yml` or the file of a profile."""
    config, lines = read_mapping(path.read_text(encoding="utf-8"), path.name)
    for prefix, known in _KEYS.items() if strict else ():
        section: Any = config
        for part in filter(None, prefix.split(".")):
            section = section.get(part) if isinstance(section, dict) else None
        if isinstance(section, dict):
            _known_keys(section, known, path.name, prefix, lines)
    return config


def _known_keys(
    section: dict[str, Any], known: frozenset[str], name: str, prefix: str, lines: Mapping[str, int]
) -> None:
    for key in section:
        if key not in known:
            full = f"{prefix}.{key}" if prefix else str(key)
            raise ConfigurationError(
                f"{name} has a key that is not known",
                where=f"{name}, line {lines.get(full, 1)}",
                expected=listed(known, limit=40),
                found=full,
                todo=suggestion(str(key), known) or "remove it, or use a key of the list",
            )


def read_mapping(text: str, name: str, offset: int = 0) -> tuple[dict[str, Any], dict[str, int]]:
    """Read a YAML mapping and the lines of its keys.

    Parameters
    ----------
    text : str
        The YAML.
    name : str
        File it comes from, for messages.
    offset : int
        Lines before it in that file.

    Returns
    -------
    tuple of dict
        The mapping, and the line of each key by its dotted path.

    Raises
    ------
    ConfigurationError
        If the text is no YAML mapping.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1 + offset}" if mark else ""
        problem = str(getattr(error, "problem", error))
        raise ConfigurationError(f"{name} is not valid YAML", where=f"{name}{line}", found=problem) from None
    if data is None:
        return {}, {}
    if not isinstance(data, dict):
        raise ConfigurationError(f"{name} must hold keys and values", where=name, found=type(data).__name__)
    lines: dict[str, int] = {}
    _key_lines(node, "", offset, lines)
    return data, lines


def _key_lines(node: Any, prefix: str, offset: int, lines: dict[str, int]) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        full = f"{prefix}.{key.value}" if prefix else str(key.value)
        if full in lines:
            where = f"line {key.start_mark.line + 1 + offset}"
            raise ConfigurationError("a key is given twice", where=where, found=full)
        lines[full] = key.start_mark.line + 1 + offset
        _key_lines(value, full, offset, lines)


def _all_pages(root: Path, config: Mapping[str, Any]) -> list[str]:
    """Pages by the patterns of `project: render`, but for those whose name begins with a point or underscore."""
    patterns = (config.get("project") or {}).get("render") or ["**/*.qmd"]
    return [name for name in _matching(root, patterns) if name.endswith(".qmd")]


def _matching(root: Path, patterns: Iterable[Any]) -> list[str]:
    """Files that match a pattern and none that begins with an exclamation mark, as paths from the root, sorted."""
    found: set[str] = set()
    for pattern in map(str, patterns):
        names = {path.relative_to(root).as_posix() for path in root.glob(pattern.removeprefix("!"))}
        found = found - names if pattern.startswith("!") else found | names
    return sorted(name for name in found if (root / name).is_file() and not re.search(r"(^|/)[._]", name))


def _chosen(root: Path, pages: Iterable[Path]) -> list[str]:
    chosen = set()
    for path in pages:
        full = path if path.is_absolute() else root / path
        if not full.is_file():
            raise RenderingError(
                "there is no such page", where=str(path), expected="a page of the staged project"
            )
        chosen.add(full.resolve().relative_to(root.resolve()).as_posix())
    return sorted(chosen)


def _read(root: Path, path: str) -> Page:
    text = (root / path).read_text(encoding="utf-8")
    lines = text.split("\n")
    end = front_matter_end(lines)
    front, places = read_mapping("\n".join(lines[1 : max(end - 1, 1)]), path, offset=1) if end else ({}, {})
    _known_keys(front, FRONT_MATTER, path, "", places)
    _known_formats(front.get("format"), path, places)
    check_body(text, path)
    return Page(path, text, "\n" * end + "\n".join(lines[end:]), front, of_the_table=True)


def _read_loosely(root: Path, path: str) -> Page:
    text = (root / path).read_text(encoding="utf-8")
    lines = text.split("\n")
    end = front_matter_end(lines)
    try:
        front = read_mapping("\n".join(lines[1 : max(end - 1, 1)]), path, offset=1)[0] if end else {}
    except ConfigurationError:
        front = {}
    return Page(path, text, "\n" * end + "\n".join(lines[end:]), front)


def _known_formats(wanted: Any, path: str, places: Mapping[str, int]) -> None:
    named = {wanted: None} if isinstance(wanted, str) else wanted or {}
    _known_keys(
        named,
        frozenset(FORMATS),
        path,
        "format",
        {"format." + str(wanted): places.get("format", 1), **places},
    )
    for name, options in named.items():
        if isinstance(options, dict):
            _known_keys(options, FORMATS[name], path, f"format.{name}", places)
