// What is typed into a verb's form outlives a reload or a lost session, in this tab alone.
// A contact's name and number are never kept: they belong in no storage but the guarded one.
"use strict";
(() => {
  const ASIDE = new Set(["csrfmiddlewaretoken", "form_id", "expected_version", "seen", "back", "kept", "contact_name", "contact_reach"]);
  const key = (form) => `draft:${form.dataset.draft}`;

  function fields(form) {
    return [...form.elements].filter((one) => one.name && one.type !== "file" && !ASIDE.has(one.name));
  }

  function typed(form) {
    return [...form.querySelectorAll("textarea, input[type=text], input[type=url], input[type=file]")].some(
      (one) => !ASIDE.has(one.name) && (one.type === "file" ? one.files.length > 0 : one.value.trim() !== one.defaultValue.trim()),
    );
  }

  function keep(form) {
    const kept = fields(form).map((one) => (["checkbox", "radio"].includes(one.type) ? one.checked : one.value));
    try {
      window.sessionStorage.setItem(key(form), JSON.stringify(kept));
    } catch {
      // storage is full or switched off: the form itself still has everything
    }
  }

  function drop(form) {
    window.sessionStorage.removeItem(key(form));
  }

  function restore(form) {
    const text = window.sessionStorage.getItem(key(form));
    if (!text || form.hasAttribute("data-returned")) return;
    const kept = JSON.parse(text);
    const present = fields(form);
    if (kept.length !== present.length) return;
    present.forEach((one, n) => {
      if (["checkbox", "radio"].includes(one.type)) one.checked = kept[n];
      else one.value = kept[n];
    });
    if (typed(form)) window.desk.announce(window.desk.settings().sayKept);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) keep(form);
  });
  // A form that is a page of its own leaves it when sent: its draft goes once the next page says that it was recorded.
  const SENT = "draft-sent";
  document.addEventListener("submit", (event) => {
    if (event.target.matches("#logout-form")) window.sessionStorage.clear();
    else if (event.target.matches("form[data-draft]:not([hx-post])")) window.sessionStorage.setItem(SENT, key(event.target));
  });
  document.addEventListener("DOMContentLoaded", () => {
    const sent = window.sessionStorage.getItem(SENT);
    window.sessionStorage.removeItem(SENT);
    if (sent && document.querySelector(".toast.success, .toast.info, .toast.warning")) window.sessionStorage.removeItem(sent);
    document.querySelectorAll("form[data-draft]").forEach(restore);
  });
  window.drafts = { typed, drop, restore };
})();
