"""A short campaign: each class of seeded errors on a source, caught before publication, and no false alarm."""

from itertools import groupby

import pytest

# Class, release and number of an error that matters, by the campaign's first seed. Errors of one release come together:
# to lay out a place and to look at the real release takes longer than to judge an error.
GDP, STUDENTS, REMITTANCES = (
    ("gdp", "wdi2026", "wdi2025"),
    ("students", "uis2025", ""),
    ("remittances", "wdi2025", ""),
)
AGES, RATES = ("migrant_stock_age", "rev2020", ""), ("skilled_emigration", "iab2013", "")
MATRIX = ("bilateral_remittances", "knomad2022", "")
FORMS = (
    "rows duplicated",
    "marks: two points",
    "marks: hyphen",
    "marks: space",
    "decimal commas",
    "names for codes",
    "byte-order mark",
    "wrong encoding",
    "wrong separator",
)
FIGURES = (
    (GDP, "unit: times 100"),
    (GDP, "cut off at the end"),
    (GDP, "an old release renamed"),
    (GDP, "half old, half new"),
    (STUDENTS, "unit: times 1,000"),
    (STUDENTS, "unit: thousands for ones"),
    (STUDENTS, "sign"),
    (STUDENTS, "year shifted"),
    (STUDENTS, "rows dropped"),
    (STUDENTS, "an economy missing"),
    (STUDENTS, "a year missing"),
    (STUDENTS, "zero for missing"),
    (STUDENTS, "codes changed"),
    (RATES, "rounding"),
    (REMITTANCES, "percentages as fractions"),
    (REMITTANCES, "columns exchanged"),
    (REMITTANCES, "digits exchanged"),
    (RATES, "rows exchanged between economies"),
    (RATES, "region totals mixed in"),
    (MATRIX, "origin and destination exchanged"),
    (AGES, "sexes exchanged"),
)
SEED = 1
TRIES = 12


@pytest.fixture(scope="module", autouse=True)
def on_the_way(project):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project.root))
        yield


@pytest.fixture(scope="module")
def judged(project, tmp_path_factory):
    """Verdicts on the first error of each class that matters, and what is found in the real releases."""
    from campaign.classes import planted
    from campaign.judging import Judge
    from campaign.running import seed_of
    from campaign.settings import Setting, place

    from corridor.sources import load

    verdicts, usual = {}, {}

    def first(judge, release, setting, name):
        for number in range(TRIES):
            made = planted(name, release, seed_of(SEED, name, setting, number))
            if made and (name in FORMS or not judge.shown or judge.matters(made.content)):
                return judge.verdict(made.content)
        raise AssertionError(f"no error of the class {name} matters in {setting.name}")

    wanted = [*FIGURES, *((STUDENTS, name) for name in FORMS)]
    wanted.sort(key=lambda one: one[0])
    with load.remembering():
        for parts, held in groupby(wanted, key=lambda one: one[0]):
            setting = Setting(*parts)
            where = place(project, setting, tmp_path_factory.mktemp("place"))
            judge = Judge(project, setting, where)
            usual[setting.name] = judge.usual
            verdicts |= {name: first(judge, where.release, setting, name) for _, name in held}
    return verdicts, usual


def test_every_class_is_tried(project):
    from campaign.classes import CLASSES

    assert {name for _, name in FIGURES} | set(FORMS) == set(CLASSES)


@pytest.mark.parametrize("name", FORMS)
def test_a_table_in_another_form_is_not_read(judged, name):
    from campaign.judging import UNREADABLE

    assert judged[0][name].outcome == UNREADABLE


@pytest.mark.parametrize("name", [name for _, name in FIGURES])
def test_an_error_that_matters_is_caught(judged, name):
    verdict = judged[0][name]
    assert verdict.caught, verdict
    assert verdict.by


def test_real_releases_raise_no_alarm(judged):
    for name, found in judged[1].items():
        assert [one.text for one in found if one.critical] == [], name
