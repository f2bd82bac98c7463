// What agents and planners learn of speeds and places while it happens, as entries of
// stories.
(function (DeliverAI) {
  "use strict";

  const { unpack } = DeliverAI;

  // "80 s longer than"; on average it may come to nothing.
  function longer(lost_s) {
    if (Math.abs(lost_s) < 0.5) return "as long as";
    return `${DeliverAI.words.span(Math.abs(lost_s))} ${lost_s > 0 ? "longer" : "shorter"} than`;
  }

  class Notices {
    constructor() {
      this.learnt = []; // by agents: { t, lost_s, orders, shunned }, shunned hotspots
      this.feed = []; // alarms, and that they are over: { t, place, lost_s, alarm }
    }

    take(given) {
      const { KIND } = DeliverAI;
      const [time_s, kind, place, lost_s, starts, orders] =
        ["time_s", "kind", "place", "lost_s", "starts", "orders"].map((name) => unpack(given[name]));
      time_s.forEach((t, row) => {
        if (kind[row] === KIND.TIMES_LEARNT) {
          this.learnt.push({ t, lost_s: lost_s[row], shunned: [],
            orders: new Set(orders.subarray(starts[row], starts[row + 1])) });
        } else if (kind[row] === KIND.HOTSPOT_SHUNNED) { // of the times just learnt
          this.learnt[this.learnt.length - 1].shunned.push(place[row]);
        } else {
          this.feed.push({ t, place: place[row], lost_s: lost_s[row],
            alarm: kind[row] === KIND.FEED_ALARM });
        }
      });
    }

    // Of an order: when its agent solves anew, and alarms in the tract of either end.
    ofOrder(playback, order) {
      const { basemap, producer, consumer, start_s, done_s } = playback;
      const { listed, place } = DeliverAI.words;
      const learnt = this.learnt.filter(({ orders }) => orders.has(order))
        .map(({ t, lost_s, shunned }) => ({ t,
          text: "Its agent goes by other times between hotspots from now on: a hop takes " +
            `${longer(lost_s)} at free flow on average` + (shunned.length
            ? `; out of service, and kept away from: ${listed(shunned.map(
              (each) => place(basemap, each)))}` : "") }));
      const tracts = [producer[order], consumer[order]].map((at) => basemap.tractOf[at]);
      const told = this.feed.filter((each) => tracts.includes(each.place) &&
        start_s[order] <= each.t && each.t <= done_s[order])
        .map((each) => ({ t: each.t, text: Notices.said(each,
          `the tract of ${place(basemap, each.place)}`) }));
      return [...learnt, ...told];
    }

    // Of a hotspot: when agents begin to keep away from it and end to, and alarms.
    ofHotspot(hotspot) {
      let away = false;
      const changes = this.learnt.filter(({ shunned }) => {
        const before = away;
        away = shunned.includes(hotspot);
        return away !== before;
      });
      const shunned = changes.map(({ t }, at) => ({ t, text: at % 2
        ? "Agents send orders over it again"
        : "Agents keep away from it, which is out of service" }));
      const told = this.feed.filter(({ place }) => place === hotspot)
        .map((each) => ({ t: each.t, text: Notices.said(each, "its tract") }));
      return [...shunned, ...told];
    }

    static said({ alarm, lost_s }, tract) {
      return alarm
        ? `Alarm: a leg from or to ${tract} took ${longer(lost_s)} planners were told`
        : `Planners believe again what they are told of ${tract}`;
    }
  }

  DeliverAI.Notices = Notices;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
