/* Light, dark or as the system: kept in this browser alone, put on before the first paint.

   Also tells the stylesheet when the connection asks for as little data as possible. Without this
   script the page follows the system and shows no switch. */
"use strict";

(() => {
  const root = document.documentElement;
  const PAPER = { light: "#fcfbf8", dark: "#141412" };

  function kept() {
    try {
      return localStorage.getItem("theme") || "";
    } catch {
      return ""; // no storage here: as the system
    }
  }

  function keep(theme) {
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      // the choice holds for this page
    }
  }

  function wear(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const bar of document.querySelectorAll("meta[name=theme-color]")) {
      bar.content = PAPER[theme || (bar.media.includes("dark") ? "dark" : "light")];
    }
  }

  function offer() {
    const chooser = document.querySelector(".theme");
    if (!chooser) return;
    const buttons = [...chooser.querySelectorAll("button")];
    const mark = () => {
      const worn = root.dataset.theme || "";
      for (const each of buttons) each.setAttribute("aria-pressed", each.value === worn);
    };
    for (const each of buttons) {
      each.addEventListener("click", () => {
        keep(each.value);
        wear(each.value);
        mark();
      });
    }
    mark();
    chooser.hidden = false;
  }

  const theme = kept();
  if (theme in PAPER) wear(theme);
  if (navigator.connection?.saveData) root.dataset.saving = "";
  addEventListener("DOMContentLoaded", offer);
})();
