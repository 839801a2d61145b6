"""ipykernel's own kernel in this process, with papermill and nbclient beside it instead of sockets between them.

The application, kernel, shell and display machinery are ipykernel's. Messages take their wire form and are read back
from it, as they would be on the other side of a socket; only the sockets, and the threads that serve them, are left
out. So a process that has started a kernel has one thread and can be forked.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections import deque
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from queue import Empty
from types import SimpleNamespace
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session
from traitlets.config import Config

from corridor.kernels.meter import Meter
from corridor.kernels.streams import Stream

_SHELL, _IOPUB = "shell", "iopub"
_Message = dict[str, Any]


class _Wire(Session):  # type: ignore[misc]
    """Puts messages into their wire form, weighs them, reads them back, and keeps them for the client."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(key=b"", **traits)
        self.sent: dict[str, deque[_Message]] = {_SHELL: deque(), _IOPUB: deque()}
        self.meter: Meter | None = None

    def send(
        self,
        stream: str,
        msg_or_type: _Message | str,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,  # noqa: ARG002 - as the overridden method has it
        header: Any = None,
        metadata: Any = None,
    ) -> _Message:
        if isinstance(msg_or_type, dict):
            message = msg_or_type
        else:
            message = self.msg(msg_or_type, content, parent=parent, header=header, metadata=metadata)
        frames = [*self.serialize(message, ident), *(buffers or message.get("buffers") or ())]
        if self.meter is not None:
            self.meter.add(sum(map(len, frames)))
        self.sent[stream].append(self.deserialize(self.feed_identities(frames)[1]))
        return message


class _Kernel(IPythonKernel):  # type: ignore[misc]
    """ipykernel's kernel; no thread of its own passes requests on."""

    _supports_kernel_subshells = False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Requests come one by one: none waits that would have to be aborted after an error."""


class _Application(IPKernelApp):  # type: ignore[misc]
    """ipykernel's application, started as ever but for sockets, the threads that serve them, and signals."""

    def init_connection_file(self) -> None:
        """There is none."""

    def init_sockets(self) -> None:
        self.session = _Wire(parent=self)
        self.iopub_socket = _IOPUB

    def init_heartbeat(self) -> None:
        """Nobody listens."""

    def write_connection_file(self, **_: Any) -> None:
        """There is none."""

    def log_connection_info(self) -> None:
        self._ports: dict[str, int] = {}

    def init_signal(self) -> None:
        """Signals end the process, which nothing but this run uses."""

    def init_io(self) -> None:
        sys.stdout = Stream("stdout", partial(self._stream, "stdout"))
        sys.stderr = Stream("stderr", partial(self._stream, "stderr"))
        self.displayhook = ZMQDisplayHook(self.session, self.iopub_socket)
        sys.displayhook = self.displayhook

    def init_kernel(self) -> None:
        self.kernel = _Kernel.instance(
            parent=self,
            session=self.session,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
            # Asked only which thread runs the cells.
            shell_channel_thread=SimpleNamespace(parent_thread=threading.current_thread()),
        )
        # A pause after each cell lets the threads of sockets catch up: there are none.
        self.kernel._execute_sleep = 0
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def _stream(self, name: str, text: str, parent: Any) -> None:
        self.session.send(self.iopub_socket, "stream", {"name": name, "text": text}, parent=parent)


class _Channel:
    """Messages of one kind, as nbclient asks for them."""

    def __init__(self, client: _Client, waiting: deque[_Message]) -> None:
        self._client, self._waiting = client, waiting

    async def get_msg(self, timeout: float | None = None) -> _Message:  # noqa: ARG002 - answered at once
        await self._client.work()
        if not self._waiting:
            raise Empty
        return self._waiting.popleft()


class _Client:
    """What nbclient knows of a kernel: requests go in, messages come out."""

    allow_stdin = False

    def __init__(self, kernel: IPythonKernel) -> None:
        self._kernel = kernel
        self._requests: deque[_Message] = deque()
        self._working = asyncio.Lock()
        self.shell_channel = _Channel(self, kernel.session.sent[_SHELL])
        self.iopub_channel = _Channel(self, kernel.session.sent[_IOPUB])

    def start_channels(self) -> None:
        """Nothing is to be opened."""

    def stop_channels(self) -> None:
        """Nothing is to be closed."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """It is."""

    async def is_alive(self) -> bool:
        """Tell whether cells are still run; after `exit()` they are not."""
        return not self._kernel.shell.exit_now

    def kernel_info(self) -> str:
        return self._request("kernel_info_request", {})

    def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True, **_: Any) -> str:
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        return self._request("execute_request", content)

    def _request(self, kind: str, content: dict[str, Any]) -> str:
        message = self._kernel.session.msg(kind, content)
        self._requests.append(message)
        return str(message["header"]["msg_id"])

    async def work(self) -> None:
        """Let the kernel answer what was asked, as its own dispatcher would."""
        async with self._working:
            while self._requests and not self._kernel.shell.exit_now:
                await self._answer(self._requests.popleft())

    async def _answer(self, request: _Message) -> None:
        kernel = self._kernel
        kernel.set_parent([b""], request, _SHELL)
        kernel._publish_status("busy", _SHELL)
        try:
            await kernel.shell_handlers[request["header"]["msg_type"]](_SHELL, [b""], request)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            kernel._publish_status("idle", _SHELL)


class InnerKernel(AsyncKernelManager):  # type: ignore[misc]
    """Manages the kernel of this very process, so that papermill need not know that it is no other."""

    _begun = False

    @property
    def has_kernel(self) -> bool:
        """Whether it was asked for; it runs anyhow."""
        return self._begun

    async def start_kernel(self, **_: Any) -> None:
        """Note that it was asked for."""
        self._begun = True

    def client(self, **_: Any) -> _Client:
        """Return a client of the kernel of this process."""
        return _Client(IPythonKernel.instance())

    async def is_alive(self) -> bool:
        """Tell whether it was asked for and not sent away."""
        return self._begun

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # noqa: ARG002
        """The process ends with the run."""
        self._begun = False

    async def cleanup_resources(self, restart: bool = False) -> None:
        """There are none."""


def start(folder: Path) -> None:
    """Start the kernel of this process, before the libraries that look whether they are in one are imported.

    Parameters
    ----------
    folder : Path
        Empty; takes the place of the user's settings of IPython, which must not matter.
    """
    # nbclient sets the same for a kernel that it starts.
    settings = Config(HistoryManager={"hist_file": ":memory:"})
    os.environ["IPYTHONDIR"] = str(folder)
    _Application.instance(config=settings).initialize([])


def as_in_a_cell() -> AbstractContextManager[object]:
    """Import libraries within this: some look for `get_ipython` then, and settle how they display."""
    trap: AbstractContextManager[object] = IPythonKernel.instance().shell.builtin_trap
    return trap


def enter(meter: Meter) -> None:
    """Make the kernel ready for cells in the child that was forked for a run.

    Parameters
    ----------
    meter : Meter
        Counts the output from now on.
    """
    IPythonKernel.instance().session.meter = meter
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        if isinstance(stream, Stream):
            stream.spill(number, meter.limit)
