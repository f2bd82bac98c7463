// Slices come one after the other, until the last one or an error.
(function (DeliverAI) {
  "use strict";

  // Read a playback from its source; what came before an error stays.
  async function read(playback, source, { isGone, ongrown, onerror }) {
    try {
      while (!playback.finished && !isGone()) {
        const slice = await source.next();
        if (isGone()) return;
        if (!slice) throw new Error("The playback ends before the run does.");
        playback.take(slice);
        ongrown();
      }
    } catch (cause) {
      if (isGone()) return;
      playback.breakOff();
      onerror(cause.message);
      ongrown();
    }
  }

  DeliverAI.read = read;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
