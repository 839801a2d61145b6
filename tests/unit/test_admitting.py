"""A new release is read strictly, compared with the one before, and laid into its declaration line by line."""

import gzip
from dataclasses import replace

import pandas as pd
import pytest
import yaml

from corridor import source_tables
from corridor.admitting import comparison, declaration, reading
from corridor.admitting.comparison import Release, findings, spans
from corridor.errors import ConfigurationError, UsageError
from corridor.source_declarations import Vintage, parse_source
from corridor.source_tables import parse_table
from corridor.sources import list_sources, load, read_source

HEAD = "iso3,year,indicator,value\n"
GDP = "gdp_pc_ppp_constant_2021"
NEW = Vintage(
    id="new2027",
    file="new2027.csv.gz",
    sha256="a" * 64,
    published="2027",
    title="A title: with a colon",
    label="NEW 2027",
    coverage="3 economies, 1990 to 2025",
    years=(1990, 2025),
)


@pytest.fixture(scope="module")
def gdp(project):
    return read_source(project, "gdp")


@pytest.fixture
def release(gdp):
    """Make a release of GDP per head: value by economy and year."""

    def made(values: dict[str, dict[int, float]], *, indicator: str = GDP, name: str = "r") -> Release:
        rows = [f"{iso3},{year},{indicator},{v}" for iso3, held in values.items() for year, v in held.items()]
        return Release(name, parse_table((HEAD + "\n".join(rows) + "\n").encode(), "r.csv", gdp))

    return made


def steady(*codes: str, **others: dict[int, float]) -> dict[str, dict[int, float]]:
    return {**{code: {2020: 100.0 + n, 2021: 110.0 + n} for n, code in enumerate(codes)}, **others}


SIX = ("JPN", "KOR", "CHN", "MNG", "RUS", "HKG")


def texts(found) -> str:
    return " ".join(one.text for one in found)


def test_the_same_figures_again_are_no_release(gdp, release):
    found = findings(gdp, release(steady(*SIX)), release(steady(*reversed(SIX))), [])
    values = findings(gdp, release(steady(*SIX)), release(steady(*SIX)), [])
    assert [one.critical for one in values] == [True]
    assert "the same figures" in values[0].text
    assert not any("same figures" in one.text for one in found)


def test_a_small_revision_is_nothing_to_ask_about(gdp, release):
    new = steady(*SIX, JPN={2020: 101.0, 2021: 111.0})
    assert findings(gdp, release(new), release(steady(*SIX)), []) == []


def test_economies_and_periods_that_came_or_went_are_told(gdp, release):
    new = steady("JPN", "KOR", "CHN", "MNG", "RUS", "MAC", JPN={2021: 110.0, 2022: 111.0})
    old = steady(*SIX, KOR={2019: 99.0, 2020: 101.0, 2021: 111.0})
    found = findings(gdp, release(new), release(old), [])
    assert not any(one.critical for one in found)
    told = texts(found)
    assert "1 of the 6 codes in the column iso3 vanished: HKG." in told
    assert "New in the column iso3: MAC." in told
    assert "Periods added: 2022." in told
    assert "Periods dropped: 2019." in told


def test_a_release_without_most_economies_is_refused(gdp, release):
    found = findings(gdp, release(steady("JPN", "KOR")), release(steady(*SIX)), [])
    assert [one.critical for one in found] == [True]


def test_another_unit_is_refused(gdp, release):
    thousand = {
        code: {year: value * 1000 for year, value in held.items()} for code, held in steady(*SIX).items()
    }
    found = findings(gdp, release(thousand), release(steady(*SIX)), [])
    assert found[0].critical
    assert "about 1e+03 times" in found[0].text
    assert "Is it the unit?" in found[0].text


def test_a_figure_that_moved_beyond_the_usual_is_named_with_both_values(gdp, release):
    new = steady(*SIX, HKG={2020: 105.0, 2021: 1150.0})
    found = findings(gdp, release(new), release(steady(*SIX)), [])
    assert [one.critical for one in found] == [False]
    assert f"HKG 2021 {GDP} (115 → 1,150)" in found[0].text
    assert "more than 50%" in found[0].text
    assert "want of past revisions" in found[0].text


def test_what_the_source_revised_before_says_what_is_usual(gdp, release):
    old, later = release(steady(*SIX)), release(steady(*SIX, HKG={2020: 210.0, 2021: 115.0}))
    new = release(steady(*SIX, HKG={2020: 105.0, 2021: 160.0}))
    assert "more than" not in texts(findings(gdp, new, old, [(old, later)]))
    quiet = release(steady(*SIX, HKG={2020: 105.1, 2021: 115.0}))
    told = texts(findings(gdp, new, old, [(old, quiet)]))
    assert "more than 5%, the least that is asked about" in told


