/* Shows the button that copies the story's short link; without this script there is none. */
"use strict";

(() => {
  const SHOWN = 3_000; // ms
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    const words = button.querySelector("span");
    const deed = words.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return; // the browser forbids it; the link stands beside the button
      }
      words.textContent = button.dataset.done;
      setTimeout(() => (words.textContent = deed), SHOWN);
    });
  }
})();
