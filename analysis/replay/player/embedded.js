// Playbacks that stand in the page itself: gzip in base64, unpacked by the browser.
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

  // What `DeliverAI.player` takes, of playbacks { playbacks: [{ basemap, header, slices }] }.
  async function embedded(text) {
    const { playbacks, basemaps } = await unzipped(text);
    return { panes: playbacks.map(({ header, basemap, slices }) => ({ label: header.label, header,
      basemap: basemaps ? basemaps[basemap] : basemap, source: sourceOf(slices) })) };
  }

  DeliverAI.embedded = embedded;
  DeliverAI.sourceOf = sourceOf;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
