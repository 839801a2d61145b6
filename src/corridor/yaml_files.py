"""YAML as the project's files hold it: plain data written out, each key once; nothing that builds or expands."""

from __future__ import annotations

import pickle
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from corridor.errors import ConfigurationError
from corridor.plain_texts import decoded, first_fault, is_plain, refuse

# A declaration of a source has ten thousand characters.
LARGEST = 4 * 1024 * 1024
# A statement and its test are six deep.
DEEPEST = 100
# Where a text can hold a character that the file itself does not: behind a backslash in quotation marks.
_CODED = "\\"
_SET_IN = re.compile(r"^(?:[ ]|[-?:](?=\s))*", re.MULTILINE)
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s,\]}*]", re.MULTILINE)


class _UniqueKeys(yaml.constructor.SafeConstructor):
    """Safe YAML in which a key given twice in one mapping is an error, not silently the later one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is no plain word", key_node.start_mark
                )
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, TypeError, AttributeError) as error:
            # A date that no calendar has, a number of thousands of digits, a value that is not of its tag.
            problem = str(error).partition(";")[0]
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


class _Loader(_UniqueKeys, yaml.SafeLoader):
    """Reads slowly, and words its messages the same wherever it runs."""


class _FastLoader(_UniqueKeys, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the same eight times as fast, where libyaml is there."""


def read_mapping(path: Path, name: str) -> dict[str, Any]:
    """Read a YAML file that holds one mapping.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What the project calls it, for messages.

    Raises
    ------
    ConfigurationError
        If the file is missing, too large, not UTF-8 or YAML, repeats a key, refers to a part of itself, holds a text
        that cannot be shown, or does not hold a mapping.
    """
    text = _text(path, name)
    try:
        content = _loaded(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _invalid(name, f"{name}, line {line}", str(error.problem), "Correct that line.") from None
    except yaml.YAMLError as error:
        raise _invalid(name, name, str(error).splitlines()[0], "Correct the file.") from None
    except RecursionError:
        raise _invalid(name, name, "lists within lists without end", "Correct the file.") from None
    if not isinstance(content, dict):
        raise ConfigurationError(
            f"{name} holds no mapping.",
            where=name,
            expected="keys and values",
            found=type(content).__name__,
            todo="Write `key: value` lines.",
        )
    if _CODED in text or not is_plain(text):
        # Quarto's own configuration may ask Quarto for something.
        found = first_fault(content, commands=path.name.startswith("_quarto"))
        if found:
            refuse(found[1], name, f"{name}, key {found[0]}")
    return content


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigurationError(
            f"{name} does not exist.",
            where=name,
            expected="a YAML file",
            todo="Create it, or correct its name.",
        ) from None
    if len(raw) > LARGEST:
        raise ConfigurationError(
            f"{name} is too large.",
            where=name,
            expected=f"at most {LARGEST // 1024**2} MiB",
            found=f"{path.stat().st_size:,} bytes",
            todo="Keep data in data/; here stand a few keys and values.",
        )
    return decoded(raw, name)


def _invalid(name: str, where: str, found: str, todo: str) -> ConfigurationError:
    return ConfigurationError(f"{name} is not valid YAML.", where=where, found=found, todo=todo)


def _loaded(text: str) -> Any:
    return pickle.loads(_packed(text))  # noqa: S301 - packed by this process


@lru_cache(maxsize=128)
def _packed(text: str) -> bytes:
    """What a text holds, packed: a command reads the same few declarations dozens of times, and may change its copy."""
    return pickle.dumps(_parsed(text))


def _parsed(text: str) -> Any:
    if _ALIAS.search(text) or _may_be_deep(text):
        _refuse_expanding(text)
    try:
        return yaml.load(text, Loader=_FastLoader)  # noqa: S506 - a SafeLoader with a few more rules
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - the same


def _may_be_deep(text: str) -> bool:
    """Whether a file is not seen at a glance to be shallow: by its brackets, and by how far its lines are set in."""
    furthest = max(map(len, _SET_IN.findall(text)), default=0)
    return text.count("[") + text.count("{") + 2 * furthest > DEEPEST


def _refuse_expanding(text: str) -> None:
    """Refuse what a few lines can make endless: parts that stand for others, and lists within lists.

    libyaml itself would end the whole process on the latter.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_FastLoader):
        problem = ""
        if isinstance(event, yaml.AliasEvent):
            problem = f"*{event.anchor} stands for another part of the file; write it out"
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            problem = f"lists within lists, more than {DEEPEST} deep" if depth > DEEPEST else ""
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if problem:
            raise yaml.constructor.ConstructorError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