def test_small_figures_are_not_asked_about_one_by_one(gdp, release):
    new, old = steady(*SIX, MNG={2020: 9.0}), steady(*SIX, MNG={2020: 1.0})
    assert findings(gdp, release(new), release(old), []) == []


def test_releases_of_one_year_each_are_joined_by_the_rest_of_the_key(gdp, release):
    new = release({code: {2022: 100.0} for code in SIX})
    old = release({code: {2021: 100.0} for code in SIX[:-1]} | {"HKG": {2021: 1000.0}})
    told = texts(findings(gdp, new, old, []))
    assert "(1,000 → 100)" in told
    assert "Periods dropped: 2021." in told


def test_other_kinds_of_figures_are_told(gdp, release):
    old = release(steady(*SIX))
    new = release(steady(*SIX), indicator="gni_pc_ppp_current")
    told = texts(findings(gdp, new, old, []))
    assert f"without {GDP}" in told
    assert "also gni_pc_ppp_current" in told


def test_a_projection_that_became_an_estimate_is_the_same_figure(project):
    source = read_source(project, "population")
    head = "iso3,year,variant,age_group,population_thousands\n"

    def made(variant: str, japan: str) -> Release:
        values = {"JPN": japan, "KOR": "50000", "CHN": "1400000"}
        rows = "".join(f"{code},2023,{variant},total,{value}\n" for code, value in values.items())
        return Release("r", parse_table((head + rows).encode(), "r", source))

    told = texts(findings(source, made("estimate", "10000"), made("medium", "123000"), []))
    assert "JPN 2023 estimate total (123,000 → 10,000)" in told


def test_a_text_that_changed_is_counted(project):
    source = read_source(project, "treaties")
    dataset = load(project, "treaties", "untc2022")
    changed = dataset.table.copy()
    column = next(c.name for c in source.columns if not c.key and c.type == "string")
    changed[column] = changed[column].astype(str)
    changed.loc[:2, column] = "other"
    told = texts(findings(source, Release("new", changed), Release("old", dataset.table), []))
    assert f"The column {column} has another text in" in told


@pytest.mark.parametrize(
    ("source_id", "old", "new", "past", "beyond"),
    [
        ("gdp", "wdi2025", "wdi2026", [], 0.01),
        ("population", "wpp2022", "wpp2024", [], 0.02),
        ("bilateral_remittances", "knomad2019", "knomad2022", [("knomad2018", "knomad2019")], 0.02),
    ],
)
def test_real_revisions_pass_with_few_figures_to_look_at(project, source_id, old, new, past, beyond):
    """The named measures fit the revisions they were taken from: nothing critical, and few figures beyond."""
    source = read_source(project, source_id)

    def made(vintage: str) -> Release:
        return Release(vintage, load(project, source_id, vintage).table)

    pairs = [(made(one), made(other)) for one, other in past]
    assert not any(one.critical for one in findings(source, made(new), made(old), pairs))
    matched = comparison._matched(source, made(new).table, made(old).table)
    earlier = [comparison._matched(source, b.table, a.table) for a, b in pairs]
    for column in comparison._measures(source):
        usual = [comparison._moves(source, column, rows) for rows in earlier]
        for kind, moves in comparison._moves(source, column, matched).items():
            allowed, _ = comparison.allowance([held[kind] for held in usual if kind in held])
            assert (moves.sizes > allowed).mean() <= beyond
            assert 1 / comparison.SLIP < moves.ratio < comparison.SLIP


def test_years_are_drawn_together():
    assert spans({1991, 1992, 1994, 2024}) == "1991–1992, 1994, 2024"


# Forms of files ------------------------------------------------------------------------------------------------

ROWS = f"JPN,2020,{GDP},1.5\n".encode()


