"""Files made wrong at random are refused clearly or read rightly; those that were once met with a fault are here."""

import importlib
from collections import Counter

import pytest

from corridor import economies
from corridor.contested import read_contested
from corridor.economies import all_economies, region
from corridor.editions import read_edition
from corridor.errors import ConfigurationError
from corridor.project import read_yaml
from corridor.report_kinds import read_kind
from kept import copied

FILES = 150


@pytest.fixture(scope="module")
def own(project, tmp_path_factory):
    """A copy of the project whose files may be changed, and put right again."""
    return copied(project, tmp_path_factory.mktemp("fuzz") / "project")


@pytest.fixture
def changed(own):
    """Write something else into a file of the copy, for a test."""
    before = {}

    def change(path, content):
        before.setdefault(path, path.read_bytes())
        path.write_bytes(content)
        economies._read_economies.cache_clear()

    yield change
    for path, content in before.items():
        path.write_bytes(content)
    economies._read_economies.cache_clear()


def test_wrong_files_are_refused_or_read_rightly(own, project, monkeypatch):
    monkeypatch.syspath_prepend(str(project.root / "faults"))
    fuzz = importlib.import_module("fuzz").Fuzz(own, 7)
    right = {one.path: one for one in fuzz.targets}
    assert len(right) > 50
    for target in right.values():
        found = fuzz.judged(target, b"")
        assert (found.came, found.wrong) == ("read", ""), target.path
    found = list(fuzz.run(FILES))
    assert [(one.kind, one.came, one.wrong) for one in found if one.wrong] == []
    assert Counter(one.came for one in found)["refused"] > FILES / 2
    assert all(fuzz.judged(target, b"").came == "read" for target in right.values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("? [a]\n: b\n", "a key is no plain word"),
        ("{{a: 1}: 2}: 3\n", "a key is no plain word"),
        ("a: 2026-13-45\n", "month must be in 1..12"),
        ("a: !!timestamp nope\n", "groupdict"),
        ("a: !!int x\n", "invalid literal"),
        ("a: " + "9" * 5000 + "\n", "Exceeds the limit"),
        ("[" * 1000, "lists within lists, more than 100 deep"),
    ],
)
def test_a_value_that_yaml_cannot_make_is_refused(tmp_path, text, told):
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"a\.yml is not valid YAML") as refused:
        read_yaml(path, "a.yml")
    assert refused.value.where.startswith("a.yml")
    assert told in refused.value.found


@pytest.mark.parametrize("code", ["[JPN]", "{a: b}", "1.5"])
def test_an_economy_of_a_region_that_is_no_text_is_refused(own, changed, code):
    path = own.definitions / "regions" / "north-east-asia-states.yml"
    changed(path, path.read_bytes().replace(b"[CHN,", f"[{code},".encode()))
    with pytest.raises(ConfigurationError, match="names an unknown economy"):
        region(own, "north-east-asia-states")


@pytest.mark.parametrize(
    ("key", "value"), [("name", "[]"), ("name", '""'), ("article", "3"), ("note", '"a\\u0000"')]
)
def test_words_of_a_region_are_texts(own, changed, key, value):
    path = own.definitions / "regions" / "north-east-asia-states.yml"
    lines = [
        f"{key}: {value}" if line.startswith(f"{key}:") else line for line in path.read_text().split("\n")
    ]
    changed(path, "\n".join(lines).encode())
    with pytest.raises(ConfigurationError) as refused:
        region(own, "north-east-asia-states")
    assert refused.value.where.endswith(f"key {key}")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (b"population: wpp2024", b"population: [wpp2024]", "vintages, population"),
        (b'previous: "2023-1"', b"previous: {a: b}", "previous"),
        (b"title: ", b"title: []\n#", "title"),
    ],
)
def test_an_edition_names_texts(own, changed, old, new, key):
    path = own.reports / "editions" / "2026-1.yml"
    content = path.read_bytes()
    assert old in content
    changed(path, content.replace(old, new))
    with pytest.raises(ConfigurationError) as refused:
        read_edition(own, "2026-1")
    assert refused.value.where.endswith(f"key {key}")


def test_the_title_of_a_report_is_a_text(own, changed):
    path = own.templates / "country_brief" / "report.yml"
    changed(path, path.read_bytes().replace(b"title: Country brief", b"title: [Country]"))
    with pytest.raises(ConfigurationError, match="wrong value"):
        read_kind(own, "country_brief")


@pytest.mark.parametrize("value", [".inf", ".nan", "-.inf", "1" + "0" * 400])
def test_a_number_of_a_register_is_finite(own, changed, value):
    path = own.definitions / "contested_estimates.yml"
    content = path.read_text(encoding="utf-8")
    assert "value: 200000" in content
    changed(path, content.replace("value: 200000", f"value: {value}", 1).encode())
    with pytest.raises(ConfigurationError) as refused:
        read_contested(own)
    assert refused.value.expected == "a number"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b"AFG,AF", b"AFG,\xff", "can't decode"),
        (b"AFG,AF", b"AF\x00,AF", "U+0000"),
        (b"AFG,AF", b"afg,AF", "afg"),
        (b"AFG,AF", b"AFG,more,AF", "AFG,more"),
        (
            b"Afghanistan,Afghanistan,Afghanistan,,economy",
            b"Afghanistan,Afghanistan,Afghanistan,,kingdom",
            "kingdom",
        ),
        (b"Afghanistan,Afghanistan,Afghanistan", b'"Afghanistan,Afghanistan,Afghanistan', ""),
        (b"Afghanistan,Afghanistan,", b",,", "AFG"),
    ],
)
def test_a_code_list_that_is_broken_is_refused(own, changed, old, new, found):
    path = own.definitions / "economies.csv"
    content = path.read_bytes()
    assert old in content
    changed(path, content.replace(old, new, 1))
    with pytest.raises(ConfigurationError, match=r"economies\.csv") as refused:
        all_economies(own)
    assert found in refused.value.found
    assert refused.value.where.startswith("definitions/economies.csv")
