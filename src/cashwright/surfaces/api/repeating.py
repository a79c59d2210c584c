"""A call that may be sent again: under the same Idempotency-Key the first answer is given again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from cashwright.areas.controls.services import once
from cashwright.kernel.refusals import BadInput
from cashwright.surfaces.api.bodies import body_of
from cashwright.surfaces.api.calling import caller_of


def repeatable(request: HttpRequest, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do `work`, once for each key the caller gives; without one each call does it.

    raises  BadInput (the key), KeyReused (another request under the same key)
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not 0 < len(key) <= 100 or not key.isascii() or not key.isprintable():
        raise BadInput(field="Idempotency-Key", value="", expected="1 to 100 plain letters")
    asked = {
        "method": request.method,
        "path": request.get_full_path(),
        "body": hashlib.sha256(body_of(request)).hexdigest(),
    }
    return once(scope=f"api {caller_of(request).public_id}", key=key, request=asked, work=work)
