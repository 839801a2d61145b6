"""The log of a run for machines, its summary, and the line on how it ended."""

import datetime as dt
import json
import re
import sys

import pytest

from corridor import building, cli, journal, making, pipeline
from corridor.check_reports import CheckReport, CheckResult
from corridor.errors import CheckError, UsageError
from corridor.journal import Journal
from corridor.reasons import listening, note

HEALTH = re.compile(
    r"corridor: (ok|failed exit=\d+) command=\S+ edition=\S+ built=\d+ reused=\d+ unchanged=\d+ withheld=\d+ "
    r"checks=\d+ warnings=\d+ seconds=\d+"
)


def verdict(check, severity, success):
    return CheckResult(
        "population", "wpp2024", check, "It holds.", severity, success, "all", "not so for JPN"
    )


@pytest.fixture
def log():
    """A journal and the lines of its log."""
    lines = []
    return Journal("build", lambda text: lines.append(json.loads(text))), lines


def test_a_line_says_when_where_and_why(log, tmp_path):
    told, lines = log
    told.edition("2026-1")
    told.progress("Pages", 0, 2)
    with journal.open_(told), listening(tmp_path, "2026-1", lambda _: None):
        note("page briefs/jpn/index.qmd", {"data/a.csv": "1"}, taken=False)
        note("notebook country_indicators for KOR", {}, taken=True)
    told.progress("Pages", 2, 2)
    page, run = (line for line in lines if line["event"] == "part")
    assert dt.datetime.fromisoformat(page["time"]).utcoffset() == dt.timedelta(0)
    assert (page["level"], page["edition"], page["stage"], page["economy"]) == (
        "info",
        "2026-1",
        "Pages",
        "JPN",
    )
    assert (page["state"], page["cause"]) == ("built", "made for the first time")
    assert (run["state"], run["economy"], "cause" in run) == ("reused", "KOR", False)
    begun, done = (line for line in lines if line["event"] == "stage")
    assert (begun["state"], done["state"]) == ("begun", "done")
    assert 0 <= done["took"] <= done["seconds"]


def test_checks_that_fail_are_told_and_all_are_counted(log):
    told, lines = log
    results = (
        verdict("a", "critical", True),
        verdict("b", "warning", False),
        verdict("c", "info", False),
        verdict("d", "critical", False),
    )
    told.checked([CheckReport("population", "wpp2024", "0", results)])
    assert [(line["check"], line["level"]) for line in lines] == [("b", "warning"), ("d", "error")]
    assert "checks=4 warnings=1" in told.health(0)


def test_the_summary_says_what_was_built_taken_and_withheld_and_why(log):
    told, lines = log
    told.edition("2026-1")
    for at in range(5):
        told.part(f"page {at}", f"made again, because of file {at % 4}", taken=False)
    told.part("text of index.qmd", "as before", taken=True)
    told.withheld(["JPN"], "a check failed")
    told.end(10)
    shown = list(told.summary())
    assert shown[0].startswith("  built 5 pages; reused 1 text; ")
    assert shown[1] == "  2 made again, because of file 0"
    assert shown[4:] == ["  1 for other reasons; -v names each", "  withheld JPN: a check failed"]
    last = lines[-1]
    assert (last["event"], last["outcome"], last["exit"]) == ("summary", "failed", 10)
    assert (last["built"], last["reused"]) == ({"page": 5}, {"text": 1})
    assert last["withheld"] == {"JPN": "a check failed"}
    assert sum(last["causes"].values()) == 5
    assert told.health(10).startswith(
        "corridor: failed exit=10 command=build edition=2026-1 built=5 reused=1 "
    )


def test_a_clock_that_is_set_back_makes_nothing_last_less_than_no_time(monkeypatch, log):
    told, lines = log

    class Back(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(1970, 1, 1, tzinfo=tz)

    told.tell("one")
    monkeypatch.setattr(journal.dt, "datetime", Back)
    told.tell("two")
    assert lines[1]["time"] < lines[0]["time"]
    assert lines[1]["seconds"] >= lines[0]["seconds"]


def test_nobody_need_log():
    assert list(journal.current().summary()) == []
    journal.current().part("page a", "made for the first time", taken=False)
    making.silent("Pages", 0, 1)


@pytest.fixture
def corridor(monkeypatch, capsys, project):
    """Run the command line; gives exit code, lines of standard output and of standard error."""

    def run(*arguments):
        monkeypatch.chdir(project.root)
        monkeypatch.setattr(sys, "argv", ["corridor", *arguments])
        with pytest.raises(SystemExit) as leave:
            cli.main()
        told = capsys.readouterr()
        return int(leave.value.code or 0), told.out.splitlines(), told.err.splitlines()

    return run


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (CheckError("Wrong.", where="data/a.csv", found="9", todo="Mend it."), 10, "CheckError"),
        (UsageError("Unknown."), 2, "UsageError"),
        (ZeroDivisionError("ours"), 1, "ZeroDivisionError"),
    ],
)
def test_a_run_that_fails_says_so_in_its_last_lines(corridor, monkeypatch, error, code, kind):
    monkeypatch.setattr(building, "build", failing(error))
    left, out, err = corridor("build", "2026-1", "--log", "json")
    assert left == code
    lines = [json.loads(line) for line in err]
    assert [line["event"] for line in lines] == ["begun", "edition", "failed", "summary"]
    assert (lines[2]["kind"], lines[2]["exit"], lines[2]["level"]) == (kind, code, "error")
    if code == 10:
        assert (lines[2]["where"], lines[2]["found"], lines[2]["todo"]) == ("data/a.csv", "9", "Mend it.")
    assert ("traceback" in lines[2]) == (code == 1)
    assert len(out) == 1
    assert HEALTH.fullmatch(out[0])
    assert f"failed exit={code} command=build edition=2026-1" in out[0]


def test_a_plain_run_tells_a_mistake_in_words_and_ends_with_the_same_line(corridor, monkeypatch):
    monkeypatch.setattr(building, "build", failing(CheckError("Wrong.", found="9")))
    code, out, err = corridor("build", "2026-1")
    assert (code, err) == (10, ["Error: Wrong.", "  found: 9"])
    assert HEALTH.fullmatch(out[-1])


def test_options_that_are_wrong_are_told_in_the_log_too(corridor):
    code, out, err = corridor("build", "--nonsense", "--log", "json")
    assert code == 2
    assert [json.loads(line)["event"] for line in err] == ["failed", "summary"]
    assert HEALTH.fullmatch(out[0])


def test_a_check_counts_what_was_checked(corridor, monkeypatch):
    report = CheckReport("population", "wpp2024", "0", (verdict("b", "warning", False),))

    def checked(*_):
        journal.current().checked([report])
        return (report,)

    monkeypatch.setattr(pipeline, "check_edition", checked)
    code, out, err = corridor("check", "2026-1", "--log=json")
    assert code == 0
    assert [json.loads(line)["event"] for line in err] == ["begun", "edition", "check", "summary"]
    assert "checks=1 warnings=1" in out[-1]
