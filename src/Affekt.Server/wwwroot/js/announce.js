// What changes on the page is said to screen readers, at most every three seconds: the newest message wins.

const pause = 3000;
const announcer = document.getElementById('announcer');
let last = -pause;
let timer = 0;

export function announce(message) {
  clearTimeout(timer);
  const wait = Math.max(0, last + pause - performance.now());
  timer = setTimeout(() => {
    last = performance.now();
    announcer.textContent = message;
  }, wait);
}
