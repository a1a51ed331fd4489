// The public page, alive. Nothing here is needed to read it.
//
// Times: in the reader's own zone, UTC in the tooltip. Updates: the stream says that something happened, in ids alone;
// the page is fetched and compared, and waits behind a button until the reader wants it. Where there is no stream, the
// page is asked every half minute.

const POLL = 30_000;
const GATHER = 800; // milliseconds: events come in handfuls
const SPREAD = 1_500; // so that all readers do not ask at once
const STALE = 6_000; // a cache may give a page a few seconds old
const main = document.getElementById("main");

function localise(within) {
  const language = document.documentElement.lang;
  const wanted = navigator.languages.find((one) => one.split("-")[0] === language) ?? (language === "en" ? "en-GB" : language);
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const thisYear = new Intl.DateTimeFormat(wanted, parts);
  const anyYear = new Intl.DateTimeFormat(wanted, { ...parts, year: "numeric" });
  const now = new Date().getFullYear();
  for (const time of within.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!time.title) time.title = time.textContent;
    time.textContent = (at.getFullYear() === now ? thisYear : anyYear).format(at);
  }
}

// What stands in each line, taken before times are localised and sources are opened.
function lines(within) {
  return new Map([...within.querySelectorAll(".line[id]")].map((line) => [line.id, line.innerHTML]));
}

// What else may change: title, whether we still follow the story, which lines contradict each other.
function around(within) {
  return [...within.querySelectorAll("h1, .head .kicker, .contradiction")].map((one) => one.textContent).join("\n");
}

class Follower {
  constructor() {
    this.version = Number(main.dataset.version);
    this.shown = lines(document);
    this.around = around(document);
    this.heard = this.version;
    this.next = null;
    this.timer = null;
    this.poller = null;
    this.source = null;
    this.bar = document.getElementById("news");
    this.button = this.bar.firstElementChild;
    this.status = document.getElementById("heard");
    this.live = document.getElementById("live");
    this.button.addEventListener("click", () => this.show());
    document.addEventListener("visibilitychange", () => this.wake());
    this.listen();
  }

  listen() {
    if (!("EventSource" in window)) {
      this.poll();
      return;
    }
    this.source = new EventSource(main.dataset.live);
    this.source.onopen = () => {
      clearInterval(this.poller);
      this.poller = null;
      this.say("on");
      this.soon(0); // what came between the drawing of the page and the first word of the stream is told by nobody
    };
    this.source.onerror = () => {
      this.poll();
      if (this.source.readyState === EventSource.CLOSED) this.soon(0); // refused: perhaps the story is gone
    };
    for (const kind of KINDS) {
      this.source.addEventListener(kind, (event) => {
        this.soon(Number(JSON.parse(event.data).version ?? 0));
      });
    }
  }

  poll() {
    this.say("off");
    this.poller ??= setInterval(() => this.wake(), POLL);
  }

  wake() {
    if (document.hidden) return;
    if (this.source?.readyState === EventSource.CLOSED) this.listen();
    this.soon(0);
  }

  say(state) {
    this.live.hidden = false;
    this.live.classList.toggle("on", state === "on");
    const words = this.live.dataset[state];
    if (this.live.textContent !== words) this.live.textContent = words;
  }

  soon(version) {
    this.heard = Math.max(this.heard, version);
    if (this.timer !== null || document.hidden) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.look();
    }, GATHER + Math.random() * SPREAD);
  }

  async look() {
    let answer;
    try {
      answer = await fetch(location.pathname, { cache: "no-cache", credentials: "omit" });
    } catch {
      this.say("gone");
      return;
    }
    if (this.source?.readyState !== 1) this.say("off");
    if (answer.redirected || answer.status === 404 || answer.status === 410) {
      this.offer(this.button.dataset.moved, null);
      this.source?.close();
      clearInterval(this.poller);
      return;
    }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    const version = Number(fresh?.dataset.version);
    if (!(version >= this.version)) return;
    if (version < this.heard) setTimeout(() => this.soon(0), STALE);
    const now = page.getElementById("sheet");
    const count = this.differing(now).length;
    if (!count) this.retract();
    else {
      const words = count === 1 ? this.button.dataset.one : this.button.dataset.many;
      this.offer(words.replace("{n}", count.toLocaleString(document.documentElement.lang)), { sheet: now, version });
    }
  }

  // Ids of the lines that are new, other than they were, or gone; one for anything else that differs.
  differing(now) {
    const after = lines(now);
    const found = [...after.keys()].filter((id) => this.shown.get(id) !== after.get(id));
    found.push(...[...this.shown.keys()].filter((id) => !after.has(id)));
    if (!found.length && around(now) !== this.around) found.push("around");
    return found;
  }

  // What was offered has been undone meanwhile.
  retract() {
    this.next = null;
    this.bar.hidden = true;
  }

  offer(words, next) {
    this.next = next;
    this.button.textContent = words;
    this.bar.hidden = false;
    this.status.textContent = words;
  }

  show() {
    if (!this.next) {
      location.reload();
      return;
    }
    const old = document.getElementById("sheet");
    const fresh = document.importNode(this.next.sheet, true);
    const marked = new Set(this.differing(this.next.sheet));
    for (const line of fresh.querySelectorAll(".line[id]")) {
      if (marked.has(line.id)) line.classList.add("fresh");
    }
    for (const open of old.querySelectorAll(".line details[open]")) {
      fresh.querySelector(`#${open.closest(".line").id} details`)?.setAttribute("open", "");
    }
    this.shown = lines(this.next.sheet);
    this.around = around(this.next.sheet);
    localise(fresh);
    // What the reader has before her eyes stays there.
    const held = [...old.querySelectorAll(".line[id]")].find(
      (line) => line.getBoundingClientRect().bottom > 0 && fresh.querySelector(`#${CSS.escape(line.id)}`),
    );
    const top = held?.getBoundingClientRect().top;
    old.replaceWith(fresh);
    if (held && window.scrollY > 0) {
      const moved = document.getElementById(held.id).getBoundingClientRect().top - top;
      window.scrollBy({ top: moved, behavior: "instant" });
    }
    this.version = this.next.version;
    this.next = null;
    this.bar.hidden = true;
    this.status.textContent = this.button.dataset.shown;
    const heading = fresh.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

const KINDS = [
  "story.changed", "story.published", "reset",
  ...["accepted", "amended", "corrected", "disputed", "marked_inconclusive", "notice_amended", "refuted", "released",
    "superseded", "verified", "withdrawn"].map((verb) => `claim.${verb}`),
];

if (main.dataset.live) new Follower();
localise(document);