def refused(tmp_path, source, content: bytes, name: str = "new.csv") -> str:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        reading.read(tmp_path / name, source)
    return " ".join(str(caught.value).split())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PK\x03\x04" + b"x" * 50, "an Excel workbook"),
        ((HEAD + "JPN").encode("utf-16"), "UTF-16"),
        ((HEAD + "JPN").encode("utf-16-le"), "zero bytes"),
        (b"\xef\xbb\xbf" + HEAD.encode() + ROWS, "byte-order mark"),
        (HEAD.replace(",", ";").encode() + ROWS.replace(b",", b";"), "separates its fields by semicolons"),
        (HEAD.replace(",", "\t").encode() + ROWS.replace(b",", b"\t"), "by tabs"),
        ((HEAD.encode() + ROWS).replace(b"\n", b"\r\n"), "line ends of Windows"),
        (HEAD.encode() + ROWS.replace(b"JPN", b"J\xe4N"), "is not UTF-8"),
        (HEAD.encode() + ROWS.replace(b"1.5", b"1,5"), "decimal comma"),
        (HEAD.encode() + ROWS.replace(b"1.5", b'"1.5"'), "quotation marks"),
        (HEAD.encode() + ROWS + ROWS, "two rows with the same key"),
        (HEAD.encode() + ROWS.replace(b"JPN", b"JPX"), "unknown code"),
        (HEAD.encode(), "no rows"),
        (b"", "other columns than its source declares"),
        (HEAD.replace("value", "amount").encode() + ROWS, "no value; also amount"),
        (gzip.compress(HEAD.encode() + ROWS)[:-4], "broken or incomplete gzip"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_what_is_no_plain_table_is_refused_with_what_to_do(tmp_path, gdp, content, expected):
    told = refused(tmp_path, gdp, content)
    assert expected in told
    assert "what to do:" in told


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, gdp, monkeypatch):
    monkeypatch.setattr(source_tables, "LARGEST", 1024 * 1024)
    assert "more than a table can have" in refused(tmp_path, gdp, gzip.compress(b"0" * 2_000_000))


def test_a_file_that_is_not_there(tmp_path, gdp):
    for path, found in ((tmp_path / "none.csv", "nothing"), (tmp_path, "a folder")):
        with pytest.raises(UsageError) as caught:
            reading.read(path, gdp)
        assert caught.value.found == found


def test_packed_or_plain_the_table_is_the_same_and_packs_to_the_same_bytes(tmp_path, gdp):
    raw = HEAD.encode() + ROWS
    (tmp_path / "a.csv").write_bytes(raw)
    (tmp_path / "b.csv").write_bytes(gzip.compress(raw, 1))
    one, other = (reading.read(tmp_path / name, gdp) for name in ("a.csv", "b.csv"))
    assert one[0] == other[0] == raw
    pd.testing.assert_frame_equal(one[1], other[1])
    assert reading.packed(raw) == reading.packed(raw)
    assert gzip.decompress(reading.packed(raw)) == raw
    assert reading.packed(raw)[4:8] == bytes(4)  # no time


# The declaration -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", ["", 'Looked at: "yes", # all of it'])
def test_a_vintage_is_laid_in_and_nothing_else_of_the_file_changes(project, tmp_path, accepted):
    for source_id in list_sources(project):
        source = read_source(project, source_id)
        vintage = replace(
            NEW, accepted=accepted, findings=("Periods added: 2025.", "- a: b") if accepted else ()
        )
        path = project.data / source_id / "source.yml"
        text = path.read_text(encoding="utf-8")
        made = declaration.with_vintage(text, vintage, "source.yml")
        lines = made.splitlines(keepends=True)
        added = len(lines) - len(text.splitlines())
        (at,) = [n for n, line in enumerate(lines) if line.strip() == "new2027:"]
        assert "".join(lines[:at] + lines[at + added :]) == text
        target = tmp_path / source_id / "source.yml"
        target.parent.mkdir()
        target.write_text(made, encoding="utf-8")
        read = parse_source(target, "source.yml", source.code_list)
        assert read == replace(source, vintages={**source.vintages, "new2027": vintage})
        assert list(read.vintages)[-1] == "new2027"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("vintages:\n  a2020:\n    years: [1, 2]\n", -1),
        ("vintages:\n  a2020:\n    years: [1, 2]", -1),
        ("vintages:\n  a2020:\n    title: >-\n      one\n      two\n\n# the end\nid: x\n", 5),
        ("vintages:\n  a2020:\n    list:\n      - one\n      - two # remark\n# remark\nlimits: []\n", 5),
        ("vintages:\n    a2020: {years: [1, 2]}\nid: x\n", 2),
    ],
)
def test_wherever_the_vintages_stand_the_new_one_comes_after_them(text, where):
    made = declaration.with_vintage(text, NEW, "source.yml")
    lines = made.splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.strip() == "new2027:"]
    assert at == (len(text.splitlines()) if where == -1 else where)
    before, after = yaml.safe_load(text), yaml.safe_load(made)
    assert after["vintages"].pop("new2027")["title"] == NEW.title
    assert after == before


@pytest.mark.parametrize("text", ["vintages: {a: {years: [1, 2]}}\n", "id: x\n", "vintages: {}\n", "- x\n"])
def test_vintages_in_another_form_are_refused(text):
    with pytest.raises(ConfigurationError, match="cannot be added to"):
        declaration.with_vintage(text, NEW, "source.yml")
