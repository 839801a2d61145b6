"""Templates run in a sandbox: what one may not do, or cannot, is refused with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from corridor.errors import RenderingError

_NO_LINE = "templates/"
_PACKAGE = Path(__file__).parents[1]
# Signs of a text that a template makes by repeating another.
_MOST = 100_000


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja without a way out of a template, and without texts and numbers that fill the memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply small numbers, and repeat texts a few times."""
        for one, other in ((left, right), (right, left)):
            times = isinstance(one, str | list | tuple) and isinstance(other, int) and len(one) * other
            if times > _MOST or (isinstance(one, int) and abs(one) > 10**30):
                raise SecurityError(f"{operator} makes more than a page can hold")
        if operator == "**" and isinstance(right, int | float) and abs(right) > 100:
            raise SecurityError("the power is too high")
        return super().call_binop(context, operator, left, right)


def with_line(templates: Path, fill: Callable[[], str]) -> str:
    """Fill a template; a fault in it names the template's file and line.

    Parameters
    ----------
    templates : Path
        The folder of the templates.
    fill : callable
        What fills one.

    Raises
    ------
    RenderingError
        If the template is not valid, asks for what does not exist or what it may not have, or cannot be computed.
    """
    try:
        return fill()
    except jinja2.TemplateSyntaxError as error:
        raise RenderingError(
            "A template is not valid.",
            where=f"templates/{error.name}, line {error.lineno}",
            found=str(error.message),
            todo="Correct that line.",
        ) from None
    except jinja2.TemplateNotFound as error:
        raise RenderingError(
            f"The template {error.name} does not exist.",
            where=_template_line(templates, error),
            expected="a file below templates/",
            todo="Create it, or correct its name.",
        ) from None
    except SecurityError as error:
        raise RenderingError(
            "A template asks for what templates may not do.",
            where=_template_line(templates, error),
            expected="values of the report, filters and macros",
            found=str(error),
            todo="Compute it in the report, and let the template print the result.",
        ) from None
    except jinja2.TemplateError as error:
        raise RenderingError(
            "A template uses a name that does not exist."
            if isinstance(error, jinja2.UndefinedError)
            else str(error),
            where=_template_line(templates, error),
            found=str(error),
            todo="Correct the name, or give the report that value.",
        ) from None
    except (ArithmeticError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
        where = _template_line(templates, error)
        if where == _NO_LINE or _is_ours(error):
            raise
        raise RenderingError(
            "A template computes what cannot be computed.",
            where=where,
            found=f"{type(error).__name__}: {error}",
            todo="Correct that line.",
        ) from None
    except RenderingError as error:
        error.where = error.where or _template_line(templates, error)
        raise


def _is_ours(error: BaseException) -> bool:
    """Whether a fault arose in Corridor's own code, which a template called."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    last = Path(trace.tb_frame.f_code.co_filename) if trace else Path()
    return last.is_relative_to(_PACKAGE)


def _template_line(templates: Path, error: BaseException) -> str:
    """File and line of the innermost template in the traceback."""
    found = _NO_LINE
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(templates):
            found = f"templates/{path.relative_to(templates).as_posix()}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found
