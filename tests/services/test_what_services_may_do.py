"""Services change rows. They never commit and never send: read from their source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import CHECKOUT

SERVICES = sorted((CHECKOUT / "tracker" / "services").rglob("*.py"))
NETWORK = ("smtplib", "socket", "urllib.request", "http", "sendgrid", "requests", "tracker.adapters")


def called(tree: ast.AST) -> Iterator[str]:
    """The names of methods that are called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: str(file.relative_to(CHECKOUT)))
def test_a_service_never_commits_and_never_sends(file: Path) -> None:
    tree = ast.parse(file.read_text())

    assert "commit" not in set(called(tree))
    assert not [name for name in imported(tree) if name.startswith(NETWORK)]


def test_there_are_services_to_look_at() -> None:
    assert len(SERVICES) > 30
