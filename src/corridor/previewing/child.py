"""The process of one build of the preview; see `rebuilding`."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from corridor import errors
from corridor.errors import CorridorError
from corridor.kernels.processes import end_with_parent


def main(request: dict[str, Any]) -> int:
    """Build, and write down what came of it.

    Parameters
    ----------
    request : dict
        What to build, the parent's id, and the number of the file for the answer.

    Returns
    -------
    int
        Exit code.
    """
    # Where an interrupt is passed over at the start, as in a script's background, it is still how we are ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        end_with_parent(signal.SIGINT, request["parent"])
    os.set_inheritable(request["answer"], False)
    try:
        told = _built(request)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    with os.fdopen(request["answer"], "w", encoding="utf-8") as file:
        json.dump(told, file, default=str)
    return 0


def _built(request: dict[str, Any]) -> dict[str, Any]:
    from corridor import building  # noqa: PLC0415 - from here on an interrupt is no fault
    from corridor.console import progress  # noqa: PLC0415
    from corridor.editions import newest  # noqa: PLC0415
    from corridor.project import Project  # noqa: PLC0415

    project = Project(Path(request["root"]))
    asked = building.Asked(engine=request["engine"])
    out = Path(request["out"])
    try:
        edition = request["edition"] or newest(project)
        with progress() as tell:
            built = building.build(project, edition, asked, jobs=request["jobs"], out=out, progress=tell)
    except CorridorError as error:
        return {"kind": _kind(error), "fields": vars(error)}
    except Exception as error:
        traceback.print_exc()
        return {"kind": CorridorError.__name__, "fields": vars(_own(error))}
    return {"edition": edition, "folder": str(built.folder), "changed": built.changed}


def _kind(error: CorridorError) -> str:
    """Kind of an error, or of the one that it is a special case of."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == errors.__name__)


def _own(error: Exception) -> CorridorError:
    found = "".join(traceback.format_exception_only(error)).strip()
    return CorridorError(
        "The build met a fault of Corridor’s own.", found=found, todo="See the traceback in the terminal."
    )


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
