"""Calling the API in tests: a key, and a client that sends it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.test import Client

from cashwright.areas.access.machines import make_api_key
from cashwright.areas.access.policies import MACHINE_PERMISSIONS
from cashwright.kernel.actors import Actor

BY = Actor.rule("tests")


class Machine:
    """A program with a key. Problems are checked for their shape on the way."""

    def __init__(self, *permissions: str, entity_id: UUID | None = None) -> None:
        held = permissions or tuple(MACHINE_PERMISSIONS)
        self.key, self.text = make_api_key(
            name="test", permissions=held, entity_id=entity_id, by=BY
        )
        self.client = Client(raise_request_exception=True)

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1{path}", query, headers=self.headers)
        return answer.status_code, checked(answer)

    def post(
        self, path: str, body: object, kind: str = "application/json", **headers: str
    ) -> tuple[int, Any]:
        told = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.client.post(
            f"/api/v1{path}", told, content_type=kind, headers={**self.headers, **headers}
        )
        return answer.status_code, checked(answer)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}


def checked(answer: Any) -> Any:
    """The body; a problem is a problem in all its members."""
    told = json.loads(answer.content)
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "code", "detail"} <= told.keys()
        assert told["status"] == answer.status_code
    else:
        assert answer["Content-Type"].startswith("application/json")
    return told
