"""Sources: declarations that are refused, tables that are refused, and what a table looks like once it is read."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from corridor.errors import ConfigurationError, UsageError
from corridor.project import Project
from corridor.sources import Dataset, list_sources, load, read_source

ROOT = Path(__file__).parents[2]
REAL = Project(ROOT)

DECLARED = {
    "id": "toy",
    "publisher": "A statistical office",
    "abbreviation": "SO",
    "title": "Toys by place",
    "citation": "A statistical office. Toys by place.",
    "licence": "CC BY 4.0",
    "link": "https://example.org/toys",
    "status": "observed",
    "limits": [
        {"text": "Toys of Japan are counted by makers.", "economies": ["JPN"]},
        {"text": "The first release is rounded.", "vintages": ["v1"]},
        {"text": "Toys are not shared."},
    ],
    "columns": {
        "place": {
            **{"type": "string", "unit": "code", "meaning": "Where", "key": True},
            **{"codes": "economies", "also": ["OTH"]},
        },
        "year": {"type": "integer", "unit": "year", "meaning": "When", "key": True},
        "kind": {
            **{"type": "string", "unit": "category", "meaning": "Which", "key": True},
            "codes": ["wooden", "NA"],
        },
        "toys": {"type": "number", "unit": "thousand toys", "meaning": "How many", "key": False},
        "makers": {
            **{"type": "integer", "unit": "makers", "meaning": "By whom", "key": False},
            "optional": True,
        },
    },
    "vintages": {
        "v1": {
            **{"file": "v1.csv.gz", "sha256": "0" * 64, "published": "2024-07", "title": "Toys 2024"},
            **{"label": "Toys 2024", "coverage": "Two places", "years": [2020, 2021]},
        }
    },
}
HEADER = "place,year,kind,toys,makers"
GOOD = f"{HEADER}\nJPN,2020,wooden,1.5,3\nNAM,2020,NA,2,\nOTH,2021,wooden,-0.25,4.0\n"


def toy_project(folder: Path, declared: dict[str, object] | None = None) -> Project:
    (folder / "definitions").mkdir(parents=True)
    shutil.copy(ROOT / "definitions" / "economies.csv", folder / "definitions")
    (folder / "_quarto.yml").write_text("project: {}\n")
    source = folder / "data" / "toy"
    source.mkdir(parents=True)
    (source / "source.yml").write_text(
        yaml.safe_dump(declared or DECLARED, sort_keys=False), encoding="utf-8"
    )
    return Project(folder)


def lay_in(project: Project, content: bytes) -> Path:
    """Write a vintage's file and declare its digest."""
    path = project.data / "toy" / "v1.csv.gz"
    path.write_bytes(content)
    source = project.data / "toy" / "source.yml"
    declared = yaml.safe_load(source.read_text(encoding="utf-8"))
    declared["vintages"]["v1"]["sha256"] = hashlib.sha256(content).hexdigest()
    source.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")
    return path


def loaded(folder: Path, text: str | bytes) -> Dataset:
    project = toy_project(folder)
    raw = text if isinstance(text, bytes) else text.encode()
    lay_in(project, gzip.compress(raw, mtime=0))
    return load(project, "toy", "v1")


def refusal(folder: Path, text: str | bytes) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, text)
    assert caught.value.exit_code == 11
    assert caught.value.todo
    return caught.value


# What a table looks like


def test_a_table_has_its_declared_types_and_keeps_na(tmp_path: Path) -> None:
    table = loaded(tmp_path, GOOD).table
    assert list(table.columns) == HEADER.split(",")
    assert [str(kind) for kind in table.dtypes] == ["category", "int64", "category", "float64", "Int64"]
    assert table["place"].tolist() == ["JPN", "NAM", "OTH"]
    assert table["kind"].tolist() == ["wooden", "NA", "wooden"]
    assert table["kind"].cat.categories.tolist() == ["wooden", "NA"]
    assert table["toys"].tolist() == [1.5, 2.0, -0.25]
    assert table["makers"].isna().tolist() == [False, True, False]
    assert table["makers"].dropna().tolist() == [3, 4]


def test_numbers_are_read_to_the_last_digit(tmp_path: Path) -> None:
    table = loaded(tmp_path, f"{HEADER}\nJPN,2020,wooden,0.1000000000000000055511151231257827,1\n").table
    assert table["toys"].tolist() == [0.1]


