// One set of language tabs for the whole form, in place of modeltranslation's one per field.
"use strict";
django.jQuery(function ($) {
  const select = document.getElementById("modeltranslation-main-switch");
  const groups = $(".ui-tabs");
  if (!select || !groups.length) {
    if (select) select.remove();
    return;
  }
  const codes = [...select.options].map((option) => option.textContent.trim());
  const bar = document.createElement("div");
  bar.className = "language-tabs";
  bar.setAttribute("role", "group");

  function nameOf(code) {
    const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
    return name.charAt(0).toUpperCase() + name.slice(1);
  }

  function show(index) {
    select.value = String(index);
    $(select).trigger("change");
    [...bar.children].forEach((button, place) => {
      button.setAttribute("aria-pressed", place === index ? "true" : "false");
    });
  }

  // Whether anything is written in a language: told by the entry's own words, not by its rows.
  function markWritten() {
    codes.forEach((code, index) => {
      const fields = [...document.querySelectorAll(`.mt[lang="${code}"]`)];
      const written = fields.some((field) => !field.closest(".inline-group") && (field.value || "").trim());
      bar.children[index].classList.toggle("is-written", written);
    });
  }

  codes.forEach((code, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = code;
    button.textContent = nameOf(code);
    button.addEventListener("click", () => show(index));
    bar.append(button);
  });
  const first = groups.first()[0];
  (first.closest("fieldset") || first).prepend(bar);
  document.body.classList.add("has-language-tabs");

  let start = Number(select.value) || groups.first().tabs("option", "active") || 0;
  markWritten();
  const firstWritten = [...bar.children].findIndex((each) => each.classList.contains("is-written"));
  if (firstWritten >= 0 && !bar.children[start].classList.contains("is-written")) start = firstWritten;
  // An empty form begins where something is required, so that nobody misses it behind a tab.
  const isRequired = (code) => document.querySelector(`.mt[lang="${code}"][required]`);
  if (firstWritten < 0 && !isRequired(codes[start])) {
    const firstRequired = codes.findIndex((code) => isRequired(code));
    if (firstRequired >= 0) start = firstRequired;
  }
  codes.forEach((code, index) => {
    const wrong = document.querySelector(`.ui-tabs .errors .mt[lang="${code}"]`);
    bar.children[index].classList.toggle("has-errors", Boolean(wrong));
  });
  const firstWrong = [...bar.children].findIndex((each) => each.classList.contains("has-errors"));
  show(firstWrong >= 0 ? firstWrong : start);
  document.addEventListener("input", markWritten);
});
