// What only some runs say: when orders are ready and due, who stands at doors, what
// traffic does to legs, and what is learnt of it.
(function (DeliverAI) {
  "use strict";

  const { lastAt, Notices, unpack } = DeliverAI;

  class Details {
    constructor() {
      this.ready_s = []; // by order; absent where nothing is said of it
      this.due_s = [];
      this.food_s = new Map(); // by vehicle and beginning of a stay at a door
      this.slowed = new Map(); // by vehicle and beginning of a leg: { lost_s, further_m }
      this.notices = new Notices();
      this.stays = []; // by vehicle: { from_s, until_s } in parallel
    }

    take({ orders, doors, slowed, notices }) {
      const number = unpack(orders.order);
      for (const name of ["ready_s", "due_s"]) {
        if (!orders[name]) continue;
        unpack(orders[name]).forEach((at_s, row) => { this[name][number[row]] = at_s; });
      }
      if (slowed) {
        const [vehicle, time_s, lost_s, further_m] =
          ["vehicle", "time_s", "lost_s", "further_m"].map((name) => unpack(slowed[name]));
        time_s.forEach((from_s, row) => {
          this.slowed.set(`${vehicle[row]} ${from_s}`,
            { lost_s: lost_s[row], further_m: further_m[row] });
        });
      }
      if (notices) this.notices.take(notices);
      if (!doors) return;
      const [vehicle, time_s, food_s] = ["vehicle", "time_s", "food_s"]
        .map((name) => unpack(doors[name]));
      time_s.forEach((from_s, row) => {
        this.food_s.set(`${vehicle[row]} ${from_s}`, food_s[row]);
      });
    }

    // A stay at a door begins or ends; told once for each order that it concerns.
    stay(vehicle, t, begins) {
      const own = this.stays[vehicle] || (this.stays[vehicle] = { from_s: [], until_s: [] });
      const last = own.from_s.length - 1;
      if (!begins) own.until_s[last] = t;
      else if (last < 0 || own.until_s[last] < Infinity) {
        own.from_s.push(t);
        own.until_s.push(Infinity);
      }
    }

    atDoor(vehicle, t) {
      const own = this.stays[vehicle];
      return Boolean(own) && t < own.until_s[lastAt(own.from_s, own.from_s.length, t)];
    }

    // What traffic does to a leg that begins: ", 2 min longer than at free flow".
    slowedSaid(vehicle, from_s) {
      const found = this.slowed.get(`${vehicle} ${from_s}`);
      if (!found) return "";
      const { number, span } = DeliverAI.words;
      const { lost_s, further_m } = found;
      const said = [];
      if (Math.abs(lost_s) >= 0.5) {
        said.push(`${span(Math.abs(lost_s))} ${lost_s > 0 ? "longer" : "shorter"}`);
      }
      if (Math.abs(further_m) >= 0.5) {
        said.push(`${number(Math.abs(further_m), 0)} m ${further_m > 0 ? "further" : "less"}`);
      }
      return said.length ? `, ${said.join(" and ")} than at free flow` : "";
    }

    // Until when a vehicle that begins to stand at a door waits for food.
    foodOf(vehicle, from_s) {
      return this.food_s.get(`${vehicle} ${from_s}`) || from_s;
    }
  }

  DeliverAI.Details = Details;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
