"""What a command imports."""

import json
import subprocess
import sys
from pathlib import Path

_TELL = """
import json, sys
from corridor import cli
sys.argv = ["corridor", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as leave:
    print(json.dumps([leave.code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def imported(root: Path, *arguments: str) -> tuple[int, set[str], str]:
    """Exit code of a command, the packages that it imported, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", _TELL, *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    code, packages = json.loads(done.stderr.splitlines()[-1])
    return code, set(packages), done.stdout
