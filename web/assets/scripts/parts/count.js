// Under a text with a limit: how many characters are left, said to screen readers after a pause in typing.
const PAUSE = 900;

function spoken() {
  const element = document.createElement("div");
  element.className = "govuk-visually-hidden";
  element.setAttribute("aria-live", "polite");
  return element;
}

function watch(group) {
  const area = group.querySelector("textarea, input");
  const shown = group.querySelector(".c-count-message");
  if (!area || !shown) return;
  const voice = spoken();
  group.append(voice);
  const limit = Number(group.dataset.count);
  const written = new Intl.NumberFormat(document.documentElement.lang);
  let timer;
  const tell = () => {
    const left = limit - [...area.value].length;
    const sentence = left < 0 ? group.dataset.over : group.dataset.left;
    shown.textContent = sentence.replace("{n}", written.format(Math.abs(left)));
    shown.classList.toggle("c-count-message--over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => { voice.textContent = shown.textContent; }, PAUSE);
  };
  area.addEventListener("input", tell);
  if (area.value) tell();
}

export function countCharacters(root) {
  root.querySelectorAll("[data-count]").forEach(watch);
}
