// Verbs in a native dialog. Without scripts each verb is a page of its own, with the same form.
"use strict";
(() => {
  const SHOWS = { link: ["url"], article: ["article"] };
  const FILES = new Set(["document", "photo", "video", "recording", "email"]);
  const dialog = () => document.getElementById("dialog");
  const body = () => document.getElementById("dialog-body");
  let signedOut = false;

  function show() {
    const box = dialog();
    desk.row = document.activeElement?.closest("[data-row]")?.id ?? desk.row;
    if (!box.open) box.showModal();
    const form = box.querySelector("form[data-draft]");
    if (form) window.drafts.restore(form);
    unfold(box);
    const first = box.querySelector(".trouble[tabindex], [role=combobox], form .field :is(input, textarea, select):not([type=hidden])");
    (first ?? box.querySelector("form button[type=submit]") ?? box.querySelector("button, a"))?.focus();
  }

  function close({ discard = false } = {}) {
    const form = dialog().querySelector("form[data-draft]");
    if (form && discard) window.drafts.drop(form);
    dialog().close();
    body().replaceChildren();
  }

  function leave() {
    const form = dialog().querySelector("form[data-draft]");
    return !form || !window.drafts.typed(form) || window.confirm(desk.settings().sayClose);
  }

  // The kind of evidence opens what it needs: a link its address, a document its file.
  function unfold(root) {
    const kind = root.querySelector("select[name=kind]");
    const aside = root.querySelector("details.aside");
    if (kind && aside && (SHOWS[kind.value] || FILES.has(kind.value))) aside.open = true;
  }

  function open(address) {
    return window.htmx.ajax("GET", address, { target: "#dialog-body", swap: "innerHTML" });
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "dialog-body") show();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[name=kind]")) unfold(event.target.closest("form"));
  });
  document.addEventListener("click", (event) => {
    const closes = event.target.closest("#dialog [data-close]");
    if (!closes) return;
    event.preventDefault();
    const discard = closes.dataset.close === "discard";
    if (leave()) close({ discard });
  });
  document.addEventListener("cancel", (event) => {
    if (event.target !== dialog()) return;
    event.preventDefault();
    if (leave()) close({ discard: true });
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form.verb-form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // It went through: the dialog closes and the page shows what is now.
  document.addEventListener("desk:done", async () => {
    signedOut = false;
    const form = dialog().querySelector("form[data-draft]");
    if (form) window.drafts.drop(form);
    if (dialog().open) close();
    await desk.redraw();
  });

  function tell(text) {
    const old = body().querySelector(".trouble.session");
    old?.remove();
    const told = document.createElement("div");
    told.className = "trouble session";
    told.setAttribute("role", "alert");
    told.append(`${text} `);
    if (signedOut) {
      const link = document.createElement("a");
      link.href = desk.settings().login;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = desk.settings().saySignIn;
      told.append(link);
    }
    if (dialog().open) body().querySelector("form")?.before(told);
    else desk.toast(text, "error");
  }

  document.addEventListener("htmx:responseError", (event) => {
    signedOut = event.detail.xhr.status === 401;
    tell(signedOut ? desk.settings().saySignedOut : desk.settings().sayFailed);
  });
  document.addEventListener("htmx:sendError", () => tell(desk.settings().sayFailed));

  // After a new sign-in the form needs the new session's token; everything typed stays where it is.
  document.addEventListener("htmx:confirm", (event) => {
    const form = event.detail.elt;
    if (!signedOut || !form.matches("form.verb-form")) return;
    event.preventDefault();
    fetch(form.action, { credentials: "same-origin", headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrfmiddlewaretoken]");
        form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
        signedOut = false;
        body().querySelector(".trouble.session")?.remove();
        event.detail.issueRequest(true);
      })
      .catch(() => tell(desk.settings().saySignedOut));
  });

  const desk = window.desk;
  window.dialogs = { open, close, leave, isOpen: () => dialog()?.open ?? false };
})();
