"""All texts that readers meet, gathered for translators: `make messages`.

Writes `locales/messages.pot`, the same bytes for the same texts, and brings every translation up to date with it: new
texts come in empty, changed ones are marked as fuzzy, which a build treats as not translated. With the code of a
language it begins its translation.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from corridor import defined_texts, formats, theme_texts
from corridor.language import CATALOGUE, FOLDER, TEMPLATE, translations
from corridor.notebook_files import read_notebook
from corridor.project import Project
from corridor.rendering.template_lines import messages

TEMPLATE_FILE = "messages.pot"
# Where the text stands among the arguments of the functions that look one up, or mark it.
_ARGUMENT = {"worded": 0, "told": 0, "noted": 0, "noted_with": 1}
_HEADER = """\
# Texts of Corridor for readers. Places in braces and figures between << and >> stay as they are.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


@dataclass(frozen=True)
class Found:
    """A text to translate: what kind of text it is (its context), English, English for several, and its file."""

    context: str
    text: str
    many: str
    file: str


def found_in(project: Project) -> Iterator[Found]:
    """Yield every text of a project, in the order of its files, some more than once."""
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        name = f"src/corridor/{path.relative_to(package).as_posix()}"
        yield from _in_code(path.read_text(encoding="utf-8"), name)
    yield from (Found("", one, "", "src/corridor/formats.py") for one in formats.unit_texts())
    for path in sorted(project.notebooks.glob("*.ipynb")):
        cells = read_notebook(path, project.relative(path))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        yield from _in_code(code, project.relative(path))
    for path in sorted(project.templates.rglob("*.jinja")):
        for _, line in messages(path.read_text(encoding="utf-8")):
            yield Found(TEMPLATE, line, "", project.relative(path))
    for path in sorted(project.reports.glob("pages/*.qmd")):
        for _, line in messages(path.read_text(encoding="utf-8")):
            yield Found(TEMPLATE, line, "", project.relative(path))
    yield from (Found("", text, "", file) for text, file in theme_texts.of(project))
    for context, text, file in defined_texts.of(project):
        yield Found(context, text, "", file)


def _in_code(code: str, name: str) -> Iterator[Found]:
    if not any(f"{function}(" in code for function in (*_ARGUMENT, "plural")):
        return
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if function == "plural" and len(call.args) > 1:
            one, many = (next(_constants(argument), "") for argument in call.args[:2])
            if one:
                yield Found("", one, many, name)
        elif function in _ARGUMENT and len(call.args) > _ARGUMENT[function]:
            for text in _constants(call.args[_ARGUMENT[function]]):
                yield Found("", text, "", name)


def _constants(node: ast.expr) -> Iterator[str]:
    """Texts that an argument may be: a constant, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def catalogue_of(texts: Iterable[Found]) -> Catalog:
    """Gather texts in a catalogue, each once, with the files they are in."""
    catalogue = Catalog(charset="utf-8")
    for one in texts:
        if one.text.strip():
            identifier = (one.text, one.many) if one.many else one.text
            catalogue.add(identifier, locations=[(one.file, 0)], context=one.context or None)
    return catalogue


def template_text(project: Project) -> bytes:
    """Write the template of catalogues."""
    return _written(catalogue_of(found_in(project)), _HEADER)


def _written(catalogue: Catalog, header: str) -> bytes:
    body = BytesIO()
    for message in catalogue:
        message.locations = sorted({(file, 0) for file, _ in message.locations})
    write_po(body, catalogue, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return header.encode() + b"\n" + body.getvalue().lstrip(b"\n")


def _header_of(code: str, catalogue: Catalog) -> str:
    language = f'"Language: {code}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n'
    return _HEADER.replace('"MIME', language + '"MIME')


def bring_up_to_date(project: Project, code: str, template: bytes) -> None:
    """Bring a translation up to date with the template, or begin it."""
    path = project.root / FOLDER / code / CATALOGUE
    locale = Locale.parse(code, sep="-")
    held = path.read_bytes() if path.is_file() else _header_of(code, Catalog(locale=locale)).encode()
    catalogue = read_po(BytesIO(held), locale=locale)
    catalogue.update(read_po(BytesIO(template)), update_header_comment=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_written(catalogue, _header_of(code, catalogue)))


def main(arguments: Sequence[str]) -> None:
    """Write the template, and bring translations up to date; those named are begun."""
    project = Project.find()
    template = template_text(project)
    (project.root / FOLDER).mkdir(exist_ok=True)
    (project.root / FOLDER / TEMPLATE_FILE).write_bytes(template)
    for code in sorted({*translations(project), *arguments}):
        bring_up_to_date(project, code, template)


if __name__ == "__main__":
    main(sys.argv[1:])
