// The focal point of a photo: a click on the picture sets it, the three cuts follow at once. Without
// this the two numbers do the same, and the cuts show what was made of what was saved.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-focal]");
  const across = document.getElementById("id_focal_x");
  const down = document.getElementById("id_focal_y");
  if (!place || !across || !down) return;
  const frame = place.querySelector("[data-focal-picture]");
  const whole = place.querySelector("[data-focal-whole]");
  const mark = place.querySelector("[data-focal-mark]");
  const cuts = place.querySelectorAll("[data-focal-cut]");
  const upload = document.getElementById("id_image");

  // As it was typed: in 0-9, ٠-٩ or ۰-۹.
  const western = (typed) => typed.replace(/[٠-٩۰-۹]/g, (digit) => digit.codePointAt(0) & 15);
  const inside = (value) => Math.min(100, Math.max(0, Math.round(Number(value) || 0)));

  // Physical sides: a picture is not mirrored in a page that runs from right to left.
  function moveMark() {
    if (whole.hidden) return;
    mark.hidden = false;
    mark.style.left = `${inside(western(across.value))}%`;
    mark.style.top = `${inside(western(down.value))}%`;
  }

  function showCuts() {
    moveMark();
    if (whole.hidden) return;
    place.querySelectorAll("[data-focal-wait]").forEach((words) => words.remove());
    for (const cut of cuts) {
      cut.hidden = false;
      if (cut.src !== whole.src) cut.src = whole.src;
      cut.style.objectPosition = `${inside(western(across.value))}% ${inside(western(down.value))}%`;
    }
  }

  frame.addEventListener("click", (event) => {
    const box = whole.getBoundingClientRect();
    if (!box.width || !box.height) return;
    across.value = inside(((event.clientX - box.left) / box.width) * 100);
    down.value = inside(((event.clientY - box.top) / box.height) * 100);
    showCuts();
  });
  across.addEventListener("input", showCuts);
  down.addEventListener("input", showCuts);

  if (upload) {
    upload.addEventListener("change", () => {
      const [file] = upload.files;
      if (!file || !file.type.startsWith("image/")) return;
      const reader = new FileReader();
      // Its size is known before it is painted: what will be refused would only stop the page.
      const probe = new Image();
      probe.addEventListener("load", () => {
        if (probe.naturalWidth * probe.naturalHeight > Number(place.dataset.focal)) return;
        whole.removeAttribute("width");
        whole.removeAttribute("height");
        whole.hidden = false;
        whole.src = reader.result;
        showCuts();
      });
      reader.addEventListener("load", () => {
        probe.src = reader.result;
      });
      reader.readAsDataURL(file);
    });
  }
  frame.classList.add("is-live");
  moveMark();
});
