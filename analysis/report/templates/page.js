(function () {
  "use strict";

  const PATIENCE_MS = 200;
  const CONFIG = {
    displaylogo: false,
    displayModeBar: "hover",
    doubleClick: "reset",
    modeBarButtonsToRemove: ["sendDataToCloud", "select2d", "lasso2d", "autoScale2d"],
    plotlyServerURL: "",
    responsive: true,
    showSendToCloud: false,
    topojsonURL: "",
  };
  const PRINTED_WIDTH_PX = 920; // page.css zooms it to the width of a sheet
  const PRINTED_TABLE = 0.7; // of its width on the screen, as its letters are smaller
  const SHEET_WIDTH_PX = 688; // A4 less its margins
  const AHEAD = "600px 0px"; // figures this near are drawn
  const plots = Array.from(document.querySelectorAll(".plot"));
  const boxes = Array.from(document.querySelectorAll(".scroll"));
  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  // Figures: drawn once, those in sight first, the others when nobody waits.

  let templates = null;

  function draw(plot) {
    if (plot.dataset.state || plot.offsetWidth === 0) return;
    plot.dataset.state = "begun";
    try {
      templates = templates || read("page-templates");
      const figure = read(plot.dataset.figure + "-data");
      figure.layout.template = templates[figure.template];
      const image = { format: "svg", filename: plot.dataset.figure };
      const config = Object.assign({ toImageButtonOptions: image }, CONFIG);
      Plotly.newPlot(plot, figure.data, figure.layout, config).then(
        () => { plot.dataset.state = "drawn"; },
        (cause) => { fail(plot, cause); },
      );
    } catch (cause) {
      fail(plot, cause);
    }
  }

  function fail(plot, cause) {
    plot.dataset.state = "failed";
    plot.textContent = "This figure could not be drawn: " + cause.message;
    console.error(cause);
  }

  function drawTheRest() {
    const next = plots.find((plot) => !plot.dataset.state && plot.offsetWidth > 0);
    if (!next) return;
    draw(next);
    whenIdle(drawTheRest);
  }

  // A busy machine is never idle: wait for it a little, not for ever.
  function whenIdle(work) {
    if ("requestIdleCallback" in window) {
      window.requestIdleCallback(work, { timeout: PATIENCE_MS });
    } else window.setTimeout(work, PATIENCE_MS);
  }

  if ("IntersectionObserver" in window) {
    const near = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          draw(entry.target);
        }
      }
    }, { rootMargin: AHEAD });
    plots.forEach((plot) => near.observe(plot));
  }
  window.addEventListener("load", () => whenIdle(drawTheRest));

  // Paper: all folds open, all figures drawn, each as wide as a sheet.

  const opened = [];

  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not([open])")) {
      fold.open = true;
      opened.push(fold);
    }
    for (const plot of plots) {
      draw(plot);
      if (plot.layout) Plotly.relayout(plot, { autosize: false, width: PRINTED_WIDTH_PX });
    }
    for (const box of boxes) {
      const share = SHEET_WIDTH_PX / (PRINTED_TABLE * box.scrollWidth);
      if (share < 1) box.firstElementChild.style.zoom = share;
    }
  });

  window.addEventListener("afterprint", () => {
    for (const plot of plots) {
      if (plot.layout) Plotly.relayout(plot, { autosize: true, width: null });
    }
    for (const box of boxes) box.firstElementChild.style.zoom = "";
    opened.splice(0).forEach((fold) => { fold.open = false; });
  });

  for (const fold of document.querySelectorAll("details")) {
    fold.addEventListener("toggle", () => {
      fold.querySelectorAll(".plot").forEach((plot) => {
        draw(plot);
        if (fold.open && plot.dataset.state === "drawn") Plotly.Plots.resize(plot);
      });
    });
  }

  // A link to something within a fold opens it.

  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  // A table that goes on to the right fades there.

  function fade(box) {
    const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.toggleAttribute("data-more", rest > 1);
  }
  for (const box of boxes) {
    box.addEventListener("scroll", () => fade(box), { passive: true });
    if ("ResizeObserver" in window) new ResizeObserver(() => fade(box)).observe(box);
    else fade(box);
  }

  // Copying.

  function copied(button, done) {
    button.textContent = done ? "Copied" : "Press Ctrl+C";
    document.getElementById("page-said").textContent = done ? "Copied" : "Selected, press Ctrl+C";
    window.setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  function copyBySelecting(source) {
    const range = document.createRange();
    range.selectNodeContents(source);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  }

  for (const button of document.querySelectorAll("button.copy")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", () => {
      const bySelecting = () => copied(button, copyBySelecting(source));
      if (!navigator.clipboard) bySelecting();
      else navigator.clipboard.writeText(source.textContent).then(
        () => copied(button, true), bySelecting,
      );
    });
  }

  // The navigation knows where the reader is.

  const links = new Map();
  for (const link of document.querySelectorAll(".contents a")) {
    links.set(link.getAttribute("href").slice(1), link);
  }

  // What a link leads to stops below the bar, however many lines that has.
  const bar = document.querySelector(".contents");

  function measureBar() {
    document.documentElement.style.setProperty("--bar", bar.offsetHeight + "px");
  }
  if (bar) {
    measureBar();
    window.addEventListener("resize", measureBar);
  }

  let marked = null;

  function mark() {
    const line = window.innerHeight / 4;
    let current = null;
    for (const [name, link] of links) {
      if (document.getElementById(name).getBoundingClientRect().top <= line) current = link;
    }
    const end = document.documentElement.scrollHeight - window.innerHeight;
    if (end > 0 && window.scrollY >= end - 2) current = Array.from(links.values()).pop();
    if (current === marked) return;
    if (marked) marked.removeAttribute("aria-current");
    if (current) current.setAttribute("aria-current", "true");
    marked = current;
  }
  window.addEventListener("scroll", () => window.requestAnimationFrame(mark), { passive: true });
  mark();
})();
