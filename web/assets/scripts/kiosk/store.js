// Ideas typed on this tablet that are not yet counted. One that is counted leaves nothing here but a number.
// idea: {key, step, section_id, title, body, first_name, age_band, votes, typedAt, attempts, state, reason, fields}
// state: waiting (to send), held (taken back to correct), refused (with its reason).
const NAME = "capco-kiosk";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

function prepare(database) {
  database.createObjectStore("ideas", { keyPath: "key" }).createIndex("step", "step");
  database.createObjectStore("counts", { keyPath: "step" });
}

export async function openStore(step) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => prepare(opening.result);
  const database = await asked(opening);
  database.onversionchange = () => database.close();
  return new Store(database, step);
}

class Store {
  constructor(database, step) {
    this.database = database;
    this.step = step;
  }

  write(names) {
    return this.database.transaction(names, "readwrite", { durability: "strict" });
  }

  async all() {
    const ideas = this.database.transaction("ideas").objectStore("ideas").index("step");
    const found = await asked(ideas.getAll(this.step));
    return found.sort((one, other) => one.typedAt - other.typedAt);
  }

  async waiting() {
    return (await this.all()).filter((idea) => idea.state === "waiting");
  }

  get(key) {
    return asked(this.database.transaction("ideas").objectStore("ideas").get(key));
  }

  // A new idea; in the same breath the one it corrects goes.
  async add(idea, replaced) {
    const transaction = this.write(["ideas"]);
    const ideas = transaction.objectStore("ideas");
    if (replaced) ideas.delete(replaced);
    ideas.add({ ...idea, step: this.step, state: "waiting", attempts: 0, typedAt: Date.now() });
    await done(transaction);
  }

  // Change an idea that is still here; answers it, or nothing when another tab has it counted meanwhile.
  async change(key, changes) {
    const transaction = this.write(["ideas"]);
    const ideas = transaction.objectStore("ideas");
    const idea = await asked(ideas.get(key));
    if (idea) ideas.put({ ...idea, ...changes });
    await done(transaction);
    return idea && { ...idea, ...changes };
  }

  async remove(key) {
    const transaction = this.write(["ideas"]);
    transaction.objectStore("ideas").delete(key);
    await done(transaction);
  }

  // It is counted: forget it, and add one to the number sent, once.
  async counted(key) {
    const transaction = this.write(["ideas", "counts"]);
    const ideas = transaction.objectStore("ideas");
    const counts = transaction.objectStore("counts");
    if (await asked(ideas.get(key))) {
      const before = await asked(counts.get(this.step));
      ideas.delete(key);
      counts.put({ step: this.step, sent: (before?.sent ?? 0) + 1 });
    }
    await done(transaction);
  }

  async sent() {
    const found = await asked(this.database.transaction("counts").objectStore("counts").get(this.step));
    return found?.sent ?? 0;
  }
}
