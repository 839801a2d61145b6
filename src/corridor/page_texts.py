"""Texts that a script of a page shows: the page holds them as attributes of the place that the script fills."""

from __future__ import annotations

from corridor.language import worded


def search_box() -> dict[str, str]:
    """Texts of `search.js`, by the name of the attribute; its places in braces are filled by the script."""
    return {
        "label": worded("Words, or the name of an economy in any language"),
        "button": worded("Search"),
        "busy": worded("Looking …"),
        "none": worded("No page has all these words."),
        "one": worded("One page"),
        "many": worded("{n} pages"),
        "more": worded("Show more"),
        "part": worded("On this page"),
        "fault": worded("The index of the search could not be read. The list below leads to every page."),
        "disk": worded(
            "A browser reads no index from a disk. To search, serve the site's "
            "folder, for instance with python -m http.server in it, and open the "
            "address that it names. The list below leads to every page from here too."
        ),
    }


def choice() -> dict[str, str]:
    """Texts of `compare.js`, as `search_box`."""
    return {
        "economies": worded("Economies"),
        "indicators": worded("Indicators"),
        "few": worded("Choose two economies or more, and an indicator."),
        "newest": worded("Newest figures"),
        "indicator": worded("Indicator"),
        "years": worded("All years as a table"),
        "year": worded("Year"),
        "none": worded("No figure"),
        "unit": worded("Unit: {unit}."),
        "projected": worded("Dashed: projected"),
        "chart": worded("Line chart of {label}, {unit}, {from} to {to}, for {names}."),
        "busy": worded("Reading the figures …"),
        "fault": worded("The figures could not be read. The tables below hold the newest of each."),
        "disk": worded(
            "A browser reads no data file from a disk. To choose what to compare, "
            "serve the site’s folder, for instance with python -m http.server in it, "
            "and open the address that it names. The tables below are whole here too."
        ),
        "keep": worded("The address of this page holds the choice: keep or send it."),
    }
