// The ceremony of the bureau: the election key is made here, cut into shares, handed to each member, entered again,
// tried with a test ballot, and forgotten. Only the public part is posted. The page's side is in web/README.md.
import { random, toText, wipe } from "./votation/bytes.js";
import { download, fileText, hidden, Page, readJson, warnBeforeLeaving } from "./votation/page.js";
import { newKeyPair, openBytes, sealBytes } from "./votation/sealing.js";
import { combineShares, readShare, shareHash, splitKey, writeShare } from "./votation/shares.js";

class Ceremony {
  constructor(form) {
    this.form = form;
    this.page = new Page(form);
    this.bureau = readJson(form, "data-bureau");
    this.running = false;
  }

  get member() {
    return this.bureau.members[this.place];
  }

  async make() {
    const { members, threshold } = this.bureau;
    this.running = true;
    const { publicKey, privateKey } = newKeyPair();
    this.publicKey = publicKey;
    this.shares = await splitKey(privateKey, members.length, threshold);
    wipe(privateKey);
    this.hashes = this.shares.map(shareHash);
    this.entered = [];
    this.give(0);
  }

  // A member's own panel, whose heading names them.
  turn(screen, place) {
    this.place = place;
    this.page.forgive();
    const values = { member: this.member, number: place + 1, of: this.bureau.members.length };
    this.page.root.querySelectorAll(`[data-screen="${screen}"] [data-says]`).forEach((spot) => {
      spot.textContent = this.page.say(spot.dataset.says, values);
    });
    this.page.show(screen);
  }

  // --- each member takes their share -----------------------------------------------------------------------------

  give(place) {
    this.taken = false;
    this.hideShare();
    this.turn("give", place);
  }

  get written() {
    return writeShare(this.shares[this.place]);
  }

  showShare() {
    const spot = this.page.find("share");
    spot.textContent = this.written;
    spot.hidden = false;
    this.taken = true;
  }

  hideShare() {
    const spot = this.page.find("share");
    spot.textContent = "";
    spot.hidden = true;
  }

  toggleShare() {
    if (this.page.find("share").hidden) this.showShare();
    else this.hideShare();
    this.page.find("show").setAttribute("aria-expanded", String(!this.page.find("share").hidden));
  }

  save() {
    const values = { member: this.member, number: this.place + 1, share: this.written };
    download(this.page.say("share_file", values), `${this.page.say("share_text", values)}\n\n${this.written}\n`, "text/plain");
    this.taken = true;
  }

  print() {
    const wasHidden = this.page.find("share").hidden;
    this.showShare();
    window.addEventListener("afterprint", () => { if (wasHidden) this.hideShare(); }, { once: true });
    window.print();
  }

  given() {
    if (!this.taken) {
      this.page.complain("give", this.page.say("not_taken"));
      this.page.find("show").focus();
      return;
    }
    this.hideShare();
    this.page.find("show").setAttribute("aria-expanded", "false");
    if (this.place + 1 < this.bureau.members.length) {
      this.give(this.place + 1);
      return;
    }
    wipe(...this.shares); // from here on the members alone have them
    this.shares = [];
    this.take(0);
  }

  // --- each member shows that they have it -----------------------------------------------------------------------

  take(place) {
    const { typed, file } = this.fields();
    typed.value = "";
    file.value = "";
    this.turn("take", place);
  }

  fields() {
    return { typed: this.page.find("typed"), file: this.page.find("file") };
  }

  // One press at a time: a file takes a moment to read.
  async enter() {
    if (this.reading) return;
    this.reading = true;
    await this.judge().finally(() => { this.reading = false; });
  }

  async judge() {
    const { typed, file } = this.fields();
    this.page.forgive();
    const { share, problem } = readShare(typed.value.trim() ? typed.value : await fileText(file));
    const wrong = problem ?? this.mismatch(share);
    if (wrong) {
      wipe(share);
      this.page.complain("take", this.page.say(`share_${wrong}`, { member: this.member }), [typed]);
      typed.focus();
      return;
    }
    this.entered.push(share);
    if (this.entered.length < this.bureau.members.length) this.take(this.place + 1);
    else await this.finish();
  }

  mismatch(share) {
    const hash = shareHash(share);
    if (hash === this.hashes[this.place]) return null;
    return this.hashes.includes(hash) ? "of_another" : "of_no_one";
  }

  // --- the test --------------------------------------------------------------------------------------------------

  // A test ballot is opened by every run of `threshold` neighbours, so that each share is tried at least once.
  async isGood() {
    const { threshold } = this.bureau;
    const message = random(64);
    const sealed = sealBytes(message, this.publicKey);
    const round = [...this.entered, ...this.entered];
    const tries = this.entered.map((_, place) => round.slice(place, place + threshold));
    const opened = await Promise.all(tries.map(async (shares) => {
      const privateKey = await combineShares(shares, threshold);
      const plain = openBytes(sealed, { publicKey: this.publicKey, privateKey });
      wipe(privateKey);
      return plain.every((byte, at) => byte === message[at]);
    }));
    return opened.every(Boolean);
  }

  async finish() {
    const good = await this.isGood().catch(() => false);
    wipe(...this.entered);
    this.entered = [];
    const { typed, file } = this.fields();
    typed.value = "";
    file.value = "";
    if (!good) {
      this.page.show("failed");
      return;
    }
    const fields = { election_key: toText(this.publicKey), threshold: this.bureau.threshold, test_ballot: "ok" };
    this.form.append(
      ...Object.entries(fields).map(([name, value]) => hidden(name, value)),
      ...this.hashes.map((hash) => hidden("shares", hash)),
    );
    this.page.show("done");
  }

  begin() {
    const { form, page } = this;
    const acts = {
      begin: () => this.make(), show: () => this.toggleShare(), download: () => this.save(), print: () => this.print(),
      given: () => this.given(), taken: () => this.enter(),
    };
    Object.entries(acts).forEach(([name, act]) => page.press(name, act));
    form.querySelectorAll("[data-restart]").forEach((button) => button.addEventListener("click", () => this.make()));
    form.autocomplete = "off";
    form.addEventListener("submit", (event) => {
      if (page.screen === "done") {
        this.running = false;
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (page.screen === "take") this.enter();
    });
    warnBeforeLeaving(() => this.running);
    form.dataset.ready = "yes";
  }
}

document.querySelectorAll("form[data-ceremony]").forEach((form) => new Ceremony(form).begin());
