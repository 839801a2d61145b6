"""The literature that reports cite: the entries of `reports/references.bib`, by key."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corridor.errors import ConfigurationError
from corridor.plain_texts import decoded, fault_in, refuse
from corridor.project import Project

FILE = "references.bib"
_ENTRY = re.compile(r"^@\w+\{([\w-]+),\s*$(.*?)^\}\s*$", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{+(.*?)\}+,?\s*$", re.MULTILINE)


# A mark that TeX would take for a command, made text.
_LITERAL = re.compile(r"\\([&%$#_{}])")
_COMMAND = re.compile(r"\\.?|[%$]")
_ADDRESS = re.compile(r"^\s*(?:url|doi|link)\s*=\s*[{\"]+(?!https?://|10\.)([^}\"]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """A publication of the bibliography.

    Attributes
    ----------
    key : str
        Its key, by which pages cite it.
    title : str
        Title, or shortened where the publication is long.
    publisher : str
        Who published it; the author where no publisher is named.
    year : str
        Year of publication; empty where it is undated.
    """

    key: str
    title: str
    publisher: str
    year: str

    @property
    def citation(self) -> str:
        """One line that identifies it: publisher, title, year."""
        parts = (self.publisher, self.title, self.year or "undated")
        return ", ".join(part for part in parts if part)


def read_references(project: Project) -> dict[str, Reference]:
    """Read the bibliography.

    Returns
    -------
    dict of str to Reference
        By key, in the order of the file.

    Raises
    ------
    ConfigurationError
        If the file is missing, or an entry has no title or the key of another.
    """
    path = project.reports / FILE
    name = project.relative(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{name} cannot be read.",
            where=name,
            expected="the bibliography of the reports",
            found=error.strerror or "no file",
            todo="Restore the file.",
        ) from None
    text = decoded(raw, name)
    _refuse_commands(text, name)
    found: dict[str, Reference] = {}
    for entry in _ENTRY.finditer(text):
        key, fields = entry.group(1), dict(_FIELD.findall(entry.group(2)))
        if key in found or not fields.get("title"):
            raise ConfigurationError(
                f"{name} has an entry {'twice' if key in found else 'without a title'}: {key}.",
                where=f"{name}, line {text.count(chr(10), 0, entry.start()) + 1}",
                expected="each key once, with a title",
                found=key,
                todo="Correct the entry.",
            )
        fields = {field: _LITERAL.sub(r"\1", value) for field, value in fields.items()}
        publisher = fields.get("publisher") or fields.get("institution") or fields.get("author", "")
        found[key] = Reference(key, fields["title"], publisher, fields.get("year", ""))
    return found


def _refuse_commands(text: str, name: str) -> None:
    """Refuse what engines would carry out as TeX, or leave out of the references without a word.

    What stands outside the entries is no text of theirs.
    """
    inside = False
    for line, content in enumerate(text.split("\n"), 1):
        if fault := fault_in(content):
            refuse(fault, name, f"{name}, line {line}")
        inside = inside or content.startswith("@")
        if not inside:
            continue
        inside = not content.startswith("}")
        if found := _COMMAND.search(_LITERAL.sub("", content)):
            todo = "Write letters as they are, in UTF-8, and a mark as text behind a backslash: \\& \\% \\$ \\# \\_."
            refuse(
                ("a command of TeX", f"{found[0]} in {content.strip()[:80]}", todo),
                name,
                f"{name}, line {line}",
            )
        if found := _ADDRESS.match(content):
            todo = "Give an address that begins with https://, or a DOI."
            refuse(("an address that leads nowhere on the web", found[1], todo), name, f"{name}, line {line}")
