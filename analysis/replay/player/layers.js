// What stands still: tracts by their shade, and the streets, drawn once for a zoom.
(function (DeliverAI) {
  "use strict";

  const AROUND = 0.25; // of the width and height is drawn beyond each edge
  const SHADES_MS = 150;
  const SETTLED_MS = 140; // streets are drawn anew when a zoom has come to rest

  class StreetLayer {
    constructor(basemap) {
      this.basemap = basemap;
      this.canvas = document.createElement("canvas");
      this.scale = NaN;
      this.dirty = true;
    }

    // Draw into the visible canvas; returns whether it should be drawn anew soon.
    blit(pen, view, ratio, palette) {
      if (this.dirty || (view.scale === this.scale && !this._covers(view))) {
        this.render(view, ratio, palette);
      }
      const grown = view.scale / this.scale;
      pen.drawImage(this.canvas,
        (this.left - view.x) * view.scale + view.width / 2,
        (view.y - this.top) * view.scale + view.height / 2,
        this.width * grown, this.height * grown);
      return grown !== 1;
    }

    _covers(view) {
      const left = view.metresX(0);
      const top = view.metresY(0);
      return left >= this.left && top <= this.top &&
        view.metresX(view.width) <= this.left + this.width / this.scale &&
        view.metresY(view.height) >= this.top - this.height / this.scale;
    }

    render(view, ratio, palette) {
      const { basemap, canvas } = this;
      this.dirty = false;
      this.scale = view.scale;
      this.width = Math.ceil(view.width * (1 + 2 * AROUND));
      this.height = Math.ceil(view.height * (1 + 2 * AROUND));
      this.left = view.metresX(-view.width * AROUND);
      this.top = view.metresY(-view.height * AROUND);
      canvas.width = Math.ceil(this.width * ratio);
      canvas.height = Math.ceil(this.height * ratio);
      const pen = canvas.getContext("2d");
      const k = this.scale * ratio;
      pen.setTransform(k, 0, 0, -k, -this.left * k, this.top * k);
      pen.lineJoin = "round";
      const right = this.left + this.width / this.scale;
      const bottom = this.top - this.height / this.scale;
      pen.lineWidth = Math.min(1.6, Math.max(0.5, this.scale * 6)) / this.scale;
      pen.strokeStyle = palette.street;
      for (const chunk of basemap.streets) {
        if (chunk.right < this.left || chunk.left > right) continue;
        if (chunk.top < bottom || chunk.bottom > this.top) continue;
        pen.stroke(chunk.path);
      }
      pen.lineWidth = 1 / this.scale;
      pen.strokeStyle = palette.border;
      pen.stroke(basemap.borders);
    }
  }

  class BasemapLayer {
    constructor(basemap, canvas) {
      this.basemap = basemap;
      this.canvas = canvas;
      this.streets = new StreetLayer(basemap);
      this.classes = new Uint8Array(basemap.hotspots); // 0: no value
      this._where = ""; // the view it was drawn for
      this._timer = 0;
      this.onsettled = () => {};
    }

    // Colours or size changed: all is drawn anew.
    refresh() {
      this.streets.dirty = true;
      this._where = "";
    }

    // While it plays, shades are changed now and then only, not each frame.
    draw(view, ratio, palette, shades, moving) {
      const where = `${view.version} ${ratio}`;
      if (where === this._where && shades === this._shades) return;
      const now_ms = performance.now();
      if (where === this._where && moving && now_ms - this._drawn_ms < SHADES_MS) return;
      Object.assign(this, { _where: where, _shades: shades, _drawn_ms: now_ms });
      const pen = this.canvas.getContext("2d");
      const k = view.scale * ratio;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.fillStyle = palette.void;
      pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
      pen.setTransform(k, 0, 0, -k, (view.width / 2 - view.x * view.scale) * ratio,
        (view.height / 2 + view.y * view.scale) * ratio);
      for (let tract = 0; tract < this.classes.length; tract += 1) {
        const shade = this.classes[tract];
        pen.fillStyle = shade ? palette.shades[shade - 1] : palette.paper;
        pen.fill(this.basemap.tracts[tract]);
      }
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (this.streets.blit(pen, view, ratio, palette)) this._soon();
    }

    _soon() {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => {
        this.refresh();
        this.onsettled();
      }, SETTLED_MS);
    }

    destroy() { clearTimeout(this._timer); }
  }

  DeliverAI.BasemapLayer = BasemapLayer;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
