// Where vehicles are to meet: who hands over whom, and when that is done (through).
(function (DeliverAI) {
  "use strict";

  const { unpack } = DeliverAI;
  const entry = (lists, number) => lists[number] || (lists[number] = []);

  class Meetings {
    constructor() {
      this.ofOrder = []; // by order, vehicle that hands over, and hotspot: its meetings
      this.ofVehicle = [];
      this.ofHotspot = [];
      this._open = [];
    }

    take(given, times) {
      const [vehicle, place, time_s, saving_m, starts, orders] =
        ["vehicle", "place", "time_s", "saving_m", "starts", "orders"]
          .map((name) => unpack(given[name]));
      for (let row = 0; row < vehicle.length; row += 1) {
        const meeting = { t: time_s[row], vehicle: vehicle[row], place: place[row],
          saving_m: saving_m[row], came_s: NaN, until_s: Infinity, lies_s: new Map(),
          orders: Array.from(orders.subarray(starts[row], starts[row + 1])) };
        this._open.push(meeting);
        entry(this.ofVehicle, meeting.vehicle).push(meeting);
        entry(this.ofHotspot, meeting.place).push(meeting);
        for (const order of meeting.orders) entry(this.ofOrder, order).push(meeting);
        times.push(meeting.t);
      }
    }

    // What the playback tells anew of those that are not over: when the giver came, and
    // since when orders lie there.
    settle(playback) {
      const { kind, time_s, vehicle } = playback.touches;
      const { DOCK_REQUESTED, HANDOVER_FINISHED } = DeliverAI.KIND;
      const first = (meeting, order, what) => {
        const row = (playback.touchesOfOrder[order] || []).find((each) =>
          kind.data[each] === what && time_s.data[each] >= meeting.t &&
          vehicle.data[each] === meeting.vehicle);
        return row === undefined ? NaN : time_s.data[row];
      };
      this._open = this._open.filter((meeting) => {
        const over = meeting.orders.map((order) => {
          const lies_s = first(meeting, order, HANDOVER_FINISHED);
          if (lies_s === lies_s) meeting.lies_s.set(order, lies_s);
          const came_s = first(meeting, order, DOCK_REQUESTED);
          if (came_s === came_s) meeting.came_s = came_s;
          return meeting.lies_s.has(order) ? meeting.lies_s.get(order)
            : playback.done_s[order]; // cancelled
        });
        meeting.until_s = Math.max(...over);
        return meeting.until_s === Infinity;
      });
    }

    // The meeting of an order that was planned last at t; undefined before the first.
    lastOf(order, t) {
      return (this.ofOrder[order] || []).filter((each) => each.t <= t).pop();
    }

    // Those still to come, or under way, at t: of a vehicle or of a hotspot.
    atTime(meetings, t) {
      return (meetings || []).filter((each) => each.t <= t && t < each.until_s);
    }

    // Whether a vehicle has handed an order over between two times.
    given(order, vehicle, from_s, t) {
      return (this.ofOrder[order] || []).some((each) => each.vehicle === vehicle &&
        each.lies_s.get(order) >= from_s && each.lies_s.get(order) <= t);
    }

    // Who took an order on where it was handed over: its first leg from there.
    takenOn(playback, meeting, order) {
      const { legs } = playback;
      const lies_s = meeting.lies_s.get(order);
      const leg = (playback.legsOfOrder[order] || []).find((each) =>
        legs.depart_s.data[each] >= lies_s && legs.place.data[each] === meeting.place);
      return leg === undefined ? null
        : { t: legs.depart_s.data[leg], vehicle: legs.vehicle.data[leg] };
    }
  }

  DeliverAI.Meetings = Meetings;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
