// Where everything is at a time: columns by vehicle and by hotspot, filled anew.
(function (DeliverAI) {
  "use strict";

  const { lastAt } = DeliverAI;

  // What a vehicle does.
  const DOING = Object.freeze({ ABSENT: 0, IDLE: 1, DRIVING: 2, QUEUEING: 3, UNLOADING: 4,
    WAITING: 5, SERVING: 6 }); // at a hotspot for whom it is to take on; at a door
  const NEAR = 8; // steps a pointer walks before it searches

  class Scene {
    constructor(playback) {
      this.playback = playback;
      this.t = NaN;
      this.vehicles = 0;
      this._grow(64);
      const hotspots = playback.basemap.hotspots;
      this.dwelling = new Int32Array(hotspots);
      this.queue = new Int32Array(hotspots);
      this.busy = new Int32Array(hotspots);
      this.point = { x: 0, y: 0 };
    }

    _grow(room) {
      this.x = new Float64Array(room); // metres
      this.y = new Float64Array(room);
      this.doing = new Uint8Array(room);
      this.load = new Uint8Array(room); // deliveries aboard, 2 for all that share
      this.place = new Int32Array(room); // where it stands, -1 while it drives
      this.leg = new Int32Array(room).fill(-1); // its last leg begun, -1 for none
      this._at = new Int32Array(room).fill(-1); // that leg's index among its own
    }

    at(t) {
      const { playback } = this;
      this.t = t;
      this.vehicles = playback.vehicles;
      if (this.vehicles > this.x.length) this._grow(2 * this.vehicles);
      for (let vehicle = 0; vehicle < this.vehicles; vehicle += 1) this._place(vehicle, t);
      for (let hotspot = 0; hotspot < this.dwelling.length; hotspot += 1) {
        this.dwelling[hotspot] = playback.dwellingAt(hotspot, t);
        const docks = playback.docks[hotspot];
        const at = lastAt(docks.time_s, docks.time_s.length, t);
        this.queue[hotspot] = at < 0 ? 0 : docks.queue[at];
        this.busy[hotspot] = at < 0 ? 0 : docks.busy[at];
      }
    }

    // The last leg a vehicle has begun at t: near the one of the frame before.
    _legAt(vehicle, t) {
      const own = this.playback.legsOf[vehicle];
      const depart_s = this.playback.legs.depart_s.data;
      let at = this._at[vehicle];
      if (at >= own.length) at = own.length - 1;
      if (at < 0 || depart_s[own[at]] <= t) {
        let steps = 0;
        while (at + 1 < own.length && depart_s[own[at + 1]] <= t && steps < NEAR) {
          at += 1;
          steps += 1;
        }
        if (steps < NEAR) return (this._at[vehicle] = at);
      }
      let low = 0;
      let high = own.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (depart_s[own[middle]] <= t) low = middle + 1;
        else high = middle;
      }
      return (this._at[vehicle] = low - 1);
    }

    _place(vehicle, t) {
      const { playback } = this;
      const { legs, basemap } = playback;
      this.load[vehicle] = 0;
      if (!(playback.joined_s[vehicle] <= t) || playback.left_s[vehicle] <= t) {
        this.doing[vehicle] = DOING.ABSENT;
        this.leg[vehicle] = this.place[vehicle] = -1;
        this.x[vehicle] = this.y[vehicle] = 0;
        return;
      }
      const at = this._legAt(vehicle, t);
      const leg = at < 0 ? -1 : playback.legsOf[vehicle][at];
      this.leg[vehicle] = leg;
      if (leg >= 0 && t < legs.ends_s.data[leg]) {
        this.doing[vehicle] = DOING.DRIVING;
        this.place[vehicle] = -1;
        this.load[vehicle] = loadOf(legs, leg);
        const depart_s = legs.depart_s.data[leg];
        const lasts_s = legs.ends_s.data[leg] - depart_s; // Infinity: it stays where it began
        this.alongLeg(leg, (t - depart_s) / lasts_s);
        this.x[vehicle] = this.point.x;
        this.y[vehicle] = this.point.y;
        return;
      }
      const part = playback.parts.get(leg);
      if (part && part.to < 1) { // broken down: it stands on the way
        this.doing[vehicle] = DOING.WAITING;
        this.place[vehicle] = -1;
        this.load[vehicle] = this._carried(vehicle, t, leg);
        this.alongLeg(leg, 1);
        this.x[vehicle] = this.point.x;
        this.y[vehicle] = this.point.y;
        return;
      }
      const place = leg < 0 ? playback.joinedAt[vehicle] : legs.to_place.data[leg];
      this.place[vehicle] = place;
      this.x[vehicle] = basemap.x[place];
      this.y[vehicle] = basemap.y[place];
      this.doing[vehicle] = DOING.IDLE;
      const docks = playback.docksOf[vehicle];
      const dock = lastAt(docks.time_s, docks.time_s.length, t);
      if (leg < 0 || dock < 0 || docks.time_s[dock] < legs.ends_s.data[leg] ||
        docks.kind[dock] === 2) {
        if (playback.planned && place < basemap.hotspots) this._await(vehicle, place, t, leg);
        else if (playback.details.atDoor(vehicle, t)) {
          this.doing[vehicle] = DOING.SERVING;
          this.load[vehicle] = this._carried(vehicle, t, leg);
        }
        return;
      }
      this.doing[vehicle] = docks.kind[dock] === 0 ? DOING.QUEUEING : DOING.UNLOADING;
      this.load[vehicle] = loadOf(legs, leg);
    }

    // Whether a vehicle waits at a hotspot for others.
    _await(vehicle, place, t, leg) {
      const { playback } = this;
      if (!playback.plans.awaitedAt(playback, vehicle, place, t).length) return;
      this.doing[vehicle] = DOING.WAITING;
      this.load[vehicle] = this._carried(vehicle, t, leg);
    }

    // Who came on a leg and is aboard still, 2 for all that share.
    _carried(vehicle, t, leg) {
      const { playback } = this;
      const aboard = leg < 0 ? [] : playback.aboard(leg).filter((order) =>
        playback.done_s[order] > t &&
        !playback.meetings.given(order, vehicle, playback.legs.ends_s.data[leg], t));
      return Math.min(2, aboard.length);
    }

    // Set `point` to where one is on a leg, at a share of its time.
    alongLeg(leg, time_share) {
      const { legs, ways, basemap, parts } = this.playback;
      const part_of = parts.get(leg);
      const share = part_of ? part_of.from + time_share * (part_of.to - part_of.from)
        : time_share;
      const way = legs.way.data[leg];
      if (way < 0) {
        const from = legs.place.data[leg];
        const to = legs.to_place.data[leg];
        this.point.x = basemap.x[from] + share * (basemap.x[to] - basemap.x[from]);
        this.point.y = basemap.y[from] + share * (basemap.y[to] - basemap.y[from]);
        return;
      }
      const along_m = ways.along_m.data;
      let low = ways.starts.data[way];
      const last = ways.starts.data[way + 1] - 1;
      let high = last;
      const gone_m = share * along_m[last];
      while (low < high) { // the first point that is not behind
        const middle = (low + high) >>> 1;
        if (along_m[middle] < gone_m) low = middle + 1;
        else high = middle;
      }
      const before = Math.max(low - 1, ways.starts.data[way]);
      const piece_m = along_m[low] - along_m[before];
      const part = piece_m > 0 ? (gone_m - along_m[before]) / piece_m : 1;
      const x = ways.x.data;
      const y = ways.y.data;
      this.point.x = x[before] + part * (x[low] - x[before]);
      this.point.y = y[before] + part * (y[low] - y[before]);
    }
  }

  function loadOf(legs, leg) {
    const count = legs.starts.data[leg + 1] - legs.starts.data[leg];
    return count > 2 ? 2 : count;
  }

  DeliverAI.Scene = Scene;
  DeliverAI.DOING = DOING;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