def test_columns_of_economies_can_be_compared() -> None:
    table = load(REAL, "bilateral_remittances", "knomad2018").table
    alike = table.loc[table["sender"] == table["receiver"]]
    assert alike["sender"].tolist() == ["VUT"]


@pytest.mark.parametrize("source_id", list_sources(REAL))
def test_every_bundled_vintage_loads(source_id: str) -> None:
    source = read_source(REAL, source_id)
    for vintage in source.vintages.values():
        table = load(REAL, source_id, vintage.id).table
        assert tuple(table.columns) == tuple(column.name for column in source.columns)
        assert (int(table["year"].min()), int(table["year"].max())) == vintage.years


def test_the_thirteen_sources_are_laid_in() -> None:
    expected = [
        "bilateral_remittances",
        "demography",
        "gdp",
        "japan_foreign_residents",
        "migrant_stock",
        "migrant_stock_age",
        "net_migration",
        "population",
        "refugees",
        "remittances",
        "skilled_emigration",
        "student_corridors",
        "students",
        "treaties",
    ]
    assert list_sources(REAL) == expected


def test_every_folder_with_tables_declares_its_source() -> None:
    without = {
        path.parent.name
        for path in REAL.data.glob("*/*.csv.gz")
        if not (path.parent / "source.yml").is_file()
    }
    assert not without, f"data/{sorted(without)[0]}/source.yml does not exist"


def test_every_table_is_a_declared_vintage() -> None:
    laid_in = {path.relative_to(REAL.data).as_posix() for path in REAL.data.glob("*/*.csv.gz")}
    declared = {
        f"{source}/{vintage.file}"
        for source in list_sources(REAL)
        for vintage in read_source(REAL, source).vintages.values()
    }
    assert laid_in == declared


NORTH_EAST_ASIA = ["CHN", "HKG", "MAC", "TWN", "JPN", "KOR", "PRK", "MNG", "RUS"]


@pytest.mark.parametrize("source_id", list_sources(REAL))
def test_limits_name_the_economies_that_are_absent(source_id: str) -> None:
    """What the tables lack of North-East Asia, a report can print."""
    source = read_source(REAL, source_id)
    coded = [column.name for column in source.columns if column.codes == "economies"]
    for vintage in source.vintages.values():
        table = load(REAL, source_id, vintage.id).table
        for column in coded:
            for code in set(NORTH_EAST_ASIA) - set(table[column].unique()):
                told = [limit for limit in source.limits_for(vintage.id, (code,)) if code in limit.economies]
                assert told, f"{source_id} {vintage.id} does not say that {code} is absent from {column}"


def test_limits_are_chosen_by_vintage_and_economy(tmp_path: Path) -> None:
    source = read_source(toy_project(tmp_path), "toy")
    assert [limit.text for limit in source.limits_for("v1", ("KOR",))] == [
        "The first release is rounded.",
        "Toys are not shared.",
    ]
    assert "Toys of Japan are counted by makers." in [
        limit.text for limit in source.limits_for("v1", ("JPN",))
    ]


# Names that nobody knows


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        read_source(REAL, "migrant_stok")
    assert caught.value.exit_code == 2
    assert caught.value.message == "Unknown source: migrant_stok."
    assert "did you mean migrant_stock?" in caught.value.todo


def test_an_unknown_vintage_names_those_at_hand() -> None:
    with pytest.raises(UsageError) as caught:
        load(REAL, "migrant_stock", "rev2025")
    assert caught.value.message == "Unknown vintage of migrant_stock: rev2025."
    assert caught.value.expected == "rev2020, rev2024"


def test_an_unknown_vintage_is_a_fault_of_the_file_that_names_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(REAL, "population", "wpp2019", where="reports/editions/2019-1.yml, line 7")
    assert caught.value.exit_code == 11
    assert caught.value.where == "reports/editions/2019-1.yml, line 7"


# Files that are not what was laid in


