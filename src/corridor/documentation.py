"""The site's own documentation: the pages of `docs/pages/`, with the parts that are written from the code.

A page says where such a part belongs, `<!-- generated: commands -->`. What can drift from the code is never written by
hand: commands and exit codes, the table of constructs, the columns of the data file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from corridor import errors, staging
from corridor.data_package import INDICATOR_FIELDS
from corridor.errors import ConfigurationError, CorridorError, listed, suggestion
from corridor.language import worded
from corridor.project import Project
from corridor.rendering import constructs
from corridor.rendering.pages import escaped

FOLDER = "documentation"
_NAME = re.compile(r"(?:\d+-)?([a-z][a-z0-9-]*)")
_MARK = re.compile(r"<!-- generated: ([\w-]+) -->")


@dataclass(frozen=True)
class Document:
    """A page of the documentation.

    Attributes
    ----------
    path : PurePosixPath
        Where it stands in the staged site, ending in `.qmd`.
    title, subtitle : str
        From its front matter.
    text : str
        The whole page; the generated parts are in it after `read`.
    pictures : tuple of Path
        Files beside the page that bear its name, such as `speed.svg` for `85-speed.qmd`.
    """

    path: PurePosixPath
    title: str
    subtitle: str
    text: str
    pictures: tuple[Path, ...] = ()

    @property
    def published(self) -> str:
        """Path of the page in the site."""
        return self.path.with_suffix(".html").as_posix()


def read(project: Project) -> list[Document]:
    """Read the pages of the documentation, in the order of their files' numbers.

    Returns
    -------
    list of Document
        With their generated parts; empty for a project that has no `docs/pages/`.

    Raises
    ------
    ConfigurationError
        If a page has no title, a name that is no address, or asks for a part that nobody writes.
    """
    raw = [_document(project, path) for path in sorted((project.root / "docs" / "pages").glob("*.qmd"))]
    parts = {**_PARTS, "pages": lambda: _overview(raw)}
    return [_filled(document, parts) for document in raw]


def _document(project: Project, path: Path) -> Document:
    name = _NAME.fullmatch(path.stem)
    if name is None:
        raise ConfigurationError(
            "A page of the documentation has a name that makes no address.",
            where=project.relative(path),
            expected="a number and words in lower case, such as 30-look.qmd",
            found=path.name,
            todo="Rename the file.",
        )
    front = staging.front_matter(path, project)
    place = PurePosixPath(FOLDER) if name[1] == "index" else PurePosixPath(FOLDER, name[1])
    text = path.read_text(encoding="utf-8")
    pictures = tuple(sorted(path.parent.glob(f"{name[1]}*.svg")))
    return Document(place / "index.qmd", str(front["title"]), str(front.get("subtitle", "")), text, pictures)


def _filled(document: Document, parts: dict[str, Callable[[], str]]) -> Document:
    lines = document.text.split("\n")
    for number, line in enumerate(lines, start=1):
        for name in _MARK.findall(line):
            if name not in parts:
                near = suggestion(name, parts)
                raise ConfigurationError(
                    "A page of the documentation asks for a part that nobody writes.",
                    where=f"{document.path}, line {number}",
                    expected=listed(parts),
                    found=name,
                    todo=f"Correct the name{'; ' + near if near else ''}.",
                )
            lines[number - 1] = lines[number - 1].replace(f"<!-- generated: {name} -->", parts[name]())
    return replace(document, text="\n".join(lines))


def stage(documents: Iterable[Document], folder: Path) -> None:
    """Write the pages into the staged project of the site."""
    for document in documents:
        target = folder / document.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document.text, encoding="utf-8")
        for picture in document.pictures:
            shutil.copyfile(picture, target.with_name(picture.name))


def menu(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Entry of the site's menu, with the pages below it; none for a project without documentation."""
    below = [{"text": document.title, "href": document.path.as_posix()} for document in documents]
    return [{"text": worded("Documentation"), "menu": below}] if below else []


def _overview(documents: Sequence[Document]) -> str:
    """List of the other pages, each with what it is about."""
    home = PurePosixPath(FOLDER)
    return "\n".join(
        f"- [{escaped(document.title)}]({document.path.relative_to(home)}): {escaped(_lower(document.subtitle))}"
        for document in documents
        if document.path.parent != home
    )


