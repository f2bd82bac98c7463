// The panel that tells a story, and where a thing is chosen by its number.
(function (DeliverAI) {
  "use strict";

  const { DOING, element, setText, pick, story, history, words } = DeliverAI;
  const MOST_RIDES = 6; // named where nothing is selected
  const RIDES_MS = 2500;
  const MOST_LINKS = 12; // orders of a hotspot that are named
  const NAMES = ["order", "vehicle", "hotspot"];

  class StoryPanel {
    // `player`: seek(t), select(thing), follow(bool); `panes` as the maps have them.
    constructor(player, panes, labels) {
      this.player = player;
      this.panes = panes;
      this.labels = labels;
      this.selected = null;
      this.find = element("input", { class: "dai-find", type: "text", size: 14,
        placeholder: "order 12", autocomplete: "off", spellcheck: "false",
        "aria-label": "Select an order, vehicle or hotspot by its number" });
      this.follow = element("input", { type: "checkbox",
        onchange: () => player.follow(this.follow.checked) });
      this.followLabel = element("label", { class: "dai-follow" }, this.follow, "Follow");
      this.close = element("button", { type: "button", class: "dai-plain",
        onclick: () => player.select(null) }, "Clear");
      const form = element("form", { class: "dai-chooser", onsubmit: (event) => {
        event.preventDefault();
        this._choose();
      } }, this.find, element("button", { type: "submit" }, "Show"),
      this.followLabel, this.close);
      this.wrong = element("p", { class: "dai-wrong", role: "alert", hidden: true });
      this.body = element("div", { class: "dai-story-body" });
      this.root = element("section", { class: "dai-story", "aria-label": "Story" },
        form, this.wrong, this.body);
      this._parts = [];
      this.rebuild();
    }

    _choose() {
      const { ids } = this.panes[0].playback.header;
      const called = ids ? ids.indexOf(this.find.value.trim()) : -1;
      if (called >= 0) {
        this.player.select({ order: called });
        return;
      }
      const match = /^\s*(o|v|h)?[a-z]*\s*#?(\d+)\s*$/i.exec(this.find.value);
      if (!match) {
        setText(this.wrong, `"${this.find.value}" is given, expected "order 12", ` +
          `"vehicle 12" or "hotspot 12".`);
        this.wrong.hidden = false;
        return;
      }
      const letter = (match[1] || "o").toLowerCase();
      const name = NAMES.find((each) => each.startsWith(letter));
      this.player.select({ [name]: Number(match[2]) });
    }

    select(selected) {
      this.selected = selected;
      this.wrong.hidden = true;
      this.rebuild();
    }

    // The panes a story is told of: an order is the same in both.
    _panesTold() {
      const own = this.selected.pane || 0;
      if (!("order" in this.selected) || this.panes.length === 1) return [own];
      return [own, 1 - own];
    }

    rebuild() {
      this._parts = [];
      const { selected } = this;
      this.followLabel.hidden = this.close.hidden = !selected;
      if (!selected) {
        this.rides = element("p", { class: "dai-links" });
        this.body.replaceChildren(element("p", { class: "dai-hint" },
          "Click a vehicle or a hotspot on the map, or give the number of an order, ",
          "for its story."), this.rides);
        this._ridesSaid = "";
        this.update(true);
        return;
      }
      this._told = [];
      this.body.replaceChildren(...this._panesTold().map((pane) => this._part(pane)));
      this._toldSaid = JSON.stringify(this._told);
      this.update(true);
    }

    // The playback has grown: told anew if there is more to tell.
    grown() {
      if (!this.selected) return;
      const told = this._panesTold().map((pane) =>
        story.storyOf(this.panes[pane].playback, this.selected));
      if (JSON.stringify(told) !== this._toldSaid) this.rebuild();
    }

    _part(pane) {
      const { playback } = this.panes[pane];
      const told = story.storyOf(playback, this.selected);
      this._told.push(told);
      const part = element("article", { class: "dai-part" });
      const label = this.panes.length === 1 ? []
        : [element("p", { class: "dai-part-label" }, this.labels[pane])];
      if (!told) {
        const [name] = NAMES.filter((each) => each in this.selected);
        const unknown = playback.finished ? "is not in this run" : "is not known so far";
        part.append(...label, element("p", { class: "dai-hint" },
          `${words.capital(name)} ${this.selected[name]} ${unknown}.`));
        return part;
      }
      const now = element("p", { class: "dai-now", "aria-live": "off" });
      const there = element("p", { class: "dai-there" });
      part.append(element("div", { class: "dai-part-head" },
        ...label, element("h3", {}, told.title), now, there));
      for (const fact of told.facts) part.append(element("p", { class: "dai-fact" }, fact));
      if (told.related.length && "order" in this.selected) part.append(this._links(told, pane));
      if (told.stretches.length) part.append(...this._bar(told.stretches, playback));
      const list = element("ol", { class: "dai-timeline" });
      const { clock: clocks } = playback.header;
      for (const each of told.entries) list.append(this._entry(each, clocks));
      part.append(list);
      this._parts.push({ pane, told, now, there, list, at: -2, thereSaid: "" });
      return part;
    }

    _links(told, pane) {
      const links = element("p", { class: "dai-links" }, "Its partner's story: ");
      for (const { order } of told.related) links.append(this._link(order, pane), " ");
      return links;
    }

    _entry(each, clocks) {
      const at = words.clock(each.t, clocks);
      return element("li", each.shared ? { class: "dai-shared" } : {},
        element("button", { type: "button", class: "dai-time",
          "aria-label": `Go to ${at}`, onclick: () => this.player.seek(each.t) }, at),
        element("span", {}, each.text));
    }

    // Where the time went: a bar in order of time, and the sums by need.
    _bar(stretches, playback) {
      const bar = element("div", { class: "dai-bar", role: "img" });
      const when = (t) => words.clock(t, playback.header.clock);
      for (const { need, from_s, until_s } of stretches) {
        const piece = element("span", { "data-need": need,
          title: `${story.needSaid(playback, need)}, ${when(from_s)} to ${when(until_s)}` });
        piece.style.flexGrow = String(until_s - from_s);
        bar.append(piece);
      }
      const sums = element("ul", { class: "dai-sums" });
      const parts = history.partsOf(stretches);
      const said = [];
      for (const [need, lasted_s] of Object.entries(parts)) {
        if (lasted_s <= 0) continue;
        said.push(`${words.span(lasted_s)} ${story.needSaid(playback, need)}`);
        sums.append(element("li", { "data-need": need, "data-value": lasted_s },
          element("i", { "data-need": need }), said[said.length - 1]));
      }
      bar.setAttribute("aria-label", `Where the time went: ${words.listed(said)}` +
        (playback.finished ? "" : ", so far"));
      return [bar, sums];
    }

    // What changes with the time: the sentence on now, and the entry that is reached.
    update(force = false) {
      if (!this.selected) this._tellRides(force || !this.player.clock.playing);
      for (const part of this._parts) {
        const pane = this.panes[part.pane];
        setText(part.now, pick.said(pane, this.selected, null, part.pane) + ".");
        if (!("order" in this.selected)) this._tellThere(part, pane);
        const at = story.entryAt(part.told.entries, pane.scene.t);
        if (at === part.at && !force) continue;
        this._reach(part, at);
        if (part === this._parts[0]) this._scrollTo(part.list.children[Math.max(0, at)]);
      }
    }

    // Mark the entry that is reached, and those between it and the one before.
    _reach(part, at) {
      const items = part.list.children;
      const first = part.at < -1 ? 0 : Math.max(0, Math.min(part.at, at));
      const last = part.at < -1 ? items.length - 1 : Math.max(part.at, at);
      for (let index = first; index <= last; index += 1) {
        items[index].classList.toggle("dai-to-come", index > at);
        if (index === at) items[index].setAttribute("aria-current", "step");
        else items[index].removeAttribute("aria-current");
      }
      part.at = at;
    }

    // Some of the orders that share a ride now, as a way into their stories.
    _tellRides(force) {
      const { playback, scene } = this.panes[0];
      const now_ms = performance.now(); // what is to be clicked holds still for a while
      if (!force && now_ms - this._rides_ms < RIDES_MS) return;
      this._rides_ms = now_ms;
      const orders = [];
      for (let vehicle = 0; vehicle < scene.vehicles && orders.length < MOST_RIDES; vehicle += 1) {
        if (scene.load[vehicle] < 2 || scene.doing[vehicle] !== DOING.DRIVING) continue;
        orders.push(playback.aboard(scene.leg[vehicle])[0]);
      }
      if (orders.join() === this._ridesSaid) return;
      this._ridesSaid = orders.join();
      this.rides.replaceChildren(...orders.length ? ["Sharing a ride now: "] : []);
      for (const order of orders) this.rides.append(this._link(order, 0), " ");
    }

    _link(order, pane) {
      return element("button", { type: "button", class: "dai-link",
        onclick: () => this.player.select({ order, pane }) }, `order ${order}`);
    }

    // Keep the entry reached in sight, without moving the page.
    _scrollTo(item) {
      if (!item) return;
      const body = this.body.getBoundingClientRect();
      const box = item.getBoundingClientRect();
      if (box.top < body.top || box.bottom > body.bottom) {
        this.body.scrollTop += box.top - body.top - body.height / 2;
      }
    }

    // Orders that stand at the hotspot, or are aboard the vehicle, now.
    _tellThere(part, { playback, scene }) {
      const { hotspot, vehicle } = this.selected;
      const riding = scene.load[vehicle] > 0;
      const there = hotspot !== undefined ? story.ordersAt(playback, hotspot, scene.t)
        : riding ? playback.aboard(scene.leg[vehicle]) : [];
      const said = there.join();
      if (said === part.thereSaid) return;
      part.thereSaid = said;
      const label = hotspot === undefined ? "Orders aboard: " : "Orders here: ";
      part.there.replaceChildren(...there.length ? [label] : []);
      for (const order of there.slice(0, MOST_LINKS)) {
        part.there.append(this._link(order, part.pane), " ");
      }
      if (there.length > MOST_LINKS) {
        part.there.append(`and ${there.length - MOST_LINKS} more`);
      }
    }
  }

  DeliverAI.StoryPanel = StoryPanel;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
