/* The service worker: keeps the last stories that were read, for when there is no connection.

   Pages come from the network as long as there is one, so nothing withdrawn is shown as current.
   An answer that a story is gone deletes its copy, and the list of what was withdrawn the others.
   Nothing is kept but stories, the page that lists them, and what draws them. The server writes
   HOUSE above these lines. */
"use strict";

const ASSETS = `assets-${HOUSE.version}`;
const STORY = /^\/(?:[a-z]{2}\/)?news\/(\d+)\/(?:[^/]+\/)?$/;
const PARTS = /<(?:link rel="(?:stylesheet|icon)"|script|use)[^>]*? (?:href|src)="([^"#]+)/g;
const CHECK_EVERY = 600_000; // ms

const languageOf = (path) => {
  const first = path.split("/")[1];
  return first in HOUSE.languages && HOUSE.languages[first].front !== "/"
    ? first
    : Object.keys(HOUSE.languages).find((code) => HOUSE.languages[code].front === "/");
};
const numberOf = (path) => Number(path.match(STORY)?.[1]);
// One copy for a story and language, whatever its headline was.
const keyOf = (path) =>
  STORY.test(path) ? `${HOUSE.languages[languageOf(path)].front}news/${numberOf(path)}/` : null;

// --- Versions ---

async function furnish() {
  const assets = await caches.open(ASSETS);
  const parts = new Set();
  for (const { offline } of Object.values(HOUSE.languages)) {
    const page = await fetch(offline, { cache: "no-cache" });
    if (!page.ok) throw new Error(`${offline}: ${page.status}`);
    await assets.put(offline, page.clone());
    for (const [, address] of (await page.text()).matchAll(PARTS)) parts.add(address);
  }
  await assets.addAll([...parts]);
}

