// The look of marks: colours from the style sheet, shapes drawn once as small pictures.
(function (DeliverAI) {
  "use strict";

  const COLOURS = ["paper", "ink", "soft", "street", "border", "empty", "one", "shared",
    "on-shared", "hotspot", "on-hotspot", "producer", "consumer", "past",
    "future", "meeting", "partner", "ring", "taken", "free", "void"];
  const SHADES = 6; // classes of the tract scale, light to dark
  const SIDE = { core: 12, peripheral: 10 }; // px
  const IDLE_PART = 0.5; // of the side, of who has nothing to do
  const POOLS = ["core", "peripheral"];
  const LOADS = ["empty", "one", "shared"];

  function paletteOf(element) {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(`--dai-${name}`).trim();
    const palette = Object.fromEntries(COLOURS.map((name) => [name, read(name)]));
    palette.shades = Array.from({ length: SHADES }, (_, at) => read(`shade-${at}`));
    palette.font = read("font");
    return palette;
  }

  // A square picture as wide as whole pixels; `side` is what it measures on the page.
  function picture(side, ratio, draw) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil(side * ratio);
    canvas.side = canvas.width / ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    draw(pen, canvas.side / 2);
    return canvas;
  }

  function outline(pen, pool, middle, half) {
    pen.beginPath();
    if (pool === 0) pen.rect(middle - half, middle - half, 2 * half, 2 * half);
    else pen.arc(middle, middle, half, 0, 2 * Math.PI);
  }

  // A vehicle: square core, round peripheral; hollow, filled, or filled with two dots.
  function vehicleMark(palette, pool, load, idle, size, ratio) {
    const side = SIDE[POOLS[pool]] * size * (idle ? IDLE_PART : load === 0 ? 0.8 : 1);
    return picture(side + 5, ratio, (pen, middle) => {
      const half = side / 2;
      outline(pen, pool, middle, half + (idle ? 0.6 : 1.2));
      pen.fillStyle = palette.paper;
      pen.fill();
      outline(pen, pool, middle, half - 0.6);
      pen.fillStyle = load === 0 ? palette.paper : palette[LOADS[load]];
      pen.fill();
      pen.lineWidth = idle ? 1.1 : load === 0 ? 1.6 : 1.2;
      pen.strokeStyle = load === 0 ? palette.empty : load === 1 ? palette.one : palette.ink;
      pen.stroke();
      if (load === 2) {
        pen.fillStyle = palette["on-shared"];
        for (const aside of [-0.42, 0.42]) {
          pen.beginPath();
          pen.arc(middle + aside * half, middle, Math.max(1.1, half * 0.25), 0, 2 * Math.PI);
          pen.fill();
        }
      }
    });
  }

  // All vehicle marks of a size: by pool, load and idleness.
  function vehicleMarks(palette, size, ratio) {
    const marks = [];
    for (let pool = 0; pool < 2; pool += 1) {
      for (let load = 0; load < 3; load += 1) {
        for (let idle = 0; idle < 2; idle += 1) {
          marks[markOf(pool, load, idle)] =
            vehicleMark(palette, pool, load, idle === 1, size, ratio);
        }
      }
    }
    return marks;
  }

  const markOf = (pool, load, idle) => (pool * 3 + load) * 2 + idle;
  const VEHICLE_ORDER = [1, 0].flatMap((idle) => [0, 1, 2].flatMap((load) =>
    [1, 0].map((pool) => markOf(pool, load, idle)))); // the lowest first

  const LARGEST_PX = 42;
  const NUMBERED_PX = 8; // radius from which on the number stands in it
  const hotspotRadius = (dwelling, size = 1) =>
    size * Math.min(LARGEST_PX, 5 + 2.6 * Math.sqrt(dwelling));

  function drawHotspot(pen, palette, x, y, dwelling, size = 1) {
    const radius = hotspotRadius(dwelling, size);
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.globalAlpha = dwelling ? 0.88 : 1;
    pen.fillStyle = dwelling ? palette.hotspot : palette.paper;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = 1.5;
    pen.strokeStyle = palette.hotspot;
    pen.stroke();
    if (dwelling > 0 && radius >= NUMBERED_PX * (dwelling > 9 ? 1.3 : 1)) {
      pen.font = `600 ${dwelling > 99 ? 11 : 12}px ${palette.font}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillStyle = palette["on-hotspot"];
      pen.fillText(String(dwelling), x, y + 0.5);
    }
  }

  const BAY_PX = 7;
  const BAYS_PX = BAY_PX + 4; // height of a row of them
  const MOST_BAYS = 8; // more are drawn as so many
  const bayRow = (bays) => Math.min(bays, MOST_BAYS) * (BAY_PX + 2) - 2; // its width

  // Bays in a row, the taken ones filled.
  function drawBays(pen, palette, x, y, bays, busy) {
    const shown = Math.min(bays, MOST_BAYS);
    const taken = bays <= MOST_BAYS ? busy : Math.ceil(shown * busy / bays);
    pen.lineWidth = 1.2;
    pen.strokeStyle = palette.taken;
    for (let bay = 0; bay < shown; bay += 1) {
      const left = x - bayRow(bays) / 2 + bay * (BAY_PX + 2);
      pen.fillStyle = bay < taken ? palette.taken : palette.free;
      pen.fillRect(left, y - BAY_PX / 2, BAY_PX, BAY_PX);
      pen.strokeRect(left, y - BAY_PX / 2, BAY_PX, BAY_PX);
    }
  }

  // Beside the bays, how many wait for one.
  function drawQueue(pen, palette, x, y, bays, queue) {
    pen.font = `600 12px ${palette.font}`;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    haloText(pen, palette, `+${queue}`, x + bayRow(bays) / 2 + 4, y, palette.taken);
  }

  const hotspotMark = (palette, dwelling, size, ratio) =>
    picture(Math.ceil(2 * hotspotRadius(dwelling, size)) + 4, ratio, (pen, middle) =>
      drawHotspot(pen, palette, middle, middle, dwelling, size));

  const bayMark = (palette, bays, busy, ratio) =>
    picture(Math.max(bayRow(bays), BAYS_PX) + 4, ratio, (pen, middle) =>
      drawBays(pen, palette, middle, middle, bays, busy));

  function haloText(pen, palette, text, x, y, colour) {
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    pen.strokeStyle = palette.paper;
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  // A producer (triangle) or a consumer's door (house), of an order.
  function drawEnd(pen, palette, x, y, kind, half) {
    pen.beginPath();
    if (kind === 1) {
      pen.moveTo(x, y - half);
      pen.lineTo(x + half, y + half);
      pen.lineTo(x - half, y + half);
    } else {
      pen.moveTo(x, y - 1.2 * half);
      pen.lineTo(x + half, y - 0.1 * half);
      pen.lineTo(x + half, y + half);
      pen.lineTo(x - half, y + half);
      pen.lineTo(x - half, y - 0.1 * half);
    }
    pen.closePath();
    pen.fillStyle = kind === 1 ? palette.producer : palette.consumer;
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = palette.paper;
    pen.stroke();
  }

  // Where two deliveries meet: a star.
  function drawMeeting(pen, palette, x, y, radius) {
    pen.beginPath();
    for (let point = 0; point < 10; point += 1) {
      const angle = -Math.PI / 2 + point * Math.PI / 5;
      const far = point % 2 ? radius * 0.45 : radius;
      pen.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
    pen.closePath();
    pen.fillStyle = palette.meeting;
    pen.fill();
    pen.lineWidth = 1.2;
    pen.strokeStyle = palette.ink;
    pen.stroke();
  }

  DeliverAI.marks = { SHADES, BAYS_PX, VEHICLE_ORDER, paletteOf, picture, vehicleMark,
    vehicleMarks, markOf, hotspotRadius, hotspotMark, bayMark, drawHotspot, drawBays,
    drawQueue, drawEnd, drawMeeting, haloText };
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
