// How many rows are ticked, beside what can be done with them.
"use strict";
(() => {
  function count() {
    const bar = document.getElementById("bulk-bar");
    if (!bar) return;
    const ticked = document.querySelectorAll("[data-list] input[name=claim]:checked").length;
    const all = bar.querySelector("input[name=all]")?.checked ?? false;
    const shown = bar.querySelector("[data-selected-count]");
    shown.textContent = ticked;
    shown.hidden = !ticked;
    bar.classList.toggle("active", ticked > 0 || all);
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest(".needs-form")) count();
  });
  document.addEventListener("desk:redrawn", count);
  document.addEventListener("DOMContentLoaded", count);
})();
