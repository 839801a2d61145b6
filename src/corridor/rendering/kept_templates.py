"""Compiled templates, kept by what they are compiled from: compiling one takes as long as filling it for ten pages."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from corridor.keeping import Shelf, cache_folder, digest, key_of

# All templates of a few versions of the project.
_MOST = 400


class KeptTemplates(jinja2.BytecodeCache):
    """What Jinja made of templates in English; a translation is looked up as a template is compiled.

    The code that compiles, Python's and Jinja's version and the template decide what is taken; not where the project
    lies.
    """

    def __init__(self) -> None:
        self._shelf = Shelf(cache_folder() / "templates", _MOST)
        code = [Path(__file__).with_name(name).read_bytes() for name in ("pages.py", "sandbox.py")]
        self._how = [*map(digest, code), jinja2.__version__]

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's own has it in
        """Name a template without its place."""
        return name

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Take a compiled template, and have its faults told of the file that it is now."""
        bucket = super().get_bucket(environment, name, filename, source)
        if bucket.code is not None and filename:
            bucket.code = bucket.code.replace(co_filename=filename)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole."""
        content = self._shelf.take(self._key(bucket))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._shelf.keep(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return key_of(["template", self._how, bucket.key, bucket.checksum])
