// Single keys and the palette. Letters do nothing while somebody types, nor where she switched them off.
"use strict";
(() => {
  const desk = window.desk;
  const VERBS = { a: "accept", v: "verify", d: "dispute", c: "correct", p: "hold", w: "withdraw", m: "assign", n: "note", e: "evidence" };
  const PATIENCE = 1200; // milliseconds between g and its second letter
  let begun = 0;

  const rows = () => [...document.querySelectorAll("[data-row], #result_list tbody tr")];
  const here = () => document.activeElement?.closest("[data-row], #result_list tbody tr");
  const opener = (row) => row.querySelector("[data-open], th a, a");
  const page = () => document.querySelector("[data-version]");

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(here() ?? document.getElementById(desk.row ?? ""));
    const row = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    const link = opener(row);
    link.focus();
    row.scrollIntoView({ block: "nearest" });
    desk.row = row.id || null;
    return true;
  }

  function verb(name) {
    const base = (here() ?? document.querySelector("[data-verbs]:not([data-row])"))?.dataset.verbs;
    const home = base ?? (rows().length ? null : document.querySelector("[data-verbs]")?.dataset.verbs);
    if (!home || !home.includes("/claim/")) return false;
    window.dialogs.open(`${home}${name}/`);
    return true;
  }

  function version(by) {
    const shown = page();
    if (!shown) return false;
    const wanted = Number(shown.dataset.version) + by;
    if (wanted < 1 || wanted > Number(shown.dataset.newest || shown.dataset.version)) return true;
    window.location.search = wanted === Number(shown.dataset.newest) ? "" : `?at_version=${wanted}`;
    return true;
  }

  function permalink() {
    const shown = page();
    if (!shown) return false;
    window.history.replaceState(null, "", `?at_version=${shown.dataset.version}`);
    desk.toast(desk.settings().sayCopied);
    return true;
  }

  function go(letter) {
    const link = document.querySelector(`[data-keys="g ${letter}"]`);
    link?.click();
    return Boolean(link);
  }

  function single(key) {
    if (Date.now() - begun < PATIENCE) {
      begun = 0;
      return go(key);
    }
    const marked = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (marked) {
      marked.click();
      return true;
    }
    switch (key) {
      case "g": begun = Date.now(); return true;
      case "j": return step(1);
      case "k": return step(-1);
      case "o": here() && opener(here()).click(); return Boolean(here());
      case "x": {
        const box = here()?.querySelector("input[type=checkbox]");
        box?.click();
        return Boolean(box);
      }
      case "/": {
        const search = document.querySelector("[data-search], #searchbar");
        search?.focus();
        return Boolean(search);
      }
      case "?": window.dialogs.open(desk.settings().keys); return true;
      case "u": {
        const undo = document.querySelector("#undo-toast button[type=submit], form.undo button");
        undo?.click();
        return Boolean(undo);
      }
      case "y": return permalink();
      case "[": return version(-1);
      case "]": return version(1);
      default: return key in VERBS && verb(VERBS[key]);
    }
  }

  const isTyping = (where) => Boolean(where.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      palette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (desk.settings().shortcuts !== "on" || isTyping(event.target) || window.dialogs.isOpen()) return;
    if (event.key.length === 1 && single(event.key)) event.preventDefault();
  });

  function palette() {
    if (window.dialogs.isOpen() && !window.dialogs.leave()) return;
    const home = (here() ?? document.querySelector("[data-verbs]:not([data-row])"))?.dataset.verbs ?? "";
    const about = home.match(/clm_[0-9a-f]{32}/)?.[0] ?? "";
    window.dialogs.open(`${desk.settings().palette}?about=${about}`);
  }

  // What a quick hand typed before htmx had taken hold of the field.
  document.addEventListener("htmx:afterSettle", () => {
    const field = document.getElementById("palette-q");
    if (!field || field.dataset.held) return;
    field.dataset.held = "yes";
    if (field.value !== field.defaultValue) window.htmx.trigger(field, "typed");
  });

  // Up, down and Enter in the palette's list.
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-palette-box]");
    if (!box || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    const hits = [...box.querySelectorAll("[role=option][data-address]")];
    if (!hits.length) return;
    event.preventDefault();
    const at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (event.key === "Enter") {
      choose(hits[Math.max(at, 0)]);
      return;
    }
    const next = hits[(at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length];
    hits.forEach((hit) => hit.setAttribute("aria-selected", String(hit === next)));
    event.target.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  });

  function choose(hit) {
    if (hit.hasAttribute("data-verb")) window.dialogs.open(hit.dataset.address);
    else window.location.assign(hit.dataset.address);
  }

  document.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-palette-box] [data-address]");
    if (hit) choose(hit);
    if (event.target.closest("#open-palette")) palette();
    const list = event.target.closest("#open-keys");
    if (list && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      window.dialogs.open(list.href);
    }
  });
})();
