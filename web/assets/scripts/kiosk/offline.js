// Have the service worker keep this page and its files; true when it opens without network from now on.
const PATIENCE = 20000;

function files() {
  const found = document.querySelectorAll("link[rel=stylesheet][href], script[src]");
  return [...found].map((one) => new URL(one.href || one.src, location.href).pathname);
}

export async function keepOffline(words) {
  if (!("serviceWorker" in navigator)) return false;
  try {
    await navigator.serviceWorker.register(words.worker, { scope: words.scope });
    const { active } = await navigator.serviceWorker.ready;
    return await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("message", (event) => resolve(event.data.ready === true), { once: true });
      active.postMessage({ path: location.pathname, files: files() });
      setTimeout(() => resolve(false), PATIENCE);
    });
  } catch {
    return false;
  }
}
