// The player: playbacks in, a map with its clock, numbers and stories.
(function (DeliverAI) {
  "use strict";

  const { changesOf, Clock, Controls, element, FASTEST, Playback, Frames, Gauges, isStill, Legend,
    MapPane, marks, Pointer, setText, Shading, SPEEDS, StoryPanel, View } = DeliverAI;
  const SLOW_MS = 100; // words and numbers change so often while it plays
  const FOLLOW_ZOOM = 3;
  const RESTS_MS = 250; // of a map that is moved no more

  class Player {
    constructor(host, given) {
      this.listeners = { state: [], error: [], finished: [] };
      this.playbacks = given.panes.map(({ basemap, header }) => new Playback(basemap, header));
      this.labels = given.panes.map(({ label, header }, at) =>
        (given.panes.length > 1 ? `${"AB"[at]}: ` : "") + (label || header.label || ""));
      const { baseline } = given;
      this.base = baseline
        ? new Playback(baseline.basemap || given.panes[0].basemap, baseline.header) : null;
      this.clock = new Clock(this.playbacks);
      this.shading = new Shading(this.playbacks);
      this.selected = null;
      this.frames = new Frames((now_ms) => this._frame(now_ms));
      this._slow_ms = 0;
      this._build(host, given);
      this._watch();
      this._restore(given.state || {});
      this._load(given, baseline);
    }

    _build(host, given) {
      const runs = this.playbacks.map((playback, kind) => ({ playback, kind,
        label: given.panes[kind].label || playback.header.label }));
      if (this.base) {
        const { label, header } = given.baseline;
        runs.push({ label: label || header.label, playback: this.base, kind: 2 });
      }
      this.panesBox = element("div", { class: "dai-panes" });
      const [first] = this.playbacks;
      const view = new View(first.basemap);
      this.panes = this.playbacks.map((playback, number) => {
        const same = playback.basemap.width_m === first.basemap.width_m &&
          playback.basemap.height_m === first.basemap.height_m;
        const box = element("div", { class: "dai-map", tabindex: 0, role: "application",
          "aria-label": `Map of ${playback.basemap.region}, ${this.labels[number]}` });
        this.panesBox.append(element("div", { class: "dai-pane" },
          element("p", { class: "dai-pane-label", title: this.labels[number] },
            this.labels[number]), changesOf(playback.header), box));
        return new MapPane(playback, same ? view : new View(playback.basemap), box);
      });
      this.legend = new Legend(this.playbacks, this.shading, (key) => this.setMeasure(key));
      this.gauges = new Gauges(runs, (t) => this.seek(t));
      this.story = new StoryPanel(this, this.panes, this.labels);
      this.controls = new Controls(this, this.clock);
      this.status = element("p", { class: "dai-status", role: "status", hidden: true });
      const credit = element("p", { class: "dai-credit" }, first.basemap.credit || "");
      this.root = element("div", { class: "dai-player", "data-panes": this.panes.length },
        element("div", { class: "dai-frame" },
          element("div", { class: "dai-main" },
            element("div", { class: "dai-stage" }, this.panesBox, this.legend.root, credit),
            element("aside", { class: "dai-side" }, this.gauges.root, this.story.root)),
          this.controls.root, this.status));
      host.append(this.root);
      this.pointers = this.panes.map((pane, number) => new Pointer(this, pane, number));
      for (const pane of this.panes) pane.basemap.onsettled = () => this.redraw();
    }

    // Sizes, colours and keys.
    _watch() {
      this._unwatch = DeliverAI.watch(this.root, [this.root, this.panesBox, this.gauges.root], {
        ondress: () => this._dress(),
        onresize: () => this._resize(),
        onkey: (event) => this.pointers.some((pointer) => pointer.key(event)) ||
          this.controls.key(event),
      });
      this._dress();
      this._resize();
    }

    _dress() {
      const palette = marks.paletteOf(this.root);
      for (const pane of this.panes) pane.dress(palette);
      this.legend.dress(palette, Math.min(2, window.devicePixelRatio || 1));
      this.gauges.dress(palette);
      this._regauge();
      this.redraw();
    }

    _resize() {
      for (const pane of this.panes) pane.resize();
      this.gauges.resize();
      this._regauge();
      this.redraw();
    }

    _regauge() { this.gauges.redraw(this.clock); }

    // What a link says; the time as soon as it is known.
    _restore({ t, speed, playing, measure, selected, view }) {
      const measures = this.playbacks[0].header.measures || [];
      const wanted = measures.some(({ key }) => key === measure) ? measure
        : measures.length ? measures[0].key : null;
      this.setMeasure(wanted);
      if (speed !== undefined) this.setSpeed(speed);
      this._wanted = { t: Number(t) > 0 ? Number(t) : 0, playing: Boolean(playing) && !isStill() };
      if (view && [view.x, view.y, view.zoom].every(Number.isFinite)) {
        this.panes[0].view.show(view.x, view.y, view.zoom);
      }
      if (selected) this.select(selected);
    }

    _load({ panes }, baseline) {
      const reader = { isGone: () => this._gone, ongrown: () => this._grown(),
        onerror: (message) => this.complain(message) };
      panes.forEach(({ source }, at) => DeliverAI.read(this.playbacks[at], source, reader));
      if (this.base) DeliverAI.read(this.base, baseline.source, reader);
    }

    _grown() {
      const { clock } = this;
      if (this._wanted) {
        const { t, playing } = this._wanted;
        clock.seek(t);
        if (clock.known_s >= t || clock.finished) {
          this._wanted = null;
          if (playing) this.play();
        }
      }
      if (this.shading.scale()) this.legend.rescale();
      const crowd = Math.max(...this.playbacks.map((each) => each.vehicles));
      for (const pane of this.panes) pane.grown(crowd);
      this.story.grown();
      this._regauge();
      this.redraw();
    }

    redraw() { this.frames.ask(); }

    // The map was moved or zoomed; whoever listens is told when it rests.
    viewed() {
      this.redraw();
      clearTimeout(this._resting);
      this._resting = setTimeout(() => this._emit("state", this.state()), RESTS_MS);
    }

    _frame(now_ms) {
      const { clock } = this;
      const ended = clock.playing && clock.tick(now_ms);
      const moving = clock.playing && !ended && !clock.waiting;
      if (ended) clock.pause();
      this.panes.forEach((pane, at) => pane.draw(clock.t, this.shading, at, moving));
      if (!moving || now_ms - this._slow_ms >= SLOW_MS) {
        this._slow_ms = now_ms;
        this._tell();
      }
      if (ended) {
        this._said();
        this._emit("finished", this.state());
      }
      return moving;
    }

    // What is words and numbers.
    _tell() {
      const { clock, root } = this;
      this.controls.show();
      this.gauges.show(clock.t);
      this.story.update();
      for (const pointer of this.pointers) if (pointer.at) pointer.tell();
      root.dataset.t = String(clock.t);
      root.dataset.playing = String(clock.playing);
      root.dataset.fps = this.frames.rate.toFixed(1);
    }

    _emit(name, value) { for (const listener of this.listeners[name]) listener(value); }

    _said() {
      this.redraw();
      this._emit("state", this.state());
    }

    on(name, listener) {
      if (!(name in this.listeners)) throw new Error(`No event is called ${name}.`);
      this.listeners[name].push(listener);
      return this;
    }

    complain(message) {
      this.status.hidden = false;
      setText(this.status, message);
      this._emit("error", message);
    }

    play() {
      this._wanted = null;
      this.clock.play();
      this._said();
    }

    pause() {
      this._wanted = null;
      this.clock.pause();
      this._said();
    }

    // On by so many seconds, or to the next event of any run.
    step(seconds) {
      const { clock, playbacks } = this;
      const next = seconds === undefined
        ? Math.min(...playbacks.map((each) => each.moments.after(clock.t)).filter((t) => t === t))
        : clock.t + seconds;
      clock.pause();
      this.seek(Number.isFinite(next) ? next : clock.known_s);
    }

    stepBack() {
      this.clock.pause();
      this.seek(Math.max(...this.playbacks.map((each) => each.moments.before(this.clock.t))));
    }

    reset() {
      this.clock.pause();
      this.seek(0);
    }

    seek(t) {
      this._wanted = null;
      this.clock.seek(t);
      this._said();
    }

    setSpeed(speed) {
      const given = speed === FASTEST || speed === Infinity ? FASTEST : Number(speed);
      if (!SPEEDS.includes(given)) return;
      this.clock.speed = given;
      this._said();
    }

    busiest() {
      const moments = this.playbacks.map(DeliverAI.busiest);
      this.seek(moments.reduce((one, other) => (other.open > one.open ? other : one)).t);
    }

    select(thing) {
      const found = thing && ["order", "vehicle", "hotspot"].find((name) =>
        Number.isInteger(thing[name]) && thing[name] >= 0);
      const pane = found && this.panes[thing.pane] ? thing.pane : 0;
      this.selected = found ? { [found]: thing[found], pane } : null;
      this.panes.forEach(({ route }, number) =>
        route.select(found === "vehicle" && number !== pane ? null : this.selected));
      if (!this.selected) this.stopFollowing();
      this.story.select(this.selected);
      this._said();
    }

    // Keep the selected thing in the middle of the map.
    follow(on) {
      const pane = this.panes[this.selected ? this.selected.pane : 0];
      for (const each of this.panes) each.follow = on && each === pane;
      if (on && pane.view.zoom < FOLLOW_ZOOM) {
        pane.view.show(pane.view.x, pane.view.y, FOLLOW_ZOOM);
      }
      this.redraw();
    }

    stopFollowing() {
      this.follow(false);
      this.story.follow.checked = false;
    }

    setMeasure(key) {
      this.shading.choose(key);
      this.legend.rescale();
      this._said();
    }

    state() {
      const { t, speed, playing } = this.clock;
      const { view } = this.panes[0];
      return { t: this._wanted ? this._wanted.t : t, speed, playing,
        measure: this.shading.key, selected: this.selected,
        view: view.isWhole ? null : { x: view.x, y: view.y, zoom: view.zoom } };
    }

    fps() { return this.frames.rate; }

    destroy() {
      this._gone = true;
      clearTimeout(this._resting);
      this.frames.stop();
      this._unwatch();
      for (const pane of this.panes) pane.destroy();
      this.root.remove();
    }
  }

  DeliverAI.Player = Player;
  DeliverAI.player = (host, given) => new Player(host, given);
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
