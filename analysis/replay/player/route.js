// The way of what is selected, drawn over the map: gone and to come, ends, meetings.
(function (DeliverAI) {
  "use strict";

  const { DOING, marks, history } = DeliverAI;
  const RING_PX = 11;
  const PLAN_DASH = [2, 5];

  class Route {
    constructor(playback, scene, radius) {
      this.playback = playback;
      this.radius = radius; // of a hotspot where so many stand, px
      this.scene = scene;
      this.clear();
    }

    clear() {
      this.order = -1;
      this.vehicle = -1;
      this.hotspot = -1;
      this.meetings = [];
      this.partners = [];
    }

    select(selected) {
      this.clear();
      if (!selected) return;
      for (const what of ["order", "vehicle", "hotspot"]) {
        if (Number.isInteger(selected[what])) this[what] = selected[what];
      }
      if (this.order >= 0) this._learn();
    }

    // What the playback tells anew of the selected order.
    _learn() {
      this.meetings = history.meetingsOf(this.playback, this.order);
      const others = history.sharedOf(this.playback, this.order).flatMap((each) => each.others);
      this.partners = [...new Set(others)];
    }

    grown() { if (this.order >= 0) this._learn(); }

    // Where the selected thing is now, in metres; null where it is nowhere.
    spot() {
      const { playback, scene } = this;
      const { basemap } = playback;
      if (this.hotspot >= 0) return { x: basemap.x[this.hotspot], y: basemap.y[this.hotspot] };
      if (this.vehicle >= 0) {
        if (this.vehicle >= scene.vehicles || scene.doing[this.vehicle] === 0) return null;
        return { x: scene.x[this.vehicle], y: scene.y[this.vehicle] };
      }
      if (this.order < 0 || !(this.order in playback.start_s)) return null;
      const where = history.whereIs(playback, this.order, scene.t);
      if (where.state === "riding") {
        return { x: scene.x[where.vehicle], y: scene.y[where.vehicle],
          vehicle: where.vehicle };
      }
      const place = where.state === "before" ? playback.producer[this.order] : where.place;
      return { x: basemap.x[place], y: basemap.y[place] };
    }

    // Lines below the vehicles.
    drawWays(pen, view, palette) {
      if (this.order >= 0) {
        for (const partner of this.partners) {
          for (const leg of this.playback.legsOfOrder[partner] || []) {
            this._line(pen, view, leg, 0, 1, [1, 5], 2, palette.partner);
          }
        }
        for (const leg of this.playback.legsOfOrder[this.order] || []) {
          this._leg(pen, view, palette, leg);
        }
      } else if (this.vehicle >= 0 && this.vehicle < this.scene.vehicles) {
        const leg = this.scene.leg[this.vehicle];
        if (leg >= 0) this._leg(pen, view, palette, leg);
        this._plan(pen, view, palette, leg);
      }
    }

    // Straight from stop to stop, from where the leg under way ends, or it stands.
    _plan(pen, view, palette, leg) {
      const { playback, scene, vehicle } = this;
      const { basemap } = playback;
      const stops = playback.plans.stopsOf(playback, vehicle, scene.t);
      if (!stops.length || scene.doing[vehicle] === DOING.ABSENT) return;
      const from = scene.place[vehicle] >= 0 ? scene.place[vehicle]
        : playback.legs.to_place.data[leg];
      pen.beginPath();
      for (const place of [from, ...stops.map((stop) => stop.place)]) {
        pen.lineTo((basemap.x[place] - view.x) * view.scale + view.width / 2,
          (view.y - basemap.y[place]) * view.scale + view.height / 2);
      }
      pen.lineJoin = "round";
      pen.setLineDash(PLAN_DASH);
      pen.lineWidth = 2;
      pen.strokeStyle = palette.future;
      pen.stroke();
      pen.setLineDash([]);
    }

    _leg(pen, view, palette, leg) {
      const { legs } = this.playback;
      const depart_s = legs.depart_s.data[leg];
      const lasts_s = legs.ends_s.data[leg] - depart_s;
      const share = lasts_s > 0 ? (this.scene.t - depart_s) / lasts_s
        : Number(this.scene.t >= depart_s);
      const done = Math.min(1, Math.max(0, share));
      const width = legs.starts.data[leg + 1] - legs.starts.data[leg] > 1 ? 6 : 3;
      if (done < 1) this._line(pen, view, leg, done, 1, [7, 6], width, palette.future);
      if (done > 0) this._line(pen, view, leg, 0, done, [], width, palette.past);
    }

    // A leg from one share of its length to another, on a halo of paper.
    _line(pen, view, leg, from, to, dash, width, colour) {
      const { playback, scene } = this;
      const { ways, legs } = playback;
      const way = legs.way.data[leg];
      const { point } = scene;
      const left = (x) => (x - view.x) * view.scale + view.width / 2;
      const top = (y) => (view.y - y) * view.scale + view.height / 2;
      pen.beginPath();
      scene.alongLeg(leg, from);
      pen.moveTo(left(point.x), top(point.y));
      if (way >= 0) {
        const first = ways.starts.data[way];
        const last = ways.starts.data[way + 1] - 1;
        const whole_m = ways.along_m.data[last];
        for (let at = first; at <= last; at += 1) {
          const along_m = ways.along_m.data[at];
          if (along_m > from * whole_m && along_m < to * whole_m) {
            pen.lineTo(left(ways.x.data[at]), top(ways.y.data[at]));
          }
        }
      }
      scene.alongLeg(leg, to);
      pen.lineTo(left(point.x), top(point.y));
      pen.lineCap = "round";
      pen.lineJoin = "round";
      pen.setLineDash(dash);
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
      pen.setLineDash([]);
    }

    // Ends, meetings and the ring, above all.
    drawSigns(pen, view, palette) {
      const { playback } = this;
      const { basemap } = playback;
      const left = (place) => (basemap.x[place] - view.x) * view.scale + view.width / 2;
      const top = (place) => (view.y - basemap.y[place]) * view.scale + view.height / 2;
      if (this.order >= 0 && this.order in playback.start_s) {
        const from = playback.producer[this.order];
        const to = playback.consumer[this.order];
        marks.drawEnd(pen, palette, left(from), top(from), 1, 8);
        marks.drawEnd(pen, palette, left(to), top(to), 2, 8);
        for (const place of this.meetings) {
          marks.drawMeeting(pen, palette, left(place), top(place) - 20, 9);
        }
      } else if (this.vehicle >= 0) {
        for (const stop of playback.plans.stopsOf(playback, this.vehicle, this.scene.t)) {
          const { place, boards } = stop;
          if (place < basemap.hotspots) {
            marks.drawMeeting(pen, palette, left(place), top(place) - 20, 9);
          } else marks.drawEnd(pen, palette, left(place), top(place), boards ? 1 : 2, 6);
        }
      }
      const spot = this.spot();
      if (!spot) return;
      const x = (spot.x - view.x) * view.scale + view.width / 2;
      const y = (view.y - spot.y) * view.scale + view.height / 2;
      const radius = this.hotspot >= 0
        ? this.radius(this.scene.dwelling[this.hotspot]) + 4 : RING_PX;
      for (const [width, colour] of [[5, palette.paper], [2.5, palette.ring]]) {
        pen.beginPath();
        pen.arc(x, y, radius, 0, 2 * Math.PI);
        pen.lineWidth = width;
        pen.strokeStyle = colour;
        pen.stroke();
      }
    }
  }

  DeliverAI.Route = Route;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
