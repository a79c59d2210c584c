"""Doing, about designs: MJML becomes HTML, and what it becomes is looked at."""

from cashwright.areas.messaging.refusals import BadDesign
from cashwright.areas.messaging.rules.designs import DESIGN_MAX, check_design


def compiled(mjml: str) -> str:
    """The HTML of a design. Nothing is fetched: no fonts, no files. Raises BadDesign."""
    from mjml import mjml2html  # only publishing and previews need it, sending never does

    if len(mjml) > DESIGN_MAX:
        raise BadDesign(reason=f"longer than {DESIGN_MAX} letters")
    try:
        html: str = mjml2html(mjml, fonts={})
    except ValueError as error:
        raise BadDesign(reason=str(error)[:200]) from error
    check_design(html)
    return html
