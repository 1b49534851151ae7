// Whether the server answers. When it goes away the page says so, looks for it, and says when it is back.

import { announce } from './announce.js';

const notice = document.getElementById('connection');
const between = 2000;
const shown = 4000;
let away = false;
const backAgain = new Set();

/** Calls back when the server answers again, and when it has let this browser in. */
export const onBack = callback => backAgain.add(callback);

/** True while the server does not answer. */
export const isAway = () => away;

function tell(message, lost) {
  notice.textContent = message;
  notice.hidden = !message;
  notice.classList.toggle('lost', lost);
  if (message) announce(message);
}

/** A request found nobody. */
export function lost() {
  if (away) return;
  away = true;
  tell('Affekt does not answer. This page looks for it; moods still work, and songs come from memory.', true);
  setTimeout(look, between);
}

async function look() {
  try {
    const response = await fetch('/healthz', { cache: 'no-store' });
    if (response.ok) return answered();
  } catch {
    // still away
  }
  if (away) setTimeout(look, between);
}

/** A request was answered. */
export function answered() {
  if (!away) return;
  away = false;
  tell('Affekt is back.', false);
  setTimeout(() => { if (!away) tell('', false); }, shown);
  for (const callback of backAgain) callback();
}

/** The server asks for its access token. */
export function locked() {
  const dialog = document.getElementById('token');
  if (!dialog.open) dialog.showModal();
}

/** Asks for the token with `open(token)`, which fails with a sentence. */
export function setUpToken(open) {
  const dialog = document.getElementById('token');
  const problem = document.getElementById('token-problem');
  dialog.addEventListener('cancel', event => event.preventDefault());
  dialog.querySelector('form').addEventListener('submit', async event => {
    event.preventDefault();
    try {
      await open(document.getElementById('token-value').value);
      dialog.close();
      for (const callback of backAgain) callback();
    } catch (error) {
      problem.textContent = error.message;
    }
  });
}
