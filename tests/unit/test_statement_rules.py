"""Rules of the register of statements: what counts as met, which verdict follows, and what is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_samples import copied, spoilt

from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorValue, Input
from corridor.ledger import figure_of
from corridor.statements import FILE, VERDICTS, read_statements
from corridor.statements.declaration import Expectation
from corridor.statements.measures import Point
from corridor.statements.verdicts import meets, verdict

ROWS = (Input("migrant_stock", "rev2024", "0" * 64, ("destination=JPN",), 3),)
judged = st.lists(st.one_of(st.none(), st.booleans()), max_size=5)
numbers = st.floats(min_value=0.001, max_value=1e9)


def point(value: float | None, year: int = 2010, code: str = "", *, known: bool = True) -> Point:
    if value is None:
        return Point(year, None, "There is none.", code, known=known)
    held = IndicatorValue("JPN", "immigrant_stock", "", year, value, "persons", "estimated", "", ROWS)
    return Point(year, figure_of(held), code=code)


@given(judged, st.one_of(st.none(), st.booleans()))
def test_a_verdict_follows_from_what_is_known(then, now):
    found = verdict(then, now)
    known = [one for one in then if one is not None]
    assert found in VERDICTS
    assert (found == "not testable") == (not known)
    assert (found == "not reproduced") == (bool(known) and not any(known))
    assert (found in ("holds", "no longer holds")) == any(known)


@given(judged, st.booleans())
def test_what_held_holds_if_and_only_if_the_newest_agrees(then, now):
    if any(then):
        assert verdict(then, now) == ("holds" if now else "no longer holds")
        newest = [one for one in then if one is not None][-1]
        assert verdict(then, None) == ("holds" if newest else "no longer holds")


@given(judged, st.one_of(st.none(), st.booleans()))
def test_a_vintage_without_a_figure_changes_no_verdict(then, now):
    known = [one for one in then if one is not None]
    assert verdict(then, now) == verdict(known, now)


@given(judged, st.booleans())
def test_a_vintage_that_agrees_never_worsens_a_verdict(then, now):
    order = {name: at for at, name in enumerate(reversed(VERDICTS))}
    assert order[verdict([True, *then], now)] >= order[verdict(then, now)]


@given(st.lists(numbers, min_size=1, max_size=4), numbers, st.floats(min_value=0, max_value=1e6))
def test_near_means_between_the_values_or_within_the_tolerance(values, wanted, tolerance):
    points = [point(value, 2000 + at) for at, value in enumerate(values)]
    met = meets(Expectation("near", (wanted,), tolerance=tolerance), points)
    distance = max(min(values) - wanted, wanted - max(values), 0)
    if abs(distance - tolerance) > 1e-6 * wanted:
        assert met == (distance <= tolerance)
    assert meets(Expectation("near", (values[0],)), points) is True


@given(st.lists(numbers, min_size=1, max_size=4), numbers)
def test_at_least_and_at_most_and_within(values, limit):
    points = [point(value) for value in values]
    assert meets(Expectation("at_least", (limit,)), points) == (max(values) >= limit)
    assert meets(Expectation("at_most", (limit,)), points) == (min(values) <= limit)
    assert meets(Expectation("within", (limit, 2 * limit)), points) == any(
        limit <= value <= 2 * limit for value in values
    )
    assert meets(Expectation("spread", (limit, 2 * limit)), [point(limit), *points, point(3 * limit)])


@given(numbers, st.floats(min_value=1.0, max_value=20), st.integers(min_value=1, max_value=30))
def test_a_rise_is_more_than_little_and_a_surge_is_fast(start, factor, years):
    points = [point(start, 2000), point(start * factor, 2000 + years)]
    rises = meets(Expectation("rises"), points)
    surges = meets(Expectation("rises", sharply=True), points)
    if abs(factor - 1.03) > 1e-9:
        assert rises == (factor > 1.03)
    assert not (surges and not rises)
    assert meets(Expectation("rises"), points[:1]) is None
    assert (
        meets(Expectation("rises"), [points[0], replace(points[1], year=2000 + years, figure=None)]) is None
    )


def test_the_first_places_count_in_any_order_and_in_one_of_the_years():
    first = Expectation("first", codes=("JPN", "KOR"))
    assert meets(first, [point(9, 2010, "KOR"), point(8, 2010, "JPN")]) is True
    assert meets(first, [point(9, 2010, "KOR"), point(8, 2015, "JPN")]) is False
    assert (
        meets(
            first,
            [
                point(9, 2010, "KOR"),
                point(8, 2010, "CHN"),
                point(9, 2015, "JPN"),
                point(8, 2015, "KOR"),
            ],
        )
        is True
    )


def test_rows_that_come_to_no_value_are_an_answer_and_no_rows_are_none():
    turns = Expectation("turns")
    assert meets(turns, [point(2026.0, 2050)]) is True
    assert meets(turns, [point(None, 2050, known=True)]) is False
    assert meets(turns, [point(None, 2050, known=False)]) is None
    assert meets(turns, []) is None


BAD = [
    ("indicator: intra_regional_emigrant_share", "indicator: intra_regional_share", "unknown indicator"),
    ("scope: six-states", "scope: seven-states", "unknown scope: seven-states"),
    ("{region: north-east-asia-states}", "{region: north-asia}", "unknown region: north-asia"),
    ("economies: [AUS, CAN", "economies: [AUS, CAM", "unknown economy: CAM"),
    ("m49: [Central Asia,", "m49: [Middle Asia,", "unknown subregion of M49: Middle Asia"),
    ("without: [JPN]", "without: [JAP]", "unknown economy: JAP"),
    ("reference: labor-mobility-nea", "reference: labour-mobility", "unknown reference: labour-mobility"),
    ("    when: about 2010 to 2015", "    verdict: holds\n    when: about 2010", "types a verdict by hand"),
    ("    when: about 2010 to 2015", "    year: 2015\n    when: about 2010", "unknown key: year"),
    ("tolerance: 0.05", "tolerance: -1", "tolerance below zero"),
    ("tolerance: 0.05", "tolerance: small", "wrong value for tolerance"),
    ("{near: share}", "{near: part}", "unknown quoted number: part"),
    ("{near: share}", "{close: share}", "unknown key: close"),
    ("{near: share}", "{near: [share, share]}", "wrong number of limits"),
    ("expect: {near: share}", "expect: {near: share, at_least: share}", "expects other than one thing"),
    ("first: [USA, UKR, KAZ, HKG, JPN]", "first: [USA, UKR, KAX]", "unknown economy: KAX"),
    ("{rises: at all}", "{rises: slowly}", "unknown manner: slowly"),
    ("years: [2000, 2015]", "years: [2000, 2010, 2015]", "other than two years"),
    ("years: [2010, 2015]", "years: [2015, 2010]", "wrong value for years"),
    ("years: [2010, 2015]", "years: 2015", "wrong value for years"),
    ("within: [low, high]", "within: [high, low]", "low above its high"),
    ("spread: [0.5, 2]", "spread: [2, 0.5]", "low above its high"),
    ("of: sum", "of: total", "unknown statistic: total"),
    ("      of: sum\n", "", "without saying which"),
    (
        "scope: oecd-twelve\n      base_year: 2020",
        "scope: japan\n      base_year: much",
        "wrong value for base",
    ),
    ('text: "6,000"', 'text: "7,000"', "says another number than it quotes"),
    ("text: 59 million", "text: 59 billion", "says another number than it quotes"),
    ("text: 82 million", "text: 28 million", "says another number than it quotes"),
    ('share: {value: 9.6, unit: "%"}', 'share: {value: 9.6, unit: "per cent"}', "unknown unit: per cent"),
    ("said: Of migrants", "said: Of 100 migrants", "number in a text"),
    ("{share} live in another", "{part} live in another", "number that is not declared"),
    ("region has {share} of", "region has some of", "leaves out a number that is declared"),
    ("because: No tolerance", "because: A tolerance of 3", "number in a text"),
    ("id: main-destinations", "id: intra-regional-share", "two entries with one id"),
    ("id: main-destinations", "id: Main destinations", "wrong value for id"),
]


@pytest.mark.parametrize(("old", "new", "problem"), BAD)
def test_a_fault_is_refused_with_its_line(tmp_path, old, new, problem):
    copy = copied(tmp_path / "project")
    line = spoilt(copy, FILE, old, new)
    with pytest.raises(ConfigurationError, match=problem) as refused:
        read_statements(copy)
    told = int(refused.value.where.removeprefix(f"definitions/{FILE}, line "))
    # Where a change covers two lines, or leaves a line out, the fault stands beside it.
    assert abs(told - line) <= (8 if "\n" in old else 1)
    assert refused.value.expected
    assert refused.value.found
    assert refused.value.exit_code == 11


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("    when: about 2010 to 2015\n", "", "no when"),
        ("    reference: labor-mobility-nea\n", "", "no reference"),
        ("    needed: A test would need entries", "    because: A test would need entries", "neither"),
        ("      expect: {near: share}\n", "", "none"),
    ],
)
def test_what_is_left_out_is_told(tmp_path, old, new, found):
    copy = copied(tmp_path / "project")
    spoilt(copy, FILE, old, new)
    with pytest.raises(ConfigurationError) as refused:
        read_statements(copy)
    assert refused.value.found == found
    assert refused.value.where.startswith(f"definitions/{FILE}, line ")


def test_an_indicator_without_values_of_the_scope_is_refused(tmp_path):
    copy = copied(tmp_path / "project")
    line = spoilt(copy, FILE, "indicator: share_of_world_migrants", "indicator: student_balance")
    with pytest.raises(ConfigurationError, match="student_balance does not have") as refused:
        read_statements(copy)
    assert refused.value.where == f"definitions/{FILE}, line {line}"


def test_a_missing_register_is_told(tmp_path):
    copy = copied(tmp_path / "project")
    (copy.definitions / FILE).unlink()
    with pytest.raises(ConfigurationError, match="does not exist") as refused:
        read_statements(copy)
    assert refused.value.where == f"definitions/{FILE}"
