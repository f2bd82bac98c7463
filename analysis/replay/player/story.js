// The story of an order, a vehicle or a hotspot: entries in order of time.
(function (DeliverAI) {
  "use strict";

  const { KIND, lastAt, tale, words } = DeliverAI;

  const NEEDS = { ride: "riding", decision: "waiting for a decision",
    partner: "waiting for the partner", vehicle: "waiting for a vehicle",
    bay: "waiting for a bay", handover: "handed over" };

  function endsOf(film, order) {
    const { ground } = film;
    return `${words.place(ground, film.producer[order])} to ` +
      words.place(ground, film.consumer[order]);
  }

  // What is said at a touch of an order; nothing where the next touch says it.
  function orderLine(film, order, all, at) {
    const { ground, legs } = film;
    const touch = all[at];
    const place = (where) => words.place(ground, where);
    const next = (kind) => all.slice(at + 1).find((each) => each.kind === kind);
    switch (touch.kind) {
      case KIND.RELEASED:
        return `Ready at ${place(film.producer[order])}, for ${place(film.consumer[order])}`;
      case KIND.VEHICLE_REQUESTED: {
        const departed = next(KIND.DEPARTED);
        if (departed && departed.t === touch.t) return null;
        return `Calls a ${touch.pool === 1 ? "peripheral" : "core"} vehicle to ` +
          place(touch.place);
      }
      case KIND.DEPARTED: {
        const leg = (film.legsOfOrder[order] || []).find((each) =>
          legs.depart_s.data[each] === touch.t && legs.vehicle.data[each] === touch.vehicle);
        const others = leg === undefined ? []
          : film.aboard(leg).filter((each) => each !== order);
        return `Leaves ${place(touch.place)} for ${place(touch.to)} aboard ` +
          words.vehicle(film, touch.vehicle) +
          (others.length ? `, shared with ${words.orders(others)}` : "");
      }
      case KIND.ARRIVED: {
        const delivered = next(KIND.DELIVERED);
        if (delivered && delivered.t === touch.t) return null;
        const started = next(KIND.HANDOVER_STARTED);
        const wait = started && next(KIND.DOCK_REQUESTED) ? started.t - touch.t : 0;
        return `Reaches ${place(touch.place)}` +
          (wait > 0 ? ` and waits ${words.span(wait)} for a bay` : "");
      }
      case KIND.HANDOVER_FINISHED: {
        const started = all.slice(0, at).reverse()
          .find((each) => each.kind === KIND.HANDOVER_STARTED);
        const lasted = started ? touch.t - started.t : 0;
        return lasted > 0
          ? `Stands at ${place(touch.place)} after a handover of ${words.span(lasted)}` : null;
      }
      case KIND.DECIDED: {
        const departed = next(KIND.DEPARTED);
        if (departed && departed.t === touch.t) return null;
        return `Is to go on to ${place(touch.to)}, ` +
          (touch.partner >= 0 ? `together with order ${touch.partner}` : "alone");
      }
      case KIND.SHARING_ACCEPTED:
        return `Agrees to share with order ${touch.partner}; next stop of both: ` +
          place(touch.place);
      case KIND.SHARING_ENDED: {
        const partner = tale.partnerAt(all.slice(0, at), order, touch.t);
        return (partner >= 0 ? `Parts from order ${partner}` : "Shares no more") +
          ` at ${place(touch.place)}`;
      }
      case KIND.DELIVERED: {
        const lasted = touch.t - film.start_s[order];
        const promise = film.cast.promise_s;
        const kept = promise ? `, ${lasted <= promise ? "within" : "beyond"} the promised ` +
          words.span(promise) : "";
        return `At the door of ${place(film.consumer[order])} after ` +
          `${words.span(lasted)}${kept}`;
      }
      case KIND.STILL_OPEN: return "Still open when the run ends";
      default: return null;
    }
  }

  function orderStory(film, order) {
    const all = tale.touchesOf(film, order);
    const entries = [];
    all.forEach((touch, at) => {
      const text = orderLine(film, order, all, at);
      if (text) {
        entries.push({ t: touch.t, text, shared: touch.kind === KIND.SHARING_ACCEPTED ||
          touch.kind === KIND.SHARING_ENDED || text.includes("shared with") });
      }
    });
    const stretches = tale.stretchesOf(film, order, all);
    const facts = tale.sharedOf(film, order).map(({ others, from, to, legs }) =>
      `Shares with ${words.orders(others)} from ${words.place(film.ground, from)} to ` +
      `${words.place(film.ground, to)} (${words.count(legs, "leg")}).`);
    if (!facts.length && all.some(({ kind }) => kind === KIND.SHARING_ACCEPTED)) {
      facts.push("Agreed to share, but rode no leg together so far.");
    }
    return { title: `Order ${order}: ${endsOf(film, order)}`, facts, entries, stretches,
      related: [...new Set(tale.sharedOf(film, order).flatMap(({ others }) => others))]
        .map((number) => ({ order: number })) };
  }

  // A vehicle's legs, and what its time went to.
  function vehicleStory(film, vehicle) {
    const { legs, ground } = film;
    const own = film.legsOf[vehicle] || [];
    const pool = film.pool[vehicle] === 0 ? "Core" : "Peripheral";
    const entries = [{ t: film.joined_s[vehicle],
      text: `Joins at ${words.place(ground, film.joinedAt[vehicle])}` }];
    let metres = 0;
    let loaded_s = 0;
    let empty_s = 0;
    for (const leg of own) {
      const aboard = film.aboard(leg);
      const lasted = legs.arrive_s.data[leg] - legs.depart_s.data[leg];
      metres += legs.distance_m.data[leg];
      if (lasted > 0 && aboard.length) loaded_s += lasted;
      else if (lasted > 0) empty_s += lasted;
      entries.push({ t: legs.depart_s.data[leg], shared: aboard.length > 1,
        text: `${words.capital(words.place(ground, legs.place.data[leg]))} to ` +
          `${words.place(ground, legs.to_place.data[leg])}, ` +
          (aboard.length ? words.orders(aboard) : "empty") +
          (lasted === lasted ? `, ${words.span(lasted)}` : ", under way at the end") });
    }
    if (film.left_s[vehicle] <= film.known_s) {
      entries.push({ t: film.left_s[vehicle], text: "Leaves the fleet" });
    }
    return { title: `${pool} vehicle ${vehicle}`, entries, stretches: [],
      facts: [`${words.count(own.length, "leg")}, ${words.number(metres / 1000, 1)} km; ` +
        `${words.span(loaded_s)} driving loaded, ${words.span(empty_s)} empty.`],
      related: [] };
  }

  // Orders standing at a hotspot at t.
  function ordersAt(film, hotspot, t) {
    const found = [];
    for (let order = 0; order < film.start_s.length; order += 1) {
      if (!(film.start_s[order] <= t && film.done_s[order] > t)) continue;
      const where = tale.whereIs(film, order, t);
      if (where.state === "standing" && where.place === hotspot && where.leg >= 0) {
        found.push(order);
      }
    }
    return found;
  }

  // Who came to a hotspot with what.
  function hotspotStory(film, hotspot) {
    const { legs, ground } = film;
    const entries = [];
    for (let leg = 0; leg < legs.vehicle.length; leg += 1) {
      if (legs.to_place.data[leg] !== hotspot) continue;
      const arrive_s = legs.arrive_s.data[leg];
      const aboard = film.aboard(leg);
      if (!aboard.length || !(arrive_s <= film.known_s)) continue;
      entries.push({ t: arrive_s, shared: aboard.length > 1,
        text: `${words.capital(words.vehicle(film, legs.vehicle.data[leg]))} brings ` +
          `${words.orders(aboard)} from ${words.place(ground, legs.place.data[leg])}` });
    }
    entries.sort((one, other) => one.t - other.t);
    return { title: `Hotspot ${hotspot}, tract ${ground.tractIds[ground.tractOf[hotspot]]}`,
      facts: [], entries, stretches: [], related: [] };
  }

  function storyOf(film, selected) {
    if ("order" in selected) {
      return selected.order in film.start_s ? orderStory(film, selected.order) : null;
    }
    if ("vehicle" in selected) {
      return selected.vehicle in film.joined_s ? vehicleStory(film, selected.vehicle) : null;
    }
    return selected.hotspot >= 0 && selected.hotspot < film.ground.hotspots
      ? hotspotStory(film, selected.hotspot) : null;
  }

  // Index of the last entry at or before t.
  const entryAt = (entries, t) => lastAt(entries.map((each) => each.t), entries.length, t);

  DeliverAI.story = { NEEDS, storyOf, ordersAt, entryAt };
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
