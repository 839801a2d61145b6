"""Texts in the files of the theme: of the frame of a page, of its scripts and filter, of the printed design.

They stand in the files in English. A project that is staged in another language gets the files with the texts of its
translation, so that both engines find them where they are used, and no page loads a text that it does not show.

In the frame of a page a text is what stands between two tags or conditions, or is read out from an attribute; a
variable of Pandoc is a place in it: `Edition $corridor.edition$` is the text "Edition {edition}". In the other files
the texts are those of a block that begins with a line ending in `TEXT = {` or `TEXT = (`, and ends with a line of its
own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from corridor.language import is_english, worded
from corridor.project import Project

Exchange = Callable[[str], str]
_BLOCK = re.compile(r"(\bTEXT = [({]\n)(.*?)(^\s*[)}];?$)", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_CONDITION = r"\$(?:if|elseif|for)\([^()]*\)\$|\$(?:else|endif|endfor|sep)\$"
_APART = re.compile(rf"(<[^<>]*>|{_CONDITION}|\n)")
_READ_OUT = re.compile(r'(?<=\saria-label=")([^"]*)(?=")')
_VARIABLE = re.compile(r"\$([\w.-]+)(?:\(\))?\$")
_PLACE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[A-Za-z]{2,}")


def of(project: Project) -> Iterator[tuple[str, str]]:
    """Yield every text with the project's name of its file, in the order of the files."""
    for path in _files(project.templates / "theme", project.templates / "site"):
        yield from ((text, project.relative(path)) for text in texts_in(path))


def texts_in(path: Path) -> list[str]:
    """List the texts of a file."""
    found: list[str] = []

    def noted(text: str) -> str:
        found.append(text)
        return text

    _exchanged(path, noted)
    return found


def translate(theme: Path) -> None:
    """Put the files of a theme that was laid into a staged project into the language that is spoken."""
    for path in _files(theme) if not is_english() else ():
        path.write_text(_exchanged(path, worded), encoding="utf-8")


def translated_script(script: str) -> str:
    """Put a script into the language that is spoken."""
    return script if is_english() else _of_block(script, worded)


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        kinds = ("*.html", "*.js", "*.lua", "*.typ")
        yield from sorted(path for kind in kinds for path in folder.glob(kind) if path.name != "vega.js")


def _exchanged(path: Path, exchange: Exchange) -> str:
    source = path.read_text(encoding="utf-8")
    return (_of_frame if path.suffix == ".html" else _of_block)(source, exchange)


def _of_block(source: str, exchange: Exchange) -> str:
    def text(quoted: re.Match[str]) -> str:
        told = exchange(quoted[1].replace('\\"', '"').replace("\\\\", "\\"))
        return '"' + told.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return _BLOCK.sub(lambda block: block[1] + _QUOTED.sub(text, block[2]) + block[3], source)


def _of_frame(source: str, exchange: Exchange) -> str:
    parts = _APART.split(source)
    for at, part in enumerate(parts):
        if at % 2:
            parts[at] = _READ_OUT.sub(lambda value: _with_places(value[1], exchange), part)
        else:
            parts[at] = _with_places(part, exchange)
    return "".join(parts)


def _with_places(text: str, exchange: Exchange) -> str:
    """Exchange a text whose variables are its places; a sign of the frame in a translation is written as one."""
    if not _WORD.search(_VARIABLE.sub("", text)):
        return text
    variables = {name.rpartition(".")[2]: f"${name}$" for name in _VARIABLE.findall(text)}
    told = exchange(_VARIABLE.sub(lambda variable: f"{{{variable[1].rpartition('.')[2]}}}", text))
    if not variables and told == text:
        return text
    pieces = _PLACE.split(escape(told).replace("$", "$$"))
    return "".join(variables.get(piece, piece) if at % 2 else piece for at, piece in enumerate(pieces))