def _lower(text: str) -> str:
    """Begin with a small letter, unless the first word is a name or an abbreviation."""
    return text if text[:2].isupper() or text.startswith("Quarto") else text[:1].lower() + text[1:]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    # Pandoc sets the columns in proportion to these rules.
    rules = ["-" * width for width in widths]
    lines = [head, rules, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def commands() -> str:
    """Write the reference of the command line from the command line itself.

    Returns
    -------
    str
        Markdown: a section for each command, with its usage, arguments and options.
    """
    from typer.main import get_command  # noqa: PLC0415

    from corridor.cli import app  # noqa: PLC0415 - the command line imports the rest of the package, not the reverse

    group: Any = get_command(app)
    context = group.make_context("corridor", [], resilient_parsing=True)
    return "\n\n".join(_sections(group, context, ()))


def _sections(group: Any, context: Any, before: tuple[str, ...]) -> Iterator[str]:
    """Sections of the commands of a group; a command that is a group itself is told by its own commands."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        own = command.make_context(name, [], parent=context, resilient_parsing=True)
        if hasattr(command, "list_commands"):
            yield from _sections(command, own, (*before, name))
        else:
            yield _section((*before, name), command, own)


def _section(names: Sequence[str], command: Any, context: Any) -> str:
    name = " ".join(names)
    params = [p for p in command.get_params(context) if "--help" not in p.opts]
    usage = _wrapped(f"corridor {name}", [_usage(param, context) for param in params])
    parts = [
        f"## corridor {name} {{#sec-{'-'.join(names)}}}",
        escaped(str(command.help)),
        f"```text\n{usage}\n```",
    ]
    if params:
        rows = [(f"`{_called(p, context)}`", escaped(p.help or ""), _default(p)) for p in params]
        parts.append(_table(("argument or option", "meaning", "default"), rows, (24, 40, 12)))
    return "\n\n".join(parts)


def _called(param: Any, context: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.name).upper()
    kind = param.display_type(context).strip("<>")
    value = {"bool": "", "path": " FOLDER", "int range": " NUMBER"}.get(kind)
    return ", ".join(param.opts) + (f" {param.opts[0].strip('-').upper()}" if value is None else value)


def _usage(param: Any, context: Any) -> str:
    called = _called(param, context)
    shown = called if param.required else f"[{called}]"
    return f"{shown}…" if getattr(param, "multiple", False) else shown


def _wrapped(command: str, words: Sequence[str], width: int = 72) -> str:
    """Usage over as many lines as it takes, each option whole, the later lines set in."""
    lines = [command]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(" " * len(command))
        lines[-1] += f" {word}"
    return "\n".join(lines)


def _default(param: Any) -> str:
    if param.required:
        return "required"
    return "" if param.default is None or param.default is False else f"`{param.default}`"


def exit_codes() -> str:
    """Write the table of exit codes from the mistakes that have one.

    Returns
    -------
    str
        Markdown table, sorted by code.
    """
    known = {0: "Done.", CorridorError.exit_code: "A fault of Corridor’s own, with its traceback."}
    for kind in _kinds(CorridorError):
        known[kind.exit_code] = str(kind.__doc__).strip().splitlines()[0]
    rows = [(f"`{code}`", escaped(meaning)) for code, meaning in sorted(known.items())]
    return _table(("code", "meaning"), rows, (8, 60))


def _kinds(kind: type[CorridorError]) -> Iterator[type[CorridorError]]:
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from _kinds(child)


def columns() -> str:
    """Write the table of the columns of `indicators.csv` from the data package's description.

    Returns
    -------
    str
        Markdown table.
    """
    rows = [(f"`{name}`", kind, escaped(meaning)) for name, kind, meaning in INDICATOR_FIELDS]
    return _table(("column", "type", "meaning"), rows, (14, 10, 50))


def quarto_versions() -> str:
    """Say which versions of Quarto are supported: "version 1.8 to 1.11"."""
    from corridor.rendering.quarto_call import NEWEST, OLDEST  # noqa: PLC0415

    oldest, newest = (".".join(map(str, pair)) for pair in (OLDEST, NEWEST))
    return f"version {oldest} to {newest}"


_PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "exit-codes": exit_codes,
    "columns": columns,
    "constructs": constructs.documentation,
    "quarto-versions": quarto_versions,
}
