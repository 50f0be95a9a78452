// Check a receipt on the public page: its signature, and its place on the board. The file is read here and not sent;
// the board is asked for one hash, without cookies. The page's side is in web/README.md, "A receipt".
import { isHash } from "./votation/bytes.js";
import { fileText, grouped, Page, readJson } from "./votation/page.js";
import { complaint, holdsBallot } from "./votation/receipt.js";

async function ask(address) {
  const answer = await fetch(address, {
    credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", headers: { Accept: "application/json" },
  });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

class Check {
  constructor(form) {
    this.form = form;
    this.page = new Page(form);
    this.manifest = readJson(form, "data-manifest");
  }

  // on_board {number}, waiting, missing, or what is wrong with the board's answer.
  async place(ballot) {
    const found = await ask(this.form.dataset.boardUrl.replace("{ballot}", ballot));
    if (!found) return { code: "missing" };
    if (found.ballot !== ballot) return { code: "board_wrong" };
    if (found.waiting) return { code: this.form.dataset.closed ? "missing" : "waiting" };
    const epoch = await ask(this.form.dataset.epochUrl.replace("{number}", found.number));
    const held = epoch && epoch.number === found.number && holdsBallot(epoch, this.manifest, ballot);
    return held ? { code: "on_board", number: found.number } : { code: "board_wrong" };
  }

  async check() {
    this.page.forgive();
    const text = await fileText(this.form.elements.receipt);
    if (!text) {
      this.page.complain("receipt", this.page.say("no_file"), [this.form.elements.receipt]);
      this.form.elements.receipt.focus();
      return;
    }
    let receipt = null;
    try {
      receipt = JSON.parse(text);
    } catch { /* told as malformed */ }
    const wrong = complaint(receipt, this.manifest);
    if (wrong) this.tell({ code: wrong }, null);
    else await this.find(receipt.ballot, "signed");
  }

  // Of a bare hash, from a QR code, nothing is known but where it stands.
  async find(ballot, known) {
    this.page.tell(this.page.say("looking"));
    const found = await this.place(ballot).catch(() => ({ code: "unavailable" }));
    this.page.tell("");
    this.tell(found, ballot, known);
  }

  tell({ code, number }, ballot, known = "") {
    const good = code === "on_board" || code === "waiting";
    const outcome = this.page.find("outcome");
    outcome.dataset.outcome = code;
    this.page.find("outcome-title").textContent = this.page.say(good && known ? `${code}_${known}` : code, { number });
    this.page.find("outcome-text").textContent = this.page.say(`${code}_text`, { number });
    this.page.find("hash").textContent = ballot ? grouped(ballot) : "";
    outcome.hidden = false;
    this.page.find("outcome-title").tabIndex = -1;
    this.page.find("outcome-title").focus();
  }

  begin() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.check();
    });
    const ballot = location.hash.slice(1);
    if (isHash(ballot)) this.find(ballot);
    this.form.dataset.ready = "yes";
  }
}

document.querySelectorAll("form[data-receipt]").forEach((form) => new Check(form).begin());
