// Hears of news and says so; nothing moves by itself. One connection for all tabs of this browser, where it lets us.
"use strict";
(() => {
  const desk = window.desk;
  const settings = desk.settings();
  const LOST_AFTER = 4000; // milliseconds without a connection before the page says so
  const ASK_EVERY = 60000; // milliseconds between two looks whether we are still signed in
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("slugline-live") : null;
  const own = new Set();
  const waiting = new Map();
  let drawn = new Date();
  let state = "";
  let source = null;
  let patience = 0;

  if (!settings.live || !("EventSource" in window)) return;

  const root = () => document.querySelector("#content-start [data-live]");
  const clock = (when) => when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  function concerns(told) {
    const shown = root()?.dataset;
    if (!shown || !told.stream.startsWith("sto_")) return false;
    if (shown.live === "*") return true;
    if (told.stream !== shown.liveStory || told.version <= Number(shown.liveVersion)) return false;
    return shown.live === shown.liveStory || told.about.includes(shown.live);
  }

  function hear(told) {
    if (told.position !== undefined) {
      const box = document.getElementById("desk");
      box.dataset.position = Math.max(Number(box.dataset.position), told.position);
    }
    if (own.has(told.id) || !concerns(told)) return;
    const first = !waiting.size;
    waiting.set(told.id, told);
    draw();
    if (first) desk.announce(words());
  }

  function words() {
    const n = waiting.size;
    return n === 1 ? settings.sayNewsOne : settings.sayNewsMany.replace("%n", n);
  }

  function draw() {
    const bar = document.getElementById("live-bar");
    const parts = [];
    if (state === "lost" || state === "out") {
      const said = document.createElement("p");
      said.className = "live-banner";
      said.append(`${state === "out" ? settings.sayOut : settings.sayLost} `);
      const time = document.createElement("time");
      time.dateTime = drawn.toISOString();
      time.textContent = clock(drawn);
      said.append(time);
      if (state === "out") {
        const link = document.createElement("a");
        link.href = `${settings.login}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;
        link.textContent = settings.saySignIn;
        said.append(" ", link);
      }
      parts.push(said);
    }
    if (waiting.size) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words();
      button.addEventListener("click", () => desk.redraw());
      parts.push(button);
    }
    const hadFocus = bar.contains(document.activeElement);
    bar.replaceChildren(...parts);
    bar.hidden = !parts.length;
    if (hadFocus) bar.querySelector("button")?.focus();
    const light = document.querySelector("[data-live-state]");
    if (light) {
      light.textContent = state === "open" ? "● Live" : state === "" ? "○ Live" : "▲ Live";
      light.dataset.state = state;
    }
  }

  function become(next) {
    if (state === next || (state === "out" && next === "lost")) return;
    const was = state;
    state = next;
    draw();
    if (next === "out") desk.announce(`${settings.sayOut} ${clock(drawn)}`);
    else if (next === "lost") desk.announce(`${settings.sayLost} ${clock(drawn)}`);
    else if (was === "lost") desk.announce(settings.sayBack);
  }

  function say(message) {
    channel?.postMessage(message);
    take(message);
  }

  function take(message) {
    if (message.kind === "news") hear(message.told);
    if (message.kind === "state") become(message.state);
    if (message.kind === "hello" && source) channel.postMessage({ kind: "state", state });
  }

  // What came between the drawing of this page and now; and whether we are still signed in.
  async function ask() {
    let answer;
    try {
      answer = await fetch(`${settings.since}?position=${document.getElementById("desk").dataset.position}`, { credentials: "same-origin" });
    } catch {
      return;
    }
    if (answer.status === 401 || answer.status === 403) {
      say({ kind: "state", state: "out" });
      return;
    }
    if (!answer.ok) return;
    const found = await answer.json();
    found.changed.forEach(hear);
    document.getElementById("desk").dataset.position = found.position;
    if (state === "out") become(source?.readyState === EventSource.OPEN ? "open" : "");
  }

  function connect() {
    source = new EventSource(settings.live, { withCredentials: true });
    source.addEventListener("open", () => {
      window.clearTimeout(patience);
      patience = 0;
      say({ kind: "state", state: "open" });
      ask();
    });
    source.addEventListener("error", () => {
      if (!patience) patience = window.setTimeout(() => say({ kind: "state", state: "lost" }), LOST_AFTER);
      if (source.readyState === EventSource.CLOSED) window.setTimeout(connect, LOST_AFTER);
    });
    source.addEventListener("reset", () => ask());
    const told = (event) => say({ kind: "news", told: { ...JSON.parse(event.data), position: Number(event.lastEventId) } });
    settings.types.split(" ").forEach((type) => source.addEventListener(type, told));
  }

  // Whoever has the lock has the connection; when its tab closes, the next one takes over.
  function share() {
    if (!channel || !navigator.locks) {
      connect();
      return;
    }
    channel.addEventListener("message", (event) => take(event.data));
    channel.postMessage({ kind: "hello" });
    navigator.locks.request("slugline-live", () => {
      connect();
      return new Promise(() => {});
    });
  }

  document.addEventListener("desk:done", (event) => {
    event.detail.events?.forEach((id) => {
      own.add(id);
      waiting.delete(id);
    });
  });
  // What the page shows now is no news; what came while it was being drawn still is.
  document.addEventListener("desk:redrawn", () => {
    const shown = Number(document.getElementById("desk").dataset.position);
    for (const [id, told] of waiting) {
      if (!(told.position > shown) || !concerns(told)) waiting.delete(id);
    }
    drawn = new Date();
    draw();
  });
  document.addEventListener("desk:signed-out", () => say({ kind: "state", state: "out" }));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  window.setInterval(() => {
    if (!document.hidden) ask();
  }, ASK_EVERY);
  document.addEventListener("DOMContentLoaded", () => {
    draw();
    share();
    ask();
  });
})();
