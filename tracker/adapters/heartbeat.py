"""A sign of life for whoever watches from outside: an address that is opened after each full pass.

When it is no longer opened, the watcher raises the alarm; nothing in a program that has died could.
"""

from collections.abc import Callable
from urllib.request import Request, urlopen

TIMEOUT_S = 5.0


def heartbeat(address: str | None) -> Callable[[], None]:
    """Opens `address` (http or https) and reads nothing of the answer; without one it does nothing.

    What it returns raises OSError where the address does not answer in five seconds, or answers with an error.
    """

    def beat() -> None:
        if address is not None:
            with urlopen(Request(address, headers={"User-Agent": "appeal-tracker"}), timeout=TIMEOUT_S):  # noqa: S310 - its scheme was checked at boot
                pass

    return beat
