"""What works: the trials of a company with what each way brought, and its texts by what followed them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.collections.policies.trials import HOLDOUT, Odds, Trial
from cashwright.areas.collections.queries import (
    Counted,
    counted,
    exposures,
    heard,
    send_time,
    text_results,
    trials_in_force,
)
from cashwright.areas.collections.rules.trials import rate, uplift
from cashwright.areas.messaging.policies import CARDS
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.queries import entities_for
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.trials import (
    arm_of,
    arm_words,
    hours_verdict,
    hours_words,
    share_words,
    step_words,
    uplift_words,
    within_words,
)
from cashwright.surfaces.console.charts import Bar, Figure, bars
from cashwright.surfaces.console.formats import day_text, plural
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.settings_.tabs import crumbs

SHOWN_MAX = 200
_LEAST = 20
"""Messages a text must have sent before it is compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """A trial as it is shown: its bars, what may be said of each arm, how the odds stand."""

    trial: Trial
    url: str
    step: str
    question: str
    figure: Figure
    verdicts: list[tuple[str, str]]
    odds: str
    state: str
    is_over: bool


def company_of(request: HttpRequest, permission: str, code: str = "") -> LegalEntity:
    """The company an address names (?of=DE), else the reader's first. Raises NotFound."""
    mine = list(entities_for(request.user, permission).order_by("code"))
    wanted = code or request.GET.get("of", "")
    found = next((one for one in mine if one.code == wanted), None) if wanted else None
    if found is None and (wanted or not mine):
        raise NotFound(document="legal entity", id=wanted[:12])
    return found or mine[0]


@page(permission="collections.read", section="settings")
def what_works(request: HttpRequest) -> HttpResponse:
    """Trials first, then every text that went out."""
    company, on = company_of(request, "collections.read"), frame_of(request).as_of
    trials = [told(company, trial, on) for trial in trials_in_force(company.pk, on)]
    context = {
        "title": "What works", "company": company, "trials": trials,
        "texts": _texts([company.pk], on), "hours": _hours(company, on), "may_try": may(request, "policies.edit"),
        "companies": [
            (one.name, f"?{urlencode({'of': one.code})}", one.pk == company.pk)
            for one in entities_for(request.user, "collections.read").order_by("code")
        ],
        "hours_url": f"{reverse('console:send_time')}?{urlencode({'of': company.code})}",
        "new_url": f"{reverse('console:trial_new')}?{urlencode({'of': company.code})}",
        "crumbs": crumbs(("Texts", reverse("console:texts")), ("What works", "")),
    }  # fmt: skip
    return render(request, "console/texts/works.html", context)


@page(permission="collections.read", section="settings")
def trial(request: HttpRequest, of: str, code: str) -> HttpResponse:
    """One trial with the customers of an arm (?arm=b): when they were tried, what they did."""
    company, on = company_of(request, "collections.read", of), frame_of(request).as_of
    shown = next((one for one in trials_in_force(company.pk, on) if one.code == code), None)
    if shown is None:
        raise NotFound(document="trial", id=code[:24])
    found = exposures(company.pk, code, on)
    arm = request.GET.get("arm", "")
    mine = found.filter(found["arm"] == arm) if arm else found
    rows = mine.sort("tried_on", "customer_id", descending=[True, False]).head(SHOWN_MAX)
    names = dict(
        Customer.objects.filter(pk__in=[UUID(one) for one in rows["customer_id"]])
        .values_list("pk", "name")
    )  # fmt: skip
    context = {
        "title": shown.title, "told": told(company, shown, on), "arm": arm, "count": mine.height,
        "arms": [("All", "", not arm)] + [
            (arm_words(arm_of(shown, one)), f"?{urlencode({'arm': one})}", one == arm)
            for one in (*(a.code for a in shown.arms), HOLDOUT)
        ],
        "rows": [_row(row, names) for row in rows.iter_rows(named=True)],
        "may_try": may(request, "policies.edit"),
        "end_url": reverse("console:trial_end", args=[of, code]),
        "crumbs": crumbs(
            ("Texts", reverse("console:texts")),
            ("What works", f"{reverse('console:what_works')}?{urlencode({'of': of})}"),
            (shown.title, ""),
        ),
    }  # fmt: skip
    return render(request, "console/texts/trial.html", context)


def _row(row: dict[str, Any], names: dict[UUID, str]) -> dict[str, str]:
    key = UUID(row["customer_id"])
    return {
        "name": names.get(key, ""), "arm": row["arm"],
        "url": reverse("console:customer", args=[public_id(Customer.PREFIX, key)]),
        **{
            name: day_text(row[f"{name}_on"]) if row[f"{name}_on"] else "–"
            for name in ("tried", "paid", "answered", "promised")
        },
    }  # fmt: skip


