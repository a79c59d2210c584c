"""How far a share that was counted may be from the true one: Wilson's bounds, one-sided, 95 %."""

_Z2 = 2.706


def wilson(part: int, whole: int, *, z2: float = _Z2) -> tuple[float, float]:
    """The lower and upper bound of part / whole; (0, 1) where nothing was counted. `z2`: how sure, squared."""
    assert 0 <= part <= whole
    if whole == 0:
        return 0.0, 1.0
    share = part / whole
    spread = (z2 * (share * (1 - share) / whole + z2 / (4 * whole * whole))) ** 0.5
    middle, scale = share + z2 / (2 * whole), 1 + z2 / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
