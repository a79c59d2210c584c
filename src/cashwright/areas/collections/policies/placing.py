"""What needs a second person before claims leave for an agency."""

PLACEMENT = "collections.placement"
"""The kind of approval that lets claims go to an agency."""
