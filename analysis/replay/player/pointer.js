// Pointer and wheel on a map: drag, zoom, hover and click.
(function (DeliverAI) {
  "use strict";

  const { element, pick, setText } = DeliverAI;
  const STILL_PX = 4; // a press that moves less is a click
  const PANNING = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80],
    ArrowDown: [0, -80] };

  class Pointer {
    // `player`: select(thing), redraw(), viewed(), panes, shading.
    constructor(player, pane, number) {
      this.player = player;
      this.pane = pane;
      this.number = number;
      this.at = null; // where the pointer rests, px
      this.thing = null;
      this.tip = element("div", { class: "dai-tip", role: "tooltip", hidden: true });
      pane.box.append(this.tip, this._buttons());
      const listen = (name, handler, options) =>
        pane.box.addEventListener(name, handler, options);
      listen("pointerdown", (event) => this._down(event));
      listen("pointermove", (event) => this._move(event));
      listen("pointerup", (event) => this._up(event));
      listen("pointercancel", () => { this.pressed = null; });
      listen("pointerleave", () => { this.at = null; this.tell(); });
      listen("wheel", (event) => this._wheel(event), { passive: false });
      listen("dblclick", (event) => {
        if (!event.target.closest("button")) this._zoom(2, ...this._place(event));
      });
    }

    _buttons() {
      const { view } = this.pane;
      const middle = (factor) => () => this._zoom(factor, view.width / 2, view.height / 2);
      const button = (text, label, onclick) => element("button",
        { type: "button", "aria-label": label, title: label, onclick }, text);
      return element("div", { class: "dai-zoom" },
        button("+", "Zoom in", middle(1.6)),
        button("\u2212", "Zoom out", middle(1 / 1.6)),
        button("\u25a1", "Show all", () => { view.fit(); this.player.viewed(); }));
    }

    _place(event) {
      const box = this.pane.box.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    }

    _zoom(factor, left, top) {
      this.pane.view.zoomAt(factor, left, top);
      this.player.viewed();
    }

    _wheel(event) {
      event.preventDefault();
      this._zoom(Math.exp(-Math.max(-200, Math.min(200, event.deltaY)) / 400),
        ...this._place(event));
    }

    _down(event) {
      if (event.button !== 0 || event.target.closest("button")) return;
      const [left, top] = this._place(event);
      this.pressed = { left, top, moved: false };
      this.pane.box.setPointerCapture(event.pointerId);
    }

    _move(event) {
      const [left, top] = this._place(event);
      this.at = event.target.closest("button") ? null : { left, top };
      const { pressed } = this;
      if (pressed) {
        const right = left - pressed.left;
        const down = top - pressed.top;
        if (pressed.moved || Math.hypot(right, down) > STILL_PX) {
          this.pane.view.pan(right, down);
          this.player.stopFollowing();
          Object.assign(pressed, { left, top, moved: true });
          this.at = null;
          this.player.viewed();
        }
      }
      this.tell();
    }

    _up(event) {
      const { pressed } = this;
      this.pressed = null;
      if (!pressed || pressed.moved) return;
      const thing = pick.thingAt(this.pane, ...this._place(event));
      if (thing && !("tract" in thing)) {
        this.player.select({ ...thing, pane: this.number });
      } else if (thing) this.player.select(null);
    }

    // Pan and zoom by keys, with the map in focus: Ctrl is left to the browser.
    key(event) {
      if (event.target !== this.pane.box) return false;
      const { view } = this.pane;
      if (event.key === "+" || event.key === "=") this._zoom(1.6, view.width / 2, view.height / 2);
      else if (event.key === "-") this._zoom(1 / 1.6, view.width / 2, view.height / 2);
      else if (event.key === "0") { view.fit(); this.player.viewed(); }
      else if (event.altKey && event.key in PANNING) {
        view.pan(...PANNING[event.key]);
        this.player.viewed();
      } else return false;
      return true;
    }

    // Say what is under the pointer, now.
    tell() {
      this.thing = this.at && pick.thingAt(this.pane, this.at.left, this.at.top);
      this.tip.hidden = !this.thing;
      this.pane.box.classList.toggle("dai-pointing",
        Boolean(this.thing) && !("tract" in this.thing));
      if (!this.thing) return;
      setText(this.tip, pick.said(this.pane, this.thing, this.player.shading, this.number));
      const { width, height } = this.pane.view;
      const wide = this.tip.offsetWidth;
      const high = this.tip.offsetHeight;
      const left = Math.min(this.at.left + 14, width - wide - 6);
      const below = this.at.top + 16;
      const top = below + high > height ? this.at.top - high - 10 : below;
      this.tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
    }
  }

  DeliverAI.Pointer = Pointer;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
