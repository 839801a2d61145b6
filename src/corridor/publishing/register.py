"""The register of a site: which of its editions are published, and the bytes that each was published with.

`editions/published.json` is the site's own file and lies outside of every edition. An edition that it names stays as
it is; one that is only built is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corridor import plain_json
from corridor.errors import ConfigurationError
from corridor.manifest import write_json

NAME = "editions/published.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_EDITION = re.compile(r"\d{4}-\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Publication:
    """A published edition.

    Attributes
    ----------
    edition : str
        Its identifier.
    published : str
        Its date, as the edition gives it: `2026-07-01`.
    manifest : str
        SHA-256 of its `manifest.json`, which holds that of every other file.
    corrects, reason : str
        The edition that it corrects, and why; empty where it is no correction.
    notices : mapping of str to str
        SHA-256 of each page that bears a notice of correction, with the notice, by path; empty for an edition
        that was not corrected.
    """

    edition: str
    published: str
    manifest: str
    corrects: str = ""
    reason: str = ""
    notices: Mapping[str, str] = field(default_factory=dict)


Register = Mapping[str, Publication]


def read_register(site: Path) -> dict[str, Publication]:
    """Read which editions of a site are published, by identifier; none for a site without a register.

    Raises
    ------
    ConfigurationError
        If the register is not as `write_register` writes it.
    """
    path = site / NAME
    try:
        content = plain_json.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _wrong("JSON that `corridor publish` wrote", str(error)) from None
    entries = content.get("editions") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise _wrong("a list of editions", str(content)[:80])
    known = [_publication(entry) for entry in entries]
    return {publication.edition: publication for publication in known}


def write_register(register: Register, site: Path) -> None:
    """Write the register of a site: editions in the order of their dates."""
    ordered = sorted(register.values(), key=lambda one: (one.published, one.edition))
    path = site / NAME
    # The file may be a hard link into the site that readers see: it is replaced, never written into.
    path.unlink(missing_ok=True)
    write_json(path, {"editions": [asdict(one) | {"notices": dict(one.notices)} for one in ordered]})


def successors(register: Register, edition: str) -> list[Publication]:
    """List the corrections of an edition, each the correction of the one before it; empty if there is none."""
    by_corrected = {one.corrects: one for one in register.values() if one.corrects}
    chain: list[Publication] = []
    while (found := by_corrected.get(edition)) is not None and found not in chain:
        chain.append(found)
        edition = found.edition
    return chain


def _publication(entry: Any) -> Publication:
    if not isinstance(entry, dict):
        raise _wrong("an edition's entry", str(entry)[:80])
    for key, pattern in (("edition", _EDITION), ("published", _DATE), ("manifest", _DIGEST)):
        if not isinstance(entry.get(key), str) or not pattern.fullmatch(entry[key]):
            raise _wrong(f"{key} of an edition", str(entry.get(key))[:80])
    notices = entry.get("notices", {})
    texts = [entry.get("corrects", ""), entry.get("reason", "")]
    if not isinstance(notices, dict):
        raise _wrong("notices by path", str(notices)[:80])
    if not all(isinstance(text, str) for text in (*texts, *notices.values())):
        raise _wrong("texts", str(entry)[:80])
    named = {key: entry[key] for key in ("edition", "published", "manifest")}
    return Publication(**named, corrects=texts[0], reason=texts[1], notices=notices)


def _wrong(expected: str, found: str) -> ConfigurationError:
    return ConfigurationError(
        "The register of published editions cannot be read.",
        where=NAME,
        expected=expected,
        found=found,
        todo="Restore it from where the site was published; without it nobody knows what must not change.",
    )