async function clear() {
  const names = await caches.keys();
  const old = names.filter((name) => name !== HOUSE.stories && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("install", (event) => {
  event.waitUntil(furnish().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(clear().then(() => self.clients.claim()));
});

// --- Copies of stories ---

async function forget(number) {
  const stories = await caches.open(HOUSE.stories);
  for (const known of await stories.keys()) {
    if (numberOf(new URL(known.url).pathname) === number) await stories.delete(known);
  }
}

function mayBeKept(answer) {
  const control = answer.headers.get("Cache-Control") || "";
  const kind = answer.headers.get("Content-Type") || "";
  return answer.status === 200 && !answer.redirected && kind.startsWith("text/html")
    && !/no-store|private/.test(control);
}

async function keep(url, answer) {
  const key = keyOf(url.pathname);
  if (!key || answer.type === "opaqueredirect") return;
  if (answer.status === 410) return forget(numberOf(url.pathname));
  const stories = await caches.open(HOUSE.stories);
  if (answer.status === 404) return stories.delete(key);
  if (url.search || !mayBeKept(answer)) return;
  const html = await answer.text();
  if (!html.includes('<meta property="og:type" content="article">')) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "ETag"]) headers.delete(name);
  headers.set("X-Saved-At", new Date().toUTCString());
  // A ticker that stands still for days would be no news.
  const still = html.replace(/<section class="ticker"[^]*?<\/section>/, "");
  await stories.delete(key); // put in anew, it is the youngest
  await stories.put(key, new Response(still, { headers }));
  for (const oldest of (await stories.keys()).slice(0, -HOUSE.limit)) await stories.delete(oldest);
  await bring(html);
}

// What draws the page is at hand: it was loaded with it.
async function bring(html) {
  const assets = await caches.open(ASSETS);
  for (const [, address] of html.matchAll(PARTS)) {
    if (!address.startsWith(HOUSE.assets) || (await assets.match(address))) continue;
    await assets.add(new Request(address, { cache: "force-cache" }));
  }
}

let checkedAt = 0;

async function check(isUrgent) {
  if (!isUrgent && Date.now() - checkedAt < CHECK_EVERY) return;
  const stories = await caches.open(HOUSE.stories);
  const known = (await stories.keys()).map((request) => new URL(request.url).pathname);
  for (const language of new Set(known.map(languageOf))) {
    const answer = await fetch(HOUSE.languages[language].withdrawn, { cache: "no-cache" });
    if (!answer.ok) continue;
    const gone = new Set((await answer.json()).stories);
    for (const key of known) {
      if (languageOf(key) === language && gone.has(numberOf(key))) await stories.delete(key);
    }
  }
  checkedAt = Date.now();
}

// A page says that it was opened before there was a worker, or that a look at the list is due.
self.addEventListener("message", (event) => {
  const { kept, check: due } = event.data;
  const tasks = [];
  if (kept) {
    const url = new URL(kept, location.origin);
    if (keyOf(url.pathname)) {
      tasks.push(fetch(url, { cache: "force-cache" }).then((answer) => keep(url, answer)));
    }
  }
  if (due) {
    const done = () => event.source.postMessage("checked");
    tasks.push(check(due === "now").then(done));
  }
  event.waitUntil(Promise.all(tasks).catch(() => {})); // without a connection, the next time
});

// --- Answers ---

// A line above everything else on a page that did not come from the network.
async function banded(answer, words) {
  const band = `<p class="copy-band" role="status">${words}</p>`;
  const html = (await answer.text()).replace(/<body[^>]*>/, (tag) => tag + band);
  return new Response(html, { headers: answer.headers });
}

// As the pages themselves write it: in the time of the newsroom, from 0 to 23 hours.
function timeOf(answer, language) {
  const savedAt = new Date(answer.headers.get("X-Saved-At"));
  const locale = { ar: `ar-LB-u-nu-${HOUSE.numerals}`, en: "en-GB" }[language] || language;
  const written = (style) =>
    new Intl.DateTimeFormat(locale, { timeZone: HOUSE.timeZone, ...style }).format(savedAt);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return written({ dateStyle: "long" }) + HOUSE.languages[language].between + written(clock);
}

async function withoutConnection(path) {
  const language = languageOf(path);
  const words = HOUSE.languages[language];
  const key = keyOf(path);
  const copy = key && await (await caches.open(HOUSE.stories)).match(key);
  if (copy) {
    const time = `<bdi>${timeOf(copy, language)}</bdi>`;
    return banded(copy, words.copy.replace("%(time)s", time));
  }
  const list = await caches.match(words.offline, { cacheName: ASSETS });
  if (!list) return Response.error();
  return path === words.offline ? list : banded(list, words.nothing);
}

async function page(event, url) {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    return withoutConnection(url.pathname);
  }
  if (keyOf(url.pathname)) event.waitUntil(keep(url, answer.clone()));
  return answer;
}

// Where file names carry a hash, a copy may ask for the one of last week.
async function likeIt(path) {
  const bare = (name) => name.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
  const assets = await caches.open(ASSETS);
  const known = await assets.keys();
  const found = known.find((each) => bare(new URL(each.url).pathname) === bare(path));
  return found ? assets.match(found) : Response.error();
}

async function asset(event, url) {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    return likeIt(url.pathname);
  }
  const assets = await caches.open(ASSETS);
  if (answer.status === 200 && !(await assets.match(event.request))) {
    event.waitUntil(assets.put(event.request, answer.clone()));
  }
  return answer;
}

// Pictures are heavy and are not kept; a quiet ground holds their place.
const GROUND = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9">'
  + '<path fill="#8883" d="M0 0h16v9H0z"/></svg>';
const picture = (request) =>
  fetch(request).catch(
    () => new Response(GROUND, { headers: { "Content-Type": "image/svg+xml" } }),
  );

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(HOUSE.admin)) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(`${HOUSE.assets}admin/`)) return;
  else if (url.pathname.startsWith(HOUSE.assets)) event.respondWith(asset(event, url));
  else if (request.destination === "image") event.respondWith(picture(request));
});
