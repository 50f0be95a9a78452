// Service worker of /kiosque/: the page opens without network, with the style and scripts it was made with.
// It keeps files only. Ideas are the page's business.
const PREFIX = "capco-kiosk ";
const PAGE = /^\/kiosque\/[0-9a-f-]{36}$/;
const PATIENCE = 6000;

const box = (path) => caches.open(PREFIX + path);
const loose = { ignoreVary: true, ignoreSearch: true };

async function kept(path) {
  return (await box(path)).match(path, loose);
}

function isPage(answer) {
  return answer.ok && !answer.redirected && (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
}

async function keepFile(cache, address) {
  if (await cache.match(address, { ignoreVary: true })) return;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  await cache.put(address, answer);
}

async function keep(path, files) {
  const cache = await box(path);
  if (!await kept(path)) {
    const answer = await fetch(path, { cache: "no-store" });
    if (!isPage(answer)) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }
  await Promise.all(files.map((address) => keepFile(cache, address)));
  await dropOthers(cache, new Set([path, ...files]));
}

// What an older copy of the page was made with.
async function dropOthers(cache, wanted) {
  const known = await cache.keys();
  await Promise.all(known.filter((one) => !wanted.has(new URL(one.url).pathname)).map((one) => cache.delete(one)));
}

async function openPage(request, path) {
  const patience = new AbortController();
  const copy = await kept(path);
  const timer = copy && setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: patience.signal });
    if (isPage(answer)) {
      await (await box(path)).put(path, answer.clone());
      return answer;
    }
    return answer.status >= 500 && copy ? copy : answer;
  } catch {
    return copy ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function openFile(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { path, files } = event.data;
  const told = keep(path, files).then(() => true, () => false);
  event.waitUntil(told.then((ready) => event.source?.postMessage({ ready })));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(address.pathname)) {
    event.respondWith(openPage(request, address.pathname));
  } else if (address.pathname.startsWith("/assets/")) {
    event.respondWith(openFile(request));
  }
});
