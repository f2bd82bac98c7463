// One pane: the basemap below, and above it all that moves, drawn each frame.
(function (DeliverAI) {
  "use strict";

  const { DOING, marks, Scene, Route, BasemapLayer } = DeliverAI;
  const GOLDEN = 2.399963; // radians from one who stands around a hotspot to the next
  const NO_MARK = 255;
  const SNAPPED = 1000; // vehicles from which on marks are put on whole pixels
  const ROOM_PX = 850; // square pixels for each vehicle, for marks of full size
  const NAMED = 60; // hotspots; beyond it they are named when seen from near
  const NAMED_PX = 34; // pixels for each hotspot's square, at least, to be named
  const ROOM_EACH_PX = 105; // pixels across for each hotspot, for circles of full size
  const ENDS_ZOOM = 2.4; // from here on the ends of open orders are drawn

  class MapPane {
    constructor(playback, view, box) {
      this.playback = playback;
      this.view = view;
      this.box = box;
      this.scene = new Scene(playback);
      this.route = new Route(playback, this.scene, (dwelling) => this.radius(dwelling));
      this.below = box.appendChild(document.createElement("canvas"));
      this.above = box.appendChild(document.createElement("canvas"));
      this.below.className = "dai-below";
      this.above.className = "dai-above";
      this.basemap = new BasemapLayer(playback.basemap, this.below);
      this.pen = this.above.getContext("2d");
      this.palette = null;
      this.left = new Float64Array(64); // px, by vehicle, as drawn last
      this.top = new Float64Array(64);
      this.mark = new Uint8Array(64);
      this.follow = false;
      this.crowd = 1; // vehicles of the fullest pane, so that marks are of one size
    }

    resize() {
      const width = Math.max(1, Math.floor(this.box.clientWidth));
      const height = Math.max(1, Math.floor(this.box.clientHeight));
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      this.view.resize(width, height);
      if (width === this.width && height === this.height && ratio === this.ratio) return;
      Object.assign(this, { width, height, ratio });
      for (const canvas of [this.below, this.above]) {
        canvas.width = Math.ceil(width * ratio);
        canvas.height = Math.ceil(height * ratio);
      }
      this.basemap.refresh();
      this._forget();
    }

    dress(palette) {
      this.palette = palette;
      this.basemap.refresh();
      this._forget();
    }

    // Marks are drawn anew when they are needed.
    _forget() {
      this._marks = null;
      this._hotspots = new Map();
      this._bays = new Map();
    }

    get snaps() { return this.crowd > SNAPPED; }

    grown(crowd) {
      this.crowd = crowd;
      this.route.grown();
    }

    get endsShown() { return this.view.zoom >= ENDS_ZOOM; }

    // Marks are as large as the room for them allows.
    _size() {
      const room = this.width * this.height * this.view.zoom ** 2 /
        Math.max(1, this.crowd);
      const size = Math.min(1.25, Math.max(0.5, Math.sqrt(room / ROOM_PX)));
      return Math.round(size * 20) / 20;
    }

    draw(t, shading, pane, moving) {
      const { scene, view, pen, palette, ratio } = this;
      scene.at(t);
      if (this.follow) this._followOn();
      shading.at(pane, t, this.basemap.classes, scene);
      this.basemap.draw(view, ratio, palette, shading.version, moving);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, this.width, this.height);
      this._sizeHotspots();
      this._drawHotspots();
      if (this.endsShown) this._drawEnds(t);
      this.route.drawWays(pen, view, palette);
      this._drawVehicles();
      this._drawMeetings(t);
      this._drawWords();
      this.route.drawSigns(pen, view, palette);
    }

    _followOn() {
      const spot = this.route.spot();
      if (!spot) return;
      const { view } = this;
      if (Math.abs(spot.x - view.x) + Math.abs(spot.y - view.y) > 0.5 / view.scale) {
        view.show(spot.x, spot.y, view.zoom);
      }
    }

    // Where on the screen, on whole pixels in a crowd: pictures are copied faster there.
    _put(mark, x, y) {
      const { ratio } = this;
      const half = mark.side / 2;
      const left = this.snaps ? Math.round((x - half) * ratio) / ratio : x - half;
      const top = this.snaps ? Math.round((y - half) * ratio) / ratio : y - half;
      this.pen.drawImage(mark, left, top, mark.side, mark.side);
    }

    _drawHotspots() {
      const { playback, scene, view } = this;
      const { basemap, header } = playback;
      const bays = this._roomEach() > NAMED_PX ? header.bays || 0 : 0;
      for (let hotspot = 0; hotspot < basemap.hotspots; hotspot += 1) {
        const x = (basemap.x[hotspot] - view.x) * view.scale + view.width / 2;
        const y = (view.y - basemap.y[hotspot]) * view.scale + view.height / 2;
        if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
        const dwelling = scene.dwelling[hotspot];
        const radius = this.radius(dwelling);
        this._put(this._hotspotMark(dwelling), x, y);
        if (!bays) continue;
        const below = y + radius + marks.BAYS_PX / 2;
        this._put(this._bayMark(bays, scene.busy[hotspot]), x, below);
      }
    }

    // Circles are smaller where hotspots are near each other.
    _sizeHotspots() {
      const part = Math.min(1.2, Math.max(0.5, this._roomEach() / ROOM_EACH_PX));
      const size = Math.round(part * 10) / 10;
      if (size !== this._hotspotSize) this._hotspots.clear();
      this._hotspotSize = size;
    }

    // Radius of the circle of a hotspot where so many stand.
    radius(dwelling) { return marks.hotspotRadius(dwelling, this._hotspotSize); }

    _hotspotMark(dwelling) {
      if (!this._hotspots.has(dwelling)) {
        this._hotspots.set(dwelling, marks.hotspotMark(this.palette, dwelling,
          this._hotspotSize, this.ratio));
      }
      return this._hotspots.get(dwelling);
    }

    _bayMark(bays, busy) {
      if (!this._bays.has(busy)) {
        this._bays.set(busy, marks.bayMark(this.palette, bays, busy, this.ratio));
      }
      return this._bays.get(busy);
    }

    // Pixels across for each hotspot, on average.
    _roomEach() {
      const { hotspots } = this.playback.basemap;
      return this.view.zoom * Math.sqrt(this.width * this.height / Math.max(1, hotspots));
    }

    // A star at each hotspot where vehicles are to meet, and how often if several are.
    _drawMeetings(t) {
      const { playback, view, pen, palette } = this;
      const { basemap, meetings } = playback;
      for (let hotspot = 0; hotspot < basemap.hotspots; hotspot += 1) {
        const open = meetings.atTime(meetings.ofHotspot[hotspot], t).length;
        if (!open) continue;
        const x = (basemap.x[hotspot] - view.x) * view.scale + view.width / 2;
        const y = (view.y - basemap.y[hotspot]) * view.scale + view.height / 2 - 20;
        if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
        marks.drawMeeting(pen, palette, x, y, 9);
        if (open === 1) continue;
        pen.font = `600 12px ${palette.font}`;
        pen.textAlign = "right";
        pen.textBaseline = "middle";
        marks.haloText(pen, palette, String(open), x - 11, y, palette.ink);
      }
    }

    // Numbers of the hotspots and of who waits there for a bay, above the vehicles.
    _drawWords() {
      const { playback, scene, view, pen, palette } = this;
      const { basemap, header } = playback;
      const room = this._roomEach();
      const named = basemap.hotspots <= NAMED || room > NAMED_PX * 2;
      const bays = room > NAMED_PX ? header.bays || 0 : 0;
      if (!named && !bays) return;
      for (let hotspot = 0; hotspot < basemap.hotspots; hotspot += 1) {
        const x = (basemap.x[hotspot] - view.x) * view.scale + view.width / 2;
        const y = (view.y - basemap.y[hotspot]) * view.scale + view.height / 2;
        if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
        const radius = this.radius(scene.dwelling[hotspot]);
        if (bays && scene.queue[hotspot]) {
          const below = y + radius + marks.BAYS_PX / 2;
          marks.drawQueue(pen, palette, x, below, bays, scene.queue[hotspot]);
        }
        if (!named) continue;
        const aside = radius * 0.71 + 3;
        pen.font = `12px ${palette.font}`;
        pen.textAlign = "left";
        pen.textBaseline = "middle";
        marks.haloText(pen, palette, String(hotspot), x + aside, y - aside - 2, palette.soft);
      }
    }

    // Producers and consumers of the open orders.
    _drawEnds(t) {
      const { playback, view, pen, palette } = this;
      const { basemap } = playback;
      for (let order = 0; order < playback.start_s.length; order += 1) {
        if (!(playback.start_s[order] <= t && playback.done_s[order] > t)) continue;
        const ends = [[playback.producer[order], 1], [playback.consumer[order], 2]];
        for (const [place, kind] of ends) {
          const x = (basemap.x[place] - view.x) * view.scale + view.width / 2;
          const y = (view.y - basemap.y[place]) * view.scale + view.height / 2;
          if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
          marks.drawEnd(pen, palette, x, y, kind, 4);
        }
      }
    }

    _drawVehicles() {
      const { scene, view } = this;
      const size = this._size();
      if (!this._marks || this._markSize !== size) {
        this._marks = marks.vehicleMarks(this.palette, size, this.ratio);
        this._markSize = size;
      }
      if (scene.vehicles > this.left.length) {
        this.left = new Float64Array(2 * scene.vehicles);
        this.top = new Float64Array(2 * scene.vehicles);
        this.mark = new Uint8Array(2 * scene.vehicles);
      }
      this._spread(size);
      const { left, top, mark } = this;
      const { width, height } = view;
      // One mark after the other, for speed; who stands below who drives, loaded on top.
      for (const each of marks.VEHICLE_ORDER) {
        for (let vehicle = 0; vehicle < scene.vehicles; vehicle += 1) {
          if (mark[vehicle] !== each) continue;
          const x = left[vehicle];
          const y = top[vehicle];
          if (x < -12 || y < -12 || x > width + 12 || y > height + 12) continue;
          this._put(this._marks[each], x, y);
        }
      }
    }

    // Pixels and mark of every vehicle; who stands at a hotspot stands around it.
    _spread(size) {
      const { playback, scene, view, left, top, mark } = this;
      const { vehicles, x, y, doing, load, place } = scene;
      const { scale, width, height } = view;
      const hotspots = playback.basemap.hotspots;
      for (let vehicle = 0; vehicle < vehicles; vehicle += 1) {
        const now = doing[vehicle];
        mark[vehicle] = now === DOING.ABSENT ? NO_MARK
          : marks.markOf(playback.pool[vehicle], load[vehicle], now === DOING.IDLE ? 1 : 0);
        left[vehicle] = (x[vehicle] - view.x) * scale + width / 2;
        top[vehicle] = (view.y - y[vehicle]) * scale + height / 2;
        if (place[vehicle] < 0 || place[vehicle] >= hotspots) continue;
        const far = this.radius(scene.dwelling[place[vehicle]]) +
          (6 + (vehicle % 5) * 2.2) * size;
        left[vehicle] += far * Math.cos(vehicle * GOLDEN);
        top[vehicle] += far * Math.sin(vehicle * GOLDEN);
      }
    }

    destroy() { this.basemap.destroy(); }
  }

  DeliverAI.MapPane = MapPane;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
