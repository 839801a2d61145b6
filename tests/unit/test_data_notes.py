"""Notes on the data: warnings of checks in words, with the economies that a report is about."""

from types import SimpleNamespace

import pytest

from corridor.checks import CheckReport, CheckResult
from corridor.reports import notes

CODES = ("AFG", "ASM", "BTN", "COK", "FJI", "GUM", "KIR", "TUV")


def context(statement, found):
    rows = tuple(f"iso3={code}" for code in CODES)
    result = CheckResult("population", "v1", "there", statement, "warning", False, "", found, rows)
    source = SimpleNamespace(vintages={"v1": SimpleNamespace(title="Population 2024")})
    return SimpleNamespace(
        economies={code: SimpleNamespace(in_text=code.title()) for code in CODES},
        edition=SimpleNamespace(vintages={"population": "v1"}),
        sources={"population": source},
        reports=(CheckReport("population", "v1", "0" * 64, (result,)),),
    )


@pytest.mark.parametrize(
    ("economies", "found", "told"),
    [
        (["TUV"], "not so for AFG, TUV", "not so for Tuv and others."),
        (["TUV"], "not so for TUV", "not so for Tuv."),
        (CODES, "not so for AFG, TUV", "not so for Afg and Tuv."),
        (CODES, f"not so for {', '.join(CODES)}", "not so for Afg, Asm, Btn, Cok, Fji and others."),
        (CODES, "the GDP of 2 economies", "the GDP of 2 economies."),
    ],
)
def test_a_warning_names_the_economies_of_the_report_and_no_more_than_can_be_read(economies, found, told):
    held = context("Every economy has figures (column iso3).", found)
    assert notes.warnings(held, economies) == [
        ("Check with a warning: Population 2024", f"“Every economy has figures”: {told}")
    ]


def test_a_column_other_than_the_economy_is_named():
    held = context("Every economy has figures (column asylum).", "not so for TUV")
    assert notes.warnings(held, ["TUV"])[0][1].startswith("“Every economy has figures as asylum”: ")
    assert notes.warnings(held, ["JPN"]) == []
