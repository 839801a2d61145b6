"""Editions, regions and economies: what is read and what is refused."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from corridor.economies import all_economies, economy, list_regions, region
from corridor.editions import list_editions, newest, read_edition
from corridor.errors import ConfigurationError, UsageError
from corridor.project import Project, read_yaml


@pytest.fixture
def copy(tmp_path: Path, project: Project) -> Project:
    """A project whose hand-written files may be changed."""
    for name in ("definitions", "reports", "templates"):
        shutil.copytree(project.root / name, tmp_path / name)
    shutil.copyfile(project.root / "_quarto.yml", tmp_path / "_quarto.yml")
    (tmp_path / "data").symlink_to(project.data)
    return Project(tmp_path)


def change(project: Project, old: str, new: str, edition: str = "2026-1") -> Path:
    path = project.reports / "editions" / f"{edition}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_editions_in_order_of_publication(project):
    assert list_editions(project) == ["2023-1", "2026-1"]
    assert newest(project) == "2026-1"


def test_an_edition_pins_every_vintage(project):
    edition = read_edition(project, "2023-1")
    assert edition.published == dt.date(2023, 6, 30)
    assert edition.vintages["migrant_stock"] == "rev2020"
    assert edition.vintages["population"] == "wpp2022"
    assert edition.economies == ("CHN", "HKG", "MAC", "TWN", "JPN", "KOR", "PRK", "MNG", "RUS")
    assert read_edition(project, "2026-1").previous == "2023-1"


def test_unknown_edition_names_the_nearest(project):
    with pytest.raises(UsageError) as refused:
        read_edition(project, "2026-2")
    assert "2026-2" in refused.value.message
    assert refused.value.expected == "2023-1, 2026-1"
    assert "did you mean" in refused.value.todo


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ("region: north-east-asia", "region: north-east", "key region", "north-east-asia"),
        ("migrant_stock: rev2024", "migrant_stock: rev2025", "vintages, migrant_stock", "rev2020, rev2024"),
        ("  migrant_stock: rev2024", "  migrant_stok: rev2024", "vintages, migrant_stok", "migrant_stock"),
        ("published: 2026-07-01", "published: soon", "key published", "a date"),
        ("country_brief,", "country_breif,", "key reports", "country_brief"),
        ('previous: "2023-1"', 'previous: "2019-1"', "key previous", "2023-1"),
        ("title: Migration", "titel: Migration", "reports/editions/2026-1.yml", "title"),
        ('id: "2026-1"', 'id: "2026-2"', "key id", "2026-1"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(copy, old, new, where, expected):
    change(copy, old, new)
    with pytest.raises(ConfigurationError) as refused:
        read_edition(copy, "2026-1")
    assert where in refused.value.where
    assert expected in refused.value.expected
    assert refused.value.todo


def test_a_key_given_twice_is_refused_with_its_line(copy):
    path = change(copy, "region: north-east-asia", "region: north-east-asia\nregion: world")
    with pytest.raises(ConfigurationError) as refused:
        read_edition(copy, "2026-1")
    line = path.read_text(encoding="utf-8").splitlines().index("region: world") + 1
    assert refused.value.where == f"reports/editions/2026-1.yml, line {line}"
    assert "twice" in refused.value.found


def test_economies_of_an_edition_are_checked(copy):
    change(copy, "region: north-east-asia", "region: north-east-asia\neconomies: [JPN, XYZ]")
    with pytest.raises(ConfigurationError, match="unknown economy: XYZ") as refused:
        read_edition(copy, "2026-1")
    assert "line 5" in refused.value.where


def test_a_region_with_a_doubled_code_is_refused_with_its_line(copy):
    path = copy.definitions / "regions" / "north-east-asia.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("RUS]", "RUS, JPN]"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="twice: JPN") as refused:
        region(copy, "north-east-asia")
    assert refused.value.where == "definitions/regions/north-east-asia.yml, line 5"


def test_unknown_names_are_refused_with_the_nearest(project):
    with pytest.raises(UsageError) as refused:
        region(project, "north-east-asi")
    assert "did you mean north-east-asia?" in refused.value.todo
    with pytest.raises(UsageError) as refused:
        economy(project, "JAP")
    assert "did you mean JPN?" in refused.value.todo
    with pytest.raises(UsageError):
        economy(project, "OTH")


def test_the_code_list_holds_what_the_contract_says(project):
    assert list_regions(project) == ["asia-pacific", "north-east-asia", "north-east-asia-states", "world"]
    assert len(region(project, "north-east-asia").members) == 9
    assert len(region(project, "north-east-asia-states").members) == 6
    assert len(region(project, "asia-pacific").members) == 58
    known = all_economies(project)
    assert known["KOR"].in_text == "the Republic of Korea"
    assert known["MAC"].short == "Macao SAR"
    assert known["NAM"].name == "Namibia"
    assert {c for c, e in known.items() if e.kind == "residual"} == {"OTH", "UNK", "XXA", "TIB"}


def test_yaml_that_builds_objects_is_refused(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("a: !!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not valid YAML"):
        read_yaml(path, "x.yml")


def test_outside_a_project_the_message_says_where(tmp_path):
    with pytest.raises(UsageError, match="not a Corridor project") as refused:
        Project.find(tmp_path)
    assert refused.value.where == str(tmp_path)


def corrected(project: Project, name: str = "2026-1.1", **changes: str | None) -> Project:
    """Write a correction of 2026-1, with keys changed or left out."""
    folder = project.reports / "editions"
    text = (folder / "2026-1.yml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("id:", "previous:", "published:"))]
    keys = {
        "id": f'"{name}"',
        "published": "2026-08-05",
        "corrects": '"2026-1"',
        "reason": "A row was wrong.",
    }
    keys |= changes
    head = [f"{key}: {value}" for key, value in keys.items() if value is not None]
    (folder / f"{name}.yml").write_text("\n".join([*head, *kept]) + "\n", encoding="utf-8")
    return project


def test_a_correction_names_what_it_corrects_and_why(copy):
    edition = read_edition(corrected(copy), "2026-1.1")
    assert (edition.corrects, edition.previous) == ("2026-1", "2026-1")
    assert edition.reason == "A row was wrong."
    assert newest(copy) == "2026-1.1"
    assert read_edition(corrected(copy, "2026-1.2", corrects='"2026-1.1"'), "2026-1.2").corrects == "2026-1.1"
    assert read_edition(copy, "2026-1").corrects is None


@pytest.mark.parametrize(
    ("name", "changes", "key", "expected"),
    [
        ("2026-1.1", {"corrects": None, "reason": None}, "corrects", "the edition that 2026-1.1 corrects"),
        ("2026-1.1", {"corrects": '"2023-1"'}, "corrects", "2026-1"),
        ("2026-1.1", {"corrects": '"2026-1.1"'}, "corrects", "2026-1"),
        ("2026-1.1", {"reason": None}, "reason", "why it is corrected"),
        ("2026-1.1", {"reason": '" "'}, "reason", "why it is corrected"),
        ("2026-1.1", {"previous": '"2023-1"'}, "previous", "2026-1 or no key"),
        ("2026-1.1", {"published": "2026-06-30"}, "published", "2026-07-01"),
        ("2026-2", {}, "id", "2026-2.1"),
        ("2026-2", {"corrects": None}, "reason", "beside corrects only"),
    ],
)
def test_a_correction_that_is_none_is_refused(copy, name, changes, key, expected):
    with pytest.raises(ConfigurationError) as refused:
        read_edition(corrected(copy, name, **changes), name)
    assert refused.value.where == f"reports/editions/{name}.yml, key {key}"
    assert expected in refused.value.expected
