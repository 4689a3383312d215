/* Moves the ticker, stops it when asked, fetches new lines, and takes a line away when its time
   is over, with or without a connection.

   Without this script the ticker is a list to scroll by hand. It stays one for readers who asked
   their system for less motion, and while the keyboard is in it. */
"use strict";

(() => {
  const SPEED = 45; // px a second: slower than a reader reads
  const EVERY = 30_000; // ms between two looks at the server
  const AT_MOST = 600_000; // ms, after failures
  const LONGEST = 86_400_000; // ms; a timer set for more than 24 days would run at once

  const ticker = document.querySelector(".ticker");
  if (!ticker) return;
  const view = ticker.querySelector(".ticker__window");
  const track = ticker.querySelector(".ticker__track");
  const lines = ticker.querySelector(".ticker__lines");
  const nothing = ticker.querySelector(".ticker__nothing"); // said when every line has ended
  const button = ticker.querySelector(".ticker__stop");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const towards = getComputedStyle(ticker).direction === "rtl" ? 1 : -1;
  let motion = null;
  let copy = null; // follows the last line, so that the round has no gap

  const length = () => lines.getBoundingClientRect().width;
  const isStopped = () => button.getAttribute("aria-pressed") === "true";

  // From moving to standing and back nothing jumps: the way gone becomes scroll, and scroll way.
  function stand() {
    if (!motion) return;
    const gone = ((motion.currentTime || 0) % (length() / SPEED * 1000)) * SPEED / 1000;
    motion.cancel();
    motion = null;
    copy.remove();
    view.classList.remove("ticker__window--moving");
    view.scrollLeft = -towards * gone;
  }

  function offer() {
    button.hidden = calm.matches || length() <= view.clientWidth;
  }

  function move() {
    offer();
    if (motion || button.hidden || isStopped() || view.matches(":focus-within")) return;
    const gone = Math.abs(view.scrollLeft);
    copy = lines.cloneNode(true);
    copy.setAttribute("aria-hidden", "true");
    copy.inert = true;
    track.append(copy);
    view.scrollLeft = 0;
    view.classList.add("ticker__window--moving");
    const way = length();
    motion = track.animate(
      [{ transform: "none" }, { transform: `translateX(${towards * way}px)` }],
      { duration: way / SPEED * 1000, iterations: Infinity },
    );
    motion.currentTime = gone / SPEED * 1000;
  }

  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isStopped()));
    if (isStopped()) stand();
    else move();
  });
  view.addEventListener("pointerenter", () => motion?.pause());
  view.addEventListener("pointerleave", () => motion?.play());
  view.addEventListener("focusin", stand);
  view.addEventListener("focusout", (event) => {
    if (!view.contains(event.relatedTarget)) move();
  });
  const again = () => {
    stand();
    move();
  };
  calm.addEventListener("change", again);
  addEventListener("resize", again);

  // One line, drawn as _ticker.html draws it.
  function drawn(line) {
    const item = document.createElement("li");
    item.className = "ticker__line";
    if (line.ends_at) item.dataset.ends = line.ends_at;
    if (line.logo) {
      const mark = new Image(26, 26);
      mark.className = "mark";
      mark.alt = line.source;
      mark.src = line.logo;
      item.append(mark);
    } else if (line.source) {
      const mark = document.createElement("span");
      mark.className = "mark mark--drawn";
      mark.setAttribute("aria-hidden", "true");
      mark.textContent = line.source.replace(/^ال(?=..)/, "").slice(0, 1).toUpperCase();
      const name = document.createElement("span");
      name.className = "visually-hidden";
      name.textContent = line.source;
      item.append(mark, name);
    }
    if (line.urgency) {
      const word = document.createElement("strong");
      word.className = `urgency urgency--${line.urgency}`;
      word.textContent = line.urgency_label;
      item.append(word);
    }
    const text = document.createElement(line.url ? "a" : "span");
    if (line.url) text.href = line.url;
    const unit = document.createElement("bdi");
    unit.dir = document.documentElement.dir;
    unit.textContent = line.text;
    text.append(unit);
    item.append(text);
    return item;
  }

  // What makes two line-ups the same: words, addresses and ends.
  const told = (items) =>
    items.map((item) => {
      const words = item.textContent.replace(/\s+/g, "");
      return [words, item.querySelector("a")?.getAttribute("href"), Date.parse(item.dataset.ends)];
    });

  function show(fresh) {
    const items = fresh.map(drawn);
    if (JSON.stringify(told(items)) === JSON.stringify(told([...lines.children]))) return;
    if (items.length && view.matches(":focus-within")) return; // not under the reader's fingers
    stand();
    lines.replaceChildren(...items);
    sweep();
    move();
  }

  // --- The end of a line ---

  let ahead = 0; // ms that the server's clock is before the reader's; known from its first answer
  let sweeping = null;

  const left = (item) => Date.parse(item.dataset.ends) - Date.now() - ahead;

  // The strip keeps its height whatever goes, so that nothing below it moves.
  function sweep() {
    const over = [...lines.children].filter((item) => left(item) <= 0);
    if (over.length) {
      stand();
      const held = over.some((item) => item.contains(document.activeElement));
      for (const item of over) item.remove();
      if (held) view.focus({ preventScroll: true });
      move();
    }
    nothing.hidden = lines.children.length > 0;
    const next = Math.min(LONGEST, ...[...lines.children].map(left).filter((ms) => ms > 0));
    clearTimeout(sweeping);
    sweeping = setTimeout(sweep, next);
  }

  // --- The server ---

  let etag = null;
  let pause = EVERY;
  let looking = null;

  // `no-cache` sends the ETag that the browser holds; 304 costs no body.
  async function look() {
    clearTimeout(looking);
    try {
      if (!document.hidden) {
        const answer = await fetch(ticker.dataset.url, { cache: "no-cache" });
        if (!answer.ok) throw new Error(answer.status);
        ahead = Date.parse(answer.headers.get("Date")) - Date.now() || 0;
        const seen = answer.headers.get("ETag");
        if (seen === null || seen !== etag) show((await answer.json()).lines);
        etag = seen;
      }
      pause = EVERY;
    } catch {
      pause = Math.min(pause * 2, AT_MOST);
    }
    clearTimeout(looking);
    looking = setTimeout(look, pause);
  }

  // A page that was hidden, asleep or offline may be old: its lines end first, then it asks.
  function wake() {
    if (document.hidden) return;
    sweep();
    look();
  }

  sweep();
  offer();
  // The first line stands long enough to be read before it leaves.
  document.fonts.ready.then(() => setTimeout(move, 2500));
  if (ticker.dataset.url) {
    looking = setTimeout(look, EVERY);
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
  }
})();
