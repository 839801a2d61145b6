"""What the preview answers: files of the site and nothing else, pages with its script, texts that run nowhere."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corridor.errors import ConfigurationError
from corridor.previewing.answers import answer, located
from corridor.previewing.news import News

PAGE = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>Text.</p></body></html>\n"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    site = tmp_path / "_site"
    for name, content in {
        "index.html": PAGE,
        "editions/2026-1/index.html": PAGE,
        "editions/2026-1/a b/index.html": PAGE,
        "editions/2026-1/brief.pdf": b"0123456789",
        "editions/2026-1/data/indicators.csv.gz": b"\x1f\x8b",
        "theme/corridor.js": b"1;",
        "empty/only.txt": b"",
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return site


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def ask(site: Path, news: News):
    return lambda target, **headers: answer(
        site, target, {name.replace("_", "-"): text for name, text in headers.items()}, news.now
    )


class Read(HTMLParser):
    """Elements and text of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


# Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/", "/index.html", "/editions/2026-1/", "/editions/2026-1/a%20b/?q=1#x"])
def test_a_page_is_the_one_on_disk_with_a_script_more(ask, site, news, target):
    found = ask(target, sec_fetch_dest="document")
    assert found.status == 200
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"
    scripts = [held for tag, held in Read(found.body).elements if tag == "script"]
    assert scripts == [{"src": "/_preview/preview.js", "data-built": news.now.built, "defer": None}]
    line = next(one for one in found.body.splitlines(keepends=True) if b"/_preview/" in one)
    start = line.index(b"<script")
    assert found.body.replace(line[start:], b"", 1) == PAGE
    assert (site / "index.html").read_bytes() == PAGE


@pytest.mark.parametrize("purpose", ["empty", "iframe"])
def test_a_page_that_a_script_or_a_frame_asks_for_is_as_it_is(ask, purpose):
    assert ask("/", sec_fetch_dest=purpose).body == PAGE


def test_a_page_without_an_end_has_the_script_too(ask, site):
    (site / "index.html").write_bytes(b"<p>Text.")
    assert ask("/").body.startswith(b"<p>Text.<script src=")


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/editions/2026-1/brief.pdf", "application/pdf"),
        ("/editions/2026-1/data/indicators.csv.gz", "application/gzip"),
        ("/theme/corridor.js", "text/javascript; charset=utf-8"),
        ("/_preview/preview.js", "text/javascript; charset=utf-8"),
    ],
)
def test_a_file_has_its_type_and_no_script(ask, target, kind):
    found = ask(target)
    assert (found.status, found.headers["Content-Type"]) == (200, kind)
    assert b"data-built=" not in found.body


def test_a_folder_leads_to_its_page_and_to_no_other_host(ask):
    found = ask("/editions/2026-1?q=1")
    assert (found.status, found.headers["Location"]) == (302, "/editions/2026-1/?q=1")
    assert ask("//editions/2026-1").headers["Location"] == "/editions/2026-1/"
    assert ask("/editions/2026-1/a%20b").headers["Location"] == "/editions/2026-1/a%20b/"


@pytest.mark.parametrize(
    "target",
    [
        "/gone.html", "/empty/", "/index.html/", "/index.html/index.html", "/%00", "/" + "x" * 5000,
        "/_preview/", "/_preview/other", "/_preview/../index.html", f"/{EVIL}", "/%ff", "/%ED%A0%80",
    ],
)  # fmt: skip
def test_an_unknown_address_is_answered_with_a_page_that_can_be_read(ask, target):
    found = ask(target)
    assert found.status == 404
    read = Read(found.body)
    assert "No such page" in read.text
    assert [tag for tag, _ in read.elements if tag in {"script", "img"}] == ["script"]


# Paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt", "/editions/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt", "//../secret.txt", "/editions/2026-1/..%2f..%2f..%2fsecret.txt",
        "/link.txt", "/out/secret.txt", "/circle", "/circle/x", "/..%5csecret.txt", "/%252e%252e/secret.txt",
        "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/editions/%2e%2e%2f%2e%2e%2fsecret.txt%00.html",
        "http://127.0.0.1/../secret.txt", "/./../secret.txt", "/\\..\\secret.txt", "..", "../secret.txt",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_the_site(ask, site, target):
    (site / "link.txt").symlink_to(site.parent / "secret.txt")
    (site / "out").symlink_to(site.parent, target_is_directory=True)
    (site / "circle").symlink_to("circle")
    found = ask(target)
    assert found.status == 404
    assert b"secret\n" not in found.body
    assert located(site, target) is None


