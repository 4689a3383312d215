// Covering personal data: the selected words become a place in the untouched text, `message:13:23`.
"use strict";
(() => {
  // Strokes split the text into nodes, and what is said aside is none of it. The server counts
  // characters of Unicode; JavaScript counts halves of them.
  const characters = (text) => [...text].length;

  function placeIn(root, range) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.parentElement.closest("[data-aside]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
    });
    let at = 0;
    let start = null;
    let stop = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const first = node === range.startContainer ? range.startOffset : 0;
      const last = node === range.endContainer ? range.endOffset : node.length;
      if (first < last && range.intersectsNode(node)) {
        if (start === null) start = at + characters(node.data.slice(0, first));
        stop = at + characters(node.data.slice(0, last));
      }
      at += characters(node.data);
    }
    return start === null ? "" : `${root.dataset.field}:${start}:${stop}`;
  }

  // The form of the comment whose words are selected, and the places of the selection in it.
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const roots = [...document.querySelectorAll("[data-field]")].filter((root) => range.intersectsNode(root));
    const form = roots.length && document.getElementById(roots[0].dataset.covers);
    if (!form) return null;
    const own = roots.filter((root) => root.dataset.covers === form.id);
    const value = own.map((root) => placeIn(root, range)).filter(Boolean).join(" ");
    return value ? { form, value } : null;
  }

  window.selectedWords = selected;

  document.addEventListener("selectionchange", () => {
    const now = selected();
    for (const button of document.querySelectorAll("[data-selected]")) {
      const isOwn = Boolean(now) && now.form.contains(button);
      // A click on the button itself may end the selection: it keeps its value until it is over.
      if (isOwn) button.value = now.value;
      if (isOwn || document.activeElement !== button) button.hidden = !isOwn;
    }
  });

  if (document.querySelector(".queue")) return; // queue.js sends from there

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (key !== "m" && (/^[a-z]$/.test(key) || event.code !== "KeyM")) return;
    const now = selected();
    if (!now) return;
    const button = now.form.querySelector("[data-selected]");
    button.value = now.value;
    button.hidden = false;
    now.form.requestSubmit(button);
  });
})();
