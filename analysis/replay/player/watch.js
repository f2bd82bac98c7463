// What happens around the player: its size, the theme of the page, and keys.
(function (DeliverAI) {
  "use strict";

  // Tell of changes until the function given back is called.
  function watch(root, sized, { ondress, onresize, onkey }) {
    // A button beside the player, as one that was pressed last, leaves keys to it.
    const ours = (target) => target === document.body || root.contains(target) ||
      target.tagName === "BUTTON";
    const keys = (event) => {
      if (!ours(event.target)) return;
      if (onkey(event)) event.preventDefault();
    };
    document.addEventListener("keydown", keys);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", ondress);
    const themes = new MutationObserver(ondress);
    for (let each = root; each; each = each.parentElement) {
      themes.observe(each, { attributes: true, attributeFilter: ["data-theme"] });
    }
    const sizes = new ResizeObserver(onresize);
    for (const node of sized) sizes.observe(node);
    return () => {
      document.removeEventListener("keydown", keys);
      dark.removeEventListener("change", ondress);
      themes.disconnect();
      sizes.disconnect();
    };
  }

  const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  DeliverAI.watch = watch;
  DeliverAI.isStill = isStill;
})((globalThis.DeliverAI = globalThis.DeliverAI || {}));
