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
    "access.second_person_needed": (
        409,
        "The role {role} carries power over money or people: a second person has to agree to it.",
    ),
    "access.not_for_machines": (422, "A key cannot hold {permission}."),
    "access.hook_source_taken": (
        409,
        "There is a hook named {source} already. Give it a new secret, or choose another name.",
    ),
    "access.key_not_valid": (
        401,
        "Send the header “Authorization: Bearer” with a key that is in force.",
    ),
    "access.key_lacks_permission": (403, "This key does not hold {permission}."),
    "access.signature_not_valid": (401, "This call is not signed as it must be: {reason}."),
    "access.too_many_calls": (
        429,
        "This key calls too often. Wait {seconds} seconds, and send larger batches.",
    ),
}
