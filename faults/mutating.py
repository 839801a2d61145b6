"""Files made wrong: real ones with bytes, lines, columns and values exchanged, and values of any shape."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

# What a field or a value may be in the place of a right one.
ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1e308,
        -1e-308,
        float("nan"),
        float("inf"),
        10**400,
        2**63,
        "",
        " ",
        "NaN",
        "nan",
    ),
    *(
        "-inf",
        "1e400",
        "١٢٣",
        "\u202eJPN",
        "J\u0000PN",
        "ＪＰＮ",
        "é",
        "e\u0301",
        "\ufeff",
        "😀",
        "x" * 5000,
        "..",
        "-",
    ),
    *(
        "=1+1",
        "1,5",
        "0x10",
        "1_000",
        "1e5",
        "2024.0",
        "2024-02-30",
        [],
        {},
        [[]],
        {"a": {"b": []}},
        [None],
        [{}],
    ),
    *(
        ["JPN", "JPN"],
        [1, "a"],
        {"1": 1},
        {1: 2},
        "../../etc",
        "/",
        "JPN",
        "jpn",
        "2026-1",
        "a: b",
        "{{ 1 }}",
        "{% raw %}",
    ),
)
_WORDS = (
    *(
        "? [a]\n: b\n",
        "a: &a [*a]\n",
        "2026-13-45",
        "!!python/object:os.system {}",
        "!!int x",
        "!!binary \u00e9",
        "<<: 1",
    ),
    *(
        "{{a: 1}: 2}",
        "[" * 3000,
        "- " * 2000,
        "0b",
        "0o9",
        "1:60:99",
        "!!set {a}",
        "%YAML 9.9\n---\n",
        "\t",
        "---\n---\n",
    ),
    *(
        "!!timestamp nope",
        "!!float x",
        "*nobody",
        "&",
        "|",
        ">",
        "...",
        "\x00",
        "\x85",
        "\u2028",
        "0x",
        "0b2",
        "9" * 5000,
    ),
)
Shape = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.binary(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


def shapes(count: int, number: int) -> list[Any]:
    """Draw values of any shape.

    Parameters
    ----------
    count : int
        How many.
    number : int
        The seed.
    """
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(Shape)
    def drawn(value: Any) -> None:
        found.append(value)

    drawn()
    return found


class Mutator:
    """Makes wrong files of right ones.

    Parameters
    ----------
    choose : random.Random
        Of one seed.
    drawn : list
        Values of any shape.
    """

    def __init__(self, choose: random.Random, drawn: list[Any]) -> None:
        self.choose, self._drawn = choose, drawn

    def odd(self) -> Any:
        """A value that hardly belongs anywhere."""
        return self.choose.choice(self._drawn if self._drawn and self.choose.random() < 0.4 else ODD)

    def bytes_(self, content: bytes) -> bytes:
        """Flip, cut, double, drop or exchange some bytes."""
        found = bytearray(content)
        for _ in range(self.choose.choice((1, 1, 2, 8))):
            at = self.choose.randrange(len(found) + 1)
            far = min(len(found), at + self.choose.choice((1, 2, 40)))
            way = self.choose.randrange(6)
            if way == 0 and at < len(found):
                found[at] ^= 1 << self.choose.randrange(8)
            elif way == 1:
                del found[at:far]
            elif way == 2:
                found[at:at] = found[at:far]
            elif way == 3:
                found[at:at] = self.choose.choice(
                    (b"\x00", b"\xff\xfe", b"\xc3", b"\r", b'"', b",", b"\xef\xbb\xbf", b"\n")
                )
            elif way == 4:
                del found[at:]
            else:
                other = self.choose.randrange(len(found) + 1)
                found[at:far], found[other : other + 1] = found[other : other + 1], found[at:far]
        return bytes(found)

    def table(self, content: bytes) -> bytes:
        """Exchange columns, rows or fields of a CSV, or its bytes."""
        rows = [line.split(",") for line in content.decode().split("\n")]
        way = self.choose.randrange(6)
        some = self.choose.randrange(1, len(rows))
        if way == 0:
            one, other = (self.choose.randrange(len(rows[0])) for _ in "ab")
            first = self.choose.choice((0, 1))
            for row in rows[first:]:
                if len(row) == len(rows[0]):
                    row[one], row[other] = row[other], row[one]
        elif way == 1:
            rows.insert(some, list(rows[self.choose.randrange(len(rows))]))
        elif way == 2:
            del rows[some:]
        elif way == 3:
            return self.bytes_(content)
        else:
            for _ in range(self.choose.choice((1, 3))):
                row = self.choose.choice(rows)
                row[self.choose.randrange(len(row))] = str(self.odd())
        return "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")

    def mapping(self, text: str) -> bytes:
        """Exchange nodes of a YAML file, or its text."""
        way = self.choose.randrange(6)
        if way == 0:
            return self.bytes_(text.encode())
        if way == 1:
            lines = text.split("\n")
            line = self.choose.randrange(len(lines))
            lines[line] = self.choose.choice(
                (lines[line][:-1], lines[line] + self.choose.choice(_WORDS), self.choose.choice(_WORDS))
            )
            return "\n".join(lines).encode("utf-8", "surrogatepass")
        content = copy.deepcopy(yaml.safe_load(text))
        for _ in range(self.choose.choice((1, 1, 3))):
            content = self._exchanged(content)
        try:
            return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode(
                "utf-8", "surrogatepass"
            )
        except (yaml.YAMLError, ValueError, RecursionError):
            return self.bytes_(text.encode())

    def _exchanged(self, content: Any) -> Any:
        places = list(_places(content))
        if not places:
            return self.odd()
        holder, key = self.choose.choice(places)
        way = self.choose.randrange(5)
        if way == 0:
            del holder[key]
        elif way == 1:
            other_holder, other = self.choose.choice(places)
            holder[key] = copy.deepcopy(other_holder[other])
        elif way == 2 and isinstance(holder, dict):
            holder[self._key()] = holder.pop(key)
        else:
            holder[key] = self.odd()
        return content

    def _key(self) -> Any:
        found = self.odd()
        return found if isinstance(found, (str, int, float, bool, type(None))) else str(found)[:20]

    def lines(self, text: str) -> bytes:
        """Drop, double, move or cut lines, or put odd words among them."""
        found = text.split("\n")
        at, other = (self.choose.randrange(len(found)) for _ in "ab")
        ways: tuple[Callable[[], object], ...] = (
            lambda: found.pop(at),
            lambda: found.insert(at, found[other]),
            lambda: found.__setitem__(at, found[at][: self.choose.randrange(len(found[at]) + 1)]),
            lambda: found.insert(
                at,
                self.choose.choice(
                    ("{{ nobody }}", "{% for x in y %}", "{{ brief.x.y }}", "{% include 'no' %}")
                ),
            ),
            lambda: found.__setitem__(at, found[at] + str(self.odd())),
        )
        self.choose.choice(ways)()
        return "\n".join(found).encode("utf-8", "surrogatepass")


def _places(content: Any) -> Iterator[tuple[Any, Any]]:
    pairs = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in list(pairs):
        yield content, key
        yield from _places(value)
