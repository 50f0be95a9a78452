// A password can be shown while it is typed, and a new one is told how strong it looks.
// The server judges; these are words of advice only.
const words = JSON.parse(document.getElementById("password-words")?.textContent ?? "null");
const COMMON = /^(.)\1+$|motdepasse|password|azerty|qwerty|soleil|bonjour|doudou|loulou|chouchou|jetaime|marseille|1234|abcd|0000/i;

function wordsIn(text) {
  return text.split(/[\s\-_.,;:!?'/]+/).filter((word) => word.length > 2);
}

function judge(text) {
  if (text.length < 12) return "short";
  const varied = new Set(text.toLowerCase()).size;
  if (COMMON.test(text) && wordsIn(text).length < 3) return "common";
  if (varied < 7) return "common";
  return wordsIn(text).length >= 4 || (text.length >= 16 && varied >= 10) ? "strong" : "fair";
}

function showButton(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "c-reveal";
  button.textContent = words.show;
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? words.hide : words.show;
  });
  field.form?.addEventListener("submit", () => { field.type = "password"; });
  field.after(button);
  return button;
}

function advise(field, after) {
  const line = document.createElement("p");
  line.className = "c-strength";
  line.setAttribute("role", "status");
  after.after(line);
  let timer;
  field.addEventListener("input", () => {
    const level = field.value ? judge(field.value) : "";
    line.dataset.level = level;
    clearTimeout(timer);
    timer = setTimeout(() => { line.textContent = words[level] ?? ""; }, 250);
  });
}

if (words) {
  document.querySelectorAll("input[type=password]").forEach((field) => {
    const button = showButton(field);
    if (field.autocomplete === "new-password") advise(field, button);
  });
}
