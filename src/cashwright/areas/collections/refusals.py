"""Refusals of collections.

Refusal
  BadLadder              a ladder of reminders that cannot be climbed
  BadDunning             a policy that does not say who climbs which ladder
  BadTrial               a trial that cannot be held, or of a step there is not
  NotRehearsed           a line of who climbs which that leaves the shadow too early
  NothingChanges         a proposal that says what is in force already
  BadEscalation          a policy of who answers which level, and how soon
  AlreadyThere           the case stands at that level already
  SnoozedTooFar          a customer put off longer than is allowed, or not into the future
  NotSnoozed             nobody put this customer off
  StepTaken              the task is closed; the step was taken
  NoPortfolio            a colleague who looks after no customers
  NothingToPlace         a customer with nothing past due in this currency
  PlacedAlready          the claims are with an agency already
  NotPlaced              a recovery or recall of what is with no agency
  FeeExceeds             an agency that keeps more than it recovered
  PromiseTooLarge        a promise of more than is open
  PromiseInThePast       a promise for a day that is over
  PromiseTooFar          a promise beyond what the policy allows
  PlanTotalDiffers       instalments that do not add up to what is open
  PlanDays               instalments that are not in the order of their days, or too many
  InvoiceInPlan          an invoice that another payment plan pays off
  NothingToBill          no late charge that waits to be billed
  BadCharging            a policy of late charges that says nothing that can be reckoned
"""

from cashwright.kernel.refusals import Refusal


class BadLadder(Refusal):
    """facts: reason. Remedy: name, version, gap_days and steps in the order of their days."""

    code = "collections.bad_ladder"


class NotRehearsed(Refusal):
    """facts: ladder, noted, needed. Remedy: leave it in shadow until it noted steps on enough days."""

    code = "collections.not_rehearsed"


class NothingChanges(Refusal):
    """facts: policy. Remedy: change something first."""

    code = "collections.nothing_changes"


class BadTrial(Refusal):
    """facts: reason. Remedy: arms that differ, odds that are whole, a step of a ladder in force."""

    code = "collections.bad_trial"


class BadDunning(Refusal):
    """facts: reason. Remedy: assignments in order, of which the last fits everybody."""

    code = "collections.bad_dunning"


class BadEscalation(Refusal):
    """facts: reason. Remedy: for each level a role or a person, and the business days to answer."""

    code = "collections.bad_escalation"


class AlreadyThere(Refusal):
    """facts: level. Remedy: another level, or a note to whoever has the case now."""

    code = "collections.already_there"


class SnoozedTooFar(Refusal):
    """facts: until_on, latest. Remedy: a day from tomorrow to `latest`; a hold stops reminders longer."""

    code = "collections.snoozed_too_far"


class NotSnoozed(Refusal):
    """facts: customer_id. Remedy: none; the customer is on the worklist."""

    code = "collections.not_snoozed"


class StepTaken(Refusal):
    """facts: task_id. Remedy: none; somebody did it. Log the call without the task."""

    code = "collections.step_taken"


class NoPortfolio(Refusal):
    """facts: user_id. Remedy: give the colleague a portfolio, or name the portfolio."""

    code = "collections.no_portfolio"


class NothingToPlace(Refusal):
    """facts: currency. Remedy: place what is past due, in its currency."""

    code = "collections.nothing_to_place"


class PlacedAlready(Refusal):
    """facts: placement_id. Remedy: recall that placement first."""

    code = "collections.placed_already"


class NotPlaced(Refusal):
    """facts: placement_id, state. Remedy: place the claims first; a recovery after a recall is a payment."""

    code = "collections.not_placed"


class FeeExceeds(Refusal):
    """facts: gross_minor, kept_minor, currency. Remedy: gross is what the customer paid the agency."""

    code = "collections.fee_exceeds"


class PromiseTooLarge(Refusal):
    """facts: asked_minor, open_minor, currency. Remedy: promise at most what is open."""

    code = "collections.promise_too_large"


class PromiseInThePast(Refusal):
    """facts: due_on, on. Remedy: today or a later day."""

    code = "collections.promise_in_the_past"


class PromiseTooFar(Refusal):
    """facts: due_on, latest. Remedy: a day up to `latest`, or a payment plan."""

    code = "collections.promise_too_far"


class PlanTotalDiffers(Refusal):
    """facts: asked_minor, open_minor, currency. Remedy: instalments of exactly what is open."""

    code = "collections.plan_total_differs"


class PlanDays(Refusal):
    """facts: reason. Remedy: one to sixty days, each later than the one before, none in the past."""

    code = "collections.plan_days"


class InvoiceInPlan(Refusal):
    """facts: invoice_id, plan_id. Remedy: cancel that plan first, or leave the invoice out."""

    code = "collections.invoice_in_plan"


class NothingToBill(Refusal):
    """facts: customer_id. Remedy: none; accrue first, or look at what was waived."""

    code = "collections.nothing_to_bill"


class BadCharging(Refusal):
    """facts: reason. Remedy: a law or a yearly rate, and the day from which invoices bear it."""

    code = "collections.bad_charging"
