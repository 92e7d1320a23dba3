"""No process is left behind by its parent, even when that one is killed."""

from __future__ import annotations

import ctypes
import signal
import sys

_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent is gone, even by kill -9 (Linux; elsewhere nothing happens). Called in the child."""
    if _LIBRARY is not None:
        _LIBRARY.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
