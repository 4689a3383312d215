// The CSRF cookie cannot be read by script, so CKEditor's uploads carry the token of the form.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const token = document.querySelector("form [name=csrfmiddlewaretoken]");
  if (token && window.CKEDITOR) {
    CKEDITOR.config.fileTools_requestHeaders = { "X-CSRFToken": token.value };
  }
});
