// What is under the pointer, and what is said of it.
(function (DeliverAI) {
  "use strict";

  const { DOING, history, words } = DeliverAI;
  const NEAR_PX = 10;
  const MOST_STOPS = 4; // of a plan that are said
  const END_PX = 7; // as near to the end of an order

  // The vehicle, hotspot or tract at a pixel of a pane; null where nothing is.
  function thingAt(pane, left, top) {
    const { scene, view, playback } = pane;
    let best = null;
    let nearest = NEAR_PX * NEAR_PX;
    for (let vehicle = 0; vehicle < scene.vehicles; vehicle += 1) {
      if (scene.doing[vehicle] === DOING.ABSENT) continue;
      const across = pane.left[vehicle] - left;
      const down = pane.top[vehicle] - top;
      // Of marks as near, who drives counts more than who stands.
      const far = across * across + down * down + (scene.doing[vehicle] === DOING.IDLE ? 9 : 0);
      if (far < nearest) {
        nearest = far;
        best = { vehicle };
      }
    }
    const { basemap } = playback;
    for (let hotspot = 0; hotspot < basemap.hotspots; hotspot += 1) {
      const across = (basemap.x[hotspot] - view.x) * view.scale + view.width / 2 - left;
      const down = (view.y - basemap.y[hotspot]) * view.scale + view.height / 2 - top;
      const far = Math.hypot(across, down);
      const radius = pane.radius(scene.dwelling[hotspot]);
      if (far < radius + 2 && far * far < Math.max(nearest, radius * radius)) {
        return { hotspot };
      }
    }
    return best || endAt(pane, left, top) || tractAt(pane, left, top);
  }

  // The open order whose producer or door is drawn at a pixel.
  function endAt(pane, left, top) {
    const { playback, view, scene } = pane;
    if (!pane.endsShown) return null;
    for (let order = 0; order < playback.start_s.length; order += 1) {
      if (!(playback.start_s[order] <= scene.t && playback.done_s[order] > scene.t)) continue;
      for (const place of [playback.producer[order], playback.consumer[order]]) {
        const across = (playback.basemap.x[place] - view.x) * view.scale + view.width / 2 - left;
        const down = (view.y - playback.basemap.y[place]) * view.scale + view.height / 2 - top;
        if (across * across + down * down < END_PX * END_PX) return { order };
      }
    }
    return null;
  }

  function tractAt(pane, left, top) {
    const { basemap } = pane.playback;
    const pen = pane.pen;
    const x = pane.view.metresX(left);
    const y = pane.view.metresY(top);
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    let found = null;
    for (let tract = 0; tract < basemap.hotspots && !found; tract += 1) {
      if (pen.isPointInPath(basemap.tracts[tract], x, y)) found = { tract };
    }
    pen.restore();
    return found;
  }

  // "2 deliveries aboard (orders 31 and 44)".
  function aboardSaid(playback, leg) {
    const aboard = leg < 0 ? [] : playback.aboard(leg);
    if (!aboard.length) return "empty";
    const many = words.count(aboard.length, "delivery", "deliveries");
    return `${many} aboard (${words.orders(aboard)})`;
  }

  // "; planned: order 5 boards, order 2 is handed over at hotspot 7": where stops are.
  function plannedSaid({ playback, scene }, vehicle) {
    const stops = playback.plans.stopsOf(playback, vehicle, scene.t);
    if (!stops.length) return "";
    const said = stops.slice(0, MOST_STOPS).map(({ order, place, boards, meeting }) =>
      `order ${order} ${meeting ? "is handed over" : boards ? "boards" : "alights"}` +
      (place < playback.basemap.hotspots ? ` at ${words.place(playback.basemap, place)}` : ""));
    return `; planned: ${said.join(", ")}` + (stops.length > MOST_STOPS ? ", …" : "");
  }

  function vehicleNow(pane, vehicle) {
    const { playback, scene } = pane;
    const { legs, basemap } = playback;
    const { t } = scene;
    const name = words.capital(words.vehicle(playback, vehicle));
    const place = (at) => words.place(basemap, at);
    if (playback.left_s[vehicle] <= t) return `${name}: has left the fleet`;
    if (!(vehicle in playback.joined_s) || vehicle >= scene.vehicles
      || scene.doing[vehicle] === DOING.ABSENT) return `${name}: not there yet`;
    const leg = scene.leg[vehicle];
    if (scene.doing[vehicle] === DOING.DRIVING) {
      const arrive_s = legs.arrive_s.data[leg];
      const there = arrive_s === arrive_s ? `there in ${words.span(arrive_s - t)}`
        : "still under way when the run ends";
      return `${name}: ${place(legs.place.data[leg])} to ${place(legs.to_place.data[leg])}, ` +
        `${aboardSaid(playback, leg)}, ${there}${plannedSaid(pane, vehicle)}`;
    }
    const at = place(scene.place[vehicle]);
    if (scene.doing[vehicle] === DOING.QUEUEING) {
      return `${name}: waits for a bay at ${at}, ${aboardSaid(playback, leg)}`;
    }
    if (scene.doing[vehicle] === DOING.UNLOADING) {
      return `${name}: hands over at ${at}, ${aboardSaid(playback, leg)}`;
    }
    if (scene.doing[vehicle] === DOING.WAITING) {
      const awaited = playback.plans.awaitedAt(playback, vehicle, scene.place[vehicle], t);
      return `${name}: waits at ${at} for ${words.orders(awaited)}, to be handed over there` +
        plannedSaid(pane, vehicle);
    }
    if (scene.doing[vehicle] === DOING.SERVING) {
      return `${name}: at the door of ${at}${plannedSaid(pane, vehicle)}`;
    }
    const since_s = leg < 0 ? playback.joined_s[vehicle] : legs.ends_s.data[leg];
    const planned = plannedSaid(pane, vehicle);
    const stands = planned ? "held" : "idle";
    return `${name}: ${stands} at ${at} for ${words.span(t - since_s)}${planned}`;
  }

  // "; vehicle 3 is to hand over orders 4 and 5", and who waits for that.
  function meetingsSaid({ playback, scene }, hotspot) {
    const { meetings } = playback;
    const open = meetings.atTime(meetings.ofHotspot[hotspot], scene.t);
    const waiting = [];
    for (let vehicle = 0; open.length && vehicle < scene.vehicles; vehicle += 1) {
      if (scene.doing[vehicle] === DOING.WAITING && scene.place[vehicle] === hotspot) {
        waiting.push(words.vehicle(playback, vehicle));
      }
    }
    return [...open.map((meeting) => `; ${words.vehicle(playback, meeting.vehicle)} is to ` +
      `hand over ${words.orders(meeting.orders)}`),
    ...(waiting.length ? [`; waiting there: ${words.listed(waiting)}`] : [])].join("");
  }

  function hotspotNow(pane, hotspot) {
    const { playback, scene } = pane;
    const dwelling = scene.dwelling[hotspot];
    let said = `Hotspot ${hotspot}: ` +
      (dwelling ? words.count(dwelling, "delivery", "deliveries") + " standing"
        : "no delivery standing");
    if (playback.header.bays) {
      said += `, ${scene.busy[hotspot]} of ${words.count(playback.header.bays, "bay")} taken`;
      if (scene.queue[hotspot]) {
        said += `, ${words.count(scene.queue[hotspot], "vehicle")} waiting for one`;
      }
    }
    return said + meetingsSaid(pane, hotspot);
  }

  const WAITS = { decision: "waits for the next decision", partner: "waits for its partner",
    vehicle: "waits for a vehicle", bay: "waits for a bay", handover: "is being handed over",
    food: "waits for food", door: "is served" };

  function orderNow(playback, order, t) {
    const { basemap, legs } = playback;
    if (!(order in playback.start_s)) return `Order ${order}: not known so far`;
    const where = history.whereIs(playback, order, t);
    const place = (at) => words.place(basemap, at);
    if (where.state === "before") {
      const when = words.clock(playback.start_s[order], playback.header.clock);
      return `Order ${order}: not released before ${when}`;
    }
    if (where.state === "done") {
      const lasted_s = playback.done_s[order] - playback.start_s[order];
      const { KIND } = DeliverAI;
      const ends = { [KIND.CANCELLED]: "cancelled", [KIND.RETURNED]: "returned" };
      const last = history.touchesOf(playback, order).find(({ kind }) => kind in ends);
      const ended = last ? ends[last.kind] : "delivered";
      return `Order ${order}: ${ended} after ${words.span(lasted_s)}`;
    }
    if (where.state === "riding") {
      const { leg, vehicle } = where;
      const others = playback.aboard(leg).filter((each) => each !== order);
      const arrive_s = legs.arrive_s.data[leg];
      return `Order ${order}: aboard ${words.vehicle(playback, vehicle)}` +
        (others.length ? ` with ${words.orders(others)}` : "") +
        `, ${place(legs.place.data[leg])} to ${place(legs.to_place.data[leg])}` +
        (arrive_s === arrive_s ? `, there in ${words.span(arrive_s - t)}` : "");
    }
    const all = history.touchesOf(playback, order);
    const now = history.stretchesOf(playback, order, all)
      .find(({ from_s, until_s }) => from_s <= t && t < until_s);
    let why = now ? WAITS[now.need] || "stands" : "stands";
    if (playback.planned && now && now.need === "partner") why = "waits aboard for others";
    const partner = history.partnerAt(all, order, t);
    if (now && now.need === "partner" && partner >= 0) why += `, order ${partner}`;
    return `Order ${order}: ${why} at ${place(where.place)}` +
      (now ? `, for ${words.span(t - now.from_s)} so far` : "");
  }

  // One sentence on a thing, as it is now.
  function said(pane, thing, shading, number) {
    if ("vehicle" in thing) return vehicleNow(pane, thing.vehicle);
    if ("hotspot" in thing) return hotspotNow(pane, thing.hotspot);
    if ("order" in thing) return orderNow(pane.playback, thing.order, pane.scene.t);
    const { basemap } = pane.playback;
    const measure = shading.measureOf(number);
    const value = shading.valueAt(number, thing.tract, pane.scene.t, pane.scene);
    const id = basemap.tractIds[thing.tract];
    if (!measure) return `Tract ${id}`;
    const unit = measure.unit && !shading.share ? ` ${measure.unit}` : "";
    return `Tract ${id}: ${measure.label} ${shading.said(value)}${unit}`;
  }

  DeliverAI.pick = { thingAt, said, vehicleNow, hotspotNow, orderNow };
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
