// Buttons, speeds and the slider of time.
(function (DeliverAI) {
  "use strict";

  const { element, FASTEST, icon, setText, SPEEDS } = DeliverAI;
  const ICONS = {
    reset: "M3 3h2v10H3zM13 3v10L6 8z",
    play: "M4 2.5v11l9-5.5z",
    pause: "M4 3h3v10H4zM9 3h3v10H9z",
    step: "M3 3v10l7-5zM11 3h2v10h-2z",
    minute: "M2 3v10l5.5-5zM8 3v10l5.5-5z",
    busiest: "M2 13h12v1.5H2zM2.5 9h2v3h-2zM5.5 6h2v6h-2zM8.5 2h2v10h-2zM11.5 7h2v5h-2z",
  };
  const SLIDER_STEPS = 10000;

  class Controls {
    // `player` has play, pause, step, reset, seek, setSpeed and busiest.
    constructor(player, clock) {
      this.player = player;
      this.clock = clock;
      const button = (name, label, hint, onclick) => element("button",
        { type: "button", class: `dai-${name}`, title: hint, "aria-label": label, onclick },
        icon(ICONS[name]));
      this.playButton = button("play", "Play", "Play or pause (space)", () =>
        (clock.playing ? player.pause() : player.play()));
      this.time = element("output", { class: "dai-clock", "aria-label":
        clock.clocks ? "Time on the clock" : "Time since the start" }, "0:00:00");
      this.end = element("span", { class: "dai-end" });
      this.speed = element("select", { "aria-label": "Speed",
        onchange: () => player.setSpeed(this.speed.value) },
      ...SPEEDS.map((speed) => element("option", { value: speed }, speedSaid(speed))));
      this.slider = element("input", { type: "range", min: 0, max: SLIDER_STEPS, step: "any",
        value: 0, class: "dai-slider", "aria-label": "Time",
        oninput: () => player.seek(clock.timeAt(this.slider.value / SLIDER_STEPS)) });
      this.buffer = element("div", { class: "dai-buffer" });
      this.gone = element("div", { class: "dai-gone" });
      this.root = element("section", { class: "dai-controls", "aria-label": "Controls" },
        element("div", { class: "dai-track" },
          element("div", { class: "dai-rail" }, this.buffer, this.gone), this.slider),
        element("div", { class: "dai-buttons" },
          button("reset", "Reset", "Back to the start (Home)", () => player.reset()),
          this.playButton,
          button("step", "Step to the next event", "Next event (.)", () => player.step()),
          button("minute", "Step by a minute", "A minute on (Shift and right arrow)",
            () => player.step(60)),
          button("busiest", "Busiest moment", "Jump to the busiest moment (B)",
            () => player.busiest()),
          element("span", { class: "dai-times" }, this.time, this.end),
          element("label", { class: "dai-speed" }, "Speed ", this.speed)));
    }

    // Bring what changes with the time to the time.
    show() {
      const { clock } = this;
      const { playing, t } = clock;
      setText(this.time, clock.said(t));
      const known = clock.said(clock.known_s);
      const until = clock.clocks ? "until" : "of";
      setText(this.end, clock.finished ? ` ${until} ${known}` + (clock.clocks
        && clock.clocks.zone ? `, ${clock.clocks.zone}` : "")
        : ` computed to ${known}` + (clock.waiting ? ", waiting for more" : ""));
      const at = String(SLIDER_STEPS * clock.share(t));
      if (document.activeElement !== this.slider || playing || this.slider.value !== at) {
        this.slider.value = at;
      }
      this.slider.setAttribute("aria-valuetext", clock.said(t));
      this.buffer.style.transform = `scaleX(${clock.share(clock.known_s)})`;
      this.gone.style.transform = `scaleX(${clock.share(t)})`;
      if (this.speed.value !== String(clock.speed)) this.speed.value = String(clock.speed);
      if (this._playing !== playing) {
        this._playing = playing;
        this.playButton.replaceChildren(icon(ICONS[playing ? "pause" : "play"]));
        this.playButton.setAttribute("aria-label", playing ? "Pause" : "Play");
      }
    }

    // What a key does; true if it is one of ours.
    key(event) {
      const { player, clock } = this;
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const tag = event.target.tagName;
      const slider = event.target === this.slider;
      if ((tag === "INPUT" && !slider && event.target.type !== "checkbox") ||
        tag === "SELECT" || tag === "TEXTAREA") return false;
      if (event.key === " ") {
        if (tag === "BUTTON" || tag === "SUMMARY" || event.target.type === "checkbox") return false;
        if (clock.playing) player.pause();
        else player.play();
        return true;
      }
      const far_s = event.shiftKey ? 60 : 10;
      const moves = {
        ArrowRight: () => player.step(far_s), ArrowLeft: () => player.step(-far_s),
        Home: () => player.seek(0), End: () => player.seek(clock.known_s),
        ".": () => player.step(), ",": () => player.stepBack(),
        b: () => player.busiest(), B: () => player.busiest(),
      };
      if (!(event.key in moves)) return false;
      moves[event.key]();
      return true;
    }
  }

  function speedSaid(speed) {
    if (speed === FASTEST) return "as fast as possible";
    return speed === 1 ? "1\u00d7 (real time)" : `${speed.toLocaleString("en")}\u00d7`;
  }

  DeliverAI.Controls = Controls;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
