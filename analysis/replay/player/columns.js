// Packed columns in, typed arrays out; arrays that grow; where a time is in a column.
(function (DeliverAI) {
  "use strict";

  const TYPES = {
    f8: Float64Array, f4: Float32Array, i4: Int32Array, u1: Uint8Array,
  };

  function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  function unpack(packed) {
    const Type = packed && TYPES[packed.t];
    if (!Type) throw new Error("The playback has a column of no known type.");
    return new Type(bytesOf(packed.d).buffer);
  }

  // A typed array that grows at its end; hot loops read `data` up to `length`.
  class Column {
    constructor(type, capacity = 64) {
      this.data = new TYPES[type](capacity);
      this.length = 0;
    }

    reserve(length) {
      if (length <= this.data.length) return;
      const larger = new this.data.constructor(Math.max(length, 2 * this.data.length));
      larger.set(this.data.subarray(0, this.length));
      this.data = larger;
    }

    append(values) {
      this.reserve(this.length + values.length);
      this.data.set(values, this.length);
      this.length += values.length;
    }

    push(value) {
      if (this.length === this.data.length) this.reserve(this.length + 1);
      this.data[this.length] = value;
      this.length += 1;
    }
  }

  // Index of the last of `length` ascending times that is at most `t`; -1 if none is.
  function lastAt(times, length, t) {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times[middle] <= t) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  DeliverAI.TYPES = TYPES;
  DeliverAI.unpack = unpack;
  DeliverAI.bytesOf = bytesOf;
  DeliverAI.Column = Column;
  DeliverAI.lastAt = lastAt;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
