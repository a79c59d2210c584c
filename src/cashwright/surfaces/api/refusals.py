"""Refusals of the API: what is wrong with a call before anything is asked for."""

from cashwright.kernel.refusals import Refusal


class BodyTooLarge(Refusal):
    """facts: most. Remedy: send less at once."""

    code = "api.body_too_large"


class BodyUnreadable(Refusal):
    """facts: reason. Remedy: JSON in UTF-8, each member once, numbers of usual size."""

    code = "api.body_unreadable"


class ContentTypeUnknown(Refusal):
    """facts: expected. Remedy: send one of these content types."""

    code = "api.content_type_unknown"
