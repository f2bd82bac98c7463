// Elements of the page; text only ever as text.
(function (DeliverAI) {
  "use strict";

  // An element with attributes (`on...`: a listener) and children (strings: text).
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children);
    return made;
  }

  // An icon from the path of a 16 by 16 square.
  function icon(path) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const drawn = svg.appendChild(document.createElementNS(space, "path"));
    drawn.setAttribute("d", path);
    return svg;
  }

  function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  // The line that says which keys are not as the shipped plan has them.
  function changesOf({ changes = [], notes = [] }) {
    const changed = changes.length ? [`Changed: ${changes.join("; ")}`] : [];
    const said = [...changed, ...notes.map((note) => `Note: ${note}`)].join(" \u00b7 ");
    return element("p", { class: "dai-changes", title: said }, said);
  }

  DeliverAI.element = element;
  DeliverAI.changesOf = changesOf;
  DeliverAI.icon = icon;
  DeliverAI.setText = setText;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
