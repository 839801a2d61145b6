"""What checks state and found, in other languages than English."""

import pytest
from test_language import entry, translation

from corridor import check_words
from corridor.language import spoken

FORMS = """
msgid "as expected in {count} row"
msgid_plural "as expected in {count} rows"
msgstr[0] "bon dans {count} ligne"
msgstr[1] "bon dans {count} lignes"
msgstr[2] "bon dans {count} lignes"

msgid "in {count} of {all} row"
msgid_plural "in {count} of {all} rows"
msgstr[0] "{count}/{all} ligne"
msgstr[1] "{count}/{all} lignes"
msgstr[2] "{count}/{all} lignes"
"""
TEXTS = {
    "not so": "non",
    "no rows to test": "aucune ligne",
    "not so for {economies}": "pas pour {economies}",
    "otherwise {where}": "autre, {where}",
    "{column} from {low} to {high} {where}": "{column} de {low} à {high}, {where}",
    "{column} {values} {where}": "{column} : {values}, {where}",
    "not tested: no suitable vintage of {sources} is in use": "sans {sources}",
    "Every economy of the region has figures (column {column}).": "Tous les chiffres (colonne {column}).",
    "Every economy of the region has figures": "Tous les chiffres",
    "Every economy of the region has figures as {column}": "Tous les chiffres ({column})",
    "origin": "origine",
}


@pytest.fixture
def french(tmp_path, project):
    body = FORMS + "".join(entry(english, other) for english, other in TEXTS.items())
    with spoken(translation(tmp_path, project, body), "fr") as language:
        yield language


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("as expected in 209,213 rows", "bon dans 209\u00a0213 lignes"),
        ("as expected in 1 row", "bon dans 1 ligne"),
        ("not so", "non"),
        ("no rows to test", "aucune ligne"),
        ("not so for JPN, TWN", "pas pour JPN, TWN"),
        ("otherwise in 2 of 3 rows", "autre, 2/3 lignes"),
        ("share from 51.98 to 100 in 67 of 1,864 rows", "share de 51,98 à 100, 67/1\u00a0864 lignes"),
        ("rows 0 in 5 of 238 rows", "rows : 0, 5/238 lignes"),
        ("sex a, b in 1 of 1 row", "sex : a, b, 1/1 ligne"),
        ("not so; otherwise in 2 of 3 rows", "non; autre, 2/3 lignes"),
        ("not tested: no suitable vintage of gdp is in use", "sans gdp"),
        ("4.5", "4.5"),
    ],
)
def test_what_was_found_is_read_by_its_form(french, english, other):
    assert check_words.found(english) == other
    assert not french.missing


def test_facts_of_columns_are_told_with_the_column(french):
    fact = "Every economy of the region has figures (column {})."
    assert check_words.stated(fact.format("origin")) == "Tous les chiffres (colonne origin)."
    assert check_words.without_point(fact.format("origin")) == "Tous les chiffres (origine)"
    assert check_words.without_point(fact.format("iso3")) == "Tous les chiffres"
    assert not french.missing


def test_english_stays_as_it_was_found():
    assert check_words.found("share from 1 to 2 in 3 of 4 rows") == "share from 1 to 2 in 3 of 4 rows"
    assert check_words.without_point("A fact.") == "A fact"
