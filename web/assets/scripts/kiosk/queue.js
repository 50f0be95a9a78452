// The list of ideas that are still on this tablet, and the line that says how things stand.
const find = (name) => document.querySelector(`[data-kiosk="${name}"]`);
const plural = new Intl.PluralRules(document.documentElement.lang);
const number = new Intl.NumberFormat(document.documentElement.lang);

export function counted(pair, n) {
  return pair[plural.select(n) === "one" ? 0 : 1].replace("{n}", number.format(n));
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export class Queue {
  constructor(words, { correct, remove }) {
    Object.assign(this, { words, correct, remove });
  }

  status(idea) {
    if (idea.state === "refused") return idea.reason;
    if (idea.state === "held") return this.words.held;
    return idea.attempts ? this.words.unknown : this.words.waits;
  }

  action(label, idea, act) {
    const button = element("button", "c-reveal", label);
    button.type = "button";
    button.append(element("span", "govuk-visually-hidden", ` ${idea.title}`));
    button.addEventListener("click", () => act(idea));
    return button;
  }

  line(idea) {
    const item = element("li", `c-queue__idea c-queue__idea--${idea.state}`);
    item.append(element("p", "c-queue__title", idea.title), element("p", "c-small", this.status(idea)));
    if (idea.state !== "waiting" || !idea.attempts) {
      const actions = element("p", "c-queue__actions");
      actions.append(
        this.action(this.words.correct, idea, this.correct), this.action(this.words.delete, idea, this.remove),
      );
      item.append(actions);
    }
    return item;
  }

  // What the line at the top says, from the worst news to the best.
  sentence(mood, waiting, refused) {
    const said = [];
    if (mood === "signed-out") said.push(this.words.signedOut);
    else if (mood === "offline" && !waiting) said.push(this.words.offline);
    if (waiting) said.push(counted(mood === "sending" ? this.words.sending : this.words.waiting, waiting));
    if (refused) said.push(counted(this.words.refused, refused));
    return said.join(" · ") || this.words.allSent;
  }

  show(ideas, sent, mood) {
    const waiting = ideas.filter((idea) => idea.state === "waiting").length;
    const refused = ideas.length - waiting;
    const state = find("state");
    const sentence = this.sentence(mood, waiting, refused);
    if (state.textContent !== sentence) state.textContent = sentence;
    state.dataset.mood = mood === "resting" && waiting + refused ? "waiting" : mood;
    state.hidden = false;
    find("queue").hidden = false;
    find("signed-out").hidden = mood !== "signed-out";
    find("sent").textContent = sent ? counted(this.words.sent, sent) : this.words.none;
    find("list").replaceChildren(...ideas.map((idea) => this.line(idea)));
  }
}