def test_a_wrong_sha256_is_found_before_the_file_is_read(tmp_path: Path) -> None:
    project = toy_project(tmp_path)
    path = lay_in(project, gzip.compress(GOOD.encode(), mtime=0))
    declared = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(b"no gzip at all")
    with pytest.raises(ConfigurationError) as caught:
        load(project, "toy", "v1")
    assert caught.value.exit_code == 11
    assert caught.value.where == "data/toy/v1.csv.gz"
    assert caught.value.expected == declared
    assert caught.value.found == hashlib.sha256(b"no gzip at all").hexdigest()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"data/toy/v1\.csv\.gz cannot be read") as caught:
        load(toy_project(tmp_path), "toy", "v1")
    assert "v1" in caught.value.expected


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-12], lambda raw: b"PK" + raw[2:], lambda raw: raw[:40] + b"??" + raw[42:]]
)
def test_a_broken_gzip_is_refused(tmp_path: Path, damage: object) -> None:
    project = toy_project(tmp_path)
    lay_in(project, damage(gzip.compress(GOOD.encode() * 20, mtime=0)))  # type: ignore[operator]
    with pytest.raises(ConfigurationError, match="broken or incomplete gzip") as caught:
        load(project, "toy", "v1")
    assert caught.value.where == "data/toy/v1.csv.gz"


def test_another_encoding_is_refused_with_its_byte(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.encode().replace(b"wooden", "hölzern".encode("latin-1"), 1))
    assert error.message == "data/toy/v1.csv.gz is not UTF-8 text."
    assert error.where == "data/toy/v1.csv.gz, line 2, byte 38"
    assert error.found == "byte 0xf6"


def test_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    assert "byte-order mark" in refusal(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).message


def test_windows_line_ends_are_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace("4.0\n", "4.0\r\n"))
    assert error.where == f"data/toy/v1.csv.gz, line 4, byte {len(GOOD) - 1}"
    assert error.found == "byte 0x0d"


def test_quotation_marks_are_refused_and_counted(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace("JPN", '"JPN"'))
    assert error.where.startswith("data/toy/v1.csv.gz, line 2,")
    assert error.found == "byte 0x22 and 1 more"


def test_a_table_cut_off_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD[:-5])
    assert "ends in the middle of a line" in error.message
    assert error.where == "data/toy/v1.csv.gz, line 4"


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    assert "has no rows" in refusal(tmp_path, HEADER + "\n").message


# Columns and fields


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("place,year,kind,toys", "no makers"),
        ("place,year,kind,toys,makers,colour", "also colour"),
        ("place,year,kind,toys,makers,makers", "twice makers"),
        ("place,year,kind,toys,maker", "no makers; also maker"),
        ("year,place,kind,toys,makers", "another order"),
    ],
)
def test_other_columns_are_refused(tmp_path: Path, header: str, found: str) -> None:
    error = refusal(tmp_path, GOOD.replace(HEADER, header))
    assert error.message == "data/toy/v1.csv.gz has other columns than its source declares."
    assert error.where == "data/toy/v1.csv.gz, line 1"
    assert error.expected == "place, year, kind, toys, makers"
    assert error.found == f"{header.replace(',', ', ')} ({found})"


@pytest.mark.parametrize("line", ["JPN,2020,wooden,1", "JPN,2020,wooden,1,5,3", ""])
def test_a_wrong_number_of_fields_is_refused(tmp_path: Path, line: str) -> None:
    error = refusal(tmp_path, GOOD + line + "\n" + line + "\n")
    assert error.where == "data/toy/v1.csv.gz, line 5"
    assert error.expected == "5 fields"
    assert error.found == f"{line.count(',') + 1}: {line} and 1 more"
    assert "decimal comma" in error.todo


# Codes, numbers, keys


def test_an_unknown_economy_is_refused_with_its_key(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD + "JAP,2021,wooden,1,1\nEUR,2021,wooden,1,1\nJAP,2020,wooden,1,1\n")
    assert error.message == "data/toy/v1.csv.gz has an unknown code in the column place."
    assert error.where == "data/toy/v1.csv.gz, line 5 (place=JAP, year=2021, kind=wooden)"
    assert error.found == "JAP and 2 more"
    assert "OTH" in error.expected


@pytest.mark.parametrize("code", ["WLD", "UNK", "jpn", " JPN", ""])
def test_a_code_of_no_economy_is_refused_where_it_is_not_declared(tmp_path: Path, code: str) -> None:
    error = refusal(tmp_path, GOOD + f"{code},2021,NA,1,1\n")
    assert "unknown code in the column place" in error.message
    assert error.where.startswith("data/toy/v1.csv.gz, line 5 ")


def test_an_unknown_category_names_the_nearest(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace("4.0\n", "4\nKOR,2020,woden,1,1\n"))
    assert error.expected == "NA, wooden"
    assert "did you mean wooden?" in error.todo


