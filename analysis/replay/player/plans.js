// What stacked vehicles plan: their stops to come at a time, and for whom they come.
(function (DeliverAI) {
  "use strict";

  const { lastAt, unpack } = DeliverAI;

  class Plans {
    constructor() {
      this.byVehicle = []; // { time_s, orders } in parallel
      this.comers = []; // by order: { t, vehicle } from when on that one is to pick it up
    }

    take(given, times) {
      const [vehicle, time_s, starts, orders] = ["vehicle", "time_s", "starts", "orders"]
        .map((name) => unpack(given[name]));
      for (let row = 0; row < vehicle.length; row += 1) {
        const number = vehicle[row];
        const own = this.byVehicle[number] ||
          (this.byVehicle[number] = { time_s: [], orders: [] });
        const inTurn = Array.from(orders.subarray(starts[row], starts[row + 1]));
        own.time_s.push(time_s[row]);
        own.orders.push(inTurn);
        times.push(time_s[row]);
        inTurn.forEach((order, at) => {
          if (inTurn.indexOf(order) < at) this._comes(order, number, time_s[row]);
        });
      }
    }

    // An order that is in a plan twice is to be picked up and delivered.
    _comes(order, vehicle, t) {
      const known = this.comers[order] || (this.comers[order] = []);
      const last = known[known.length - 1];
      if (!last || last.vehicle !== vehicle) known.push({ t, vehicle });
    }

    // The stops still before a vehicle at t: { order, place, boards } in turn.
    stopsOf(playback, vehicle, t) {
      const own = this.byVehicle[vehicle];
      const at = own ? lastAt(own.time_s, own.time_s.length, t) : -1;
      if (at < 0) return [];
      const stops = [];
      const inTurn = own.orders[at];
      inTurn.forEach((order, turn) => {
        const boards = inTurn.indexOf(order, turn + 1) >= 0;
        const [leg] = playback.legsOfOrder[order] || [];
        const done_s = !boards ? playback.done_s[order]
          : leg === undefined ? Infinity : playback.legs.depart_s.data[leg];
        if (done_s <= t) return;
        const ends = boards ? playback.producer : playback.consumer;
        stops.push({ order, place: ends[order], boards });
      });
      return stops;
    }
  }

  DeliverAI.Plans = Plans;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
