// Gives a comment form what is per reader, when it is first touched: pages themselves are the same
// for everybody. Without it, or when it fails, a comment is only marked 'not verified'.
"use strict";
(() => {
  const ANSWER_WITHIN = 10_000; // milliseconds for the server's answer
  const SOLVE_WITHIN = 60_000; // for the search, while somebody types
  const HOLD = 5_000; // how long sending waits for it

  const fetchFresh = async (form) => {
    const answer = await fetch(form.dataset.stamp, {
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  };

  const search = (script, challenge) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script);
      const end = (settle, value) => {
        clearTimeout(limit);
        worker.terminate();
        settle(value);
      };
      const limit = setTimeout(end, SOLVE_WITHIN, reject, new Error("too slow"));
      worker.onerror = () => end(reject, new Error("no worker"));
      worker.onmessage = ({ data }) =>
        data === null ? end(reject, new Error("no number")) : end(resolve, data);
      worker.postMessage(challenge);
    });

  const say = (form, state) => {
    const place = form.querySelector(".form__check");
    if (place) place.textContent = place.dataset[state];
  };

  const prove = async (form) => {
    const { stamp, altcha } = form.elements;
    const fresh = await fetchFresh(form);
    stamp.value ||= fresh.stamp;
    if (!form.dataset.proof || !fresh.challenge) return;
    const { algorithm, challenge, salt, signature } = fresh.challenge;
    const number = await search(form.dataset.proof, fresh.challenge);
    altcha.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  };

  const askCaptcha = (form) => {
    const place = form.querySelector(".comments__captcha");
    if (!place || !form.dataset.sitekey) return;
    window.commentsCaptchaReady = () =>
      window.grecaptcha.render(place, { sitekey: form.dataset.sitekey });
    const script = document.createElement("script");
    const language = document.documentElement.lang;
    script.src = `https://www.google.com/recaptcha/api.js?onload=commentsCaptchaReady&render=explicit&hl=${language}`;
    script.async = true;
    document.head.append(script);
  };

  const attend = (form) => {
    let proof = null;
    let isDone = false;
    let isHeld = false;
    const begin = () => {
      if (proof) return;
      askCaptcha(form);
      say(form, "checking");
      proof = prove(form)
        .then(
          () => say(form, "checked"),
          () => say(form, "unchecked"),
        )
        .finally(() => {
          isDone = true;
        });
    };
    form.addEventListener("focusin", begin);
    form.addEventListener("submit", (event) => {
      begin(); // some browsers focus no button
      if (isDone) return;
      event.preventDefault();
      if (isHeld) return;
      isHeld = true;
      const patience = new Promise((resolve) => setTimeout(resolve, HOLD));
      Promise.race([proof, patience]).then(() => form.submit());
    });
    // Back from the receipt, to a page that was kept: a solution counts once.
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      proof = null;
      isDone = isHeld = false;
      if (form.elements.altcha) form.elements.altcha.value = "";
    });
  };

  for (const form of document.querySelectorAll("form[data-stamp]")) attend(form);
})();
