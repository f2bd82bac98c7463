// Tracts by a measure: classes of round numbers, the same for all panes.
(function (DeliverAI) {
  "use strict";

  const { lastAt, words, marks } = DeliverAI;
  const NOW = "waiting"; // known at every moment: as many as stand at the tract's hotspot
  const ROUND = [1, 1.2, 1.5, 1.8, 2, 2.4, 3, 4, 5, 6, 8, 10];

  // The next round number.
  function roundUp(value) {
    if (!(value > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
    return power * ROUND.find((each) => each * power >= value * (1 - 1e-9));
  }

  // Upper bounds of the classes: equal steps of a share or of few; else each twice the
  // one before, as most tracts have little of what a few have much of.
  function boundsOf(most, share) {
    const { SHADES } = marks;
    const each = (bound) => Array.from({ length: SHADES }, (_, at) => bound(at));
    if (share) return each((at) => (at + 1) / SHADES);
    if (most <= SHADES) return each((at) => at + 1);
    const first = Math.ceil(most / 2 ** (SHADES - 1));
    return each((at) => first * 2 ** at);
  }

  class Shading {
    constructor(playbacks) {
      this.playbacks = playbacks;
      this.key = null;
      this.version = 0; // changes with any tract's class
      this.bounds = [];
      this._samples = playbacks.map(() => -2);
    }

    get measure() {
      return this.playbacks.map((_, pane) => this.measureOf(pane)).find(Boolean) || null;
    }

    // What is shaded in a pane: of one key, runs may mean bays here and vehicles there.
    measureOf(pane) {
      const measures = this.playbacks[pane].header.measures || [];
      return measures.find(({ key }) => key === this.key) || null;
    }

    get share() {
      const { measure } = this;
      return Boolean(measure) && (measure.unit === "share");
    }

    choose(key) {
      this.key = key;
      this.scale();
    }

    // The scale follows the largest value known; returns whether it changed.
    scale() {
      const most = Math.max(0, ...this.playbacks.map(({ tracts }) => tracts.most[this.key] || 0));
      const bounds = boundsOf(most, this.share && most <= 1);
      const changed = bounds.join() !== this.bounds.join();
      this.bounds = bounds;
      this._samples.fill(-2);
      return changed;
    }

    classOf(value) {
      if (!(value > 0)) return 0;
      let at = 0;
      while (at < this.bounds.length - 1 && value > this.bounds[at] * (1 + 1e-6)) at += 1;
      return at + 1;
    }

    // Bring the classes of one pane's tracts to a time, at which its scene is.
    at(pane, t, classes, scene) {
      const { tracts, basemap } = this.playbacks[pane];
      const sample = lastAt(tracts.time_s.data, tracts.time_s.length, t);
      if (sample === this._samples[pane] && this.key !== NOW) return;
      this._samples[pane] = sample;
      let changed = false;
      for (let tract = 0; tract < basemap.hotspots; tract += 1) {
        const shade = this.classOf(this._value(pane, tract, sample, scene));
        if (shade !== classes[tract]) {
          classes[tract] = shade;
          changed = true;
        }
      }
      if (changed) this.version += 1;
    }

    _value(pane, tract, sample, scene) {
      if (this.key === NOW) return scene.dwelling[tract];
      const { tracts, basemap } = this.playbacks[pane];
      const column = tracts.by[this.key];
      return column && sample >= 0 ? column.data[sample * basemap.hotspots + tract] : NaN;
    }

    valueAt(pane, tract, t, scene) {
      const { time_s } = this.playbacks[pane].tracts;
      return this._value(pane, tract, lastAt(time_s.data, time_s.length, t), scene);
    }

    // A value as the legend and the tooltip write it.
    said(value) {
      if (this.share) return `${words.number(100 * value, 0)} %`;
      return words.number(value, Number.isInteger(value) ? 0 : 2);
    }
  }

  DeliverAI.Shading = Shading;
  DeliverAI.roundUp = roundUp;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
