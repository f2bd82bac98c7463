// Films that stand in the page itself: gzip in base64, unpacked by the browser.
(function (DeliverAI) {
  "use strict";

  async function unzipped(text) {
    const stream = new Blob([DeliverAI.bytesOf(text.trim())]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  // Slices that are all there; each is given once.
  function sourceOf(slices) {
    let given = 0;
    return { next: () => Promise.resolve(slices[given++] || null) };
  }

  // What `DeliverAI.player` takes, of films { films: [{ ground, cast, slices }] }.
  async function embedded(text) {
    const { films, grounds } = await unzipped(text);
    return { panes: films.map(({ cast, ground, slices }) => ({ label: cast.label, cast,
      ground: grounds ? grounds[ground] : ground, source: sourceOf(slices) })) };
  }

  DeliverAI.embedded = embedded;
  DeliverAI.sourceOf = sourceOf;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
