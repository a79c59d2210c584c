"""Matching: bank lines to what they pay, planned for all at once and applied as far as is certain.

Words: a *line* is one payment on a bank statement (areas/cash); a *decision* says what it most likely
pays, how sure that is and what speaks against it; *autonomy* says what may be done without a person.
"""

from cashwright.runs.match.applier import match_lines
from cashwright.runs.match.planner import MatchPlan, plan_matches
from cashwright.runs.match.replay import Replayed, replay
from cashwright.runs.match.running import run_match

__all__ = ["MatchPlan", "Replayed", "match_lines", "plan_matches", "replay", "run_match"]
