// The booth: three screens, and a ballot that leaves this browser sealed. Without this script the form goes to the
// server, which seals and says so. The page's side is in web/README.md, "The booth".
import { readAnswer, tellAnswer } from "./votation/answers.js";
import { canonical, manifestHash } from "./votation/canonical.js";
import { askRight, Caster, Drawer } from "./votation/casting.js";
import { download, element, grouped, Page, readJson, warnBeforeLeaving } from "./votation/page.js";
import { complaint } from "./votation/receipt.js";
import { seal } from "./votation/sealing.js";

class Booth {
  constructor(form) {
    this.form = form;
    this.page = new Page(form);
    this.manifest = readJson(form, "data-manifest");
    const kept = `${this.manifest.votation} ${manifestHash(this.manifest)} ${form.dataset.for ?? ""}`;
    this.drawer = new Drawer(kept);
    this.caster = new Caster(form.dataset.ballotsUrl, (seconds) => this.wait(seconds));
    this.answers = null;
    this.busy = false;
  }

  // --- screen 1: the choices -------------------------------------------------------------------------------------

  controls(question) {
    const name = CSS.escape(question.id);
    return [...this.form.querySelectorAll(`[name="${name}"], [name^="${name}."]`)];
  }

  check() {
    this.page.forgive();
    const data = new FormData(this.form);
    const read = this.manifest.questions.map((question) => ({ question, ...readAnswer(data, question) }));
    const wrong = read.filter(({ problem }) => problem);
    wrong.forEach(({ question, problem }) => {
      this.page.complain(question.id, this.page.say(problem.code, problem), this.controls(question));
    });
    if (wrong.length) {
      this.controls(wrong[0].question)[0].focus();
      return;
    }
    this.answers = read.map(({ answer }) => answer);
    this.tellChoices();
    this.page.show("check");
    history.pushState(null, "");
  }

  // --- screen 2: check and confirm -------------------------------------------------------------------------------

  tellChoices() {
    const rows = this.manifest.questions.map((question, place) => {
      const row = element("div", "govuk-summary-list__row");
      const value = element("dd", "govuk-summary-list__value");
      const lines = tellAnswer(question, this.answers[place], (key, values) => this.page.say(`said_${key}`, values));
      value.append(...lines.map((line) => element("p", "govuk-body", line)));
      row.append(element("dt", "govuk-summary-list__key", question.title), value);
      return row;
    });
    this.page.find("choices").replaceChildren(...rows);
  }

  edit() {
    if (this.busy || this.page.screen !== "check" || !this.answers) return;
    this.page.forgive();
    this.page.show("answers");
  }

  // Sealed before the right is asked: from the moment there is a right, there is a ballot to cast with it.
  async confirm() {
    if (this.busy || !this.answers) return;
    const code = this.form.elements.code;
    this.page.forgive();
    if (code && !code.value.trim()) {
      this.refuse("code_missing");
      return;
    }
    this.setBusy(true);
    this.page.tell(this.page.say("asking"));
    const made = await this.sealAndAsk(code).catch(() => null);
    this.setBusy(false);
    this.page.tell("");
    const right = made?.answer?.status === 200 && made.answer.said?.right;
    if (right) await this.cast({ right, ...made.ballot }, made.claim);
    else this.heed(made);
  }

  async sealAndAsk(code) {
    const ballot = seal(this.manifest, this.answers);
    const claim = this.claim(code);
    return { ballot, claim, answer: await this.askRight(claim) };
  }

  askRight(claim) {
    return askRight(this.form.dataset.rightUrl, claim, this.form.elements.csrf_token.value);
  }

  claim(code) {
    const more = [...this.form.querySelectorAll("input[data-with-right]")].map(({ name, value }) => [name, value]);
    return { ...Object.fromEntries(more), ...(code ? { code: code.value.trim() } : {}) };
  }

  heed(made) {
    const answer = made?.answer;
    const said = answer?.said;
    if (!made) this.refuse("not_sealed");
    else if (!answer || answer.status >= 500) this.refuse("unavailable");
    else if (answer.status === 403 && !said?.code) this.refuse("stale");
    else this.refuse("refused", said?.fields?.code ?? said?.detail);
  }

  refuse(key, sentence) {
    const code = this.form.elements.code;
    this.page.complain("code", sentence ?? this.page.say(key), code ? [code] : []);
    (code ?? this.page.find("confirm")).focus();
  }

