// Times, numbers and names, said the same everywhere.
(function (DeliverAI) {
  "use strict";

  const MINUS = "\u2212";
  const NOTHING = "\u2013";
  const TWO = (value) => String(value).padStart(2, "0");

  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec"];

  // What the clocks of a header show, such as Mon 16 Nov 18:20:00; without clocks h:mm:ss
  // since the start of the run.
  function clock(t, clocks) {
    const seconds = Math.max(0, Math.floor(t + 1e-6));
    if (clocks) {
      const { from_s, shows_s } = clocks;
      const at = Math.max(0, from_s.filter((from) => from <= seconds).length - 1);
      const shown = new Date(1000 * (seconds + shows_s[at]));
      const day = `${shown.getUTCDate()} ${MONTHS[shown.getUTCMonth()]}`;
      return `${DAYS[shown.getUTCDay()]} ${day} ${shown.toISOString().slice(11, 19)}`;
    }
    return `${Math.floor(seconds / 3600)}:${TWO(Math.floor(seconds / 60) % 60)}:${TWO(seconds % 60)}`;
  }

  // A duration: 35 s, 1 min 20 s, 2 h 05 min.
  function span(duration_s) {
    const seconds = Math.round(duration_s);
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
    return `${Math.floor(minutes / 60)} h ${TWO(minutes % 60)} min`;
  }

  // As Python rounds: to nearest, an exact half to the even digit; thousands apart.
  function number(value, decimals) {
    if (value === null || value !== value) return NOTHING;
    const magnitude = Math.abs(value);
    let text = magnitude.toFixed(decimals);
    const exact = magnitude.toFixed(Math.min(100, decimals + 60));
    const rest = exact.slice(exact.indexOf(".") + 1 + decimals);
    if (/^50*$/.test(rest)) {
      const down = exact.slice(0, exact.length - rest.length).replace(/\.$/, "");
      if (Number(down[down.length - 1]) % 2 === 0) text = down;
    }
    const [whole, fraction] = text.split(".");
    const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const sign = value < 0 ? MINUS : "";
    return sign + apart + (fraction === undefined ? "" : "." + fraction);
  }

  function signed(value, decimals) {
    const text = number(value, decimals);
    return value > 0 && /[1-9]/.test(text) ? "+" + text : text;
  }

  const count = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;

  function listed(items) {
    if (items.length < 2) return items.join("");
    return items.slice(0, -1).join(", ") + " and " + items[items.length - 1];
  }

  const orders = (numbers) =>
    (numbers.length === 1 ? "order " : "orders ") + listed(numbers.map(String));

  const KINDS = ["hotspot", "producer", "consumer", "waypoint"];
  const place = (basemap, at) => (at < 0 ? "nowhere" : `${KINDS[basemap.kind[at]]} ${at}`);

  // Core, peripheral, or a class of a scenario by its name.
  function vehicle({ pool, header }, of) {
    const fleet = (header.scenario && header.scenario.fleet) || {};
    const named = Object.keys(fleet.classes || {})[pool[of] - 2];
    return `${named || (pool[of] === 0 ? "core vehicle" : "peripheral vehicle")} ${of}`;
  }

  // Order 12, and what it is called where it has an id.
  const order = ({ ids }, number) => `Order ${number}` + (ids ? ` (${ids[number]})` : "");

  const ends = ({ basemap, producer, consumer }, number) =>
    `${place(basemap, producer[number])} to ${place(basemap, consumer[number])}`;

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  // What went otherwise than it was to with an order at a touch; null of others.
  function failed(playback, touch) {
    const { KIND } = DeliverAI;
    const where = (at) => place(playback.basemap, at);
    const who = () => capital(vehicle(playback, touch.vehicle));
    switch (touch.kind) {
      case KIND.BROKE_DOWN: return `${who()} breaks down on the way to ${where(touch.to)}`;
      case KIND.REPAIRED: return `${who()} is repaired and drives on`;
      case KIND.RECALLED: return `Cancelled on the way: goes back to ${where(touch.place)}`;
      case KIND.ATTEMPT_FAILED: return `Nobody is in at ${where(touch.place)}`;
      case KIND.DIVERTED: return `${who()} turns off on the way to ${where(touch.to)}`;
      case KIND.RETURNED: return `Left for good at ${where(touch.place)}`;
      default: return null;
    }
  }

  // "Vehicle 3 is to hand orders 4 and 5 over at hotspot 7": one plan of two vehicles.
  function meeting(playback, planned, who) {
    return `${capital(vehicle(playback, planned.vehicle))} is to hand ${who} ` +
      `over at ${place(playback.basemap, planned.place)}; as planned, that saves ` +
      `${number(planned.saving_m, 0)} m, time priced in`;
  }

  DeliverAI.words = { MINUS, NOTHING, clock, span, number, signed, count, listed, order, orders,
    place, ends, vehicle, capital, failed, meeting };
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