def told(company: LegalEntity, trial: Trial, on: date) -> Told:
    """A trial with everything that is known of it by a day."""
    arms = counted(trial, exposures(company.pk, trial.code, on), on)
    url = reverse("console:trial", args=[company.code, trial.code])
    lines = [_bar(trial, one, url) for one in arms.values()]
    held = arms[HOLDOUT]
    verdicts = [
        (
            arm_words(arm),
            uplift_words(
                uplift(arms[arm.code].rate, held.rate, least=trial.customers_min), trial,
                min(arms[arm.code].over, held.over),
            ),
        )
        for arm in trial.arms
    ]  # fmt: skip
    is_over = not trial.runs_on(on)
    return Told(
        trial, url, step_words(trial), within_words(trial),
        bars(f"Customers who {within_words(trial)}", lines, of="Way", value="Share",
             text="The bar is the share, the numbers in brackets where it may lie."),
        verdicts if trial.holdout_bp else [], _odds(trial), _state(trial, on), is_over,
    )  # fmt: skip


def _bar(trial: Trial, one: Counted, url: str) -> Bar:
    share = rate(one.answered, one.over)
    waiting = one.customers - one.over
    return Bar(
        arm_words(arm_of(trial, one.arm)), int(share.at * 1000),
        share_words(one.answered, one.over, share), f"{url}?{urlencode({'arm': one.arm})}",
        note=f"{waiting} still have time" if waiting else "",
    )  # fmt: skip


def _odds(trial: Trial) -> str:
    shares = ", ".join(
        f"{arm.code} {odds / 100:.0f} %"
        for arm, odds in zip(trial.arms, trial.odds_bp, strict=True)
    )
    how = "the same to the end" if trial.odds is Odds.EVEN else "not learned yet"
    if trial.learned is not None:
        drawn = trial.learned
        how = f"drawn on {day_text(drawn.on)}, {drawn.draws} draws, seed {drawn.seed}"
    held = trial.holdout_bp / 100
    return f"{held:.0f} % hear nothing; of the others {shares} ({how})."


def _state(trial: Trial, on: date) -> str:
    if on < trial.from_on:
        return f"Begins {day_text(trial.from_on)}"
    if trial.until_on is None:
        return f"Runs since {day_text(trial.from_on)}"
    word = "Ran" if on > trial.until_on else "Runs"
    return f"{word} from {day_text(trial.from_on)} until {day_text(trial.until_on)}"


@dataclass(frozen=True, slots=True)
class HoursTold:
    """How hours are chosen, what each brought, and whether choosing helps."""

    said: str
    figure: Figure | None
    verdict: str


def _hours(company: LegalEntity, on: date) -> HoursTold:
    policy = send_time(company.pk, on)
    if not policy.is_on:
        return HoursTold(hours_words(policy), None, "")
    found = heard(company.pk, on, policy)
    works = reverse("console:what_works")
    told = [(f"{hour:02}:00", found.shared.get(hour, (0, 0))) for hour in policy.slots]
    told.append(("As ever", found.held_out))
    lines = [
        Bar(name, int(rate(*counts).at * 1000), share_words(*counts, rate(*counts)), works)
        for name, counts in told
    ]
    verdict = hours_verdict(uplift(found.chosen, found.held_out, least=_LEAST))
    days = plural(policy.response_days, "day", "days")
    figure = bars(f"Reminders answered within {days}", lines, of="Hour", value="Share")
    return HoursTold(hours_words(policy), figure, verdict)


def _texts(entity_ids: list[UUID], on: date) -> Figure | None:
    """A customer who got a text five times counts once for how sure a share is."""
    found = text_results(entity_ids, on)
    lines = []
    for row in found.filter(found["messages"] >= _LEAST).iter_rows(named=True):
        key, _, rest = row["template"].partition("/")
        paid, messages, customers = row["paid"], row["messages"], row["customers"]
        share = replace(rate(paid * customers // messages, customers), at=paid / messages)
        title = CARDS[key].title if key in CARDS else key
        language = rest.partition("/")[0].partition(":")[0]
        url = reverse("console:text", args=[key, language]) if key in CARDS else ""
        more = f"{row['answered']} answered, {row['promised']} promised; {row['channel']}"
        lines.append(
            Bar(f"{title}, {rest}", int(share.at * 1000),
                share_words(paid, messages, share), url, note=more)
        )  # fmt: skip
    if not lines:
        return None
    ordered = sorted(lines, key=lambda bar: -bar.amount)
    return bars("Texts by what followed within 14 days", ordered, of="Text", value="Paid")
