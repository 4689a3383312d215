/* Brings the service worker in, which keeps the last stories that were read on this device.

   Whoever asks their browser to save data gets none: it would load the page of saved stories. */
"use strict";

(() => {
  const workers = navigator.serviceWorker;
  if (!workers || navigator.connection?.saveData) return;

  const say = async (message) => (await workers.ready).active.postMessage(message);

  addEventListener("load", async () => {
    const wasThere = Boolean(workers.controller);
    try {
      await workers.register("/sw.js", { updateViaCache: "none" });
    } catch {
      return; // not allowed here: the site works without
    }
    // The page that brought the worker in was read before it was there.
    say(wasThere ? { check: "soon" } : { kept: location.pathname + location.search });
  });
  addEventListener("online", () => say({ check: "now" }));
})();
