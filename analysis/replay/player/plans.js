// What vehicles with plans are to do: their stops to come at a time, and for whom they come.
(function (DeliverAI) {
  "use strict";

  const { lastAt, unpack } = DeliverAI;

  class Plans {
    constructor() {
      this.byVehicle = []; // { time_s, orders, places } in parallel
      this.comers = []; // by order: { t, vehicle, place } from when on that one is to come
    }

    take(given, times, playback) {
      const [vehicle, time_s, starts, orders] = ["vehicle", "time_s", "starts", "orders"]
        .map((name) => unpack(given[name]));
      const places = given.places ? unpack(given.places) : orders.map(() => -1);
      for (let row = 0; row < vehicle.length; row += 1) {
        const number = vehicle[row];
        const own = this.byVehicle[number] ||
          (this.byVehicle[number] = { time_s: [], orders: [], places: [] });
        own.time_s.push(time_s[row]);
        own.orders.push(Array.from(orders.subarray(starts[row], starts[row + 1])));
        own.places.push(places.subarray(starts[row], starts[row + 1]));
        times.push(time_s[row]);
        for (const stop of this._stops(playback, number, own.time_s.length - 1, time_s[row])) {
          if (stop.boards) this._comes(stop, number, time_s[row]);
        }
      }
    }

    // Of those planned at one instant the last one counts.
    _comes({ order, place }, vehicle, t) {
      const known = (this.comers[order] || []).filter((each) =>
        each.place !== place || each.t !== t);
      const last = known.filter((each) => each.place === place).pop();
      if (!last || last.vehicle !== vehicle) known.push({ t, vehicle, place });
      this.comers[order] = known;
    }

    // All stops of a plan, with the meetings known at t: whoever is aboard is in it once,
    // wherever it alights. Counted from the end an order alights, boards, alights, ...:
    // at its consumer, and before that at the hotspot where this vehicle hands it over.
    // Of first and last miles the place of each stop is given.
    _stops({ meetings, producer, consumer }, vehicle, at, t) {
      const { time_s, orders, places } = this.byVehicle[vehicle];
      const planned_s = time_s[at];
      const left = new Map(); // how often an order is still to come
      for (const order of orders[at]) left.set(order, (left.get(order) || 0) + 1);
      const most = new Map(left);
      return orders[at].map((order, nth) => {
        const times = left.get(order);
        left.set(order, times - 1);
        const mile = places[at][nth];
        if (mile >= 0) {
          return { order, place: mile, boards: times % 2 === 0, meeting: null, mile: true };
        }
        const meeting = meetings.lastOf(order, t);
        const gives = meeting && meeting.vehicle === vehicle &&
          !(meeting.came_s <= planned_s) && (most.get(order) <= 2 || times > 2);
        const boards = times % 2 === 0;
        const met = gives && boards
          ? (meetings.ofOrder[order] || []).filter((each) => each.t < meeting.t).pop()
          : meeting;
        const place = met && (gives || boards) ? met.place
          : boards ? producer[order] : consumer[order];
        return { order, place, boards, meeting: gives && !boards ? meeting : null };
      });
    }

    // The stops still before a vehicle at t, in turn: { order, place, boards, meeting },
    // the last for who is handed over there.
    stopsOf(playback, vehicle, t) {
      const own = this.byVehicle[vehicle];
      const at = own ? lastAt(own.time_s, own.time_s.length, t) : -1;
      if (at < 0) return [];
      return this._stops(playback, vehicle, at, t).filter((stop) => {
        const { order, boards, meeting, mile, place } = stop;
        if (playback.done_s[order] <= t) return false;
        if (mile && !boards) {
          return !this._brought(playback, order, vehicle, place, own.time_s[at], t);
        }
        if (meeting) return !(meeting.lies_s.get(order) <= t);
        return !boards || !this._left(playback, order, vehicle, own.time_s[at], t);
      });
    }

    // Whether an order has left aboard a vehicle since a plan.
    _left(playback, order, vehicle, planned_s, t) {
      const { legs } = playback;
      return (playback.legsOfOrder[order] || []).some((leg) =>
        legs.vehicle.data[leg] === vehicle &&
        legs.depart_s.data[leg] >= planned_s && legs.depart_s.data[leg] <= t);
    }

    // Whether a vehicle has brought an order to a place since a plan.
    _brought(playback, order, vehicle, place, planned_s, t) {
      const { legs } = playback;
      return (playback.legsOfOrder[order] || []).some((leg) =>
        legs.vehicle.data[leg] === vehicle && legs.to_place.data[leg] === place &&
        legs.ends_s.data[leg] >= planned_s && legs.ends_s.data[leg] <= t);
    }

    // For whom a vehicle waits at a hotspot where it stands: its next stop is there.
    awaitedAt(playback, vehicle, place, t) {
      const [next, ...later] = this.stopsOf(playback, vehicle, t);
      if (!next || !next.boards || next.place !== place) return [];
      const end = later.findIndex((stop) => !stop.boards || stop.place !== place);
      return [next, ...later.slice(0, end < 0 ? later.length : end)]
        .map(({ order }) => order);
    }
  }

  DeliverAI.Plans = Plans;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
