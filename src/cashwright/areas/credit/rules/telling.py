"""What a warning says, in words a tired clerk understands."""

from cashwright.areas.credit.policies import Detector


def drift_words(detector: Detector, before: int, latest: int) -> str:
    """What changed: days late before and now, or how many bad signs came."""
    return {
        Detector.PAID: f"paid {latest} days after due, {before} was usual",
        Detector.OPEN: f"open invoices are {latest} days past due on average, {before} was usual",
        Detector.PROMISES: f"broke {latest} promises within two months",
        Detector.PARTIALS: f"paid in part {latest} times within two months",
        Detector.FAILED: f"{latest} payments were taken back within two months",
    }[detector]
