// Times at which anything happens, each once, so that one can step from one to the next.
(function (DeliverAI) {
  "use strict";

  const { Column, lastAt } = DeliverAI;

  class Moments {
    constructor() {
      this.column = new Column("f8");
      this._later = []; // not settled yet: others may come before them
    }

    // Times that became known; all before `until_s` are known now.
    add(times, until_s) {
      const { column } = this;
      const sorted = Float64Array.from(this._later.concat(times)).sort();
      this._later = [];
      let last = column.length ? column.data[column.length - 1] : -1;
      for (const time_s of sorted) {
        if (time_s >= until_s) this._later.push(time_s);
        else if (time_s > last) {
          column.push(time_s);
          last = time_s;
        }
      }
    }

    // The next after t; NaN if none is known.
    after(t) {
      const at = lastAt(this.column.data, this.column.length, t) + 1;
      return at < this.column.length ? this.column.data[at] : NaN;
    }

    // The last before t; 0 if there is none.
    before(t) {
      let at = lastAt(this.column.data, this.column.length, t);
      if (at >= 0 && this.column.data[at] === t) at -= 1;
      return at >= 0 ? this.column.data[at] : 0;
    }
  }

  // When most orders were open, of what is known.
  function busiest({ start_s, done_s }) {
    const starts = Float64Array.from(start_s).sort();
    const ends = Float64Array.from(done_s).sort();
    let closed = 0;
    const most = { t: 0, open: 0 };
    for (let begun = 0; begun < starts.length; begun += 1) {
      while (closed < ends.length && ends[closed] <= starts[begun]) closed += 1;
      const open = begun + 1 - closed;
      if (open > most.open) Object.assign(most, { t: starts[begun], open });
    }
    return most;
  }

  Object.assign(DeliverAI, { Moments, busiest });
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
