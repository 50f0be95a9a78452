// Sends what waits, one idea after the other, from one tab at a time. Every sending of an idea carries the key it got
// when it was typed: after an unknown outcome it is simply sent again, and the server counts it once.
const LOCK = "capco-kiosk-sender";
const PATIENCE = 20000;
const SOON = 3000;
const LATE = 60000;
const PAUSES = 3; // a service that rests three times in a row is left alone for a while

function alone(work) {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

async function json(answer) {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

export class Sender {
  // `told` is called when something changed. `mood`: resting, sending, offline, signed-out.
  constructor(store, words, told) {
    Object.assign(this, { store, words, told, mood: "resting", proof: "", pause: SOON, running: false, again: false });
  }

  // Ask for a sending. While one is under way, another follows it.
  async run() {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      await alone(() => this.sendAll());
    } catch {
      this.become("offline");
    }
    this.running = false;
    if (this.again) {
      this.again = false;
      await this.run();
    } else {
      await this.plan();
    }
  }

  async plan() {
    const left = await this.store.waiting();
    if (!left.length) {
      this.pause = SOON;
      return;
    }
    this.timer = setTimeout(() => this.run(), this.pause);
    this.pause = Math.min(this.pause * 2, LATE);
  }

  become(mood) {
    this.mood = mood;
    this.told();
  }

  async sendAll() {
    const ideas = await this.store.waiting();
    if (!ideas.length) {
      this.become(navigator.onLine ? "resting" : "offline");
      return;
    }
    if (!navigator.onLine || !await this.admitted()) return;
    this.pauses = 0;
    this.become("sending");
    for (const idea of ideas) {
      if (!await this.send(idea)) return;
      this.told();
    }
    this.become("resting");
  }

  // Whether this browser is still signed in, and the proof that goes with each sending.
  async admitted() {
    const answer = await this.ask(this.words.state, { headers: { Accept: "application/json" } });
    const said = answer?.ok ? await json(answer) : null;
    if (said?.step !== this.words.step) {
      this.become("offline");
      return false;
    }
    this.proof = said.csrf;
    if (!said.signed_in) this.become("signed-out");
    return said.signed_in;
  }

  // An answer, or nothing when none came.
  async ask(address, options) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      return await fetch(address, {
        ...options, signal: patience.signal, cache: "no-store", credentials: "same-origin", redirect: "error",
      });
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  // Send one; true when the next may follow.
  async send(idea, second = false) {
    const mine = await this.store.change(idea.key, { attempts: idea.attempts + 1 });
    if (mine?.state !== "waiting") return true;
    const { section_id, title, body, first_name, age_band, votes } = mine;
    const answer = await this.ask(this.words.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": idea.key, "X-CSRF-Token": this.proof },
      body: JSON.stringify({ section_id, title, body, first_name, age_band, votes: Number(votes) || 0 }),
    });
    if (!answer) {
      this.become("offline");
      return false;
    }
    const said = await json(answer);
    if (answer.status === 403 && !said?.code && !second) {
      return await this.admitted() && this.send(mine, true);
    }
    return this.heed(idea, answer, said);
  }

  async heed(idea, answer, said) {
    if (answer.ok && said?.counted === idea.key) {
      this.pause = SOON;
      this.pauses = 0;
      await this.store.counted(idea.key);
      return true;
    }
    if (answer.status === 401) {
      this.become("signed-out");
      return false;
    }
    if (answer.status === 429 || answer.status >= 500) {
      this.pause = Math.max(this.pause, 1000 * (Number(answer.headers.get("Retry-After")) || 0));
      this.pauses += 1;
      return answer.status !== 429 && this.pauses < PAUSES;
    }
    if (answer.status >= 400 && answer.status < 500 && said?.code) {
      const reason = Object.values(said.fields ?? {})[0] ?? said.detail;
      await this.store.change(idea.key, { state: "refused", reason, fields: said.fields ?? {} });
    }
    return true;
  }
}
