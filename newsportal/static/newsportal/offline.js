/* Lists the stories that this browser has kept, the last one read first. */
"use strict";

(() => {
  const list = document.querySelector("#saved-stories");
  const none = document.querySelector("#saved-none");
  const drop = document.querySelector("#saved-drop");
  if (!list || !("caches" in window)) return;
  const name = list.dataset.cache;
  const { lang } = document.documentElement;
  const locale = { ar: `ar-LB-u-nu-${list.dataset.numerals}`, en: "en-GB" }[lang] || lang;
  // As the pages themselves write a time: in that of the newsroom, from 0 to 23 hours.
  const written = (moment, style) =>
    new Intl.DateTimeFormat(locale, { timeZone: list.dataset.zone, ...style }).format(moment);
  const timeOf = (moment) =>
    written(moment, { dateStyle: "long" }) + list.dataset.between
    + written(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  function drawn(address, story, savedAt) {
    const item = document.createElement("li");
    item.className = "clause";
    item.lang = story.documentElement.lang;
    item.dir = story.documentElement.dir;
    const heading = document.createElement("h2");
    heading.className = "clause__title";
    const link = document.createElement("a");
    link.href = address;
    link.textContent = story.querySelector("h1").textContent.trim();
    heading.append(link);
    const meta = document.createElement("p");
    meta.className = "meta";
    meta.lang = document.documentElement.lang;
    meta.dir = document.documentElement.dir;
    const time = document.createElement("time");
    time.dateTime = savedAt.toISOString();
    const unit = document.createElement("bdi");
    unit.textContent = timeOf(savedAt);
    time.append(unit);
    meta.append(time);
    item.append(meta, heading);
    return item;
  }

  async function show() {
    const items = [];
    if (await caches.has(name)) {
      const stories = await caches.open(name);
      for (const key of await stories.keys()) {
        const copy = await stories.match(key);
        const savedAt = new Date(copy.headers.get("X-Saved-At"));
        const story = new DOMParser().parseFromString(await copy.text(), "text/html");
        items.unshift(drawn(new URL(key.url).pathname, story, savedAt));
      }
    }
    list.replaceChildren(...items);
    none.hidden = items.length > 0;
    drop.hidden = !items.length;
  }

  drop.addEventListener("click", async () => {
    await caches.delete(name);
    await show();
    none.focus();
  });
  // What was withdrawn meanwhile goes from the list as soon as the worker knows of it.
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data === "checked") show();
  });
  show();
})();
