"""Fonts: whole files for print, subsets for the site, the few glyphs of a chart for its SVG.

The families come from registry packages. Print and charts use the files as they are. The site serves subsets
under a name of their own, as the fonts' licence asks of a changed font, with the licence beside them.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from corridor import plain_json
from corridor.errors import ConfigurationError
from corridor.keeping import Shelf, cache_folder, digest, key_of, place
from corridor.publishing.exchange import put

WEB_FAMILY = "Corridor Sans"
PRINT_FAMILY = "Source Sans Pro"
# Weight and style of each file in use; one file for each, so that no order of a folder decides between two.
FACES: Mapping[tuple[int, str], str] = {
    (400, "normal"): "SourceSansPro-Regular.otf",
    (400, "italic"): "SourceSansPro-It.otf",
    (600, "normal"): "SourceSansPro-Semibold.otf",
    (700, "normal"): "SourceSansPro-Bold.otf",
}
# Those of the site: its headings take the semibold, and browsers slant the regular for titles in italics, so that a
# page loads two faces and not four.
WEB_FACES = frozenset({(400, "normal"), (600, "normal")})
# Latin with its extensions, Greek, punctuation, sub- and superscripts, currencies, arrows, mathematics, shapes.
RANGES = (
    *((0x20, 0x24F), (0x2B0, 0x2FF), (0x300, 0x30C), (0x370, 0x3FF), (0x1E00, 0x1EFF), (0x2000, 0x206F)),
    *(
        (0x2070, 0x209F),
        (0x20A0, 0x20BF),
        (0x2100, 0x214F),
        (0x2190, 0x21FF),
        (0x2200, 0x22FF),
        (0x25A0, 0x25FF),
    ),
)
# A face is served in three parts, of which a page loads those whose letters it has: what pages in English are mostly
# made of, other letters of western Europe, and the rest. The style sheet names the ranges, the
# basic one last, so that it comes first.
BASIC = (
    *((0x20, 0x7E), (0xA0, 0xA0), (0xA7, 0xA7), (0xA9, 0xA9), (0xAB, 0xAB), (0xB0, 0xB1), (0xB7, 0xB7)),
    *((0xBB, 0xBB), (0xD7, 0xD7), (0x2009, 0x2009), (0x2010, 0x2014), (0x2018, 0x2019), (0x201C, 0x201D)),
    *((0x2022, 0x2022), (0x2026, 0x2026), (0x202F, 0x202F), (0x20AC, 0x20AC), (0x2190, 0x2193)),
    *((0x2212, 0x2212), (0x2248, 0x2248), (0x2264, 0x2265)),
)
LATIN = ((0xA1, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2000, 0x206F), (0x2122, 0x2122))
# Whole faces have more features; what the style sheet asks of numbers, and what makes letters fit, is enough.
FEATURES = ("kern", "liga", "locl", "ccmp", "mark", "mkmk", "tnum", "lnum")
CHART_FEATURES = ("kern", "liga", "locl", "ccmp", "mark")
# Family, style, whole name, PostScript name, licence: entries of the table of names that a subset keeps.
NAMES = (0, 1, 2, 4, 6, 13, 14)
# Colours of the charts and what they become in the dark; the caller may give its own.
DARK: Mapping[str, str] = {
    "#ffffff": "#10181f",
    "white": "#10181f",
    "#1b2733": "#e8edf1",
    "#5a6772": "#a9b5bf",
    "#8a959e": "#6f7c87",
    "#dde2e6": "#2f3b46",
    "#0b6477": "#5bbccd",
}
_NAMED = re.compile(r"""font-family=(?:"([^"]*)"|'([^']*)')|font-family:\s*([^;"'}]+)""")
_TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
_MARK = "/* corridor fonts */"
# An edition has some hundred sets of glyphs, one of all economies three thousand.
_MOST = 10_000


def _source(name: str) -> Path:
    return Path(str(files("font_source_sans_pro"))) / "files" / name


def _cache() -> Path:
    return cache_folder() / "fonts"


@functools.cache
def _fingerprint() -> str:
    parts = (
        RANGES,
        BASIC,
        LATIN,
        FEATURES,
        CHART_FEATURES,
        NAMES,
        WEB_FAMILY,
        sorted(FACES.items()),
        hb.version_string(),
    )
    digest = hashlib.sha256(repr(parts).encode())
    for name in sorted(FACES.values()):
        digest.update(_source(name).read_bytes())
    return digest.hexdigest()[:16]


