// One pane: the ground below, and above it all that moves, drawn each frame.
(function (DeliverAI) {
  "use strict";

  const { DOING, marks, Scene, Route, GroundLayer } = DeliverAI;
  const GOLDEN = 2.399963; // radians; who stands at a hotspot stands around it
  const ROOM_PX = 850; // square pixels for each vehicle, for marks of full size
  const NAMED = 60; // hotspots; beyond it they are named when seen from near
  const NAMED_PX = 34; // pixels for each hotspot's square, at least, to be named
  const ENDS_ZOOM = 2.4; // from here on the ends of open orders are drawn

  class MapPane {
    constructor(film, view, box) {
      this.film = film;
      this.view = view;
      this.box = box;
      this.scene = new Scene(film);
      this.route = new Route(film, this.scene);
      this.below = box.appendChild(document.createElement("canvas"));
      this.above = box.appendChild(document.createElement("canvas"));
      this.below.className = "dai-below";
      this.above.className = "dai-above";
      this.ground = new GroundLayer(film.ground, this.below);
      this.pen = this.above.getContext("2d");
      this.palette = null;
      this.left = new Float64Array(64); // px, by vehicle, as drawn last
      this.top = new Float64Array(64);
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
      this.ground.refresh();
      this._marks = null;
    }

    dress(palette) {
      this.palette = palette;
      this._marks = null;
      this.ground.refresh();
    }

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

    draw(t, shading, pane) {
      const { scene, view, pen, palette, ratio } = this;
      scene.at(t);
      if (this.follow) this._followOn();
      shading.at(pane, t, this.ground.classes);
      this.ground.draw(view, ratio, palette, shading.version);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, this.width, this.height);
      this._drawHotspots();
      if (this.endsShown) this._drawEnds(t);
      this.route.drawWays(pen, view, palette);
      this._drawVehicles();
      this._nameHotspots();
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

    _drawHotspots() {
      const { film, scene, view, pen, palette } = this;
      const { ground, cast } = film;
      const each = Math.sqrt(this.width * this.height / Math.max(1, ground.hotspots));
      const bays = cast.bays || 0;
      const baysSeen = bays > 0 && each * view.zoom > NAMED_PX;
      for (let hotspot = 0; hotspot < ground.hotspots; hotspot += 1) {
        const x = (ground.x[hotspot] - view.x) * view.scale + view.width / 2;
        const y = (view.y - ground.y[hotspot]) * view.scale + view.height / 2;
        if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
        const standing = scene.standing[hotspot];
        marks.drawHotspot(pen, palette, x, y, standing);
        const radius = marks.hotspotRadius(standing);
        if (baysSeen) {
          marks.drawBays(pen, palette, x, y + radius, bays, scene.busy[hotspot],
            scene.queue[hotspot]);
        }
      }
    }

    // Numbers of the hotspots, above the vehicles.
    _nameHotspots() {
      const { film, scene, view, pen, palette } = this;
      const { ground } = film;
      const each = Math.sqrt(this.width * this.height / Math.max(1, ground.hotspots));
      if (ground.hotspots > NAMED && each * view.zoom < NAMED_PX * 2) return;
      pen.font = `12px ${palette.font}`;
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      for (let hotspot = 0; hotspot < ground.hotspots; hotspot += 1) {
        const x = (ground.x[hotspot] - view.x) * view.scale + view.width / 2;
        const y = (view.y - ground.y[hotspot]) * view.scale + view.height / 2;
        if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
        const radius = marks.hotspotRadius(scene.standing[hotspot]);
        const aside = radius * 0.71 + 3;
        marks.haloText(pen, palette, String(hotspot), x + aside, y - aside - 2, palette.soft);
      }
    }

    // Producers and consumers of the open orders.
    _drawEnds(t) {
      const { film, view, pen, palette } = this;
      const { ground } = film;
      for (let order = 0; order < film.start_s.length; order += 1) {
        if (!(film.start_s[order] <= t && film.done_s[order] > t)) continue;
        for (const [place, kind] of [[film.producer[order], 1], [film.consumer[order], 2]]) {
          const x = (ground.x[place] - view.x) * view.scale + view.width / 2;
          const y = (view.y - ground.y[place]) * view.scale + view.height / 2;
          if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
          marks.drawEnd(pen, palette, x, y, kind, 4);
        }
      }
    }

    _drawVehicles() {
      const { film, scene, view, pen, left, top } = this;
      const { vehicles, x, y, doing, load, place } = scene;
      const size = this._size();
      if (!this._marks || this._markSize !== size) {
        this._marks = marks.vehicleMarks(this.palette, size, this.ratio);
        this._markSize = size;
      }
      if (vehicles > left.length) {
        this.left = new Float64Array(2 * vehicles);
        this.top = new Float64Array(2 * vehicles);
        this._drawVehicles();
        return;
      }
      const { scale, width, height } = view;
      const hotspots = film.ground.hotspots;
      // Who stands is drawn first, so that who drives is seen; the loaded last.
      for (let layer = 0; layer < 3; layer += 1) {
        for (let vehicle = 0; vehicle < vehicles; vehicle += 1) {
          const now = doing[vehicle];
          const at = now === DOING.IDLE ? 0 : load[vehicle] ? 2 : 1;
          if (at !== layer || now === DOING.ABSENT) continue;
          let across = (x[vehicle] - view.x) * scale + width / 2;
          let down = (view.y - y[vehicle]) * scale + height / 2;
          if (place[vehicle] >= 0 && place[vehicle] < hotspots) {
            const far = marks.hotspotRadius(scene.standing[place[vehicle]]) +
              (6 + (vehicle % 5) * 2.2) * size;
            across += far * Math.cos(vehicle * GOLDEN);
            down += far * Math.sin(vehicle * GOLDEN);
          }
          left[vehicle] = across;
          top[vehicle] = down;
          if (across < -12 || down < -12 || across > width + 12 || down > height + 12) continue;
          const mark = this._marks[marks.markOf(film.pool[vehicle], load[vehicle],
            now === DOING.IDLE ? 1 : 0)];
          pen.drawImage(mark, across - mark.side / 2, down - mark.side / 2,
            mark.side, mark.side);
        }
      }
    }

    destroy() { this.ground.destroy(); }
  }

  DeliverAI.MapPane = MapPane;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
