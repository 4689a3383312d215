// Searches for the number that a challenge asks for, away from the page's own thread. It answers
// with the number, or with null when there is none, or no SHA-256 here (a page without https).
"use strict";
(() => {
  const AT_ONCE = 64; // digests under way together; one by one most of the time is waiting

  const search = async ({ algorithm, challenge, max_number: last, salt }) => {
    const wanted = challenge.match(/../g).map((pair) => parseInt(pair, 16));
    const encoder = new TextEncoder();
    const fits = async (number) => {
      const digest = await crypto.subtle.digest(algorithm, encoder.encode(salt + number));
      const bytes = new Uint8Array(digest);
      return wanted.every((byte, place) => bytes[place] === byte);
    };
    for (let first = 0; first <= last; first += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, step) => first + step);
      const found = (await Promise.all(numbers.map(fits))).indexOf(true);
      if (found >= 0) return first + found;
    }
    return null;
  };

  onmessage = ({ data }) => {
    search(data).then(postMessage, () => postMessage(null));
  };
})();