def test_a_link_within_the_site_is_followed(ask, site):
    (site / "latest").symlink_to("editions/2026-1", target_is_directory=True)
    assert ask("/latest/").status == 200


def test_a_site_that_is_a_link_is_served(ask, site):
    site.rename(site.with_name("real"))
    site.symlink_to("real", target_is_directory=True)
    assert ask("/").status == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:80", ":8000", ""]
)
def test_a_page_of_another_name_reads_nothing(ask, name):
    assert ask("/", host=name).status == 403
    assert ask("/_preview/preview.js", host=name).status == 403


@pytest.mark.parametrize("name", ["127.0.0.1:8000", "localhost:1", "localhost", "[::1]:80"])
def test_this_machine_has_these_names(ask, name):
    assert ask("/", host=name).status == 200


@pytest.mark.parametrize("target", ["/", "/_preview/preview.js", "/editions/2026-1/brief.pdf"])
def test_a_page_of_another_origin_reads_nothing_and_may_lead_here(ask, target):
    own = {"host": "localhost:8000"}
    for where in ("cross-site", "same-site"):
        for how in ("no-cors", "cors", "websocket"):
            assert ask(target, sec_fetch_site=where, sec_fetch_mode=how, **own).status == 403
        assert ask(target, sec_fetch_site=where, sec_fetch_mode="navigate", **own).status == 200
    for origin in ("null", "https://evil.example", "http://localhost:8001", "http://127.0.0.1:8000"):
        assert ask(target, origin=origin, **own).status == 403
    assert ask(target, origin="http://localhost:8000", sec_fetch_site="same-origin", **own).status == 200


# Ranges ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "body", "told"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=-200", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-100", b"89", "bytes 8-9/10"),
    ],
)
def test_a_run_of_bytes(ask, wanted, body, told):
    found = ask("/editions/2026-1/brief.pdf", range=wanted)
    assert (found.status, found.body, found.headers["Content-Range"]) == (206, body, told)


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_run_that_is_not_there(ask, wanted):
    found = ask("/editions/2026-1/brief.pdf", range=wanted)
    assert (found.status, found.body, found.headers["Content-Range"]) == (416, b"", "bytes */10")


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,3-4", "bytes=-", "lines=1-2", "bytes=a-b", "", f"bytes={'9' * 5000}-", "bytes=٣-"]
)
def test_what_is_no_run_is_answered_with_all(ask, wanted):
    found = ask("/editions/2026-1/brief.pdf", range=wanted)
    assert (found.status, found.body) == (200, b"0123456789")


# What is told ------------------------------------------------------------------------------------------------------


def test_a_site_that_was_never_built_says_so_and_then_why(site, tmp_path, news):
    nowhere = tmp_path / "nowhere"
    before = answer(nowhere, "/", {}, news.now)
    assert before.status == 503
    assert "is being built" in Read(before.body).text
    news.failed(ConfigurationError(f"Wrong {EVIL}", where=EVIL, expected=EVIL, found=EVIL, todo=EVIL))
    after = answer(nowhere, "/any/where/", {}, news.now)
    assert after.status == 503
    read = Read(after.body)
    assert read.text.count(EVIL) == 5
    assert "what to do" in read.text
    assert not {"img"} & {tag for tag, _ in read.elements}
    (script,) = [held for tag, held in read.elements if tag == "script"]
    assert script["data-number"] == news.now.number


def test_a_fault_is_told_in_one_line_as_text(news):
    news.failed(ConfigurationError("Two\nlines", where=EVIL))
    told = news.now.as_json()
    assert "\n" not in told
    assert json.loads(told)["fault"] == {"message": "Two\nlines", "lines": [["where", EVIL]]}


def test_pages_reload_after_a_build_that_changed_them_and_no_other(news):
    first = news.now
    news.failed(ConfigurationError("Wrong."))
    assert (news.now.built, news.now.fault is None) == (first.built, False)
    news.built(changed=False)
    assert (news.now.built, news.now.fault) == (first.built, None)
    news.built(changed=True)
    assert news.now.built != first.built
    assert News().now.built != first.built


def test_who_knows_it_all_waits_and_who_does_not_is_told_at_once(news):
    assert news.after("", 0) == news.now
    assert news.after(news.now.number, 0.01) is None
    news.end()
    assert news.after("", 60) is None


def test_the_script_reads_no_text_as_markup():
    script = Path(answer.__code__.co_filename).with_name("preview.js").read_text(encoding="utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        'setAttribute("style',
    ):
        assert word not in script
