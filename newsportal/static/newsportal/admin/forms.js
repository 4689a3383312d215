// What the admin's own scripts leave undone in forms; loaded behind them.
"use strict";
(() => {
  const ROOM = 8; // pixels between a floating box and the edge of the page

  // Django places calendars and clocks by a guess; in Arabic they would hang out of the page.
  function keepInside(box) {
    const { left, right } = box.getBoundingClientRect();
    const out = Math.min(left - ROOM, 0) || Math.max(right + ROOM - document.documentElement.clientWidth, 0);
    if (out) box.style.left = `${parseFloat(box.style.left) - out}px`;
  }

  // They are shown, and kept from hearing the click any further, by the link's own listener.
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest(".datetimeshortcuts a")) return;
      setTimeout(() => document.querySelectorAll(".calendarbox, .clockbox").forEach(keepInside));
    },
    true,
  );

  // A form that was refused begins at the first field to mend. A new one begins at its first field:
  // Django's own script puts the focus there, and the language tabs, which move fields, lose it.
  function begin() {
    const isNew = document.getElementById("django-admin-form-add-constants")?.dataset.modelName;
    const isLost = isNew && document.activeElement === document.body;
    const where = document.querySelector(".errors") ? ".errors" : isLost ? ".form-row" : "";
    if (!where) return;
    const fields = [...document.querySelectorAll(`${where} :is(input, select, textarea, .select2-selection)`)];
    fields.find((field) => field.offsetParent && field.type !== "hidden" && field.tabIndex >= 0)?.focus();
  }

  // A form shown for reading has no tabs: its labels name the language in words, not by its code.
  function nameLanguages() {
    for (const { value, dataset } of document.querySelectorAll(".languages button[data-name]"))
      for (const label of document.querySelectorAll(".form-row:has(.readonly) label"))
        label.textContent = label.textContent.replace(` [${value}]`, ` (${dataset.name})`);
  }

  nameLanguages();
  if (window.django?.jQuery) window.django.jQuery(() => setTimeout(begin));
})();
