"""What Quarto says while it renders, read into faults: which page, its own words, what to look for in the page.

Quarto writes its own warnings to a log, but those of its filters and of Pandoc to standard error only, and leaves
with status 0 after either. So both are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corridor.errors import ConfigurationError, RenderingError
from corridor.rendering.body import front_matter_end
from corridor.rendering.staged import Page, read_mapping

# To be expected, and no fault: Typst keeps the standards and veraPDF would only test them again; tabs are printed
# one after the other, as they should be.
EXPECTED = (
    "PDF standard validation requested but verapdf is not installed",
    "couldn't recognize format, using default tabset rendering",
)
_WARNING_LEVEL = 30
_LINES = 12
_COLOUR = re.compile(r"\x1b\[[0-9;]*m|\r")
_PROGRESS = re.compile(r"^\[\s*\d+/\d+\]\s+(.+?)\s*$")
_TYPST = re.compile(r"^\[typst\]: Compiling .*?\.\.\.\s*(?=warning:|error:)")
_BEGINS = re.compile(
    r"^(?:WARN: |ERROR: |WARNING \([^)]*\) |ERROR \([^)]*\) |\[WARNING\] |\[ERROR\] |Warning: |Error: "
    r"|(?=Error running filter )|(?=.*not found in resource path)|(?=warning: |error: ))"
)
_ENDS = re.compile(r"^(?:DONE|pandoc\s*$|metadata\s*$|Output created|\[typst\]: Compiling)")
_TRACE = re.compile(r"^\s*(?:stack traceback:|stack trace:)", re.IGNORECASE)
# Said after the fault itself; they add nothing to it.
_SUMMARIES = re.compile(
    r"^(?:Typst compilation failed|Validation of YAML front matter failed\.?|Render failed due to invalid YAML\.?"
    r"|Error encountered when rendering files)$"
)
_NEEDLES = (
    re.compile(r"crossref (@[\w:.-]+)"),
    re.compile(r"link target: (\S+)"),
    re.compile(r"could not find file (?:\S*/)?([^\s/]+?)\.?$", re.MULTILINE),
    re.compile(r"searched at (?:[^)]*/)?([^)/]+)\)"),
    re.compile(r"(\S+) not found in resource path"),
    re.compile(r"[Ss]hortcode '([^']+)'"),
    re.compile(r"identifier '([^']+)'"),
    re.compile(r"unknown (?:variable|font family): ([\w -]+)"),
)
_CITATION = re.compile(r"citation (\S+) not found")


@dataclass(frozen=True)
class Fault:
    """One thing that Quarto complains of.

    Attributes
    ----------
    page : str
        Path of the page it was at, or an empty string.
    words : str
        What it said, without colours and paths of the machine.
    """

    page: str
    words: str


def read(said: str, log: str, *, page: str = "", folder: str = "") -> list[Fault]:
    """Read the faults out of Quarto's standard error and its log.

    Parameters
    ----------
    said : str
        Standard error.
    log : str
        Log in the form `json-stream`.
    page : str
        The page, if only one was rendered: Quarto does not name it then.
    folder : str
        Folder that was rendered, which is left out of what Quarto says.

    Returns
    -------
    list of Fault
        Without the expected warning and without repetition.
    """
    found = [*_spoken(said, page), *_logged(log, page)]
    cleaned = [Fault(fault.page, _cleaned(fault.words, folder)) for fault in found]
    wanted = [fault for fault in cleaned if fault.words and not fault.words.startswith(EXPECTED)]
    telling = [fault for fault in wanted if not _SUMMARIES.match(fault.words)] or wanted
    unique: dict[tuple[str, str], Fault] = {}
    for fault in telling:
        unique.setdefault((fault.page, fault.words.split("\n")[0].removeprefix("error: ")), fault)
    return list(unique.values())


def _spoken(said: str, page: str) -> Iterator[Fault]:
    """Faults of standard error, each with the lines that follow its first."""
    block: list[str] = []
    for line in _COLOUR.sub("", said).split("\n"):
        progress = _PROGRESS.match(line)
        text = _TYPST.sub("", line)
        if progress or _ENDS.match(text) or _BEGINS.match(text):
            if block:
                yield Fault(page, "\n".join(block))
            block = [_BEGINS.sub("", text, count=1)] if _BEGINS.match(text) else []
            page = progress.group(1) if progress else page
        elif block:
            block.append(line)
    if block:
        yield Fault(page, "\n".join(block))


def _logged(log: str, page: str) -> Iterator[Fault]:
    for line in log.split("\n"):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            words, level = _COLOUR.sub("", str(entry["msg"])), int(entry["level"])
        except (ValueError, KeyError, TypeError):
            continue
        if progress := _PROGRESS.match(words.strip()):
            page = progress.group(1)
        elif level >= _WARNING_LEVEL:
            yield Fault(page, words)


def _cleaned(words: str, folder: str) -> str:
    """Words without the trace of the program's calls, paths of the machine and empty lines."""
    lines = []
    for line in words.split("\n"):
        if _TRACE.match(line):
            break
        lines.append(line.rstrip())
    text = "\n".join(line for line in lines if line)
    if folder:
        text = text.replace(f"{folder}/", "")
    return "\n".join(text.split("\n")[:_LINES])


def as_error(fault: Fault, pages: Mapping[str, Page]) -> RenderingError:
    """Say a fault as an error with page and line.

    Parameters
    ----------
    fault : Fault
        What Quarto said.
    pages : mapping of str to Page
        The pages by path, to find the line in.
    """
    own = re.search(r"corridor\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)", fault.words)
    page = pages.get(fault.page)
    if own and page:
        needle, what, todo = own.groups()
        return RenderingError(what, where=page.where(needle), todo=todo)
    first, _, rest = fault.words.partition("\n")
    return RenderingError(f"Quarto: {first}", where=_where(fault, pages), found=_on_one_line(rest))


def _on_one_line(rest: str) -> str:
    return " ".join(rest.replace("│", " ").replace("┌─", " ").split())


def _where(fault: Fault, pages: Mapping[str, Page]) -> str:
    named = re.search(r"[Ii]n file (\S+?),?\s", fault.words + "\n")
    path = named.group(1) if named else fault.page
    line = re.search(r"\(line (\d+)", fault.words)
    if line and path:
        return f"{path}, line {line.group(1)}"
    page = pages.get(path)
    if page is None:
        return path or _unreadable(pages)
    return next((page.where(needle) for needle in _needles(fault.words) if page.line_of(needle)), path)


def _needles(words: str) -> Iterator[str]:
    if cited := _CITATION.search(words):
        yield f"@{cited.group(1)}"
    for pattern in _NEEDLES:
        if found := pattern.search(words):
            yield found.group(1)
    # Typst shows the line of its own source, in which raw Typst of the page stands as it is.
    for shown in re.findall(r"^\s*\d+ │ +(.+)$", words, re.MULTILINE):
        yield shown.strip()


def _unreadable(pages: Mapping[str, Page]) -> str:
    """Name the first page whose front matter cannot be read, for Quarto does not say which."""
    for path, page in pages.items():
        lines = page.text.split("\n")
        end = front_matter_end(lines)
        try:
            read_mapping("\n".join(lines[1 : max(end - 1, 1)]), path, offset=1)
        except ConfigurationError as error:
            return error.where
    return ""
