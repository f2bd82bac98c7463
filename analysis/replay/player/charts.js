// Small charts over time, one line a run, with the moment marked; a click seeks.
(function (DeliverAI) {
  "use strict";

  const { element, roundUp, words } = DeliverAI;
  const DASHES = [[], [6, 3], [2, 3]]; // the first pane, the second, the baseline
  const EDGE = { left: 46, right: 8, top: 8, bottom: 18 };

  class Chart {
    // `runs`: { playback, kind } with kind 0 and 1 for panes, 2 for the baseline.
    constructor(runs, axes, onseek) {
      this.runs = runs;
      this.axes = axes;
      this.edge = axes ? EDGE : { left: 1, right: 2, top: 3, bottom: 3 };
      this.canvas = element("canvas", { "aria-hidden": "true" });
      this.cursor = element("div", { class: "dai-cursor" });
      this.root = element("div", { class: axes ? "dai-chart" : "dai-spark",
        onclick: (event) => this._click(event, onseek) }, this.canvas, this.cursor);
      this.gauge = null;
      this.clock = null; // which time is where
    }

    resize() {
      this.width = this.root.clientWidth;
      this.height = this.root.clientHeight;
      this.ratio = Math.min(2, window.devicePixelRatio || 1);
      this.canvas.width = Math.max(1, Math.ceil(this.width * this.ratio));
      this.canvas.height = Math.max(1, Math.ceil(this.height * this.ratio));
    }

    _across(t) {
      const { left, right } = this.edge;
      return left + (this.width - left - right) * (this.clock ? this.clock.share(t) : 0);
    }

    _click(event, onseek) {
      const { left, right } = this.edge;
      const at = event.clientX - this.root.getBoundingClientRect().left - left;
      if (!this.clock) return;
      onseek(this.clock.timeAt(Math.min(1, Math.max(0, at / (this.width - left - right)))));
    }

    draw(gauge, palette, clock) {
      this.gauge = gauge;
      this.clock = clock;
      if (!this.width) return;
      const pen = this.canvas.getContext("2d");
      pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      pen.clearRect(0, 0, this.width, this.height);
      const most = roundUp(this._most());
      if (this.axes) this._drawAxes(pen, palette, most);
      for (const { playback, kind } of [...this.runs].reverse()) {
        this._line(pen, playback, kind, palette, most);
      }
    }

    _most() {
      let most = 0;
      for (const { playback } of this.runs) {
        const column = playback.gauges.by[this.gauge.key];
        for (let at = 0; column && at < column.length; at += 1) {
          if (column.data[at] > most) most = column.data[at];
        }
      }
      return most;
    }

    _drawAxes(pen, palette, most) {
      const { left, right, top, bottom } = this.edge;
      pen.font = `12px ${palette.font}`;
      pen.fillStyle = palette.soft;
      pen.strokeStyle = palette.border;
      pen.lineWidth = 1;
      pen.textAlign = "right";
      pen.textBaseline = "middle";
      for (const part of [0, 0.5, 1]) {
        const y = Math.round(this.height - bottom - part * (this.height - top - bottom)) + 0.5;
        pen.beginPath();
        pen.moveTo(left, y);
        pen.lineTo(this.width - right, y);
        pen.stroke();
        const value = part * most;
        const decimals = most >= 10 || Number.isInteger(value) ? 0 : most >= 1 ? 1 : 2;
        pen.fillText(words.number(value, decimals), left - 5, y);
      }
      pen.textBaseline = "bottom";
      pen.textAlign = "left";
      pen.fillText(this._end(this.clock.begins_s), left, this.height);
      pen.textAlign = "right";
      pen.fillText(this._end(this.clock.span_s), this.width - right, this.height);
    }

    // Dates without seconds: there is room for two.
    _end(t) { return this.clock.said(t).replace(/^(\D.*):\d\d$/, "$1"); }

    _line(pen, playback, kind, palette, most) {
      const column = playback.gauges.by[this.gauge.key];
      if (!column) return;
      const { top, bottom } = this.edge;
      const times = playback.gauges.time_s.data;
      pen.beginPath();
      let begun = false;
      let last = -1;
      for (let at = 0; at < column.length; at += 1) {
        const value = column.data[at];
        if (value !== value) continue;
        const x = this._across(times[at]);
        if (begun && x - last < 0.5 && at + 1 < column.length) continue;
        const y = this.height - bottom - value / most * (this.height - top - bottom);
        if (begun) pen.lineTo(x, y);
        else pen.moveTo(x, y);
        begun = true;
        last = x;
      }
      pen.setLineDash(DASHES[kind]);
      pen.lineWidth = this.axes ? 1.8 : 1.3;
      pen.strokeStyle = [palette.one, palette.past, palette.soft][kind];
      pen.stroke();
      pen.setLineDash([]);
    }

    mark(t) {
      if (this.width) this.cursor.style.transform = `translateX(${this._across(t)}px)`;
    }
  }

  DeliverAI.Chart = Chart;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
