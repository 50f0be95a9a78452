// Figures that follow the project while the page is open. Without script, or without the stream, they are those of
// the page's loading.
function show(list, figures) {
  const written = new Intl.NumberFormat(document.documentElement.lang);
  list.querySelectorAll("[data-figure]").forEach((place) => {
    const value = figures[place.dataset.figure];
    if (Number.isFinite(value)) place.textContent = written.format(value);
  });
}

function listen(list) {
  const stream = new EventSource(list.dataset.live);
  stream.addEventListener("figures", (event) => { show(list, JSON.parse(event.data)); });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

const list = document.querySelector("[data-live]");
if (list && "EventSource" in window) {
  listen(list);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(list); });
}
