"""What is made of Pandoc's tables and code: numbers told once for a table, no empty heads, code within reach."""

import pytest

from corridor.rendering.html import reachable, shortened

TEXT, NUMBER = '<td style="text-align: left;">', '<td style="text-align: right;">'


def table(*rows: tuple[str, ...], head: str = "<table>") -> str:
    told = "".join("<tr>" + "".join(f"{cell}x</td>" for cell in row) + "</tr>" for row in rows)
    return f"{head}{told}</table>"


@pytest.mark.parametrize("texts", [1, 2])
def test_a_table_of_numbers_says_so_once(texts):
    page = shortened(table(*[(TEXT,) * texts + (NUMBER,) * 2] * 2))
    row = "<tr>" + "<td>x</td>" * (texts + 2) + "</tr>"
    assert page == f'<table class="numbers-{texts}">{row * 2}</table>'


@pytest.mark.parametrize(
    "rows",
    [
        [(TEXT, NUMBER, TEXT)] * 2,
        [(TEXT, NUMBER, NUMBER), (TEXT, TEXT, NUMBER)],
        [(NUMBER, NUMBER)] * 2,
        [(TEXT, NUMBER), (TEXT, NUMBER, NUMBER)],
        [(TEXT, TEXT, TEXT, NUMBER)] * 2,
    ],
)
def test_other_tables_say_it_of_each_cell(rows):
    page = shortened(table(*rows))
    assert "numbers-" not in page
    assert page.count('<td class="number">') == sum(row.count(NUMBER) for row in rows)


def test_a_table_of_texts_and_one_with_a_class_stay_as_they_are():
    assert (
        shortened(table((TEXT, TEXT), (TEXT, TEXT)))
        == "<table>" + "<tr><td>x</td><td>x</td></tr>" * 2 + "</table>"
    )
    assert "numbers-" not in shortened(table((TEXT, NUMBER), head='<table class="dataframe">'))


def test_tables_on_one_page_are_told_apart():
    page = shortened(table((TEXT, NUMBER)) + "<p>between</p>" + table((NUMBER, TEXT)))
    assert page.count("numbers-1") == 1
    assert page.endswith('<td class="number">x</td><td>x</td></tr></table>')


def test_a_head_without_words_is_none_and_code_is_reached_by_keyboard():
    assert reachable('<math display="block">') == '<math tabindex="0" display="block">'
    head, code = '<th></th><th class="number"></th><th>Year</th>', "<code>x</code></pre><pre>y</pre>"
    assert reachable(f'{head}<pre class="sourceCode python">{code}') == (
        '<td></td><td class="number"></td><th>Year</th>'
        '<pre class="sourceCode python" tabindex="0"><code>x</code></pre><pre>y</pre>'
    )
