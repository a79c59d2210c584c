"""Words for the refusals of access."""

WORDS: dict[str, tuple[int, str]] = {
    "access.bad_address": (
        422,
        "That is no e-mail address: {reason}. Write just one, such as ann@example.com.",
    ),
    "access.email_taken": (409, "Somebody with this e-mail address works here already."),
    "access.weak_password": (422, "That password is too easy to guess: {reasons}"),
    "access.self_grant": (403, "Nobody changes their own roles. Ask another administrator."),
    "access.duties_incompatible": (
        409,
        (
            "With {role} this person would hold duties that are kept apart: {pairs}. "
            "Choose another person, or say how their work is checked."
        ),
    ),
}