BAD_NUMBERS = [
    "..",
    "-",
    "",
    "n/a",
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "1 000",
    "1_000",
    "0x10",
    "+1",
    "1.",
    ".5",
    "１",
]


@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_text_where_a_number_belongs_is_refused(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, GOOD + f"KOR,2020,wooden,{text},1\n")
    kind = "text" if text else "a blank"
    assert error.message == f"data/toy/v1.csv.gz has {kind} where a number belongs in the column toys."
    assert error.where == "data/toy/v1.csv.gz, line 5 (place=KOR, year=2020, kind=wooden)"
    assert error.expected == "a number (thousand toys)"
    assert error.found == (text or "nothing")
    assert "absent row means no figure" in error.todo


@pytest.mark.parametrize("text", ["2020.5", "2e3", "two", "12345678901234567890"])
def test_a_whole_number_is_whole(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, GOOD + f"KOR,{text},wooden,1,1\nKOR,{text},NA,1,1\n")
    assert error.expected == "a whole number (year)"
    assert error.found == f"{text} and 1 more"


def test_a_doubled_key_is_refused_with_both_lines(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD + "JPN,2020,wooden,9,9\nJPN,2020,wooden,8,8\n")
    assert error.message == "data/toy/v1.csv.gz has two rows with the same key."
    assert error.where == "data/toy/v1.csv.gz, lines 2 and 5"
    assert error.found == "place=JPN, year=2020, kind=wooden and 1 more"


# Declarations


def changed(path: str, value: object) -> dict[str, object]:
    """Change one key of the declaration, or drop it when the value is `...`."""
    declared = yaml.safe_load(yaml.safe_dump(DECLARED, sort_keys=False))
    *parents, last = path.split(".")
    place = declared
    for name in parents:
        place = place[int(name)] if isinstance(place, list) else place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return declared


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("licenze", "CC0", "unknown key: licenze"),
        ("licence", ..., "no licence"),
        ("id", "toys", "toy, like the folder"),
        ("status", "guessed", "by_variant, estimated, observed"),
        ("status", "by_variant", "a column `variant`"),
        ("title", "", "text"),
        ("limits", "none", "a list"),
        ("limits.0.economies", ["JAP"], "JAP"),
        ("limits.0.economies", "JPN", "a list of words"),
        ("limits.1.vintages", ["v9"], "v9"),
        ("limits.2.txt", "more", "unknown key: txt"),
        ("columns.toys.type", "float", "integer, number, string"),
        ("columns.toys.unit", ..., "no unit"),
        ("columns.toys.colour", "red", "unknown key: colour"),
        ("columns.toys.key", "maybe", "true or false"),
        ("columns.toys.codes", ["1"], "a string column only"),
        ("columns.year.optional", True, "without blanks"),
        ("columns.place.also", ["ELF"], "ELF"),
        ("columns.kind.also", ["OTH"], "codes: economies"),
        ("columns.kind.codes", [True, "NA"], "a list of words"),
        ("vintages", {}, "at least one"),
        ("vintages.v1.file", "../v1.csv.gz", "a file name such as"),
        ("vintages.v1.sha256", "ABC", "64 hexadecimal digits"),
        ("vintages.v1.published", "July 2024", "a quoted date"),
        ("vintages.v1.published", 2024, "text"),
        ("vintages.v1.years", [2020], "[first, last]"),
        ("vintages.v1.url", "https://example.org", "unknown key: url"),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, path: str, value: object, says: str) -> None:
    project = toy_project(tmp_path, changed(path, value))
    with pytest.raises(ConfigurationError) as caught:
        read_source(project, "toy")
    assert caught.value.exit_code == 11
    assert caught.value.where.startswith("data/toy/source.yml")
    assert says in str(caught.value)


def test_a_doubled_key_of_the_declaration_is_refused(tmp_path: Path) -> None:
    project = toy_project(tmp_path)
    path = project.data / "toy" / "source.yml"
    path.write_text(path.read_text() + "status: estimated\n")
    with pytest.raises(ConfigurationError, match="not valid YAML") as caught:
        read_source(project, "toy")
    assert "given twice" in caught.value.found


def test_the_stock_of_one_corridor_is_as_published() -> None:
    """A value that can be looked up in the publisher's table."""
    table = load(REAL, "migrant_stock", "rev2024").table
    world = table.loc[(table["sex"] == "both") & (table["year"] == 2024), "stock"].sum()
    assert world == 304_021_813
    assert pd.api.types.is_integer_dtype(table["stock"])
