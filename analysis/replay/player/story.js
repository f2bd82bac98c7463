// The story of an order, a vehicle or a hotspot: entries in order of time.
(function (DeliverAI) {
  "use strict";

  const { KIND, lastAt, history, words } = DeliverAI;

  const NEEDS = { ride: "riding", decision: "waiting for a decision",
    partner: "waiting for the partner", vehicle: "waiting for a vehicle",
    bay: "waiting for a bay", handover: "handed over", food: "waiting for food",
    door: "at doors" };

  // What an order's time goes to; where stops are planned, nobody waits for a decision.
  const needSaid = ({ planned }, need) =>
    (planned && need === "partner" ? "waiting aboard for others" : NEEDS[need]);

  // What is said at a touch of an order; nothing where the next touch says it.
  function orderLine(playback, order, all, at) {
    const { basemap, legs } = playback;
    const touch = all[at];
    const place = (where) => words.place(basemap, where);
    const next = (kind) => all.slice(at + 1).find((each) => each.kind === kind);
    switch (touch.kind) {
      case KIND.RELEASED: {
        const ready_s = playback.details.ready_s[order];
        const said = ready_s > touch.t ? `Placed, ready after ${words.span(ready_s - touch.t)}`
          : "Ready";
        return `${said} at ${place(playback.producer[order])}, for ` +
          place(playback.consumer[order]);
      }
      case KIND.VEHICLE_REQUESTED: {
        const departed = next(KIND.DEPARTED);
        if (departed && departed.t === touch.t) return null;
        if (playback.planned && touch.place < basemap.hotspots) return null;
        return `Calls a ${touch.pool === 0 ? "core" : "peripheral"} vehicle to ` +
          place(touch.place);
      }
      case KIND.DEPARTED: {
        const leg = (playback.legsOfOrder[order] || []).find((each) =>
          legs.depart_s.data[each] === touch.t && legs.vehicle.data[each] === touch.vehicle);
        const others = leg === undefined ? []
          : playback.aboard(leg).filter((each) => each !== order);
        return `Leaves ${place(touch.place)} for ${place(touch.to)} aboard ` +
          words.vehicle(playback, touch.vehicle) +
          (others.length ? `, shared with ${words.orders(others)}` : "") +
          playback.details.slowedSaid(touch.vehicle, touch.t);
      }
      case KIND.ARRIVED: {
        const delivered = next(KIND.DELIVERED);
        if (delivered && delivered.t === touch.t) return null;
        const started = next(KIND.HANDOVER_STARTED);
        const full = next(KIND.ROOM_AWAITED);
        const has_bay = full && !(started && started.t < full.t) ? full : started;
        const wait = has_bay && next(KIND.DOCK_REQUESTED) ? has_bay.t - touch.t : 0;
        return `Reaches ${place(touch.place)}` +
          (wait > 0 ? ` and waits ${words.span(wait)} for a bay` : "");
      }
      case KIND.ROOM_AWAITED: {
        const started = next(KIND.HANDOVER_STARTED);
        if (started && started.t === touch.t) return null;
        return `Finds ${place(touch.place)} full and waits ` +
          (started ? `${words.span(started.t - touch.t)} for room` : "for room");
      }
      case KIND.HANDOVER_FINISHED: {
        const started = all.slice(0, at).reverse()
          .find((each) => each.kind === KIND.HANDOVER_STARTED);
        const lasted = started ? touch.t - started.t : 0;
        if (playback.planned) {
          return `Lies in ${place(touch.place)}, handed over by ` +
            words.vehicle(playback, touch.vehicle);
        }
        return lasted > 0
          ? `Stands at ${place(touch.place)} after a handover of ${words.span(lasted)}` : null;
      }
      case KIND.DECIDED: {
        const departed = next(KIND.DEPARTED);
        if (departed && departed.t === touch.t) return null;
        return `Is to go on to ${place(touch.to)}, ` +
          (touch.partner >= 0 ? `together with order ${touch.partner}` : "alone");
      }
      case KIND.MODE_CHOSEN:
        return touch.place < basemap.hotspots
          ? "Is to be relayed over hotspots, which is expected to cost less"
          : "Is to go from door to door, which is expected to cost no more than over hotspots";
      case KIND.SHARING_ACCEPTED:
        return `Agrees to share with order ${touch.partner}; next stop of both: ` +
          place(touch.place);
      case KIND.SHARING_ENDED: {
        const partner = history.partnerAt(all.slice(0, at), order, touch.t);
        return (partner >= 0 ? `Parts from order ${partner}` : "Shares no more") +
          ` at ${place(touch.place)}`;
      }
      case KIND.DOOR_STARTED: {
        const waits = playback.details.foodOf(touch.vehicle, touch.t) - touch.t;
        return touch.place === playback.producer[order]
          ? `${words.capital(words.vehicle(playback, touch.vehicle))} is at the door` +
            (waits > 0 ? ` and waits ${words.span(waits)} for food` : "") : null;
      }
      case KIND.CANCELLED:
        return `Cancelled after ${words.span(touch.t - playback.start_s[order])}`;
      case KIND.DELIVERED: {
        const lasted = touch.t - playback.start_s[order];
        const due_s = playback.details.due_s[order];
        const promise = due_s === undefined ? playback.header.promise_s
          : due_s - playback.start_s[order];
        const kept = promise ? `, ${lasted <= promise ? "within" : "beyond"} the promised ` +
          words.span(promise) : "";
        return `At the door of ${place(playback.consumer[order])} after ` +
          `${words.span(lasted)}${kept}`;
      }
      case KIND.STILL_OPEN: return "Still open when the run ends";
      default: return words.failed(playback, touch);
    }
  }

  // Which vehicle is to pick an order up or take it on, each time that is another one.
  function comersSaid(playback, order) {
    const comers = playback.plans.comers[order] || [];
    return comers.map(({ t, vehicle, place }, at) => {
      const before = comers.slice(0, at).filter((each) => each.place === place).pop();
      const does = place < playback.basemap.hotspots
        ? `taken on at ${words.place(playback.basemap, place)}` : "picked up";
      return { t, text: `Is to be ${does} by ${words.vehicle(playback, vehicle)}` +
        (before ? ` now, instead of ${before.vehicle}` : "") };
    });
  }

  function meetingsSaid(playback, order) {
    return (playback.meetings.ofOrder[order] || []).map((meeting) => {
      const others = meeting.orders.filter((each) => each !== order);
      const who = others.length ? `it and ${words.orders(others)}` : "it";
      return { t: meeting.t, text: words.meeting(playback, meeting, who) };
    });
  }

  // What each change of vehicle took an order.
  function transferFacts(playback, order, all) {
    const known = history.transfersOf(playback, order, all)
      .filter(({ left_s }) => left_s === left_s);
    return known.map(({ meeting, started_s, lies_s, left_s, receiver }) => {
      const { came_s, vehicle } = meeting;
      const parts = [["waiting for a bay", started_s - came_s],
        ["handed over", lies_s - started_s], ["waiting there", left_s - lies_s]]
        .filter(([, lasted_s]) => lasted_s > 0)
        .map(([need, lasted_s]) => `${words.span(lasted_s)} ${need}`);
      const who = receiver === vehicle
        ? `Taken on again by ${words.vehicle(playback, vehicle)}, which had handed it over,`
        : `Changed from ${words.vehicle(playback, vehicle)} to ` +
          words.vehicle(playback, receiver);
      return `${who} at ${words.place(playback.basemap, meeting.place)}: ${words.span(left_s - came_s)} there` +
        `${parts.length ? ` (${parts.join(", ")})` : ""}.`;
    });
  }

  function orderStory(playback, order) {
    const all = history.touchesOf(playback, order);
    const planned = [...meetingsSaid(playback, order), ...comersSaid(playback, order)]
      .sort((one, other) => one.t - other.t);
    const entries = [];
    all.forEach((touch, at) => {
      // At one instant it is planned after the order calls, and before it leaves.
      while (planned.length && (planned[0].t < touch.t ||
        (planned[0].t === touch.t && touch.kind === KIND.DEPARTED))) {
        entries.push(planned.shift());
      }
      const text = orderLine(playback, order, all, at);
      if (text) {
        entries.push({ t: touch.t, text, shared: touch.kind === KIND.SHARING_ACCEPTED ||
          touch.kind === KIND.SHARING_ENDED || text.includes("shared with") });
      }
    });
    entries.push(...planned);
    const beside = history.disturbancesOf(playback, order);
    const learnt = playback.details.notices.ofOrder(playback, order);
    if (learnt.length || beside.entries.length) {
      // The sort is stable. What is learnt at an instant comes before who decides by it.
      entries.splice(1, 0, ...learnt);
      entries.push(...beside.entries);
      entries.sort((one, other) => one.t - other.t);
    }
    const stretches = history.stretchesOf(playback, order, all);
    const facts = [...beside.facts, ...transferFacts(playback, order, all)];
    const rides = history.sharedOf(playback, order).map(({ others, from, to, legs }) =>
      `Shares with ${words.orders(others)} from ${words.place(playback.basemap, from)} to ` +
      `${words.place(playback.basemap, to)} (${words.count(legs, "leg")}).`);
    facts.push(...rides);
    if (!rides.length && all.some(({ kind }) => kind === KIND.SHARING_ACCEPTED)) {
      facts.push("Agreed to share, but rode no leg together so far.");
    }
    const title = `${words.order(playback.header, order)}: ${words.ends(playback, order)}`;
    return { title, facts, entries, stretches,
      related: [...new Set(history.sharedOf(playback, order).flatMap(({ others }) => others))]
        .map((number) => ({ order: number })) };
  }

  // Meetings as entries: when planned, when handed over, and who went on with what.
  function toldOf(playback, meetings, taken) {
    return (meetings || []).flatMap((meeting) => {
      const { orders, lies_s, until_s } = meeting;
      const told = [{ t: meeting.t, text: words.meeting(playback, meeting, words.orders(orders)) }];
      const given = orders.filter((order) => lies_s.has(order));
      if (given.length && until_s <= playback.known_s) {
        told.push({ t: until_s, text: `${words.capital(words.vehicle(playback, meeting.vehicle))}` +
          ` has handed over ${words.orders(given)}` });
      }
      for (const order of taken ? given : []) {
        const by = playback.meetings.takenOn(playback, meeting, order);
        if (by) {
          told.push({ t: by.t, text: `${words.capital(words.vehicle(playback, by.vehicle))} ` +
            `takes order ${order} on` });
        }
      }
      return told;
    });
  }

  // A vehicle's legs, and what its time went to.
  function vehicleStory(playback, vehicle) {
    const { legs, basemap } = playback;
    const own = playback.legsOf[vehicle] || [];
    const entries = [{ t: playback.joined_s[vehicle],
      text: `Joins at ${words.place(basemap, playback.joinedAt[vehicle])}` }];
    let metres = 0;
    let loaded_s = 0;
    let empty_s = 0;
    for (const leg of own) {
      const aboard = playback.aboard(leg);
      const lasted = legs.arrive_s.data[leg] - legs.depart_s.data[leg];
      metres += legs.distance_m.data[leg];
      if (lasted > 0 && aboard.length) loaded_s += lasted;
      else if (lasted > 0) empty_s += lasted;
      entries.push({ t: legs.depart_s.data[leg], shared: aboard.length > 1,
        text: `${words.capital(words.place(basemap, legs.place.data[leg]))} to ` +
          `${words.place(basemap, legs.to_place.data[leg])}, ` +
          (aboard.length ? words.orders(aboard) : "empty") +
          (lasted === lasted ? `, ${words.span(lasted)}` : ", under way at the end") +
          playback.details.slowedSaid(vehicle, legs.depart_s.data[leg]) });
    }
    entries.push(...toldOf(playback, playback.meetings.ofVehicle[vehicle], false));
    entries.sort((one, other) => one.t - other.t);
    if (playback.left_s[vehicle] <= playback.known_s) {
      entries.push({ t: playback.left_s[vehicle], text: "Leaves the fleet" });
    }
    return { title: words.capital(words.vehicle(playback, vehicle)), entries, stretches: [],
      facts: [`${words.count(own.length, "leg")}, ${words.number(metres / 1000, 1)} km; ` +
        `${words.span(loaded_s)} driving loaded, ${words.span(empty_s)} empty.`],
      related: [] };
  }

  // Orders dwelling at a hotspot at t.
  function ordersAt(playback, hotspot, t) {
    const found = [];
    for (let order = 0; order < playback.start_s.length; order += 1) {
      if (!(playback.start_s[order] <= t && playback.done_s[order] > t)) continue;
      const where = history.whereIs(playback, order, t);
      if (where.state === "dwelling" && where.place === hotspot && where.leg >= 0) {
        found.push(order);
      }
    }
    return found;
  }

  // Who came to a hotspot with what.
  function hotspotStory(playback, hotspot) {
    const { legs, basemap } = playback;
    const entries = [...playback.details.notices.ofHotspot(hotspot),
      ...toldOf(playback, playback.meetings.ofHotspot[hotspot], true)];
    for (let leg = 0; leg < legs.vehicle.length; leg += 1) {
      if (legs.to_place.data[leg] !== hotspot) continue;
      const arrive_s = legs.arrive_s.data[leg];
      const aboard = playback.aboard(leg);
      if (!aboard.length || !(arrive_s <= playback.known_s)) continue;
      entries.push({ t: arrive_s, shared: aboard.length > 1,
        text: `${words.capital(words.vehicle(playback, legs.vehicle.data[leg]))} ` +
          `${playback.planned ? "comes with" : "brings"} ` +
          `${words.orders(aboard)} from ${words.place(basemap, legs.place.data[leg])}` });
    }
    entries.sort((one, other) => one.t - other.t);
    return { title: `Hotspot ${hotspot}, tract ${basemap.tractIds[basemap.tractOf[hotspot]]}`,
      facts: [], entries, stretches: [], related: [] };
  }

  function storyOf(playback, selected) {
    if ("order" in selected) {
      return selected.order in playback.start_s ? orderStory(playback, selected.order) : null;
    }
    if ("vehicle" in selected) {
      return selected.vehicle in playback.joined_s
        ? vehicleStory(playback, selected.vehicle) : null;
    }
    return selected.hotspot >= 0 && selected.hotspot < playback.basemap.hotspots
      ? hotspotStory(playback, selected.hotspot) : null;
  }

  // Index of the last entry at or before t.
  const entryAt = (entries, t) => lastAt(entries.map((each) => each.t), entries.length, t);

  DeliverAI.story = { needSaid, storyOf, ordersAt, entryAt };
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
