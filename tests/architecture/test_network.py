"""Nothing leaves the machine in a test, and only connectors and the project open sockets at all."""

from __future__ import annotations

import ast
import socket

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.architecture.tree import source

OPENS_SOCKETS = {"socket", "smtplib", "urllib.request", "http.client", "requests", "httpx", "ssl"}


def test_a_test_that_calls_outside_is_stopped() -> None:
    # 192.0.2.1 is set aside for documentation: nobody answers there.
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_only_connectors_and_the_project_open_sockets() -> None:
    found = [
        f"{name}: {module}"
        for name, tree in source("kernel", "columns", "areas", "runs", "surfaces")
        for module in _imported(tree)
        if module in OPENS_SOCKETS
    ]
    assert found == []


def _imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names
