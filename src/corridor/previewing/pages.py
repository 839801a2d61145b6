"""Pages of the preview's own, and what it adds to those of the site as it serves them; nothing of it is on disk."""

from __future__ import annotations

from html import escape

from corridor.previewing.news import Told

RESERVED = "/_preview/"
SCRIPT, EVENTS = f"{RESERVED}preview.js", f"{RESERVED}events"
_END = b"</body>"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }}
pre, dd {{ white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }}
dt {{ font-weight: 600; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def with_script(page: bytes, told: Told, *, own: bool = False) -> bytes:
    """Add to a page the script that loads it again after a build.

    Parameters
    ----------
    page : bytes
        HTML, as it is on disk.
    told : Told
        What held before it was read.
    own : bool
        Whether it is a page of the preview, which says itself what is wrong.
    """
    shown = f' data-number="{told.number}"' if own else ""
    script = f'<script src="{SCRIPT}" data-built="{told.built}"{shown} defer></script>\n'.encode()
    before, end, after = page.rpartition(_END)
    return before + script + end + after if end else page + script


def absent(address: str, told: Told) -> bytes:
    """Page that says that the site has nothing under an address."""
    body = (
        f"<p>The site has no <code>{escape(address)}</code>.</p>\n"
        '<p><a href="/">The site’s first page</a>. This page loads by itself when the site was built again.</p>'
    )
    return with_script(_PAGE.format(title="No such page", body=body).encode("utf-8", "replace"), told)


def unbuilt(told: Told) -> bytes:
    """Page that stands for a site that was never built: that it is being built, or why it could not be."""
    if told.fault is None:
        title, body = "The site is being built", "<p>This page loads by itself when that is done.</p>"
    else:
        title = "The site could not be built"
        lines = "\n".join(
            f"<dt>{escape(label)}</dt>\n<dd>{escape(text)}</dd>" for label, text in told.fault.lines()
        )
        body = (
            f"<pre>{escape(told.fault.message)}</pre>\n<dl>\n{lines}\n</dl>\n"
            "<p>It is built again when a file of the project changes.</p>"
        )
    return with_script(_PAGE.format(title=title, body=body).encode("utf-8", "replace"), told, own=True)
