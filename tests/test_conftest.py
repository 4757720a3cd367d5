"""The suite's own promise: a test cannot reach another computer, and can reach this one."""

import socket

import pytest

DOCUMENTATION_ADDRESS = "192.0.2.1"


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
