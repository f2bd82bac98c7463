// The basemap: tracts and streets as paths in metres, places as columns.
(function (DeliverAI) {
  "use strict";

  const { unpack } = DeliverAI;
  const CHUNK = 120; // polylines drawn, or left out, together

  function openBasemap(given) {
    const [tractPoints, rings, tractOfRing] = ["points", "rings", "tract_of_ring"]
      .map((name) => unpack(given.tracts[name]));
    const tracts = Array.from({ length: given.hotspots }, () => new Path2D());
    const borders = new Path2D();
    for (let ring = 0; ring + 1 < rings.length; ring += 1) {
      trace(tracts[tractOfRing[ring]], tractPoints, rings[ring], rings[ring + 1], true);
      trace(borders, tractPoints, rings[ring], rings[ring + 1], true);
    }
    return {
      region: given.region,
      synthetic: given.synthetic,
      credit: given.credit,
      width_m: given.extent_m[0],
      height_m: given.extent_m[1],
      hotspots: given.hotspots,
      tractIds: given.tracts.ids,
      tracts,
      borders,
      streets: chunksOf(unpack(given.streets.points), unpack(given.streets.starts)),
      x: unpack(given.places.x),
      y: unpack(given.places.y),
      kind: unpack(given.places.kind),
      tractOf: unpack(given.places.tract),
    };
  }

  function trace(path, points, from, to, closed) {
    for (let at = from; at < to; at += 1) {
      if (at === from) path.moveTo(points[2 * at], points[2 * at + 1]);
      else path.lineTo(points[2 * at], points[2 * at + 1]);
    }
    if (closed) path.closePath();
  }

  // Streets in pieces with a box each, so that those out of sight cost nothing.
  function chunksOf(points, starts) {
    const chunks = [];
    for (let line = 0; line + 1 < starts.length; line += CHUNK) {
      const chunk = { path: new Path2D(), left: Infinity, right: -Infinity,
        bottom: Infinity, top: -Infinity };
      const last = Math.min(line + CHUNK, starts.length - 1);
      for (let each = line; each < last; each += 1) {
        trace(chunk.path, points, starts[each], starts[each + 1], false);
      }
      for (let at = starts[line]; at < starts[last]; at += 1) {
        chunk.left = Math.min(chunk.left, points[2 * at]);
        chunk.right = Math.max(chunk.right, points[2 * at]);
        chunk.bottom = Math.min(chunk.bottom, points[2 * at + 1]);
        chunk.top = Math.max(chunk.top, points[2 * at + 1]);
      }
      chunks.push(chunk);
    }
    return chunks;
  }

  DeliverAI.openBasemap = openBasemap;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
