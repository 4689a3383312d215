// The queue by keys: the same forms, sent by themselves, and what colleagues do meanwhile.
"use strict";
(() => {
  const queue = document.querySelector(".queue");
  if (!queue || !window.fetch || !window.HTMLDialogElement) return;
  const said = queue.dataset;
  const find = (name) => queue.querySelector(`[data-${name}]`);
  const list = find("cards");
  const end = find("end");
  const status = find("status");
  const problem = find("problem");
  const undoBar = find("undo");
  const undoSaid = find("undo-said");
  const dialog = find("keys");
  const keysOn = find("keys-on");
  const help = find("help");
  const count = document.querySelector("[data-count]");
  const POLL = 4000; // milliseconds between two looks at what colleagues do
  const SETTLE = 600; // a card that is only passed by is not claimed
  const FEW = 12; // cards left on the page when the next ones are fetched
  const WAIT = 20000; // milliseconds after which a server that is silent counts as lost

  let current = null;
  let sending = Promise.resolve(); // decisions go one after the other, in the order of the keys
  let decided = []; // what can still be undone, the newest last
  let fetching = null;
  let claimTimer = 0;
  let undoTimer = 0;
  let lastShown = 0; // the highest number on this page so far, for what comes in later
  let isServers = !undoBar.hidden; // whether the server offers to undo what was sent without us

  const cards = () => [...list.querySelectorAll(".queue__card")];
  const numberOf = (card) => Number(card.dataset.place);
  const formOf = (card) => card.querySelector(".queue__decide");
  const isOpen = (card) => card && !card.classList.contains("is-gone");

  // -- what is said --------------------------------------------------------------------------------

  function tell(text) {
    status.textContent = "";
    // A live region speaks when its words change, the same words included.
    requestAnimationFrame(() => { status.textContent = text; });
  }

  function complain(text) {
    problem.hidden = !text;
    problem.textContent = text;
  }

  function recount(by) {
    if (count) count.textContent = String(Math.max(0, Number(count.textContent) + by));
  }

  // -- the card at hand ----------------------------------------------------------------------------

  // What can be undone is offered above the buttons, wherever these stand just now.
  function measure() {
    const top = current && formOf(current).getBoundingClientRect().top;
    const height = top === null ? 0 : Math.min(Math.max(innerHeight - top, 0), innerHeight / 2);
    queue.style.setProperty("--bar", `${Math.round(height)}px`);
  }

  function choose(card) {
    if (current === card) return;
    if (current) current.classList.remove("is-current");
    current = card;
    if (!card) return;
    card.classList.add("is-current");
    measure();
    clearTimeout(claimTimer);
    claimTimer = setTimeout(() => claim(card), SETTLE);
  }

  function go(card) {
    choose(card);
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }

  // After the last card was decided: on with what has come in, unless the focus is elsewhere.
  function resume() {
    const first = cards()[0];
    if (current || !first) return;
    const active = document.activeElement;
    if (!active || active === document.body || end.contains(active)) go(first);
    else choose(first);
  }

  function step(by) {
    const all = cards();
    const at = all.indexOf(current);
    const next = all[at + by];
    if (next) go(next);
    if (by > 0 && all.length - at <= FEW) more();
    // A card that colleagues decided stays until it is left, so that nobody loses their place.
    if (next && at >= 0 && !isOpen(all[at])) all[at].remove();
  }

  function showEnd() {
    const isEmpty = !cards().length && !document.querySelector("a[rel=next]");
    end.hidden = !isEmpty;
    if (isEmpty) {
      choose(null);
      measure();
      end.querySelector("p").focus();
    }
  }

  function leave(card) {
    const all = cards();
    const at = all.indexOf(card);
    const next = all[at + 1] || all[at - 1] || null;
    const hadFocus = card === current;
    card.remove();
    if (hadFocus) next ? go(next) : choose(null);
    if (all.length - 1 < FEW) more().then(showEnd);
    else showEnd();
  }

  function putBack(card) {
    const isNewest = said.order === "newest";
    const behind = cards().find((other) => (isNewest ? numberOf(other) < numberOf(card) : numberOf(other) > numberOf(card)));
    // By the model's order numbers say nothing: then it goes where the eye is.
    list.insertBefore(card, (said.order === "likely" ? current || cards()[0] : behind) || null);
    end.hidden = true;
  }

  // -- asking the server ---------------------------------------------------------------------------

  async function ask(address, body) {
    const token = queue.querySelector("[name=csrfmiddlewaretoken]").value;
    const options = body
      ? { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token }, keepalive: true }
      : { headers: { Accept: "application/json" }, cache: "no-cache" };
    const answer = await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(WAIT), ...options });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.redirected || answer.status === 403) throw new Error(said.saidLogin);
    if (!isJson) throw new Error(said.saidLost);
    return [answer, await answer.json()];
  }

  async function page(address) {
    const answer = await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(WAIT) });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function adopt(cardsFound) {
    for (const card of cardsFound) {
      const isHere = document.getElementById(card.id);
      const isDone = decided.some((each) => each.card.id === card.id);
      if (!isHere && !isDone) list.append(document.adoptNode(card));
      lastShown = Math.max(lastShown, numberOf(card));
    }
  }

  function addressAfter(number) {
    const address = new URLSearchParams(location.search);
    address.delete("decided");
    address.set("after", String(number));
    return `?${address}`;
  }

  function more() {
    const link = document.querySelector("a[rel=next]");
    if (fetching || !link) return fetching || Promise.resolve();
    const address = link.getAttribute("href");
    fetching = page(address).then((found) => {
      if (!found) return;
      adopt(found.querySelectorAll(".queue__card"));
      const next = found.querySelector("a[rel=next]");
      if (next) link.setAttribute("href", next.getAttribute("href"));
      else link.remove();
      resume();
    }).catch(() => {}).finally(() => { fetching = null; });
    return fetching;
  }

  async function renew(asked) {
    const address = new URLSearchParams({ comment: asked.dataset.comment });
    const found = await page(`?${address}`);
    const fresh = found && found.getElementById(asked.id);
    if (!fresh) return;
    // Another answer may have renewed it meanwhile: there is one card a comment.
    const card = document.getElementById(asked.id) || asked;
    for (const typed of card.querySelectorAll("textarea")) {
      const field = fresh.querySelector(`textarea[name="${typed.name}"]`);
      if (!field || !typed.value) continue;
      field.value = typed.value;
      const folded = field.closest("details");
      if (folded) folded.open = true;
    }
    formOf(fresh).setAttribute("action", formOf(card).getAttribute("action"));
    document.adoptNode(fresh);
    const wasCurrent = card === current || asked === current;
    const hadFocus = card.contains(document.activeElement);
    if (card.isConnected) card.replaceWith(fresh);
    else putBack(fresh);
    if (wasCurrent) choose(fresh);
    if (hadFocus) fresh.focus({ preventScroll: true });
  }

  // -- deciding ------------------------------------------------------------------------------------

  function decide(card, button) {
    if (!isOpen(card)) {
      tell(said.saidGone);
      return;
    }
    complain("");
    const data = new FormData(formOf(card), button);
    const address = formOf(card).getAttribute("action") || location.href;
    if (!button.name) {
      sending = sending.then(() => keepRemark(card, address, data));
      return;
    }
    const typed = card.querySelector("[name=remark]");
    decided.push({ card, until: 0 });
    recount(-1);
    leave(card);
    sending = sending.then(() => send(card, address, data, typed));
  }

  async function send(card, address, data, typed) {
    try {
      const [answer, told] = await ask(address, data);
      if (!answer.ok) {
        forget(card);
        complain(told.errors.join(" "));
        // What a colleague decided stays away; what waits still comes back, as it is now.
        if (told.is_stale) await renew(card);
        else putBack(card);
        if (card.isConnected || document.getElementById(card.id)) recount(1);
        resume();
        return;
      }
      if (typed) typed.value = "";
      tell(told.said);
      const entry = decided.find((each) => each.card === card);
      if (entry && told.undo) {
        entry.until = Date.now() + told.undo * 1000;
        entry.said = told.said;
        offerUndo();
      } else forget(card);
    } catch (error) {
      forget(card);
      putBack(card);
      recount(1);
      complain(error instanceof TypeError || error.name === "TimeoutError" ? said.saidLost : error.message);
      resume();
    }
  }

  async function keepRemark(card, address, data) {
    try {
      const [answer, told] = await ask(address, data);
      if (answer.ok) {
        card.querySelector("[name=remark]").value = "";
        tell(told.said);
        await renew(card);
      } else complain(told.errors.join(" "));
    } catch (error) {
      complain(error instanceof TypeError || error.name === "TimeoutError" ? said.saidLost : error.message);
    }
  }

  // -- covering personal data ----------------------------------------------------------------------

  function cover(form, button, value) {
    const card = form.closest(".queue__card");
    const data = new FormData(form);
    data.set(button.name, value);
    complain("");
    // Behind the decisions that are on their way: what is covered is part of what they saw.
    sending = sending.then(async () => {
      try {
        const [answer, told] = await ask(form.getAttribute("action") || location.href, data);
        if (answer.ok) tell(told.said);
        else complain(told.errors.join(" "));
        if (answer.ok || told.is_stale) await renew(card);
      } catch (error) {
        complain(error instanceof TypeError || error.name === "TimeoutError" ? said.saidLost : error.message);
      }
    });
  }

  function coverSelected() {
    const now = window.selectedWords();
    if (now) {
      cover(now.form, now.form.querySelector("[data-selected]"), now.value);
      return;
    }
    const more = current.querySelector(".covering__more");
    more.open = true;
    more.querySelector("[name=passage]").focus();
    tell(said.saidNoWords);
  }

  function forget(card) {
    decided = decided.filter((each) => each.card !== card);
  }

  // -- undoing -------------------------------------------------------------------------------------

  function offerUndo() {
    clearTimeout(undoTimer);
    const now = Date.now();
    decided = decided.filter((each) => !each.until || each.until > now);
    const last = decided.findLast((each) => each.until);
    undoBar.hidden = !last && !isServers;
    if (!last) return;
    isServers = false;
    measure();
    if (undoSaid.textContent !== last.said) {
      undoSaid.textContent = last.said;
      undoBar.elements.comment.value = last.card.dataset.comment;
      undoBar.classList.remove("is-running");
      void undoBar.offsetWidth; // lets the line that runs out begin anew
      undoBar.classList.add("is-running");
    }
    undoTimer = setTimeout(offerUndo, last.until - now);
  }

  function undo() {
    if (isServers && !decided.length) {
      undoBar.submit();
      return;
    }
    // A decision that is still on its way is undone behind it.
    sending = sending.then(async () => {
      offerUndo();
      const last = decided.findLast((each) => each.until);
      if (!last) {
        tell(said.saidNoUndo);
        return;
      }
      const data = new FormData(undoBar);
      data.set("comment", last.card.dataset.comment);
      try {
        const [answer, told] = await ask(location.href, data);
        forget(last.card);
        if (!answer.ok) {
          complain(told.errors.join(" "));
        } else {
          putBack(last.card);
          recount(1);
          go(last.card);
          tell(told.said);
          await renew(last.card);
        }
      } catch (error) {
        complain(error instanceof TypeError || error.name === "TimeoutError" ? said.saidLost : error.message);
      }
      offerUndo();
    });
  }

  // -- colleagues ----------------------------------------------------------------------------------

  function showReader(card, name) {
    const line = card.querySelector("[data-reader]");
    if (line.textContent === name) return;
    line.textContent = name;
    line.hidden = !name;
    if (name && card === current) tell(name);
  }

  async function claim(card) {
    if (!card.isConnected || !isOpen(card) || document.hidden) return;
    try {
      const body = new FormData();
      body.set("comment", card.dataset.comment);
      const [answer, told] = await ask(said.claim, body);
      if (answer.ok) showReader(card, told.reader);
    } catch {
      // The look at what colleagues do tells soon enough; a claim hinders nobody.
    }
  }

  function setGone(card, text) {
    if (!isOpen(card)) return;
    card.classList.add("is-gone");
    showReader(card, text);
    for (const button of card.querySelectorAll(".queue__decide button")) button.disabled = true;
    if (card !== current) setTimeout(() => { if (card !== current) card.remove(); showEnd(); }, POLL);
  }

  async function look() {
    if (document.hidden) return;
    const shown = cards().filter(isOpen);
    const numbers = shown.slice(0, 100).map((card) => card.dataset.comment).join(".");
    const busy = decided.some((each) => !each.until);
    try {
      const [answer, told] = await ask(`${said.live}?cards=${numbers}`);
      if (!answer.ok) return;
      if (count && !busy) count.textContent = String(told.count);
      for (const card of shown) {
        const now = told.cards[card.dataset.comment];
        if (!now || !card.isConnected) continue;
        if (now.gone) setGone(card, now.gone);
        else if (now.stage !== card.dataset.stage) {
          await renew(card);
          if (card === current) tell(said.saidAnew);
        } else showReader(card, now.reader);
      }
      if (cards().length < FEW && told.count > cards().length) await arrivals();
    } catch {
      // The next look comes soon; deciding says by itself when the server is away.
    }
  }

  async function arrivals() {
    if (said.order || document.querySelector("a[rel=next]") || fetching) return;
    const found = await page(addressAfter(Math.max(lastShown, 1)));
    if (!found) return;
    adopt(found.querySelectorAll(".queue__card"));
    if (cards().length) end.hidden = true;
    resume();
  }

  // -- keys and clicks -----------------------------------------------------------------------------

  // The letter on the key where the layout has Latin ones; its place where it is Arabic.
  function keyOf(event) {
    const key = event.key.toLowerCase();
    if (key === "?" || key === "\u061f") return "?";
    if (/^[a-z]$/.test(key)) return key;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit && !event.shiftKey) return digit[1];
    if (/^[1-9]$/.test(key)) return key;
    const letter = /^Key([A-Z])$/.exec(event.code);
    return letter ? letter[1].toLowerCase() : "";
  }

  function press(key) {
    if (key === "?") dialog.showModal();
    else if (key === "u") undo();
    else if (key === "j") current ? step(1) : go(cards()[0] || null);
    else if (key === "k") step(-1);
    else if (!current) return false;
    else if (key === "a") {
      const button = formOf(current).querySelector("[name=_move]");
      if (button) decide(current, button);
      else tell(formOf(current).querySelector(".queue__own")?.textContent || "");
    }
    else if (key === "m") coverSelected();
    else if (key === "n") {
      const note = current.querySelector("[data-note]");
      note.open = true;
      note.querySelector("textarea").focus();
    } else if (/^[1-9]$/.test(key)) {
      const button = current.querySelector(`[data-key="${key}"]`);
      if (button) decide(current, button);
      else tell(said.saidNoClause);
    } else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape" && current) current.focus();
      return;
    }
    const key = keyOf(event);
    if (key !== "?" && (!keysOn.checked || event.repeat)) return;
    if (key && press(key)) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form === undoBar) {
      event.preventDefault();
      undo();
    } else if (form.matches("[data-covering]")) {
      event.preventDefault();
      cover(form, event.submitter, event.submitter.value);
    } else if (form.classList.contains("queue__decide")) {
      event.preventDefault();
      decide(form.closest(".queue__card"), event.submitter);
    }
  });

  list.addEventListener("focusin", (event) => {
    const card = event.target.closest(".queue__card");
    if (card) choose(card);
  });
  list.addEventListener("click", (event) => {
    const card = event.target.closest(".queue__card");
    if (card) choose(card);
  });
  help.addEventListener("click", () => dialog.showModal());
  help.hidden = false;

  // Who dictates or types by other means can switch the keys off, for good.
  const OFF = "queue-keys-off";
  keysOn.checked = localStorage.getItem(OFF) !== "1";
  keysOn.addEventListener("change", () => localStorage.setItem(OFF, keysOn.checked ? "0" : "1"));

  if (isServers) setTimeout(() => { isServers = false; offerUndo(); }, Number(said.undoSeconds) * 1000);
  const address = new URL(location.href);
  if (address.searchParams.has("decided")) {
    address.searchParams.delete("decided");
    history.replaceState(null, "", address);
  }
  queue.classList.add("has-keys");
  lastShown = Math.max(0, ...cards().map(numberOf));
  choose(cards()[0] || null);
  setInterval(look, POLL);
  setInterval(() => { if (current) claim(current); }, 20000);
  addEventListener("resize", measure);
  addEventListener("scroll", () => { if (!undoBar.hidden) requestAnimationFrame(measure); }, { passive: true });
})();
