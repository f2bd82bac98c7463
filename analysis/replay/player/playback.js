// A playback: the columns of all slices so far, and where to find what in them.
(function (DeliverAI) {
  "use strict";

  const { Column, Details, lastAt, Meetings, Moments, Plans, unpack } = DeliverAI;

  // The numbers of simulation.record.kinds.Kind.
  const KIND = Object.freeze({
    RELEASED: 0, VEHICLE_JOINED: 1, DECIDED: 2, VEHICLE_REQUESTED: 3, DEPARTED: 4,
    ARRIVED: 5, DOCK_REQUESTED: 6, HANDOVER_STARTED: 7, HANDOVER_FINISHED: 8,
    SHARING_ACCEPTED: 9, SHARING_ENDED: 10, DELIVERED: 11, STILL_OPEN: 12,
    VEHICLE_LEFT: 13, PLANNED: 14, DOOR_STARTED: 15, DOOR_FINISHED: 16, CANCELLED: 17,
    MODE_CHOSEN: 23, BROKE_DOWN: 27, REPAIRED: 28, RECALLED: 29, ATTEMPT_FAILED: 30,
    RETURNED: 31, ROOM_AWAITED: 36, DIVERTED: 38, TIMES_LEARNT: 39, HOTSPOT_SHUNNED: 40,
    FEED_ALARM: 41,
  });
  const LEGS = { vehicle: "i4", place: "i4", to_place: "i4", way: "i4",
    depart_s: "f8", arrive_s: "f8", distance_m: "f4" };
  const TOUCHES = {
    order: "i4", place: "i4", to_place: "i4", vehicle: "i4", partner: "i4", time_s: "f8",
    pool: "i4", kind: "u1",
  };
  const columnsOf = (types) => Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, new Column(type)]));
  const entry = (lists, number) => lists[number] || (lists[number] = []);

  class Playback {
    constructor(basemap, header) {
      this.basemap = DeliverAI.openBasemap(basemap);
      this.header = header;
      this.slices = 0;
      this.known_s = 0; // what happens before this is known
      this.finished = false;
      this.end_s = NaN; // when the run ended, once finished
      this.planned = ["stacked", "through"].includes(header.mode); // stops are
      this.kpis = null;

      this.legs = columnsOf(LEGS);
      this.legs.ends_s = new Column("f8"); // arrival, or when it was due if it is cut off
      this.legs.starts = new Column("i4");
      this.legs.starts.push(0);
      this.legs.orders = new Column("i4");
      this.ways = { x: new Column("f4"), y: new Column("f4"), starts: new Column("i4"),
        along_m: new Column("f4") };
      this.ways.starts.push(0);
      this.parts = new Map(); // by leg: shares of the way that a breakdown cut
      this.touches = columnsOf(TOUCHES);

      this.joined_s = []; // by vehicle
      this.joinedAt = [];
      this.left_s = []; // Infinity while it belongs to the fleet
      this.pool = [];
      this.legsOf = []; // by vehicle: its legs
      this.docksOf = []; // by vehicle: { time_s, kind } in parallel
      this.start_s = []; // by order
      this.producer = [];
      this.consumer = [];
      this.done_s = []; // at the door, or cancelled; Infinity while that is not known
      this.legsOfOrder = [];
      this.touchesOfOrder = [];
      const hotspots = this.basemap.hotspots;
      this.dwells = Array.from({ length: hotspots }, () => ({ time_s: [], count: [] }));
      this.docks = Array.from({ length: hotspots }, () => ({
        time_s: [], queue: [], busy: [] }));
      this.plans = new Plans();
      this.meetings = new Meetings();
      this.details = new Details();
      this.moments = new Moments();
      this.gauges = { time_s: new Column("f8"), by: {} };
      this.tracts = { time_s: new Column("f8"), by: {}, most: {} };
    }

    _happens(slice, times) {
      this._vehicles(slice.vehicles);
      if (slice.left) this._left(slice.left);
      this._ways(slice.ways);
      this._orders(slice.orders, times);
      this.details.take(slice);
      this._legs(slice.legs, times);
      if (slice.cut_off) this._cutOff(slice.cut_off);
      if (slice.parts) this._parts(slice.parts);
      this._dwells(slice.dwells, times);
      this._docks(slice.docks, times);
      this._touches(slice.touches, times);
      if (slice.meetings) this.meetings.take(slice.meetings, times);
      this.meetings.settle(this);
      if (slice.plans) this.plans.take(slice.plans, times, this);
      this._shadings(slice.tracts);
    }

    take(slice) {
      if (this.finished || slice.number !== this.slices) {
        throw new Error(
          `Slice ${slice.number} of the playback came, expected slice ${this.slices}.`);
      }
      const times = [];
      if (slice.legs) this._happens(slice, times); // else numbers alone: a baseline
      this._samples(slice);
      this.slices += 1;
      this.known_s = slice.until_s;
      this.finished = slice.last;
      if (slice.last) {
        this.end_s = slice.until_s;
        this.kpis = slice.kpis || null;
      }
      this.moments.add(times, slice.last ? Infinity : slice.until_s);
    }

    // No more will come: what is known is all there is.
    breakOff() {
      this.finished = true;
      this.end_s = this.known_s;
    }

    get vehicles() { return this.joined_s.length; }

    get orders() { return this.start_s.length; }

    _vehicles(given) {
      const [vehicle, pool, place, time_s] = ["vehicle", "pool", "place", "time_s"]
        .map((name) => unpack(given[name]));
      for (let row = 0; row < vehicle.length; row += 1) {
        const number = vehicle[row];
        this.joined_s[number] = time_s[row];
        this.joinedAt[number] = place[row];
        this.left_s[number] = Infinity;
        this.pool[number] = pool[row];
        this.legsOf[number] = [];
        this.docksOf[number] = { time_s: [], kind: [] };
      }
    }

    _left(given) {
      const [vehicle, time_s] = [unpack(given.vehicle), unpack(given.time_s)];
      for (let row = 0; row < vehicle.length; row += 1) {
        this.left_s[vehicle[row]] = time_s[row];
      }
    }

    _ways(given) {
      const points = unpack(given.points);
      const starts = unpack(given.starts);
      const { x, y, along_m } = this.ways;
      const before = x.length;
      for (let way = 0; way + 1 < starts.length; way += 1) {
        let along = 0;
        for (let at = starts[way]; at < starts[way + 1]; at += 1) {
          if (at > starts[way]) {
            along += Math.hypot(points[2 * at] - points[2 * at - 2],
              points[2 * at + 1] - points[2 * at - 1]);
          }
          x.push(points[2 * at]);
          y.push(points[2 * at + 1]);
          along_m.push(along);
        }
        this.ways.starts.push(before + starts[way + 1]);
      }
    }

    _orders(given, times) {
      const [order, producer, consumer, start_s] =
        ["order", "producer", "consumer", "start_s"].map((name) => unpack(given[name]));
      for (let row = 0; row < order.length; row += 1) {
        const number = order[row];
        this.producer[number] = producer[row];
        this.consumer[number] = consumer[row];
        this.start_s[number] = start_s[row];
        this.done_s[number] = Infinity;
        times.push(start_s[row]);
      }
    }

    _legs(given, times) {
      const { legs } = this;
      const first = legs.vehicle.length;
      for (const name of Object.keys(LEGS)) legs[name].append(unpack(given[name]));
      const starts = unpack(given.starts);
      const orders = unpack(given.orders);
      const before = legs.orders.length;
      for (let row = 1; row < starts.length; row += 1) legs.starts.push(before + starts[row]);
      legs.orders.append(orders);
      for (let leg = first; leg < legs.vehicle.length; leg += 1) {
        const vehicle = legs.vehicle.data[leg];
        const depart_s = legs.depart_s.data[leg];
        const arrive_s = legs.arrive_s.data[leg];
        entry(this.legsOf, vehicle).push(leg);
        for (let at = legs.starts.data[leg]; at < legs.starts.data[leg + 1]; at += 1) {
          entry(this.legsOfOrder, legs.orders.data[at]).push(leg);
        }
        times.push(depart_s);
        // A leg that the horizon cuts off is never over; `_cutOff` says when it was due.
        legs.ends_s.push(arrive_s === arrive_s ? arrive_s : Infinity);
        if (arrive_s === arrive_s) times.push(arrive_s);
      }
    }

    _cutOff(given) {
      const [due_s, ends_s] = [unpack(given.due_s), this.legs.ends_s.data];
      unpack(given.leg).forEach((leg, row) => { ends_s[leg] = due_s[row]; });
    }

    _parts(given) {
      const [from, to] = [unpack(given.from_share), unpack(given.to_share)];
      unpack(given.leg).forEach((leg, at) => this.parts.set(leg, { from: from[at], to: to[at] }));
    }

    _dwells(given, times) {
      const [time_s, place, change] = ["time_s", "place", "change"]
        .map((name) => unpack(given[name]));
      for (let row = 0; row < time_s.length; row += 1) {
        const steps = this.dwells[place[row]];
        const last = steps.count.length ? steps.count[steps.count.length - 1] : 0;
        steps.time_s.push(time_s[row]);
        steps.count.push(last + change[row]);
        times.push(time_s[row]);
      }
    }

    _docks(given, times) {
      const [time_s, place, vehicle, kind] = ["time_s", "place", "vehicle", "kind"]
        .map((name) => unpack(given[name]));
      for (let row = 0; row < time_s.length; row += 1) {
        const steps = this.docks[place[row]];
        const last = steps.queue.length - 1;
        const queue = last < 0 ? 0 : steps.queue[last];
        const busy = last < 0 ? 0 : steps.busy[last];
        steps.time_s.push(time_s[row]);
        steps.queue.push(queue + [1, -1, 0][kind[row]]);
        steps.busy.push(busy + [0, 1, -1][kind[row]]);
        const own = this.docksOf[vehicle[row]];
        own.time_s.push(time_s[row]);
        own.kind.push(kind[row]);
        times.push(time_s[row]);
      }
    }

    _touches(given, times) {
      const { touches } = this;
      const first = touches.order.length;
      for (const name of Object.keys(TOUCHES)) touches[name].append(unpack(given[name]));
      for (let row = first; row < touches.order.length; row += 1) {
        const order = touches.order.data[row];
        const kind = touches.kind.data[row];
        if (kind === KIND.DOOR_STARTED || kind === KIND.DOOR_FINISHED) {
          this.details.stay(touches.vehicle.data[row], touches.time_s.data[row],
            kind === KIND.DOOR_STARTED);
        }
        entry(this.touchesOfOrder, order).push(row);
        times.push(touches.time_s.data[row]);
        if ([KIND.DELIVERED, KIND.CANCELLED, KIND.RETURNED].includes(kind)) {
          this.done_s[order] = touches.time_s.data[row];
        }
      }
    }

    _samples(slice) {
      for (const [name, packed] of Object.entries(slice.gauges)) {
        const column = name === "time_s" ? this.gauges.time_s
          : this.gauges.by[name] || (this.gauges.by[name] = new Column("f8"));
        column.append(unpack(packed));
      }
    }

    _shadings(tracts) {
      for (const [name, packed] of Object.entries(tracts)) {
        const values = unpack(packed);
        if (name === "time_s") { this.tracts.time_s.append(values); continue; }
        const column = this.tracts.by[name] || (this.tracts.by[name] = new Column("f4"));
        column.append(values);
        let most = this.tracts.most[name] || 0;
        for (const value of values) if (value > most) most = value;
        this.tracts.most[name] = most;
      }
    }

    aboard(leg) {
      const { starts, orders } = this.legs;
      return Array.from(orders.data.subarray(starts.data[leg], starts.data[leg + 1]));
    }

    dwellingAt(hotspot, t) {
      const steps = this.dwells[hotspot];
      const at = lastAt(steps.time_s, steps.time_s.length, t);
      return at < 0 ? 0 : steps.count[at];
    }

    // A gauge at t: its last sample; at the end of the run, the run's own KPI.
    gaugeAt(key, t) {
      if (this.finished && t >= this.end_s && this.kpis && key in this.kpis) {
        return this.kpis[key] === null ? NaN : this.kpis[key];
      }
      const column = this.gauges.by[key];
      const at = lastAt(this.gauges.time_s.data, this.gauges.time_s.length, t);
      return column && at >= 0 ? column.data[at] : NaN;
    }
  }

  DeliverAI.KIND = KIND;
  DeliverAI.Playback = Playback;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
