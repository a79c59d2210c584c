"""What is kept of messages that wait: those a person typed, and why such a one is looked at again."""

BY_HAND = "by hand"
"""The text of a message that a person typed."""

FIGURES_CHANGED = "figures_changed"
"""Why a typed message waits for its person: other amounts are open than when it was typed."""
