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

  DeliverAI.Moments = Moments;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
