"""Work spread over a Dask cluster, through joblib's own backend for it.

No disk is shared. What all tasks need goes once to each worker: the project's files, the verdicts on its data, and
whatever the work itself shares. Each task carries the rest and brings back what it made. A worker lays the project
into a folder of its own and does there what `spreading.Here` does on this machine. A task whose worker is lost is done
by another.
"""

from __future__ import annotations

import atexit
import io
import logging
import pickle
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from corridor import inputs
from corridor.errors import CorridorError, UsageError
from corridor.keeping import digest
from corridor.parcels import packed, unpacked
from corridor.project import Project
from corridor.spreading import R, T, Tried, Work, refusing_at_the_end, tried

# Seconds in which a scheduler must answer, a worker must be there, and a task must be done.
PATIENCE, WAIT, TASK = 10.0, 30, 900
_PROJECT = "project"


class ForeignWorkerError(CorridorError):
    """A worker runs another version of Corridor or of its libraries than this machine."""

    exit_code = 2


class Cluster:
    """Workers of a Dask cluster; use it as a context.

    Parameters
    ----------
    address : str
        Address of the scheduler: `tcp://127.0.0.1:8786`.
    project : Project
        The project that the workers get.

    Raises
    ------
    UsageError
        If Dask is not installed, or no scheduler answers there.
    """

    def __init__(self, address: str, project: Project) -> None:
        self._project = project
        self._client = _client(address)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def each(self, work: Work[T, R], shared: Any, tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Do the tasks; see `Hands.each`."""
        yield from refusing_at_the_end(self._done(work, shared, tasks))

    def _done(self, work: Work[Any, Any], shared: Any, tasks: Sequence[Any]) -> Iterator[Tried]:
        from joblib import Parallel, delayed, parallel_config  # noqa: PLC0415

        if not tasks:
            return
        carried = packed(
            {"project": self._bundle(), "shared": _without_project(shared)}, {"made": _made_of()}
        )
        # As bytes a task travels with the scheduler, and is not lost with a worker that held it.
        told = [pickle.dumps((work, place, task)) for place, task in enumerate(tasks)]
        how = {"client": self._client, "scatter": [carried], "wait_for_workers_timeout": WAIT, "pure": False}
        try:
            with parallel_config(backend="dask", **how):
                pool = Parallel(return_as="generator_unordered", batch_size=1, timeout=TASK)
                yield from pool(delayed(_remote)(carried, one) for one in told)
        except TimeoutError as error:
            raise UsageError(
                "The cluster does not do its work.",
                where="--scheduler",
                expected=f"a worker within {WAIT} seconds, and each task done within {TASK}",
                found=str(error).split("\n", 1)[0] or "neither",
                todo="Start workers for this scheduler, or leave out --scheduler.",
            ) from None

    def _bundle(self) -> bytes:
        """Everything of the project that work can read, with the verdicts on its data."""
        project = self._project
        paths = [
            *inputs.files_of(project),
            *(path for path in project.cache.glob("checks/*") if path.is_file()),
        ]
        return packed({path.relative_to(project.root).as_posix(): path.read_bytes() for path in paths})


def _client(address: str) -> Any:
    try:
        import distributed  # noqa: PLC0415 - not needed without --scheduler
    except ImportError:
        raise UsageError(
            "Dask is not installed.", where="--scheduler", expected="the package distributed",
            found="none", todo='Install it: pip install "corridor[cluster]".',
        ) from None  # fmt: skip
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client: Any = distributed.Client
        return client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            "No scheduler answers.", where=f"--scheduler {address}", expected="a Dask scheduler, as tcp://HOST:PORT",
            found=" ".join(str(error).split())[:200], todo="Correct the address, or start the scheduler.",
        ) from None  # fmt: skip


def _made_of() -> list[str]:
    return [inputs.code(), inputs.filters()]


class _Packer(pickle.Pickler):
    """Leaves out the project, of which each worker has its own copy."""

    def persistent_id(self, value: Any) -> str | None:
        return _PROJECT if isinstance(value, Project) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, project: Project) -> None:
        super().__init__(file)
        self._project = project

    def persistent_load(self, _: Any) -> Project:
        return self._project


def _without_project(shared: Any) -> bytes:
    file = io.BytesIO()
    _Packer(file, pickle.HIGHEST_PROTOCOL).dump(shared)
    return file.getvalue()


def _remote(carried: bytes, told: bytes) -> Tried:
    """Do a task, on a worker."""
    work, place, task = pickle.loads(told)  # noqa: S301 - from whoever may run code on the cluster anyhow
    try:
        shared = _laid(digest(carried), _Bytes(carried))
    except CorridorError as error:
        return place, None, error
    return tried(work, shared, place, task)


class _Bytes:
    """Bytes that a cache does not compare."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=2)
def _laid(_: str, carried: _Bytes) -> Any:
    """Lay the project into a folder of this worker, and read what all tasks share; once for each piece of work."""
    files, about = unpacked(carried.content)
    if about["made"] != _made_of():
        raise ForeignWorkerError(
            "A worker runs another version of Corridor.",
            where="--scheduler",
            expected="the version that builds the edition",
            found="other code",
            todo="Install the same version and the same lock on every worker.",
        )
    root = _project_laid(digest(files["project"]), _Bytes(files["project"]))
    return _Unpacker(io.BytesIO(files["shared"]), Project(root)).load()


@lru_cache(maxsize=2)
def _project_laid(_: str, parcel: _Bytes) -> Path:
    root = Path(tempfile.mkdtemp(prefix="corridor-worker-")).resolve()
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, content in unpacked(parcel.content)[0].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root
