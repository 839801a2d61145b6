"""Keys that both engines give the same meaning: of a page's front matter, and of its formats."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Set of the words of a text, for lists of names that would fill a screen one by one."""
    return frozenset(text.split())


FRONT_MATTER = words(
    "title subtitle description author date lang keywords format toc toc-depth number-sections nocite"
    " bibliography csl report image image-alt alternates"
)
FORMATS = {
    "html": words(
        "theme respect-user-color-scheme css template-partials title-block-banner title-block-style toc toc-depth"
        " toc-title toc-location number-sections link-external-newwindow smooth-scroll anchor-sections code-copy"
        " html-math-method page-layout minimal format-links language"
    ),
    "typst": words(
        "papersize number-sections section-numbering citeproc pdf-standard template-partials output-file toc"
        " toc-depth toc-title mainfont font-paths syntax-highlighting"
    ),
}
