// Slices come one after the other, until the last one or an error.
(function (DeliverAI) {
  "use strict";

  // Read a film from its source; what came before an error stays.
  async function read(film, source, { isGone, ongrown, onerror }) {
    try {
      while (!film.finished && !isGone()) {
        const slice = await source.next();
        if (isGone()) return;
        if (!slice) throw new Error("The film ends before the run does.");
        film.take(slice);
        ongrown();
      }
    } catch (cause) {
      if (isGone()) return;
      film.breakOff();
      onerror(cause.message);
      ongrown();
    }
  }

  DeliverAI.read = read;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
