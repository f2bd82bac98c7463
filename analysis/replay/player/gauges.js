// Indicators with their units, run beside run, and the chart of the chosen one.
(function (DeliverAI) {
  "use strict";

  const { Chart, element, setText, words } = DeliverAI;
  const ORDERS = ["delivered", "decided"]; // what means and shares of orders are over
  const OTHERS = "Over different orders so far";
  const FIRST = "open_orders"; // shown large until another is chosen

  class Gauges {
    // `runs`: { label, playback, kind }, kind 0 and 1 for panes, 2 for the baseline.
    constructor(runs, onseek) {
      this.runs = runs;
      this.two = runs.filter(({ kind }) => kind < 2).length === 2;
      this.gauges = runs[0].playback.header.gauges || [];
      this.chosen = this.gauges.find(({ key }) => key === FIRST) || this.gauges[0] || null;
      this.chart = new Chart(runs, true, onseek);
      this.title = element("p", { class: "dai-chart-title" });
      this.rows = this.gauges.map((gauge) => this._row(gauge, onseek));
      this.root = element("section", { class: "dai-gauges", "aria-label": "Indicators",
        "data-columns": this._columns().length },
      this.title, this.chart.root, this._key(),
      element("table", {}, this._head(),
        element("tbody", {}, ...this.rows.map(({ row }) => row))));
      this._t = NaN;
    }

    // The columns of values: each run, and the difference of two panes.
    _columns() {
      const columns = this.runs.map((run) => ({ ...run }));
      if (this.two) columns.splice(2, 0, { label: "Difference", difference: true });
      return columns;
    }

    _head() {
      const cells = this._columns().map(({ label, kind, difference }) => element("th",
        { scope: "col", title: difference ? "Difference" : label },
        difference ? `B ${words.MINUS} A` : this._letter(kind)));
      return element("thead", {}, element("tr", {},
        element("th", { scope: "col" }, "Indicator"), ...cells,
        element("th", { scope: "col", class: "dai-spark-head" }, "Trend")));
    }

    _letter(kind) {
      return kind === 2 ? "Baseline" : this.two ? "AB"[kind] : "Now";
    }

    // Which line and which column is which run.
    _key() {
      const key = element("p", { class: "dai-key" });
      if (this.runs.length > 1) {
        for (const { label, kind } of this.runs) {
          const said = kind < 2 && this.two ? `${this._letter(kind)}: ${label}` : label;
          key.append(element("span", {}, element("i", { "data-kind": kind }), said));
        }
      }
      return key;
    }

    _row(gauge, onseek) {
      const spark = new Chart(this.runs, false, onseek);
      const cells = this._columns().map((column) => ({
        ...column,
        node: element("td", { "data-gauge": gauge.key,
          "data-run": column.difference ? "difference" : column.kind }),
      }));
      const choose = element("button", { type: "button", class: "dai-gauge",
        title: gauge.meaning, "aria-pressed": "false",
        onclick: () => this.choose(gauge) }, gauge.label);
      let { unit } = gauge;
      if (gauge.of) unit = unit === "share" ? `of ${gauge.of}` : `${unit}, over ${gauge.of}`;
      if (unit) choose.append(element("span", { class: "dai-unit" }, ` ${unit}`));
      return { gauge, cells, spark, choose,
        row: element("tr", {}, element("th", { scope: "row" }, choose),
          ...cells.map(({ node }) => node),
          element("td", { class: "dai-spark-cell" }, spark.root)) };
    }

    // Over how much a mean or share is: "over 123 delivered".
    _over({ over, of }, playback, t) {
      return over ? `over ${words.number(playback.gaugeAt(over, t), 0)} ${of}` : "";
    }

    // Whether a mean or share of two runs is over as many orders: in mid-run one of them
    // has delivered others than the other, and what they differ by would mislead.
    _alike({ over, of }, t) {
      const [a, b] = this.runs.map(({ playback }) => over && playback.gaugeAt(over, t));
      return !ORDERS.includes(of) || a === b;
    }

    _both(gauge, t) {
      return this.runs.slice(0, 2).map(({ playback }) => this._over(gauge, playback, t)).join(", ");
    }

    _difference(gauge, t) {
      const [a, b] = this.runs.map(({ playback }) => playback.gaugeAt(gauge.key, t));
      return this._alike(gauge, t) ? b - a : NaN;
    }

    choose(gauge) {
      this.chosen = gauge;
      this.redraw();
    }

    dress(palette) { this.palette = palette; }

    resize() {
      this.chart.resize();
      for (const { spark } of this.rows) spark.resize();
    }

    // The lines, when the playback has grown or the look has changed.
    redraw(clock = this.clock) {
      this.clock = clock;
      if (!this.palette || !this.chosen) return;
      const unit = this.chosen.unit ? ` [${this.chosen.unit}]` : "";
      setText(this.title, this.chosen.label + unit);
      this.chart.draw(this.chosen, this.palette, clock);
      for (const { gauge, spark, choose } of this.rows) {
        choose.setAttribute("aria-pressed", String(gauge === this.chosen));
        spark.draw(gauge, this.palette, clock);
      }
      this.mark(this._t);
    }

    mark(t) {
      this.chart.mark(t);
      for (const { spark } of this.rows) spark.mark(t);
    }

    // The values and the cursors at a time.
    show(t) {
      this._t = t;
      this.mark(t);
      for (const { gauge, cells } of this.rows) {
        for (const { node, playback, difference } of cells) {
          const value = difference ? this._difference(gauge, t) : playback.gaugeAt(gauge.key, t);
          const say = difference ? words.signed : words.number;
          setText(node, say(value, gauge.decimals));
          const exact = value === value ? String(value) : "";
          if (node.dataset.value !== exact) node.dataset.value = exact;
          const over = difference
            ? this._alike(gauge, t) ? "" : `${OTHERS}: ${this._both(gauge, t)}`
            : this._over(gauge, playback, t);
          if (node.title !== over) node.title = over;
        }
      }
    }
  }

  DeliverAI.Gauges = Gauges;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
