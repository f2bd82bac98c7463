/* Draws the diagrams of a page in its colours, anew when these change. */
const diagrams = [...document.querySelectorAll("pre.mermaid")];
const sources = diagrams.map((each) => each.textContent);
const system = window.matchMedia("(prefers-color-scheme: dark)");

const isDark = () => {
  const chosen = document.body.dataset.theme;
  return chosen === "dark" || (chosen !== "light" && system.matches);
};

const LEGIBLE_PX = 640; // narrower than this a diagram is scrolled, not shrunk

let drawn = null;
const draw = async () => {
  if (drawn === isDark()) return;
  drawn = isDark();
  mermaid.initialize({ startOnLoad: false, theme: drawn ? "dark" : "neutral" });
  diagrams.forEach((each, i) => {
    each.removeAttribute("data-processed");
    each.textContent = sources[i];
  });
  await mermaid.run({ nodes: diagrams });
  document.querySelectorAll("pre.mermaid svg").forEach((each) => {
    const natural = parseFloat(each.style.maxWidth);
    each.style.minWidth = `${Math.min(natural, LEGIBLE_PX)}px`;
  });
};

new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-theme"] });
system.addEventListener("change", draw);
draw();
