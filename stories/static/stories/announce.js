// What every other script of the desk uses: its settings, the one polite live region, and drawing the page anew.
"use strict";
(() => {
  const settings = () => document.getElementById("desk")?.dataset ?? {};
  const status = () => document.getElementById("status");

  function announce(text) {
    const region = status();
    if (!region || !text) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 50);
  }

  function toast(text, kind = "") {
    const list = document.getElementById("toasts");
    if (!list) return;
    const one = document.createElement("p");
    one.className = `toast ${kind}`;
    one.textContent = text;
    list.append(one);
    dismissible(one);
    announce(text);
  }

  function dismissible(one) {
    if (one.querySelector(".toast-close")) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "plain-button toast-close";
    close.textContent = "✕";
    close.setAttribute("aria-label", settings().sayDismiss ?? "Close");
    close.addEventListener("click", () => one.remove());
    one.append(close);
  }

  // Toasts that came with the page: said once, and those with an end are taken away when it comes.
  function dress(root) {
    const toasts = [...root.querySelectorAll(".toast")];
    toasts.forEach(dismissible);
    announce(toasts.filter((one) => !one.matches("form")).map((one) => one.firstChild.textContent.trim()).join(" "));
    for (const one of root.querySelectorAll("[data-until]")) {
      const left = new Date(one.dataset.until) - Date.now();
      if (left <= 0) one.remove();
      else window.setTimeout(() => one.remove(), Math.min(left, 2 ** 31 - 1));
    }
  }

  // Draws the main part of this page anew, in place: what had the focus keeps it, nothing scrolls.
  async function redraw() {
    const held = document.activeElement?.closest("[id]")?.id;
    const inRow = document.activeElement?.closest("[data-row]")?.id ?? desk.row;
    const top = window.scrollY;
    let answer;
    try {
      answer = await fetch(window.location.href, { credentials: "same-origin" });
    } catch {
      toast(settings().sayFailed, "error");
      return false;
    }
    if (answer.redirected && answer.url.includes(settings().login)) {
      document.dispatchEvent(new CustomEvent("desk:signed-out"));
      return false;
    }
    if (!answer.ok) {
      toast(settings().sayFailed, "error");
      return false;
    }
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = drawn.getElementById("content-start");
    const old = document.getElementById("content-start");
    if (!fresh || !old) return false;
    const adopted = document.adoptNode(fresh);
    old.replaceWith(adopted);
    window.htmx.process(adopted);
    const told = drawn.getElementById("desk");
    if (told) document.getElementById("desk").dataset.position = told.dataset.position;
    document.title = drawn.title;
    dress(adopted);
    window.scrollTo(0, top);
    const row = inRow && document.getElementById(inRow);
    const again = (row && row.querySelector("[data-open]")) || (held && document.getElementById(held));
    again?.focus({ preventScroll: true });
    if (!again || again === adopted || document.activeElement !== again) heading(adopted).focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("desk:redrawn"));
    return true;
  }

  // Where the focus goes when what had it is gone: something that is seen to have it.
  function heading(part) {
    const one = part.querySelector("h1") ?? part;
    one.tabIndex = -1;
    return one;
  }

  // What has the focus never lies beneath a bar that stays in place.
  document.addEventListener("focusin", (event) => {
    if (event.target.closest("dialog")) return;
    const place = event.target.getBoundingClientRect();
    for (const bar of document.querySelectorAll("#toasts, #bulk-bar.active, .verbs > .verb-bar")) {
      if (bar.contains(event.target) || event.target.contains(bar) || !["fixed", "sticky"].includes(getComputedStyle(bar).position)) continue;
      const over = bar.getBoundingClientRect();
      const covered = place.bottom > over.top && place.top < over.bottom && place.right > over.left && place.left < over.right;
      if (covered) window.scrollBy(0, place.bottom - over.top + 8);
    }
  });

  const desk = { settings, announce, toast, redraw, row: null };
  window.desk = desk;
  document.documentElement.classList.add("script");
  document.addEventListener("DOMContentLoaded", () => dress(document));
})();
