// Simulated time in the browser: it runs, holds, jumps, and waits for what is known.
(function (DeliverAI) {
  "use strict";

  const FASTEST = "max"; // bound by what is known and by how often can be drawn
  const SPEEDS = [1, 10, 60, 300, 1200, FASTEST];
  const FASTEST_STEP_S = 60; // simulated seconds a frame
  const LONGEST_FRAME_S = 0.25; // a page that was away does not leap

  class Clock {
    constructor(playbacks) {
      this.playbacks = playbacks;
      // With the first order: what lies before it is empty in every playback.
      this.begins_s = Math.min(...playbacks.map(({ header }) => header.from_s || 0));
      this.t = this.begins_s;
      this.speed = 60;
      this.playing = false;
      this.waiting = false; // playing, but the run is not computed any further
      this._last_ms = NaN;
      // What clocks show: those of all playbacks, where these are the same.
      const [first, ...others] = playbacks.map(({ header }) => header.clock || null);
      const same = others.every((each) => JSON.stringify(each) === JSON.stringify(first));
      this.clocks = same ? first : null;
    }

    said(t) { return DeliverAI.words.clock(t, this.clocks); }

    // How far all runs are known; where one has ended it bounds the other no more.
    get known_s() {
      let known = Infinity;
      let ended = 0;
      for (const playback of this.playbacks) {
        if (playback.finished) ended = Math.max(ended, playback.end_s);
        else known = Math.min(known, playback.known_s);
      }
      return known === Infinity ? ended : known;
    }

    get finished() { return this.playbacks.every((playback) => playback.finished); }

    // What the slider shows: the end, or as long as the run will last at least.
    get span_s() {
      if (this.finished) return Math.max(this.known_s, this.begins_s + 1);
      let span = this.known_s;
      for (const { header, end_s } of this.playbacks) {
        const demand = (header.scenario && header.scenario.demand) || {};
        const minutes = Number(demand.duration_min) || 0;
        span = Math.max(span, end_s || 0, Math.min(60 * minutes, header.horizon_s || Infinity));
      }
      return Math.max(span, this.begins_s + 1);
    }

    // Where a time lies on the slider, from 0 to 1, and back.
    share(t) {
      const { begins_s } = this;
      return Math.min(1, Math.max(0, (t - begins_s) / (this.span_s - begins_s)));
    }

    timeAt(share) { return this.begins_s + share * (this.span_s - this.begins_s); }

    play() {
      if (this.finished && this.t >= this.known_s) this.t = this.begins_s;
      this.playing = true;
      this._last_ms = NaN;
    }

    pause() {
      this.playing = false;
      this.waiting = false;
    }

    seek(t) {
      const wanted = Number(t);
      this.t = Math.max(this.begins_s, Math.min(wanted === wanted ? wanted : 0, this.known_s));
      this._last_ms = NaN;
    }

    // One frame later; true when the end of all runs is reached.
    tick(now_ms) {
      const passed_s = Math.min((now_ms - this._last_ms) / 1000, LONGEST_FRAME_S);
      this._last_ms = now_ms;
      if (!(passed_s >= 0)) return false; // the first frame after a pause
      const step_s = this.speed === FASTEST ? FASTEST_STEP_S : passed_s * this.speed;
      const known_s = this.known_s;
      this.t = Math.min(this.t + step_s, Math.max(known_s, this.t));
      this.waiting = this.t >= known_s && !this.finished;
      return this.t >= known_s && this.finished;
    }
  }

  DeliverAI.Clock = Clock;
  DeliverAI.SPEEDS = SPEEDS;
  DeliverAI.FASTEST = FASTEST;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
