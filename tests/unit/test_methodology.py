"""The methodology states the limits behind words as the claims have them."""

import re

import pytest

from corridor.claims import THRESHOLDS
from corridor.formats import date


@pytest.fixture(scope="module")
def page(project):
    return (project.reports / "pages" / "methodology.qmd").read_text(encoding="utf-8")


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda threshold: threshold.word)
def test_each_threshold_is_on_the_page_with_its_rule_and_date(page, threshold):
    assert f"| {threshold.word} | {threshold.rule} | {date(threshold.since)} |" in page


def test_the_page_lists_no_other_words(page):
    table = page.partition("## Words with thresholds")[2].partition(": Words and their limits")[0]
    words = re.findall(r"^\| ([a-z][^|]*?) \|", table, flags=re.MULTILINE)
    assert sorted(words) == sorted(threshold.word for threshold in THRESHOLDS)


@pytest.mark.parametrize(
    "topic",
    ["Net migration and its intervals", "Replacement needs", "Money", "Students", "Statements computed again",
     "Contested estimates", "Which economies are shown", "What changed between editions", "Missing figures"],
)  # fmt: skip
def test_each_theme_has_its_method(page, topic):
    assert re.search(rf"^## {topic}", page, flags=re.MULTILINE)


@pytest.mark.parametrize("verdict", ["holds", "no longer holds", "not reproduced", "not testable"])
def test_each_verdict_is_explained(page, verdict):
    assert f"- **{verdict}**:" in page
