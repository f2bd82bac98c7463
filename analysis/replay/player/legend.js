// What the marks and shades of the map mean.
(function (DeliverAI) {
  "use strict";

  const { element, marks, setText } = DeliverAI;
  const SIDE = 24; // px of a sample

  // A piece of a way, of what is selected.
  const way = (colour, dash, width) => (pen, middle) => {
    pen.lineCap = "round";
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(2, middle);
    pen.lineTo(2 * middle - 2, middle);
    pen.stroke();
  };

  // What a measure is called; where that differs between two runs, of each.
  function labelOf(playbacks, key) {
    const labels = playbacks.map(({ header }) =>
      (header.measures.find((each) => each.key === key) || {}).label || "");
    if (labels.every((label) => label === labels[0])) return labels[0];
    return labels.map((label, at) => `${"AB"[at]}: ${label}`).join("; ");
  }

  class Legend {
    constructor(playbacks, shading, onmeasure) {
      this.shading = shading;
      this.docks = playbacks.some(({ header }) => header.bays);
      const direct = ["direct", "stacked", "through"]; // no core vehicles
      this.relayed = playbacks.some(({ header }) => !direct.includes(header.mode));
      this.through = playbacks.some(({ header }) => ["through", "choice"].includes(header.mode));
      this.shares = playbacks.some(({ header }) => header.mode !== "direct");
      this.select = element("select", { "aria-label": "Measure that shades the tracts",
        onchange: () => onmeasure(this.select.value) });
      for (const { key } of playbacks[0].header.measures || []) {
        this.select.append(element("option", { value: key }, labelOf(playbacks, key)));
      }
      this.unit = element("span", { class: "dai-unit" });
      this.scale = element("ul", { class: "dai-scale" });
      this.samples = element("ul", { class: "dai-samples" });
      this.root = element("section", { class: "dai-legend", "aria-label": "Legend" },
        element("div", { class: "dai-shading" },
          element("label", {}, "Tracts: ", this.select), this.unit, this.scale),
        this.samples);
    }

    dress(palette, ratio) {
      this.palette = palette;
      const vehicle = (pool, load, idle) =>
        marks.vehicleMark(palette, pool, load, idle, 1, ratio);
      const pair = (load, idle) => (this.relayed
        ? [vehicle(0, load, idle), vehicle(1, load, idle)] : [vehicle(1, load, idle)]);
      const drawn = (draw) => marks.picture(SIDE, ratio, draw);
      const samples = [
        [[vehicle(0, 1, false)], "core vehicle"],
        [[vehicle(1, 1, false)], "peripheral vehicle"],
        [pair(0, false), "empty"],
        [pair(1, false), "one delivery"],
        [pair(2, false), "shared"],
        [pair(0, true), "idle"],
      ];
      if (!this.shares) samples.splice(4, 1);
      if (!this.relayed) samples.splice(0, 1);
      if (this.relayed || this.through) {
        samples.push([[drawn((pen, mid) => marks.drawHotspot(pen, palette, mid, mid, 5))],
          "hotspot, deliveries standing"]);
      }
      if (this.docks) {
        samples.push([[marks.picture(44, ratio, (pen, mid) => {
          marks.drawBays(pen, palette, mid - 10, mid, 2, 1);
          marks.drawQueue(pen, palette, mid - 10, mid, 2, 3);
        })],
        "bays, taken and free, and vehicles waiting"]);
      }
      samples.push(
        [[drawn((pen, mid) => marks.drawEnd(pen, palette, mid, mid, 1, 6))], "producer"],
        [[drawn((pen, mid) => marks.drawEnd(pen, palette, mid, mid, 2, 6))], "door"]);
      if (this.relayed || this.through) {
        const meaning = [...(this.relayed ? ["sharing began"] : []),
          ...(this.through ? ["vehicles are to meet"] : [])].join("; ");
        samples.push([[drawn((pen, mid) => marks.drawMeeting(pen, palette, mid, mid, 8))],
          meaning]);
      }
      samples.push([[drawn(way(palette.past, [], 3))], "way so far, thick where shared"],
        [[drawn(way(palette.future, [7, 6], 3))], "to come"]);
      if (this.shares) {
        samples.push([[drawn(way(palette.partner, [1, 5], 2.5))], "its partner's way"]);
      }
      this.samples.replaceChildren(...samples.map(([pictures, text]) => {
        for (const canvas of pictures) {
          canvas.style.width = canvas.style.height = `${canvas.side}px`;
          canvas.setAttribute("aria-hidden", "true");
        }
        return element("li", {}, ...pictures, element("span", {}, text));
      }));
      this.rescale();
    }

    // The classes and their numbers.
    rescale() {
      const { shading, palette } = this;
      if (!palette) return;
      this.select.value = shading.key || "";
      const { measure } = shading;
      setText(this.unit, measure && measure.unit && !shading.share ? measure.unit : "");
      const swatch = (colour, text) => {
        const box = element("i", {});
        box.style.backgroundColor = colour;
        return element("li", {}, box, text);
      };
      this.scale.replaceChildren(swatch(palette.paper, "0"), ...shading.bounds.map(
        (bound, at) => swatch(palette.shades[at], `\u2264 ${shading.said(bound)}`)));
    }
  }

  DeliverAI.Legend = Legend;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