def font_paths() -> list[Path]:
    """List the folders in which Typst finds the project's fonts, and no other font."""
    return [_made(f"print-{_fingerprint()}", {name: _source(name).read_bytes for name in FACES.values()})]


def lay(target: Path) -> list[Path]:
    """Lay all fonts of a project into it: whole faces for print, subsets for the screen, the licence.

    With them in the project, Quarto alone renders it as it is meant to look.

    Parameters
    ----------
    target : Path
        Folder to write into; made if need be.

    Returns
    -------
    list of Path
        The files, sorted.
    """
    written = web_fonts(target)
    for folder in font_paths():
        for path in sorted(folder.glob("*.otf")):
            written.append(Path(shutil.copyfile(path, target / path.name)))
    return sorted(written)


def _made(name: str, contents: Mapping[str, Callable[[], bytes]]) -> Path:
    """Fill a folder of the cache once, and say where it is; where the cache cannot be written to, it is elsewhere."""
    for kept in (_cache(), Path(tempfile.gettempdir()) / "corridor-fonts"):
        folder = kept / name
        if (str(folder) in _sound and folder.is_dir()) or _is_sound(folder, contents):
            _sound.add(str(folder))
            return folder
        with suppress(OSError):
            _fill(folder, contents)
            return folder
    raise ConfigurationError(
        "The fonts cannot be laid out.",
        where=tempfile.gettempdir(),
        expected="room for temporary files, and leave to write there",
        found="neither the cache nor the folder for temporary files can be written to",
        todo="Make room, or name another folder in TMPDIR.",
    )


# Folders whose files this process has looked at.
_sound: set[str] = set()


def _is_sound(folder: Path, names: Iterable[str]) -> bool:
    """Whether a folder holds the files that it was filled with, and no other."""
    try:
        seal = plain_json.parse(_seal(folder).read_text(encoding="utf-8"))
        found = {path.name: digest(path.read_bytes()) for path in folder.iterdir()}
    except (OSError, ValueError):
        return False
    return found.keys() == set(names) and bool(seal == found)


def _seal(folder: Path) -> Path:
    """File with the hashes of a folder's files."""
    return folder.with_name(f"{folder.name}.json")


def _fill(folder: Path, contents: Mapping[str, Callable[[], bytes]]) -> None:
    """Fill a folder in one step; others that do the same at the same time do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in sorted(contents.items()):
            (beside / name).write_bytes(content())
        seal = {path.name: digest(path.read_bytes()) for path in sorted(beside.iterdir())}
        put(beside, folder)
        place(_seal(folder), json.dumps(seal).encode())
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def web_name(weight: int, style: str, part: str = "") -> str:
    """File name of a face on the site: of its basic part, or of the part named."""
    return f"corridor-sans-{weight}{'-italic' if style == 'italic' else ''}{part and f'-{part}'}.woff2"


def web_fonts(target: Path) -> list[Path]:
    """Write the site's fonts and their licence.

    Parameters
    ----------
    target : Path
        Folder to write into; made if need be.

    Returns
    -------
    list of Path
        The files, sorted.
    """
    wanted: dict[str, Callable[[], bytes]] = {
        web_name(*face, part): functools.partial(_subset, _source(name), points, FEATURES)
        for part, points in web_parts().items()
        for face, name in FACES.items()
        if face in WEB_FACES
    }
    wanted["LICENSE.txt"] = _source("LICENSE.txt").read_bytes
    folder = _made(f"web-{_fingerprint()}", wanted)
    target.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(folder / name, target / name)) for name in sorted(wanted)]


def web_parts() -> dict[str, frozenset[int]]:
    """Characters of each part of a face on the site, by the part's name; none is in two."""
    basic, latin = _points(BASIC), _points(LATIN)
    return {"": basic, "latin": latin - basic, "more": _points(RANGES) - latin - basic}


