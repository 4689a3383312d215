/* Light, dark or as the system: kept in this browser alone, put on before the first paint.

   Also has the letters of the house fetched once the page can be read in those of the system, and
   not at all for readers who save data. Without this script the page follows the system and shows no
   switch, and the stylesheet asks for the letters itself. */
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

  const dress = () => (root.dataset.letters = "");

  function afterPaint(deed) {
    if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint")) {
      addEventListener("load", deed);
      return;
    }
    new PerformanceObserver((entries, observer) => {
      if (!entries.getEntriesByName("first-contentful-paint").length) return;
      observer.disconnect();
      deed();
    }).observe({ type: "paint", buffered: true });
  }

  const theme = kept();
  if (theme in PAPER) wear(theme);
  const isSaving = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
  // Where the service worker is at work the letters were fetched before: no reason to wait.
  if (!isSaving && navigator.serviceWorker?.controller) dress();
  else if (!isSaving) afterPaint(dress);
  addEventListener("DOMContentLoaded", offer);
})();
