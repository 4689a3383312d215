// Gives a comment form what is per reader, when it is first touched: pages themselves are the same
// for everybody. Without it, or when it fails, a comment is only marked 'not verified'.
"use strict";
(() => {
  const stamp = (form) => {
    const field = form.elements.stamp;
    if (!field || field.value) return;
    fetch(form.dataset.stamp, { credentials: "omit", cache: "no-store" })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((fresh) => {
        field.value = fresh.stamp || "";
      })
      .catch(() => {});
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
  for (const form of document.querySelectorAll("form[data-stamp]")) {
    form.addEventListener(
      "focusin",
      () => {
        stamp(form);
        askCaptcha(form);
      },
      { once: true },
    );
  }
})();
