// The count: members of the bureau give their shares, judged here against the manifest before anything is sent.
// Without this script the server judges. The page's side is in web/README.md, "The count".
import { fileText, hidden, Page, readJson } from "./votation/page.js";
import { readShare, shareHash, writeShare } from "./votation/shares.js";

class Count {
  constructor(form) {
    this.form = form;
    this.page = new Page(form);
    this.bureau = readJson(form, "data-manifest").bureau;
    this.given = new Set();
  }

  // Nothing typed stays in a field that is sent, nor on the screen.
  panel(panel) {
    const place = Number(panel.dataset.member);
    const parts = { place, panel, typed: panel.querySelector("[data-typed]"), file: panel.querySelector("[data-file]") };
    parts.typed.removeAttribute("name");
    parts.file.removeAttribute("name");
    parts.typed.addEventListener("change", () => this.judge(parts, parts.typed.value));
    parts.file.addEventListener("change", async () => this.judge(parts, await fileText(parts.file)));
  }

  judge(parts, text) {
    const { place, typed, file } = parts;
    if (this.given.has(place) || (!text.trim() && !file.files.length)) return;
    this.forgive(parts);
    const { share, problem } = readShare(text);
    const wrong = problem ?? this.mismatch(share, place);
    if (wrong) {
      const { members } = this.bureau;
      const owner = share && members.find((each) => each.share === shareHash(share));
      this.page.complain(`member-${place}`, this.page.say(`share_${wrong}`, {
        member: members[place].name, owner: owner?.name,
      }), [typed]);
      return;
    }
    this.accept(parts, share);
  }

  forgive({ place, typed }) {
    const spot = this.page.find(`error="member-${place}"`);
    spot.hidden = true;
    spot.closest(".govuk-form-group")?.classList.remove("govuk-form-group--error");
    typed.removeAttribute("aria-invalid");
  }

  mismatch(share, place) {
    const hash = shareHash(share);
    if (hash === this.bureau.members[place].share) return null;
    return this.bureau.members.some((each) => each.share === hash) ? "of_another" : "of_no_one";
  }

  accept({ place, panel, typed, file }, share) {
    this.given.add(place);
    panel.append(hidden("shares", writeShare(share)));
    [typed, file].forEach((field) => {
      field.value = "";
      field.disabled = true;
    });
    panel.querySelector("[data-entry]").hidden = true;
    const said = panel.querySelector("[data-said]");
    said.textContent = this.page.say("share_right", { member: this.bureau.members[place].name });
    said.hidden = false;
    said.tabIndex = -1;
    said.focus();
    this.progress();
  }

  progress() {
    const values = { given: this.given.size, needed: this.bureau.threshold };
    this.page.tell(this.page.say(this.isEnough ? "enough" : "given", values));
  }

  get isEnough() {
    return this.given.size >= this.bureau.threshold;
  }

  begin() {
    this.form.querySelectorAll("[data-member]").forEach((panel) => this.panel(panel));
    this.form.autocomplete = "off";
    this.form.addEventListener("submit", (event) => {
      if (this.isEnough) return;
      event.preventDefault();
      event.stopPropagation();
      const values = { given: this.given.size, needed: this.bureau.threshold };
      this.page.complain("shares", this.page.say("too_few_shares", values));
      this.form.querySelector("[data-typed]:enabled")?.focus();
    });
    this.progress();
    this.form.dataset.ready = "yes";
  }
}

document.querySelectorAll("form[data-counting]").forEach((form) => new Count(form).begin());
