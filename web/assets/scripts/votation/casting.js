// The right, then the ballot. A ballot is sealed once; it is sent again with the same right and the same bytes until
// the box answers, also after a reload of the page.
const PATIENCE = 20000;
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds
const AGAIN = [408, 425, 429, 500, 502, 503, 504];

async function json(answer) {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

// {status, said, later}: `later` in seconds where the server asks to wait; nothing when no answer came.
async function ask(address, body, options) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: "POST", body: JSON.stringify(body), cache: "no-store", redirect: "error", signal: patience.signal, ...options,
      headers: { "Content-Type": "application/json", Accept: "application/json", ...options.headers },
    });
    const said = await json(answer);
    return { status: answer.status, said, later: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// This is told to the site, which knows who asks. What is voted is not in it.
export function askRight(address, body, proof) {
  return ask(address, body, { credentials: "same-origin", headers: { "X-CSRF-Token": proof } });
}

// Refused for good, with what the box said.
export class Refused extends Error {
  constructor(said) {
    super(said?.code ?? "refused");
    this.said = said;
  }
}

// This is told to the box, which must not know who asks: no cookie, no referrer, no form's proof.
export class Caster {
  // `waiting(seconds)` is called before each pause.
  constructor(address, waiting) {
    Object.assign(this, { address, waiting });
  }

  async cast({ right, sealed }) {
    for (let times = 0; ; times += 1) {
      const answer = await ask(this.address, { right, sealed, sealed_by: "elector" }, {
        credentials: "omit", referrerPolicy: "no-referrer",
      });
      if (answer && answer.status >= 200 && answer.status < 300 && answer.said) return answer.said;
      if (answer && answer.status >= 400 && !AGAIN.includes(answer.status)) throw new Refused(answer.said);
      await this.pause(Math.max(PAUSES[Math.min(times, PAUSES.length - 1)], answer?.later ?? 0));
    }
  }

  async pause(seconds) {
    this.waiting(seconds);
    await new Promise((done) => {
      this.hurry = done;
      setTimeout(done, seconds * 1000);
    });
  }
}

// What waits for its receipt, in this tab only: the right and the sealed bytes, never the choices.
export class Drawer {
  constructor(key) {
    this.key = `capco-booth ${key}`;
  }

  get content() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // Without storage the page goes on; only a reload would lose the ballot.
  set content(value) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(value));
    } catch { /* the ballot is cast from memory */ }
  }

  empty() {
    try {
      sessionStorage.removeItem(this.key);
    } catch { /* nothing was kept */ }
  }
}
