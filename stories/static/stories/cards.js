// On a narrow screen the rows of a list are cards: each cell says which column it is.
"use strict";
(() => {
  function label() {
    const table = document.getElementById("result_list");
    if (!table) return;
    const names = [...table.querySelectorAll("thead th")].map((one) => one.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.children].forEach((cell, n) => {
        if (cell.matches("td") && names[n]) cell.dataset.label = names[n];
      });
    }
  }

  document.addEventListener("desk:redrawn", label);
  document.addEventListener("DOMContentLoaded", label);
})();
