"""The preview's server: on this machine only, telling open pages what holds, and gone with all its threads."""

import json
import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlsplit

import pytest

from corridor.errors import ConfigurationError, UsageError
from corridor.previewing import serving as module
from corridor.previewing.news import News
from corridor.previewing.serving import serving

PATIENCE = 60


@pytest.fixture
def site(tmp_path):
    (tmp_path / "index.html").write_text("<body>Text.</body>", encoding="utf-8")
    (tmp_path / "brief.pdf").write_bytes(b"0123456789")
    return tmp_path


@pytest.fixture
def news():
    return News()


@pytest.fixture
def place(site, news):
    with serving(site, news, 0) as address:
        yield urlsplit(address)


def ask(place, method, path, headers=None):
    connection = HTTPConnection(place.hostname, place.port, timeout=PATIENCE)
    connection.request(method, path, headers=headers or {})
    return connection.getresponse()


def next_told(stream):
    """The next thing that an open page is told."""
    while not (line := stream.readline()).startswith(b"data: "):
        assert line
    return json.loads(line.removeprefix(b"data: "))


def test_it_listens_on_this_machine_only(place):
    assert place.hostname == "127.0.0.1"
    with socket.socket() as other:
        other.settimeout(PATIENCE)
        # An address of this machine, too, on which it would answer if it listened on all.
        assert other.connect_ex(("127.0.0.2", place.port)) != 0


@pytest.mark.parametrize("path", ["/", "/brief.pdf", "/gone", "/_preview/preview.js"])
def test_nothing_is_kept_by_the_browser_and_no_other_page_reads_it(place, path):
    answer = ask(place, "GET", path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(answer.read())


@pytest.mark.parametrize("path", ["/", "/brief.pdf", "/gone"])
def test_a_head_is_what_a_get_gives_without_the_body(place, path):
    whole, head = ask(place, "GET", path), ask(place, "HEAD", path)
    assert (head.status, head.read()) == (whole.status, b"")
    told = [dict(answer.headers) for answer in (whole, head)]
    for one in told:
        del one["Date"]
    assert told[0] == told[1]


def test_a_run_of_bytes_is_sent_whatever_the_case_of_its_header(place):
    answer = ask(place, "GET", "/brief.pdf", {"rAnGe": "bytes=2-4"})
    assert (answer.status, answer.read()) == (206, b"234")


def test_another_name_is_refused_the_events_too(place):
    assert ask(place, "GET", "/_preview/events", {"Host": "evil.example"}).status == 403


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_other_methods_are_refused(place, method):
    assert ask(place, method, "/").status == 501


def test_another_origin_is_refused_the_events_too(place):
    for told in ({"Origin": "http://127.0.0.1:1"}, {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}):
        assert ask(place, "GET", "/_preview/events", told).status == 403


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /" + b"x" * 70_000, b" 414 "),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b" 431 "),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * 70_000, b" 431 "),
        (b"GET / HTTP/1.1\r\nRange: bytes=" + b"9" * 5000 + b"-\r\n\r\n", b" 200 "),
        (b"GET / HTTP/9.9\r\n\r\n", b" 505 "),
        (b"GET /\0 HTTP/1.1\r\n\r\n", b" 404 "),
        (b"\x16\x03\x01\x02\r\n\r\n", b""),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", b" 403 "),
    ],
)
def test_what_is_no_plain_request_is_answered_and_no_fault(place, capsys, request_, status):
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as connection:
        connection.sendall(request_)
        connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            assert status in connection.recv(500)
    assert ask(place, "GET", "/").status == 200
    assert capsys.readouterr().err == ""


def test_one_connection_too_many_is_closed_and_the_others_stay(site, news, monkeypatch):
    monkeypatch.setattr(module, "_MOST", 2)
    with serving(site, news, 0) as address:
        place = urlsplit(address)
        streams = [ask(place, "GET", "/_preview/events") for _ in "ab"]
        for stream in streams:
            next_told(stream)
        with pytest.raises((ConnectionError, RemoteDisconnected)):
            ask(place, "GET", "/")
        news.built(changed=True)
        assert all(next_told(stream)["built"] == news.now.built for stream in streams)


def test_an_open_page_is_told_at_once_and_whenever_something_else_holds(place, news):
    stream = ask(place, "GET", "/_preview/events")
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert next_told(stream) == json.loads(news.now.as_json())
    news.failed(ConfigurationError("Wrong.", where="here"))
    assert next_told(stream)["fault"] == {"message": "Wrong.", "lines": [["where", "here"]]}
    news.built(changed=True)
    told = next_told(stream)
    assert told["fault"] is None
    assert told["built"] == news.now.built


def test_a_page_that_is_gone_is_noticed_and_told_to_nobody(site, news, monkeypatch, capsys):
    monkeypatch.setattr(module, "_SIGN_OF_LIFE", 0.01)
    before = set(threading.enumerate())
    with serving(site, news, 0) as address:
        place = urlsplit(address)
        connection = socket.create_connection((place.hostname, place.port), timeout=PATIENCE)
        connection.sendall(b"GET /_preview/events HTTP/1.0\r\n\r\n")
        assert connection.recv(10)
        serving_it = set(threading.enumerate()) - before
        connection.close()
        for thread in serving_it:
            if "process_request" in thread.name:
                thread.join(PATIENCE)
                assert not thread.is_alive()
    assert capsys.readouterr().err == ""


def test_nothing_is_left_when_it_ends(site, news):
    before = threading.enumerate()
    with serving(site, news, 0) as address:
        place = urlsplit(address)
        stream = ask(place, "GET", "/_preview/events")
        next_told(stream)
        # A browser opens connections ahead, on which it asks nothing yet.
        idle = socket.create_connection((place.hostname, place.port), timeout=PATIENCE)
        half = socket.create_connection((place.hostname, place.port), timeout=PATIENCE)
        half.sendall(b"GET / HT")
    assert threading.enumerate() == before
    for connection in (idle, half):
        with suppress(ConnectionError):
            assert connection.recv(1) == b""
        connection.close()
    assert stream.read().strip() == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((place.hostname, place.port), timeout=PATIENCE)


def test_a_port_that_is_taken_is_refused_with_what_to_do(site, news, place):
    with pytest.raises(UsageError) as caught, serving(site, news, place.port):
        pass
    told = str(caught.value)
    assert f"Port {place.port} is taken." in told
    assert "--port 0" in told
    assert caught.value.exit_code == 2


def test_the_port_is_free_again_at_once(site, news):
    with serving(site, news, 0) as address:
        port = urlsplit(address).port
        ask(urlsplit(address), "GET", "/").read()
    with serving(site, News(), port) as again:
        assert again == address
