// Times of the desk in the reader's own zone; the tooltip keeps UTC, the element its machine-readable time.
"use strict";
(() => {
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const language = document.documentElement.lang || "en-GB";
  const wanted = navigator.languages.find((one) => one.split("-")[0] === language.split("-")[0]) ?? "en-GB";
  const thisYear = new Intl.DateTimeFormat(wanted, parts);
  const anyYear = new Intl.DateTimeFormat(wanted, { ...parts, year: "numeric" });
  const hour = new Intl.DateTimeFormat(wanted, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  function localise(within) {
    for (const time of within.querySelectorAll("time[datetime]:not([data-utc])")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const said = time.textContent.trim();
      time.dataset.utc = said;
      if (!/^[\w .,]*\d{1,2}:\d{2}( UTC)?$/.test(said)) continue; // an age, or a day: the same everywhere
      if (!time.title) time.title = said.endsWith("UTC") ? said : `${said} UTC`;
      if (/^\d{1,2}:\d{2}/.test(said)) time.textContent = hour.format(at);
      else time.textContent = (at.getFullYear() === new Date().getFullYear() ? thisYear : anyYear).format(at);
    }
  }

  localise(document);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) localise(node.parentNode ?? document);
  }).observe(document.body, { childList: true, subtree: true });
})();
