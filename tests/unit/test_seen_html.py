"""What a page refers to is seen, however its tags are written."""

import pytest

from corridor.rendering.seen_html import Seen, _Reader, look

PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><link rel="icon" href="icon.svg" /><title id="t">A &lt; B</title></head>'
    '<body class="x"><h2 id="a">A</h2><a class="figure" href="#a&amp;b">1</a><img src="a.svg" alt="" />'
    '<img src="b.svg" alt="B > A" loading=""><button disabled>x</button>'
    '<script src="x.js" defer></script></body></html>'
)


def parsed(text: str) -> Seen:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.seen


def test_a_page_of_whole_tags_is_seen_as_the_parser_sees_it() -> None:
    seen = look(PAGE)
    assert seen == parsed(PAGE)
    assert dict(seen.ids) == {"a": 1}
    assert seen.links == ["#a&b"]
    assert seen.pictures == ["a.svg", "b.svg"]
    assert seen.unlabelled == ["a.svg"]
    assert seen.loaded == ["icon.svg", "a.svg", "b.svg", "x.js"]


@pytest.mark.parametrize(
    "tag",
    [
        "<a href=javascript:x>",
        "<a href='javascript:x'>",
        '<A HREF="javascript:x">',
        '<a\nhref="javascript:x">',
        '<a title="<b>" href="javascript:x">',
        '<a/href="javascript:x">',
        '<a title="x"href="javascript:x">',
        "<!-- a comment --><a href = 'javascript:x'>",
        '<a href="java&#115;cript:x">',
    ],
)
def test_a_link_is_seen_however_it_is_written(tag: str) -> None:
    text = PAGE.replace("</h2>", f"</h2>{tag}x</a>")
    assert look(text) == parsed(text)
    assert "javascript:x" in look(text).links
