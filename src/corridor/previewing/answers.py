"""What is answered under an address: a file of the site, the way to one, or a page that says why there is none."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote

from corridor.previewing import pages
from corridor.previewing.news import Told

_HTML = "text/html; charset=utf-8"
_SCRIPT = Path(__file__).with_name("preview.js")
# Browsers refuse scripts and modules of another type than these, whatever the machine's own table says.
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
_TEXTS = ("text/", "application/json", "application/ld+json", "application/xml", "image/svg+xml")
# Of a file that no disk could hold, nobody wants the end.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_PORT = re.compile(r":\d*$")
_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Answer:
    """A status, headers and a body."""

    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(site: Path, target: str, headers: Mapping[str, str], told: Told) -> Answer:
    """Answer a request for a file.

    Parameters
    ----------
    site : Path
        The site's folder.
    target : str
        The address that was asked for, as the request has it.
    headers : mapping of str to str
        What the request said beside it; names in lower case.
    told : Told
        What holds now.

    Returns
    -------
    Answer
        Never anything from outside of the site's folder.
    """
    if refused := _refused(headers):
        return Answer(HTTPStatus.FORBIDDEN, refused, _type("x.txt"))
    path, _, query = target.partition("#")[0].partition("?")
    if path == pages.SCRIPT:
        return Answer(HTTPStatus.OK, _SCRIPT.read_bytes(), _type(_SCRIPT.name))
    found = None if path.startswith(pages.RESERVED) else located(site, path)
    if found is not None and found.is_dir():
        if not path.endswith("/"):
            return Answer(HTTPStatus.FOUND, headers={"Location": _folder(path) + (query and f"?{query}")})
        found = located(site, f"{path}index.html")
    body = _content(found) if found is not None else None
    if found is None or body is None:
        return _nothing(site, path, told)
    kind = _type(found.name)
    if kind["Content-Type"] == _HTML and headers.get("sec-fetch-dest", "document") == "document":
        body = pages.with_script(body, told)
    return _part(body, kind, headers.get("range", ""))


def _refused(headers: Mapping[str, str]) -> bytes:
    """Say why a request is not answered; empty if it is.

    Another site's script may reach us by a name that leads here, or from the page that it stands in, and would read
    what is not published yet. A link on that page may lead here.
    """
    if _PORT.sub("", headers.get("host", _NAMES[0])) not in _NAMES:
        return b"Ask for http://127.0.0.1 or http://localhost.\n"
    elsewhere = headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}
    followed = headers.get("sec-fetch-mode") == "navigate"
    origin = headers.get("origin", "")
    foreign = origin and origin != f"http://{headers.get('host', '')}"
    if foreign or (elsewhere and not followed):
        return b"Pages of this preview are for themselves.\n"
    return b""


def located(site: Path, path: str) -> Path | None:
    """Find what stands under an address.

    Parameters
    ----------
    site : Path
        The site's folder.
    path : str
        The address's path, with its escapes.

    Returns
    -------
    Path or None
        A file or folder within the site; None if there is none, or the way to it leads out of the site.
    """
    names = [name for name in unquote(path).split("/") if name not in {"", "."}]
    if ".." in names:
        return None
    try:
        root = site.resolve(strict=True)
        found = root.joinpath(*names).resolve(strict=True)
        is_there = found.is_dir() or (found.is_file() and not path.endswith("/"))
    except (
        OSError,
        RuntimeError,
        ValueError,
    ):  # Nothing there, links in a circle, a name that none can have.
        return None
    return found if is_there and found.is_relative_to(root) else None


def _folder(path: str) -> str:
    """Address of a folder; it begins with one stroke, so that it names no other host."""
    names = [name for name in unquote(path).split("/") if name not in {"", "."}]
    return "".join(f"/{quote(name)}" for name in names) + "/"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None  # Taken away this moment, or not to be read.


def _nothing(site: Path, path: str, told: Told) -> Answer:
    """Say that there is no such page, or no page at all yet."""
    if located(site, "/index.html") is None:
        headers = {"Content-Type": _HTML, "Retry-After": "1"}
        return Answer(HTTPStatus.SERVICE_UNAVAILABLE, pages.unbuilt(told), headers)
    return Answer(HTTPStatus.NOT_FOUND, pages.absent(unquote(path), told), {"Content-Type": _HTML})


def _type(name: str) -> dict[str, str]:
    guessed, packed = mimetypes.guess_type(name)
    kind = _TYPES.get(Path(name).suffix) or ("application/gzip" if packed else guessed)
    kind = kind or "application/octet-stream"
    return {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith(_TEXTS) else kind}


def _part(body: bytes, headers: Mapping[str, str], wanted: str) -> Answer:
    """Give what a request wants of a file: all, or a run of its bytes. Several runs are answered with all."""
    headers = {**headers, "Accept-Ranges": "bytes"}
    run = _RANGE.fullmatch(wanted.replace(" ", ""))
    if run is None or not any(run.groups()):
        return Answer(HTTPStatus.OK, body, headers)
    first, last = run.groups()
    size = len(body)
    begin = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if begin >= end:
        return Answer(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", {**headers, "Content-Range": f"bytes */{size}"}
        )
    return Answer(
        HTTPStatus.PARTIAL_CONTENT,
        body[begin:end],
        {**headers, "Content-Range": f"bytes {begin}-{end - 1}/{size}"},
    )
