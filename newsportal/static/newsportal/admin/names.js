// Names for the controls that Django's admin leaves without one; loaded behind its own scripts.
"use strict";
(() => {
  const words = (node) => (node ? node.textContent.replace(/[\s:]+/g, " ").trim() : "");
  const hasName = (field) =>
    field.labels?.length || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby");

  // In a table the head of the column names a control, together with what its row is called.
  function nameCells(root) {
    for (const field of root.querySelectorAll("tbody td :is(input, select, textarea)")) {
      if (hasName(field) || field.type === "hidden") continue;
      const cell = field.closest("td");
      const head = cell.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
      const row = words(cell.parentElement.querySelector("th"));
      const name = [words(head), row].filter(Boolean).join(", ");
      if (name) field.setAttribute("aria-label", name);
    }
  }

  // The word before each half of a time is a text without a label around it.
  function nameMoments(root) {
    for (const field of root.querySelectorAll(".datetime > input")) {
      if (hasName(field)) continue;
      let before = field.previousSibling;
      while (before && !words(before)) before = before.previousSibling;
      if (before) field.setAttribute("aria-label", words(before));
    }
  }

  // Select2 puts a box of its own before the field that has the label.
  function nameChoosers(root) {
    for (const field of root.querySelectorAll("select.select2-hidden-accessible")) {
      const box = field.nextElementSibling?.querySelector(".select2-selection");
      const name = words(field.labels?.[0]) || field.getAttribute("aria-label");
      if (!box || !name) continue;
      const chosen = box.querySelector(".select2-selection__rendered");
      const search = box.querySelector(".select2-search__field");
      // What is shown in a single one is no box of its own; a multiple one mixes its list with it.
      chosen.removeAttribute("aria-readonly");
      if (chosen.getAttribute("role") === "textbox") chosen.removeAttribute("role");
      if (search) chosen.setAttribute("role", "presentation");
      (search || box).setAttribute("aria-label", name);
      if (!search) {
        box.id ||= `${field.id}-box`;
        box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
      }
    }
  }

  // What is wider than its place scrolls by the arrow keys once it has the focus.
  function makeReachable(root) {
    for (const box of root.querySelectorAll(".inline-group, .queue__words, .readers-words"))
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }

  function nameAll(root) {
    makeReachable(root);
    nameMoments(root);
    nameCells(root);
    nameChoosers(root);
    for (const mark of root.querySelectorAll(".help-tooltip[aria-label]")) mark.setAttribute("role", "img");
  }

  document.addEventListener("formset:added", (event) => nameAll(event.target));
  if (window.django?.jQuery) window.django.jQuery(() => nameAll(document));
  else nameAll(document);
})();
