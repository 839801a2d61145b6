"""A kernel in a fresh interpreter, over sockets in a private folder: TCP ports picked side by side can collide."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from corridor.kernels.meter import Meter

# Processes side by side take the cores; threads of linear algebra would only get in each other's way.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# What a kernel's process is started with, warm or cold, so that both give the same.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    **ONE_THREAD,
}
# A socket's path is cut at about a hundred characters, so a long temporary folder is no place for it.
_LONGEST_FOLDER = 60


@contextmanager
def private_folder() -> Iterator[Path]:
    """Folder for one kernel: its sockets, its settings and what it writes; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="corridor-", dir=_socket_folder()) as name:
        yield Path(name).resolve()


def kernel_in(folder: Path, limit: int) -> tuple[type, Meter]:
    """Make a manager of kernels of this interpreter, whose sockets and settings are in a folder of their own.

    Parameters
    ----------
    folder : Path
        A private folder with a short path.
    limit : int
        Bytes of output at which the kernel is killed.

    Returns
    -------
    tuple of type and Meter
        The class, for papermill's `kernel_manager_class`; and what counts the output.
    """
    from jupyter_client.asynchronous.client import AsyncKernelClient  # noqa: PLC0415
    from jupyter_client.channels import AsyncZMQSocketChannel  # noqa: PLC0415
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from traitlets import Type  # noqa: PLC0415

    running: list[Any] = []

    def flooded() -> None:
        for provisioner in running:
            with suppress(ProcessLookupError):
                provisioner.process.kill()

    meter = Meter(limit, flooded)

    class CountedChannel(AsyncZMQSocketChannel):  # type: ignore[misc]
        async def _recv(self, **options: Any) -> dict[str, Any]:
            frames = await self.socket.recv_multipart(**options)
            meter.add(sum(map(len, frames)))
            while (
                meter.passed
            ):  # What is still on its way is not taken in; nbclient soon sees that the kernel is dead.
                await asyncio.sleep(1)
            _, message = self.session.feed_identities(frames)
            return dict(self.session.deserialize(message))

    class CountedClient(AsyncKernelClient):  # type: ignore[misc]
        iopub_channel_class = Type(CountedChannel)

    class PrivateKernel(AsyncKernelManager):  # type: ignore[misc]
        client_factory = Type(klass=AsyncKernelClient, default_value=CountedClient)

        def __init__(self, **arguments: Any) -> None:
            # Without folders to look in, the only kernel is that of this interpreter, whatever is installed.
            specs = KernelSpecManager(kernel_dirs=[])
            file = str(folder / "k.json")
            super().__init__(transport="ipc", connection_file=file, kernel_spec_manager=specs, **arguments)
            settings = {"IPYTHONDIR": str(folder / "ipython")}
            if self.kernel_spec is not None:
                self.kernel_spec.env = ENVIRONMENT | settings

        async def _async_post_start_kernel(self, **options: Any) -> None:
            running.append(self.provisioner)
            await super()._async_post_start_kernel(**options)

    return PrivateKernel, meter


def _socket_folder() -> str | None:
    """Return a folder whose path is short enough for sockets, or None where the usual one is."""
    return None if len(tempfile.gettempdir()) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108
