// The part of the basemap that is seen: metres to pixels and back.
(function (DeliverAI) {
  "use strict";

  const MARGIN_PX = 26;
  const CLOSEST = 40; // times the whole

  class View {
    constructor(basemap) {
      this.basemap = basemap;
      this.width = 300; // px
      this.height = 300;
      this.x = basemap.width_m / 2; // metres in the middle
      this.y = basemap.height_m / 2;
      this.zoom = 1; // 1: all of the basemap
      this.version = 0;
    }

    get whole() {
      const across = (this.width - 2 * MARGIN_PX) / Math.max(1, this.basemap.width_m);
      const down = (this.height - 2 * MARGIN_PX) / Math.max(1, this.basemap.height_m);
      return Math.max(1e-6, Math.min(across, down));
    }

    get isWhole() {
      const { width_m, height_m } = this.basemap;
      return this.zoom === 1 && this.x === width_m / 2 && this.y === height_m / 2;
    }

    // Pixels per metre.
    get scale() { return this.whole * this.zoom; }

    resize(width, height) {
      if (width === this.width && height === this.height) return;
      this.width = width;
      this.height = height;
      this.version += 1;
    }

    fit() { this.show(this.basemap.width_m / 2, this.basemap.height_m / 2, 1); }

    show(x, y, zoom) {
      this.zoom = Math.min(Math.max(zoom, 0.8), CLOSEST);
      this.x = Math.min(Math.max(x, 0), this.basemap.width_m);
      this.y = Math.min(Math.max(y, 0), this.basemap.height_m);
      this.version += 1;
    }

    // Zoom so that what lies at a pixel stays there.
    zoomAt(factor, left, top) {
      const x = this.metresX(left);
      const y = this.metresY(top);
      const zoom = Math.min(Math.max(this.zoom * factor, 0.8), CLOSEST);
      const scale = this.whole * zoom;
      this.show(x - (left - this.width / 2) / scale, y + (top - this.height / 2) / scale, zoom);
    }

    pan(right_px, down_px) {
      this.show(this.x - right_px / this.scale, this.y + down_px / this.scale, this.zoom);
    }

    metresX(left) { return this.x + (left - this.width / 2) / this.scale; }

    metresY(top) { return this.y - (top - this.height / 2) / this.scale; }
  }

  DeliverAI.View = View;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