  setBusy(busy) {
    this.busy = busy;
    this.form.setAttribute("aria-busy", String(busy));
    ["confirm", "edit"].forEach((name) => { if (this.page.find(name)) this.page.find(name).disabled = busy; });
  }

  // --- into the box ----------------------------------------------------------------------------------------------

  // `claim`: what the right was asked with, unless the page was loaded again meanwhile.
  async cast(ballot, claim) {
    this.drawer.content = ballot;
    this.forget();
    this.setBusy(true);
    this.page.show("casting");
    this.page.tell(this.page.say("casting"));
    try {
      this.receive(await this.caster.cast(ballot), ballot);
    } catch (refused) {
      const right = await this.anotherRight(refused, ballot, claim);
      if (right) {
        await this.cast({ ...ballot, right });
        return;
      }
      this.page.find("reason").textContent = refused.said?.detail ?? this.page.say("not_taken");
      this.page.show("refused");
    }
    this.setBusy(false);
    this.page.tell("");
  }

  // A right may have been replaced by another since it was given: the register knows, and is asked once.
  async anotherRight(refused, ballot, claim) {
    if (refused.said?.code !== "right_not_valid" || !claim) return null;
    const answer = await this.askRight(claim);
    const right = answer?.status === 200 && answer.said?.right;
    return right && right !== ballot.right ? right : null;
  }

  wait(seconds) {
    this.page.tell(this.page.say("waiting", { seconds }));
    this.page.find("retry").hidden = false;
  }

  // The choices go from the page as soon as they are sealed for good; what was typed goes with its controls.
  forget() {
    this.answers = null;
    this.form.reset();
    this.page.find('screen="answers"').replaceChildren(element("h1", "govuk-visually-hidden", this.page.title));
    this.page.find("choices").replaceChildren();
    if (this.form.elements.code) this.form.elements.code.value = "";
  }

  // --- screen 3: the receipt -------------------------------------------------------------------------------------

  receive(receipt, ballot) {
    const wrong = complaint(receipt, this.manifest, ballot.ballot);
    if (wrong) {
      this.alarm(wrong, receipt, ballot);
      return;
    }
    this.page.find("hash").textContent = grouped(receipt.ballot);
    this.draw(receipt.ballot);
    const file = this.page.say("receipt_file", { hash: receipt.ballot.slice(0, 8) });
    this.page.press("download", () => download(file, canonical(receipt), "application/json"));
    this.page.press("print", () => window.print());
    this.page.show("receipt");
    this.drawer.empty();
  }

  // A picture for another device, of a script of its own: the page is lighter without, and does without.
  async draw(ballot) {
    const { checkUrl, qrScript } = this.form.dataset;
    const place = this.page.find("qr");
    if (!place || !qrScript) return;
    const { qrCode } = await import(new URL(qrScript, location.href).href).catch(() => ({}));
    if (qrCode) place.replaceChildren(qrCode(`${new URL(checkUrl, location.href).href}#${ballot}`, this.page.say("qr")));
  }

  // What the box answered is no proof that this ballot is in it. What shows it is kept, for the bureau; the right is not.
  alarm(wrong, receipt, { sealed, ballot }) {
    this.page.find("alarm-reason").textContent = this.page.say(`alarm_${wrong}`);
    const evidence = { receipt, sealed, ballot, manifest: manifestHash(this.manifest), wrong };
    this.page.press("evidence", () => {
      download(this.page.say("evidence_file", { hash: ballot.slice(0, 8) }), JSON.stringify(evidence), "application/json");
    });
    this.page.show("alarm");
  }

  restart() {
    this.drawer.empty();
    location.reload();
  }

  // --- begin -----------------------------------------------------------------------------------------------------

  listen() {
    const { form, page } = this;
    form.autocomplete = "off"; // no browser fills in choices again after a reload
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (page.screen === "answers") this.check();
      else if (page.screen === "check") this.confirm();
    });
    page.press("edit", () => this.edit());
    page.press("retry", () => this.caster.hurry?.());
    page.press("restart", () => this.restart());
    window.addEventListener("popstate", () => this.edit());
    window.addEventListener("online", () => this.caster.hurry?.());
    warnBeforeLeaving(() => page.screen === "casting");
  }

  begin() {
    this.listen();
    this.page.screen = "answers";
    this.form.dataset.ready = "yes";
    const kept = this.drawer.content;
    if (kept) this.cast(kept);
  }
}

document.querySelectorAll("form[data-booth]").forEach((form) => new Booth(form).begin());