def _points(ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def _subset(source: Path, points: Iterable[int], features: Iterable[str]) -> bytes:
    """Cut some characters out of a face and pack them as WOFF2, under the name of a changed font."""
    wanted = hb.SubsetInput()
    # Without subroutines the same glyphs give the same bytes, and pack better.
    wanted.flags = hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NOTDEF_OUTLINE
    for kind, members in (
        (hb.SubsetInputSets.UNICODE, points),
        (hb.SubsetInputSets.LAYOUT_FEATURE_TAG, (int.from_bytes(tag.encode()) for tag in features)),
        (hb.SubsetInputSets.NAME_ID, NAMES),
    ):
        chosen = wanted.sets(kind)
        chosen.clear()
        chosen.update(members)
    cut = hb.subset(hb.Face(_face_data(source)), wanted)
    font = TTFont(io.BytesIO(cut.blob.data), recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID in {1, 4}:
            record.string = WEB_FAMILY
        elif record.nameID == 6:
            record.string = WEB_FAMILY.replace(" ", "")
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


@functools.cache
def _face_data(source: Path) -> hb.Blob:
    return hb.Blob.from_file_path(str(source))


def embed_svg_fonts(svg: str, dark: Mapping[str, str] = DARK) -> str:
    """Put the glyphs that a chart uses, and its colours in the dark, into the chart itself.

    A picture shown by `<img>` sees neither the page's fonts nor its theme, so it carries both.

    Parameters
    ----------
    svg : str
        A chart whose text names the print family. One that has been through here already comes back as it is.
    dark : mapping of str to str
        Colour in a fill or stroke attribute, to its colour in the dark theme.

    Returns
    -------
    str
        The chart with one `<style>` more.
    """
    if _MARK in svg:
        return svg
    used: dict[tuple[int, str], set[str]] = {}
    for attributes, content in _TEXT.findall(svg):
        face = _face_of(attributes)
        used.setdefault(face, set()).update(_plain(content))
    rules = [_font_face(face, frozenset(glyphs)) for face, glyphs in sorted(used.items()) if glyphs - {" "}]
    rules.append(_dark_rules({light: shade for light, shade in dark.items() if f'"{light}"' in svg.lower()}))
    style = f"<style>{_MARK}\n" + "\n".join(rule for rule in rules if rule) + "\n</style>"
    return re.sub(r"(<svg\b[^>]*>)", lambda match: match.group(1) + style, svg, count=1)


def _face_of(attributes: str) -> tuple[int, str]:
    weight = re.search(r"""font-weight[=:]\s*["']?(\w+)""", attributes)
    italic = re.search(r"""font-style[=:]\s*["']?(italic|oblique)""", attributes)
    number = {"bold": 700, "normal": 400, None: 400}.get(weight.group(1) if weight else None)
    wanted = (
        number
        if number is not None
        else int(weight.group(1))
        if weight and weight.group(1).isdigit()
        else 400
    )
    style = "italic" if italic else "normal"
    return min((face for face in FACES if face[1] == style), key=lambda face: abs(face[0] - wanted))


def _plain(content: str) -> str:
    text = re.sub(r"<[^>]*>", "", content)
    named = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
    text = re.sub(r"&(amp|lt|gt|quot|apos);", lambda match: named[match.group(1)], text)
    text = re.sub(r"&#x([0-9a-fA-F]+);", lambda match: chr(int(match.group(1), 16)), text)
    return re.sub(r"&#(\d+);", lambda match: chr(int(match.group(1))), text)


def _kept_face(name: str, points: frozenset[int]) -> bytes:
    """Glyphs of a chart, cut once: the same few hundred sets come back with every build."""
    shelf = Shelf(_cache() / f"glyphs-{_fingerprint()}", _MOST)
    key = key_of([name, sorted(points)])
    data = shelf.take(key)
    if data is None:
        data = _subset(_source(name), points, CHART_FEATURES)
        shelf.keep(key, data)
    return data


@functools.lru_cache(maxsize=512)
def _font_face(face: tuple[int, str], glyphs: frozenset[str]) -> str:
    weight, style = face
    points = frozenset(ord(glyph) for glyph in glyphs)
    data = _kept_face(FACES[face], points)
    address = "data:font/woff2;base64," + base64.b64encode(data).decode("ascii")
    return (
        f'@font-face{{font-family:"{PRINT_FAMILY}";font-weight:{weight};font-style:{style};'
        f"src:url({address}) format('woff2')}}"
    )


def _dark_rules(dark: Mapping[str, str]) -> str:
    rules = [
        f'[{part}="{light}" i]{{{part}:{shade}}}'
        for light, shade in sorted(dark.items())
        for part in ("fill", "stroke")
    ]
    return "@media (prefers-color-scheme:dark){" + "".join(rules) + "}" if rules else ""
