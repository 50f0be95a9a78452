// What the pages of a votation share: screens, sentences, errors beside their fields, files. All sentences are the
// page's: `<script type="application/json" data-words>`, with {names} to fill.
export function readJson(root, attribute) {
  return JSON.parse(root.querySelector(`script[${attribute}]`).textContent);
}

export class Page {
  constructor(root) {
    this.root = root;
    this.words = readJson(root, "data-words");
    this.title = document.title;
  }

  find(attribute) {
    return this.root.querySelector(`[data-${attribute}]`);
  }

  say(key, values = {}) {
    return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }

  // One screen at a time; its heading takes the focus and leads the page's title.
  show(name) {
    this.screen = name;
    document.querySelectorAll("main .c-notice[role=alert]").forEach((said) => { // it was of the page before
      if (!this.root.contains(said)) said.hidden = true;
    });
    this.root.querySelectorAll("[data-screen]").forEach((each) => { each.hidden = each.dataset.screen !== name; });
    const heading = this.find(`screen="${name}"`).querySelector("h1, h2");
    heading.tabIndex = -1;
    document.title = `${heading.textContent.trim()} – ${this.title}`;
    heading.focus();
  }

  press(attribute, act) {
    this.find(attribute)?.addEventListener("click", act);
  }

  // In the page's live region (role="status").
  tell(sentence) {
    const place = this.find("progress");
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  // Beside the field: `[data-error=name]`, an element with an id. `controls` are what it is about.
  complain(name, sentence, controls = []) {
    const place = this.find(`error="${name}"`);
    place.textContent = sentence;
    place.hidden = false;
    place.closest(".govuk-form-group")?.classList.add("govuk-form-group--error");
    controls.forEach((control) => {
      control.setAttribute("aria-invalid", "true");
      describe(control, place.id, true);
    });
  }

  forgive() {
    this.root.querySelectorAll("[data-error]").forEach((place) => {
      place.hidden = true;
      place.closest(".govuk-form-group")?.classList.remove("govuk-form-group--error");
      this.root.querySelectorAll(`[aria-describedby~="${place.id}"]`).forEach((control) => {
        control.removeAttribute("aria-invalid");
        describe(control, place.id, false);
      });
    });
  }
}

function describe(control, id, add) {
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (add) ids.add(id);
  else ids.delete(id);
  if (ids.size) control.setAttribute("aria-describedby", [...ids].join(" "));
  else control.removeAttribute("aria-describedby");
}

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const LARGEST = 20000; // bytes of a share's or a receipt's file

// The text of the chosen file; nothing when none is chosen or it is not such a file.
export async function fileText(field) {
  const [file] = field.files;
  return file && file.size <= LARGEST ? file.text() : "";
}

// Leaving is asked about while `isBusy()`.
export function warnBeforeLeaving(isBusy) {
  window.addEventListener("beforeunload", (event) => {
    if (!isBusy()) return;
    event.preventDefault();
    event.returnValue = true;
  });
}

// 64 letters are compared by eye in groups of four.
export const grouped = (text) => text.match(/.{1,4}/g).join(" ");
