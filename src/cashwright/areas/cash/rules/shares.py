"""How far a share that was counted may be from the true one: Wilson's bounds, one-sided, 95 %."""

_Z2 = 2.706


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The lower and upper bound of part / whole; (0, 1) where nothing was counted."""
    assert 0 <= part <= whole
    if whole == 0:
        return 0.0, 1.0
    share = part / whole
    spread = (_Z2 * (share * (1 - share) / whole + _Z2 / (4 * whole * whole))) ** 0.5
    middle, scale = share + _Z2 / (2 * whole), 1 + _Z2 / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
