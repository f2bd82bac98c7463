// Frames when they are needed: many while it plays, one when something changed.
(function (DeliverAI) {
  "use strict";

  const WINDOW_MS = 1000;

  class Frames {
    // `draw(now_ms)` returns whether another frame is needed at once.
    constructor(draw) {
      this.draw = draw;
      this.rate = 0; // frames a second, over the last second of playing
      this.drawn = 0;
      this._asked = 0;
      this._since = NaN;
      this._counted = 0;
    }

    ask() {
      if (this._asked || this._stopped) return;
      this._asked = requestAnimationFrame((now_ms) => {
        this._asked = 0;
        this.drawn += 1;
        if (this.draw(now_ms)) {
          this._count(now_ms);
          this.ask();
        } else this._since = NaN;
      });
    }

    _count(now_ms) {
      if (this._since !== this._since) {
        this._since = now_ms;
        this._counted = 0;
        return;
      }
      this._counted += 1;
      const passed_ms = now_ms - this._since;
      if (passed_ms < WINDOW_MS) return;
      this.rate = 1000 * this._counted / passed_ms;
      this._since = now_ms;
      this._counted = 0;
    }

    stop() {
      this._stopped = true;
      cancelAnimationFrame(this._asked);
    }
  }

  DeliverAI.Frames = Frames;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
