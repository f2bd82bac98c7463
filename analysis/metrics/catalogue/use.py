"""Vehicles, their use, service and sharing."""

from analysis.metrics.catalogue.kpi import Kpi

USE: tuple[Kpi, ...] = (
    Kpi(
        "vehicles_active",
        "Vehicles active, by tract",
        "",
        "Sum over tracts of the most vehicles active at once. Active: driving "
        "with at least one delivery aboard, from departure until just before "
        "arrival, or standing at a door to pick up or hand out. A leg counts for the "
        "tract where it starts, a leg of no duration not at all.",
        "sum over tracts of max over t of active(tract, t)",
        "paper, 7.5 (3): VEH_tot; Choice: vehicles needed",
        "lower",
    ),
    Kpi(
        "vehicles_fleet",
        "Vehicles, fleet",
        "",
        "The most vehicles that were in the fleet at once, or on duty. What an "
        "operator must own only where a fleet has a size or shifts: an elastic one "
        "grows whenever no idle vehicle is at hand, and that is no smallest fleet.",
        "max over t of joined(t) - left(t)",
        "own",
        "lower",
    ),
    Kpi(
        "vehicles_peak",
        "Vehicles active, at most",
        "",
        "The most vehicles active at once anywhere.",
        "max over t of active(t)",
        "own",
        "lower",
    ),
    Kpi(
        "hops_mean",
        "Legs per order",
        "legs",
        "Legs an order is aboard, first and last mile included; over delivered orders.",
        "sum(hops) / m",
        "paper, 7.5 (4): HOPS_avg; Choice: first leg counts",
        "neither",
    ),
    Kpi(
        "utilisation_mean",
        "Utilisation, vehicles active",
        "share",
        "Share of `vehicles_active` that is active, mean over the window "
        "`report.window_min`, which begins at the first release where that is later "
        "and ends at the horizon where that is earlier; null where no order is open "
        "in it, and where vehicles work shifts.",
        "integral of active(t) over the window / (its length * vehicles_active)",
        "paper, 7.5 (5): UR_avg",
        "higher",
    ),
    Kpi(
        "utilisation_fleet_mean",
        "Utilisation, fleet",
        "share",
        "Share of `vehicles_fleet` that is active, mean over the same window; where "
        "vehicles work shifts, of the time that they are on duty in it.",
        "integral of active(t) over the window / (its length * vehicles_fleet), or / "
        "integral of joined(t) - left(t)",
        "own",
        "higher",
    ),
    Kpi(
        "success_ratio",
        "Share on time",
        "share",
        "Orders delivered within what was promised, over all orders but the "
        "`undecided` and those that are cancelled, before or after the pickup: over "
        "all, where a run goes on until every order is delivered. Promised is an "
        "order's own due time; where orders have none, `promise_s` (tau) after their "
        "start. An order that is open for longer counts as late. The paper's success "
        "ratio.",
        "count(delivered, end_s - start_s <= tau) / (n - undecided - orders_cancelled "
        "- orders_recalled)",
        "paper, 7.5 (6): SUCC_ratio",
        "higher",
    ),
    Kpi(
        "shared_core_share",
        "Core distance shared",
        "share",
        "Metres that core vehicles drive with two deliveries or more aboard, over "
        "all metres they drive, empty ones included.",
        "sum(distance_m, core, load >= 2) / sum(distance_m, core)",
        "own",
        "higher",
    ),
    Kpi(
        "meetings",
        "Meetings",
        "",
        "Accepted requests to share.",
        "count of sharing_accepted",
        "paper, Algorithm 3",
        "neither",
    ),
    Kpi(
        "meetings_without_shared_leg",
        "Meetings without a shared leg",
        "",
        "Meetings whose two deliveries were never aboard one vehicle before the "
        "first of them shared no more.",
        "count of meetings without a common leg",
        "own",
        "lower",
    ),
    Kpi(
        "stored_most",
        "Most orders at a hotspot",
        "",
        "Orders that lay at one hotspot or were handed over there at once, at the most "
        "and at the end of an instant: with room for so many nobody waits for some. "
        "Null where no storage is limited and handovers take no time.",
        "max(handovers started and not loaded yet, by hotspot)",
        "own",
        "neither",
    ),
)
