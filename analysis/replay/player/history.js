// What became of an order: its needs in turn, whom it shared with, and where it is.
(function (DeliverAI) {
  "use strict";

  const { KIND } = DeliverAI;
  const PARTS = ["ride", "decision", "partner", "vehicle", "bay", "handover", "food", "door"];
  const [RIDE, DECISION, PARTNER, VEHICLE, BAY, HANDOVER, FOOD, DOOR] = PARTS;
  const NEED_FROM = {
    [KIND.RELEASED]: VEHICLE, [KIND.VEHICLE_REQUESTED]: VEHICLE, [KIND.DEPARTED]: RIDE,
    [KIND.ARRIVED]: DECISION, [KIND.DOCK_REQUESTED]: BAY, [KIND.HANDOVER_STARTED]: HANDOVER,
    [KIND.HANDOVER_FINISHED]: DECISION, [KIND.DELIVERED]: null, [KIND.STILL_OPEN]: null,
    [KIND.DOOR_STARTED]: DOOR, [KIND.DOOR_FINISHED]: VEHICLE, [KIND.CANCELLED]: null,
    [KIND.BROKE_DOWN]: VEHICLE, [KIND.REPAIRED]: RIDE, [KIND.RETURNED]: null,
    [KIND.DIVERTED]: RIDE,
  };

  // The order's touches as objects, in order of time.
  function touchesOf(playback, order) {
    const rows = playback.touchesOfOrder[order] || [];
    const { touches } = playback;
    return rows.map((row) => ({
      t: touches.time_s.data[row], kind: touches.kind.data[row],
      place: touches.place.data[row], to: touches.to_place.data[row],
      vehicle: touches.vehicle.data[row], partner: touches.partner.data[row],
      pool: touches.pool.data[row],
    }));
  }

  // Where the time went: stretches of one need each, by the rule of the run folder
  // (an instant of waiting belongs to the last unmet need).
  function stretchesOf(playback, order, all = touchesOf(playback, order)) {
    const stretches = [];
    let need = null;
    let base = null;
    let sharing = playback.planned; // nobody decides: who stands aboard waits for others
    const begin = (now, t, place) => {
      if (now === need) return;
      if (stretches.length) stretches[stretches.length - 1].until_s = t;
      need = now;
      if (need) stretches.push({ need, from_s: t, until_s: NaN, place });
    };
    for (let at = 0; at < all.length; at += 1) {
      const { kind, t, place, vehicle } = all[at];
      if (kind === KIND.SHARING_ACCEPTED) sharing = true;
      if (kind === KIND.SHARING_ENDED) sharing = false;
      if (kind === KIND.MODE_CHOSEN) sharing = place >= playback.basemap.hotspots;
      if (kind in NEED_FROM) base = NEED_FROM[kind];
      if (kind === KIND.ARRIVED && all.slice(at + 1).some(
        (later) => later.t === t && later.kind === KIND.DOCK_REQUESTED)) base = BAY;
      if (kind === KIND.DOOR_STARTED) {
        const next_s = at + 1 < all.length ? all[at + 1].t : playback.known_s;
        const food_s = Math.min(playback.details.foodOf(vehicle, t), next_s);
        if (food_s > t) begin(FOOD, t, place);
        if (next_s > food_s || food_s === t) begin(DOOR, food_s, place);
      } else if (base !== DOOR) {
        begin(base === DECISION && sharing ? PARTNER : base, t, place);
      }
    }
    const last = stretches[stretches.length - 1];
    if (last && last.until_s !== last.until_s) {
      last.until_s = Math.max(last.from_s, playback.known_s);
      last.going_on = true;
    }
    return stretches.filter(({ from_s, until_s }) => until_s > from_s);
  }

  // Seconds by need.
  function partsOf(stretches) {
    const parts = Object.fromEntries(PARTS.map((need) => [need, 0]));
    for (const { need, from_s, until_s } of stretches) parts[need] += until_s - from_s;
    return parts;
  }

  // Legs ridden with the same others, one after the other: where sharing was.
  function sharedOf(playback, order) {
    const { legs } = playback;
    const shared = [];
    for (const leg of playback.legsOfOrder[order] || []) {
      const others = playback.aboard(leg).filter((each) => each !== order);
      if (!others.length) continue;
      const before = shared[shared.length - 1];
      const goesOn = before && before.to === legs.place.data[leg] &&
        before.others.join() === others.join() &&
        before.last + 1 === playback.legsOfOrder[order].indexOf(leg);
      if (goesOn) {
        before.to = legs.to_place.data[leg];
        before.arrive_s = legs.arrive_s.data[leg];
        before.legs += 1;
        before.last += 1;
      } else {
        shared.push({ others, from: legs.place.data[leg], to: legs.to_place.data[leg],
          depart_s: legs.depart_s.data[leg], arrive_s: legs.arrive_s.data[leg], legs: 1,
          vehicle: legs.vehicle.data[leg], last: playback.legsOfOrder[order].indexOf(leg) });
      }
    }
    return shared;
  }

  // Hotspots where sharing began, or where an order was to be handed over.
  function meetingsOf(playback, order) {
    if (playback.planned) {
      return (playback.meetings.ofOrder[order] || []).map(({ place }) => place);
    }
    return [...new Set(sharedOf(playback, order).map(({ from }) => from))];
  }

  // Whom an order shares with at t, by agreement; -1 for nobody.
  function partnerAt(all, order, t) {
    let partner = -1;
    for (const touch of all) {
      if (touch.t > t) break;
      if (touch.kind === KIND.SHARING_ACCEPTED) partner = touch.partner;
      if (touch.kind === KIND.SHARING_ENDED) partner = -1;
    }
    return partner;
  }

  // What changing its vehicle took an order, each time: at the hotspot from when on, when
  // it lay there and when another vehicle left with it, NaN where that is not known.
  function transfersOf(playback, order, all = touchesOf(playback, order)) {
    return (playback.meetings.ofOrder[order] || []).map((meeting) => {
      const started = all.find(({ kind, t }) =>
        kind === KIND.HANDOVER_STARTED && t >= meeting.came_s);
      const taken = playback.meetings.takenOn(playback, meeting, order);
      const lies_s = meeting.lies_s.get(order);
      return { meeting, started_s: started ? started.t : NaN,
        lies_s: lies_s === undefined ? NaN : lies_s, left_s: taken ? taken.t : NaN,
        receiver: taken ? taken.vehicle : -1 };
    });
  }

  // Where an order is: aboard a leg, or dwelling at a place, or not there yet or any more.
  function whereIs(playback, order, t) {
    if (!(playback.start_s[order] <= t)) return { state: "before" };
    if (playback.done_s[order] <= t) return { state: "done", place: playback.consumer[order] };
    const own = playback.legsOfOrder[order] || [];
    const { legs } = playback;
    let leg = -1;
    for (const each of own) if (legs.depart_s.data[each] <= t) leg = each;
    if (leg < 0) return { state: "dwelling", place: playback.producer[order], leg };
    if (t < legs.ends_s.data[leg]) {
      return { state: "riding", leg, vehicle: legs.vehicle.data[leg] };
    }
    return { state: "dwelling", place: legs.to_place.data[leg], leg };
  }

  // What happens beside an order while it is open, such as a strike that begins.
  function disturbancesOf(playback, order) {
    const start_s = playback.start_s[order];
    const end_s = Math.min(playback.done_s[order], playback.known_s);
    const entries = [];
    const facts = [];
    for (const { what, at_s, until_s } of playback.header.disturbances || []) {
      if (at_s < start_s && (until_s === null || until_s > start_s)) {
        facts.push(`Placed while this was so: ${what}.`);
      }
      if (at_s >= start_s && at_s < end_s) entries.push({ t: at_s, text: `${what}: begins` });
      if (until_s !== null && until_s > start_s && until_s < end_s) {
        entries.push({ t: until_s, text: `${what}: is over` });
      }
    }
    return { entries, facts };
  }

  DeliverAI.history = { disturbancesOf, PARTS, touchesOf, stretchesOf, partsOf, sharedOf, meetingsOf,
    transfersOf, partnerAt, whereIs };
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
