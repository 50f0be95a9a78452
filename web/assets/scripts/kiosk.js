// The kiosk: what is typed is kept in the browser first, then sent. Without this script the page is a plain form.
import { openStore } from "./kiosk/store.js";
import { Sender } from "./kiosk/sender.js";
import { Queue } from "./kiosk/queue.js";
import { complain, fill, forgive, missing, read } from "./kiosk/form.js";
import { keepOffline } from "./kiosk/offline.js";

const words = JSON.parse(document.getElementById("kiosk-words").textContent);
const form = document.getElementById("kiosk");
const find = (name) => document.querySelector(`[data-kiosk="${name}"]`);
const SLIP = 500; // a second press within this time is a slip
const others = "BroadcastChannel" in window ? new BroadcastChannel("capco-kiosk") : null;

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Kiosk {
  constructor(store) {
    this.store = store;
    this.sender = new Sender(store, words, () => this.changed());
    this.queue = new Queue(words, { correct: (idea) => this.correct(idea), remove: (idea) => this.remove(idea) });
    this.replaced = null;
    this.keptAt = 0;
  }

  async changed() {
    others?.postMessage(words.step);
    await this.show();
  }

  async show() {
    this.queue.show(await this.store.all(), await this.store.sent(), this.sender.mood);
  }

  // The idea is safe on the tablet before anything is said or sent.
  async keep() {
    if (this.keeping || Date.now() - this.keptAt < SLIP) return;
    this.keeping = true;
    try {
      await this.keepTyped();
    } finally {
      this.keeping = false;
    }
  }

  async keepTyped() {
    forgive(form);
    const idea = read(form);
    const wrong = missing(idea, words);
    if (wrong) {
      complain(form, ...wrong, words);
      return;
    }
    try {
      await this.store.add({ ...idea, key: newKey() }, this.replaced);
    } catch {
      complain(form, "title", words.full, words);
      return;
    }
    this.next();
    await this.changed();
    this.sender.run();
  }

  next() {
    this.replaced = null;
    this.keptAt = Date.now();
    fill(form, { section_id: read(form).section_id });
    find("correcting").hidden = find("cancel").hidden = true;
    find("said").textContent = words.kept;
    setTimeout(() => { find("said").textContent = ""; }, 4000);
    form.elements.title.focus();
  }

  // Taken back into the form; it is not sent meanwhile. One that was sent with no answer yet stays as it is.
  async correct(idea) {
    const now = await this.store.get(idea.key);
    if (!now || (now.state === "waiting" && now.attempts)) {
      find("said").textContent = words.busy;
      return;
    }
    await this.release();
    if (now.state === "waiting") await this.store.change(idea.key, { state: "held" });
    this.replaced = idea.key;
    fill(form, now);
    forgive(form);
    Object.entries(now.fields ?? {}).slice(0, 1).forEach(([name, said]) => complain(form, name, said, words));
    find("correcting").textContent = words.correcting.replace("{title}", idea.title);
    find("correcting").hidden = find("cancel").hidden = false;
    form.elements.title.focus();
    await this.changed();
  }

  // An idea that was being corrected goes back to where it was.
  async release() {
    if (!this.replaced) return;
    const idea = await this.store.get(this.replaced);
    if (idea?.state === "held") await this.store.change(idea.key, { state: "waiting" });
    this.replaced = null;
  }

  async cancel() {
    await this.release();
    forgive(form);
    fill(form, {});
    find("correcting").hidden = find("cancel").hidden = true;
    await this.changed();
    this.sender.run();
  }

  async remove(idea) {
    if (!window.confirm(words.really.replace("{title}", idea.title))) return;
    const now = await this.store.get(idea.key);
    if (now && !(now.state === "waiting" && now.attempts)) await this.store.remove(idea.key);
    if (this.replaced === idea.key) await this.cancel();
    await this.changed();
  }
}

function listen(kiosk) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    kiosk.keep();
  });
  find("cancel").addEventListener("click", () => kiosk.cancel());
  ["online", "focus", "pageshow"].forEach((name) => window.addEventListener(name, () => kiosk.sender.run()));
  window.addEventListener("offline", () => kiosk.sender.become("offline"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) kiosk.sender.run(); });
  others?.addEventListener("message", () => kiosk.show());
}

async function begin() {
  const kiosk = new Kiosk(await openStore(words.step));
  form.querySelector(".c-button--main span").textContent = words.keep;
  listen(kiosk);
  await kiosk.show();
  kiosk.sender.run();
  navigator.storage?.persist?.();
  if (await keepOffline(words)) find("ready").textContent = words.ready;
}

begin().catch(() => {}); // without a store the page stays the plain form it is
