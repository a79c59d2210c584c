"""What people read when credit declines."""

WORDS: dict[str, tuple[int, str]] = {
    "credit.recovery_exceeds": (
        409,
        "That is more than was written off and not recovered yet, or than was paid.",
    ),
    "credit.recovered_in_part": (
        409,
        "{recovered_minor} of this write-off was recovered, so it stays. Record what else comes as recovered too.",
    ),
    "credit.not_written_off": (
        409,
        "The write-off was taken back. Apply the payment to the open invoice.",
    ),
}
