// A page that waits for something being made: asks for itself again and shows what changed, until it is done.
// `data-every` in milliseconds; `data-from`, a lighter page that holds the same part.
const EVERY = 2000;
const STYLES = /<style\b[^]*?<\/style>/gi; // of the other answer: their nonce is not this page's

async function follow(place) {
  if (document.hidden) return true;
  const answer = await fetch(place.dataset.from || location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok) return true;
  const html = (await answer.text()).replace(STYLES, "");
  const next = new DOMParser().parseFromString(html, "text/html").getElementById(place.id);
  if (!next) { // the page became another one
    location.reload();
    return false;
  }
  if (next.innerHTML !== place.innerHTML) place.innerHTML = next.innerHTML;
  return Boolean(next.dataset.poll);
}

async function start(place) {
  do {
    await new Promise((done) => { setTimeout(done, Number(place.dataset.every) || EVERY); });
  } while (await follow(place));
}

document.querySelectorAll('[data-poll="yes"]').forEach(start);
