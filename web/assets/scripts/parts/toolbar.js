// Above a text that takes titles, bold, lists and links: buttons that write their signs. Without script one types them.
const ACTS = {
  title: (area) => eachLine(area, "## "),
  bold: (area) => around(area, "**", "**"),
  list: (area) => eachLine(area, "- "),
  link: (area) => around(area, "[", "](https://)", "https://"),
};

// As if it were typed: what was done can be undone.
function write(area, text, from, to) {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(area, before, after, then = "") {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to);
  write(area, before + words + after, from, to);
  const start = then && words ? from + before.length + words.length + after.indexOf(then) : from + before.length;
  area.setSelectionRange(start, start + (words ? (then || words).length : 0));
}

function eachLine(area, sign) {
  const { selectionStart, selectionEnd, value } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const to = next < 0 ? value.length : next;
  const lines = value.slice(from, to).split("\n");
  const signed = lines.every((line) => line.startsWith(sign));
  const text = lines.map((line) => (signed ? line.slice(sign.length) : sign + line)).join("\n");
  write(area, text, from, to);
}

function furnish(area) {
  const bar = document.createElement("div");
  bar.className = "c-editor";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", area.dataset.toolbar);
  for (const [name, act] of Object.entries(ACTS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `c-editor__button c-editor__button--${name}`;
    button.textContent = area.dataset[name];
    button.setAttribute("aria-controls", area.id);
    button.addEventListener("click", () => act(area));
    bar.append(button);
  }
  area.before(bar);
}

export function furnishTexts(root) {
  root.querySelectorAll("textarea[data-toolbar]").forEach(furnish);
}
