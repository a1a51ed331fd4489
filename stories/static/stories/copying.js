// Buttons that copy what a field holds; and forms that are pages of their own go out once, however often one clicks.
"use strict";
(() => {
  const AGAIN_AFTER = 8000; // milliseconds until a form that got no answer may be sent again

  async function copy(field) {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // it stays selected, to be copied by hand
    }
    window.desk.toast(window.desk.settings().sayCopy);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    const field = button && document.getElementById(button.dataset.copy);
    if (field) copy(field);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (Date.now() - Number(form.dataset.sentAt ?? 0) < AGAIN_AFTER) event.preventDefault();
    else form.dataset.sentAt = Date.now();
  });
  // A page that comes back from the browser's memory has sent nothing.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent-at]").forEach((form) => delete form.dataset.sentAt);
  });
})();
