"""A built edition as it stands in a site: its files, each held against the manifest as it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from corridor import plain_json, traces
from corridor.errors import ConfigurationError, VerificationError, listed
from corridor.manifest import NAME, read_manifest
from corridor.publishing.notices import without
from corridor.publishing.register import read_register, successors

PAGE = "index.html"


class Built:
    """The files of a built edition.

    Parameters
    ----------
    site : Path
        The site's folder.
    edition : str
        Identifier of the edition.

    Raises
    ------
    ConfigurationError
        If the edition is not built there, or its manifest is missing or no manifest.
    """

    def __init__(self, site: Path, edition: str) -> None:
        self.site, self.edition = site, edition
        self.folder = site / "editions" / edition
        if not self.folder.is_dir():
            others = sorted(path.parent.name for path in site.glob(f"editions/*/{NAME}"))
            raise ConfigurationError(
                f"Edition {edition} is not built here.",
                where=self._name(""),
                expected="a built edition",
                found=f"editions {listed(others)}" if others else "no edition",
                todo=f"Build it: corridor build {edition}. For a site elsewhere, name its folder with --out.",
            )
        try:
            self.manifest = read_manifest(self.folder)
        except ConfigurationError as error:
            error.where = self._name(NAME)
            error.todo = f"Build the edition again: corridor build {edition}."
            raise
        self.files: Mapping[str, str] = self.manifest["artefacts"]

    @cached_property
    def inputs(self) -> list[tuple[str, str, str]]:
        """Source, vintage and SHA-256 of each table that the edition uses."""
        return [(used["source"], used["vintage"], used["sha256"]) for used in self.manifest["inputs"]]

    def has(self, name: str) -> bool:
        """Whether the edition has a file of that name."""
        return name in self.files

    def read(self, name: str) -> bytes:
        """Return the content of one of its files.

        Raises
        ------
        VerificationError
            If the file is missing, or is not the one that was built.
        """
        path = self.folder / name
        content = path.read_bytes() if path.is_file() else None
        found = "no file" if content is None else _digest(content)
        expected = f"sha256 {self.files[name]}" if name in self.files else "a file that the manifest lists"
        if content is not None and found != expected and path.suffix == ".html":
            # A corrected edition's pages bear a notice, without which they are what was built.
            content = without(content)
            found = _digest(content)
        if content is None or found != expected:
            raise VerificationError(
                f"Edition {self.edition} is not as it was built: {name} differs from the manifest.",
                where=self._name(name),
                expected=expected,
                found=found,
                todo=f"Build the edition again: corridor build {self.edition}.",
            )
        return content

    @cached_property
    def corrected_by(self) -> str:
        """Edition that stands in the place of this one; empty if it was not corrected."""
        chain = successors(read_register(self.site), self.edition)
        return chain[-1].edition if chain else ""

    @cached_property
    def trace(self) -> traces.Trace:
        """The values of the edition and what each rests on."""
        table, trace = (f"data/{name}" for name in (traces.TABLE, traces.NAME))
        return traces.Trace(self.read(table), self.read(trace), self._name("data"))

    @cached_property
    def checks(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Verdicts on each vintage, by source and vintage."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for record in self._json("quality/checks.json"):
            found.setdefault((record["source"], record["vintage"]), []).append(record)
        return found

    @cached_property
    def pages(self) -> dict[str, str]:
        """Rendered pages of reports and around them, by the folder they are the page of; "" for the first."""
        names = [name for name in self.files if PurePosixPath(name).name == PAGE]
        return {name[: -len(PAGE)].rstrip("/"): self.read(name).decode("utf-8") for name in sorted(names)}

    @cached_property
    def ledgers(self) -> dict[str, list[dict[str, Any]]]:
        """Records of each page's ledger, by the folder of the page."""
        names = [name for name in self.files if PurePosixPath(name).name == "ledger.json"]
        return {name[: -len("ledger.json")].rstrip("/"): self._json(name) for name in sorted(names)}

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Records of all ledgers, each with the folder of its page."""
        return ((page, record) for page, held in self.ledgers.items() for record in held)

    def notebook(self, stem: str, *subjects: str) -> str | None:
        """Name of the executed notebook that computed a value, without its ending.

        Parameters
        ----------
        stem : str
            Name of the notebook.
        *subjects : str
            Whom the value is about, the likeliest first; what none of them has was computed for the region.
        """
        names = [f"notebooks/{stem}-{subject}" for subject in subjects if subject]
        names += sorted(
            name.removesuffix(".ipynb") for name in self.files if name.startswith(f"notebooks/{stem}-")
        )
        return next((name for name in names if self.has(f"{name}.ipynb")), None)

    def cell(self, notebook: str, cell_id: str) -> str:
        """Source text of a cell of an executed notebook; empty if it has no such cell."""
        cells = self._parsed(f"{notebook}.ipynb")["cells"]
        source = next((cell["source"] for cell in cells if cell.get("id") == cell_id), "")
        return source if isinstance(source, str) else "".join(source)

    def _json(self, name: str) -> Any:
        return self._parsed(name) if self.has(name) else []

    def _parsed(self, name: str) -> Any:
        try:
            return plain_json.parse(self.read(name))
        except ValueError as error:
            raise ConfigurationError(
                f"{name} of edition {self.edition} cannot be read.",
                where=self._name(name),
                expected="JSON that a build wrote",
                found=str(error)[:200],
                todo=f"Build the edition again: corridor build {self.edition}.",
            ) from None

    def _name(self, file: str) -> str:
        return f"{self.site.name}/editions/{self.edition}/{file}".rstrip("/")


def _digest(content: bytes) -> str:
    return f"sha256 {hashlib.sha256(content).hexdigest()}"
