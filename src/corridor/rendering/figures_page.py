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

from corridor.page_ledger import PageLedger
from corridor.rendering.pages import Page

NAME = "figures"
_OPENS = '::: {.content-visible when-format="html"}\n## Where the figures come from {#sec-figures}\n'
_BOX = re.compile(
    r'^::: \{\.callout-note collapse="true"[^\n]*\n(.*)^:::\n:::\n?\Z', re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r'\]\((#[^)\s]+)\)(?=\{\.figure data-figure=")')
_LEFT = (
    f"{_OPENS}\nEvery number above is a link to its line on the page of [this page’s figures]({NAME}.qmd). The same "
    "records, one for each number, are in [ledger.json](ledger.json).\n:::\n"
)
_HEAD = """---
title: {title}
subtitle: "Where the figures come from"
number-sections: false
toc: false
format:
  html: default
---

What each number of [the page]({page}) rests on: its value in full, the rows of which table, and the checks that guard
them. The same records are in [ledger.json](ledger.json).

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
    text, opens, account = page.text.partition(_OPENS)
    box = _BOX.search(account) if opens else None
    if box is None:
        return page, None
    beside = page.path.with_name(f"{NAME}.qmd")
    front = yaml.safe_load(text.split("---\n", 2)[1])
    title = json.dumps(str(front["title"]), ensure_ascii=False)
    records = _HEAD.format(title=title, page=page.path.name) + box[1]
    # The address of the rendered page: these links are written as they stand.
    main = _LINK.sub(rf"]({NAME}.html\1)", text) + _LEFT
    return replace(page, text=main), Page(PurePosixPath(beside), records, PageLedger({}))
