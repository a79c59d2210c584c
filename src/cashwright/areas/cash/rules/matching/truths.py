"""Truths as numbers that can be weighed: no amount of money ever becomes one."""


def weight(is_so: bool) -> float:
    """1.0 for what is so, 0.0 for what is not."""
    return 1.0 if is_so else 0.0
