"""Executed notebooks as pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.errors import RenderingError
from corridor.rendering.body import check_body
from corridor.rendering.notebook_pages import lay

FRAME = (
    '<div><style scoped>.x{}</style><table border="1" class="dataframe"><thead>'
    '<tr style="text-align: right;"><th></th><th>values</th><th>note</th></tr>'
    "<tr><th>status</th><th></th><th></th></tr></thead><tbody>"
    "<tr><th>a|b</th><td>1,499</td><td>x*</td></tr><tr><th>missing</th><td>−2.5</td><td>NaN</td></tr>"
    "</tbody></table></div>"
)


def code(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {"tags": list(tags)}}


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source.splitlines(keepends=True), "metadata": {}}


def shown(mime: str, content: str, **others: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mime: content, **others.pop("data", {})}, **others}


def page(tmp_path: Path, *cells: dict[str, Any]) -> str:
    source = tmp_path / "numbers-jpn.ipynb"
    source.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
    lay(source, tmp_path / "notebooks")
    return (tmp_path / "notebooks/numbers-jpn.qmd").read_text(encoding="utf-8")


def front(written: str) -> dict[str, Any]:
    content = yaml.safe_load(written.split("---\n")[1])
    assert isinstance(content, dict)
    return content


def test_its_first_heading_is_the_title_and_the_page_names_the_notebook(tmp_path: Path) -> None:
    written = page(tmp_path, text("# Numbers: Japan\n\nText.\n"), text("## Part"))
    assert front(written) == {
        "title": "Numbers: Japan",
        "report": {"notebook": "numbers-jpn.ipynb"},
        "format": {"html": "default"},
    }
    assert written.endswith("---\n\nText.\n\n## Part\n")


def test_without_a_heading_its_name_is_the_title(tmp_path: Path) -> None:
    assert front(page(tmp_path, text("Text only.")))["title"] == "numbers-jpn"


def test_the_notebook_goes_along_unchanged(tmp_path: Path) -> None:
    page(tmp_path, text("Text."))
    assert (tmp_path / "notebooks/numbers-jpn.ipynb").read_bytes() == (
        tmp_path / "numbers-jpn.ipynb"
    ).read_bytes()


def test_a_data_frame_becomes_a_pipe_table_with_numbers_to_the_right(tmp_path: Path) -> None:
    written = page(tmp_path, code("frame", shown("text/html", FRAME, data={"text/plain": "plain"})))
    assert written.split("```\n\n")[1] == (
        "| status | values | note |\n| :--- | ---: | :--- |\n| a\\|b | 1,499 | x\\* |\n| missing | −2.5 | NaN |\n"
    )


@pytest.mark.parametrize(
    "content",
    ['<script src="https://cdn.example.org/x.js"></script>', "<b>bold</b>", f"{FRAME}<script>1</script>"],
)
def test_what_is_active_or_no_table_gives_way_to_plain_text(tmp_path: Path, content: str) -> None:
    written = page(tmp_path, code("x", shown("text/html", content, data={"text/plain": "as text"})))
    assert "``` {.cell-output}\nas text\n```" in written
    assert "<" not in written


def test_a_picture_is_a_file_with_its_text_alternative(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'
    written = page(tmp_path, code("x", shown("image/svg+xml", svg, data={"text/plain": 'Line of "a".'})))
    assert '![](numbers-jpn_files/figure-1.svg){fig-alt="Line of ”a”."}' in written
    assert "<text" in (tmp_path / "notebooks/numbers-jpn_files/figure-1.svg").read_text(encoding="utf-8")


def test_tags_hide_and_streams_and_errors_show(tmp_path: Path) -> None:
    stream = {"output_type": "stream", "text": ["one\n", "two\n"]}
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no"}
    written = page(
        tmp_path,
        code("hidden_input", stream, tags=("remove-input",)),
        code("shown_input", error, tags=("remove-output",)),
        code("both", error),
    )
    assert "hidden_input" not in written
    assert "``` {.cell-output}\none\ntwo\n```" in written
    assert "``` {.python .cell-code}\nshown_input\n```" in written
    assert written.count("ValueError: no") == 1


def test_the_page_uses_supported_constructs_only(tmp_path: Path) -> None:
    cells = (text("# T"), code("`````\nx = '```'", shown("text/html", FRAME)))
    check_body(page(tmp_path, *cells), "notebooks/numbers-jpn.qmd")


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(RenderingError, match="no notebook") as caught:
        lay(tmp_path / "bad.ipynb", tmp_path / "out")
    assert caught.value.where == "bad.ipynb"
    assert not (tmp_path / "out").exists()
