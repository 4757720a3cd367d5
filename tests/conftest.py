"""What holds for every test: nothing leaves the machine, no setting of the developer counts, and no browser
test is skipped where browser tests must run."""

import os
import shutil
import sys
from collections.abc import Generator
from ipaddress import ip_address
from typing import Any

import pytest

REQUIRE_BROWSER = os.environ.get("TRACKER_REQUIRE_BROWSER") == "1"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = "Chromium is not installed: the browser tests did not run"

for name in list(os.environ):
    if name.startswith(("TRACKER_", "SENDGRID_")):
        del os.environ[name]
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that many tests start is compiled once
if REQUIRE_BROWSER:
    os.environ["TRACKER_REQUIRE_BROWSER"] = "1"  # for the processes that the tests are divided among


class LeavesTheMachineError(RuntimeError):
    """A test tried to reach another computer."""


def is_here(host: object) -> bool:
    """True for this machine's own names and addresses; `host` is as given to the socket call."""
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: it sees every connection and look-up made through Python's sockets, whoever makes it."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not is_here(host):
        raise LeavesTheMachineError(f"a test tried to reach {host!r}; tests stay on this machine")


sys.addaudithook(refuse_other_machines)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs Chromium where there is none: from one place, so that pytest prints one line."""
    if item.get_closest_marker("browser") and CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where browser tests must run, one that was skipped has failed."""
    report = yield
    if REQUIRE_BROWSER and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and here browser tests must run: {report.longrepr}"
    return report
