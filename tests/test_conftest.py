"""The suite's own promise: a test cannot reach another computer, and can reach this one."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests import conftest

DOCUMENTATION_ADDRESS = "192.0.2.1"
BROWSER_TEST = "import pytest\n\n@pytest.mark.browser\ndef test_a_page():\n    pass\n"


def test_a_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(RuntimeError, match="stay on this machine"):
        socket.create_connection((DOCUMENTATION_ADDRESS, 80), timeout=1)


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"mail\.example\.org"):
        socket.getaddrinfo("mail.example.org", 25)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, pytest.raises(RuntimeError):
        datagrams.sendto(b"?", (DOCUMENTATION_ADDRESS, 53))


def test_a_server_on_this_machine_is_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize("divided", [(), run.DIVIDED], ids=["one process", "divided"])
@pytest.mark.parametrize("required, outcome", [("1", "1 error"), ("0", "1 skipped")])
def test_without_chromium_a_browser_test_fails_only_where_it_must_run(
    tmp_path: Path, divided: tuple[str, ...], required: str, outcome: str
) -> None:
    shutil.copy(conftest.__file__, tmp_path / "conftest.py")
    (tmp_path / "test_page.py").write_text(BROWSER_TEST)

    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *divided, "."],
        cwd=tmp_path,
        env={"PATH": str(tmp_path), "TRACKER_REQUIRE_BROWSER": required},
        capture_output=True,
        text=True,
    )

    assert outcome in answer.stdout.splitlines()[-1]
