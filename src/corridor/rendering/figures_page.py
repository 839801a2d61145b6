"""The page's own account of its figures as a page beside it, so that reading loads no more than what is read.

A report's text ends with the records of its figures. On the site they stand in `figures.html` in the same folder: a
number leads there, and the panel that it opens takes its record from there. Print carries the ledger instead.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import PurePosixPath

import yaml

from corridor.language import worded
from corridor.page_ledger import PageLedger
from corridor.rendering.pages import Page

NAME = "figures"
_OPENS = re.compile(
    r'^(?P<head>::: \{\.content-visible when-format="html"\}\n## (?P<title>[^\n]*) \{#sec-figures\}\n)',
    re.MULTILINE,
)
_BOX = re.compile(
    r'^::: \{\.callout-note collapse="true"[^\n]*\n(.*)^:::\n:::\n?\Z', re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r'\]\((#[^)\s]+)\)(?=\{\.figure data-figure=")')
_HEAD = """---
title: {title}
subtitle: {subtitle}
number-sections: false
toc: false
format:
  html: default
---

{lead}

"""


def parted(page: Page) -> tuple[Page, Page | None]:
    """Part a page from its account of its figures.

    Parameters
    ----------
    page : Page
        As a template wrote it.

    Returns
    -------
    tuple of Page and Page or None
        The page, whose figures lead to the other; None, and the page as it is, where it has no such account.
    """
    opens = _OPENS.search(page.text)
    text, account = (page.text[: opens.start()], page.text[opens.end() :]) if opens else (page.text, "")
    box = _BOX.search(account)
    if opens is None or box is None:
        return page, None
    beside = page.path.with_name(f"{NAME}.qmd")
    title = yaml.safe_load(text.split("---\n", 2)[1])["title"]
    records = _head(str(title), opens["title"], page.path.name) + box[1]
    # The address of the rendered page: these links are written as they stand.
    main = _LINK.sub(rf"]({NAME}.html\1)", text) + f"{opens['head']}\n{_left()}\n:::\n"
    return replace(page, text=main), Page(PurePosixPath(beside), records, PageLedger({}))


def _left() -> str:
    """What stands on the page itself in place of the account."""
    return worded(
        "Every number above is a link to its line on the page of [this page’s figures]({figures}). The same records, "
        "one for each number, are in [ledger.json]({ledger}).",
        figures=f"{NAME}.qmd",
        ledger="ledger.json",
    )


def _head(title: str, subtitle: str, page: str) -> str:
    lead = worded(
        "What each number of [the page]({page}) rests on: its value in full, the rows of which table, and the checks "
        "that guard them. The same records are in [ledger.json]({ledger}).",
        page=page,
        ledger="ledger.json",
    )
    quoted = [json.dumps(text, ensure_ascii=False) for text in (title, subtitle)]
    return _HEAD.format(title=quoted[0], subtitle=quoted[1], lead=lead)
