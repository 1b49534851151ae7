// Consent: asked before the first picture, recorded by the server with its date and version, taken back as easily.

import { active, agree, consent, onChange, withdraw } from './profile.js';

const dialog = document.getElementById('consent');
const state = document.getElementById('consent-state');
const button = document.getElementById('consent-withdraw');

onChange(() => {
  const held = consent();
  state.textContent = held
    ? `${active().name} agreed on ${new Date(held.when).toLocaleDateString(undefined, { dateStyle: 'long' })} that pictures shown here are read (version ${held.version} of the question). You can take that back here; what came of pictures is then deleted.`
    : 'You have not agreed to any picture being read, and none is.';
  button.hidden = !held;
});

/** True when the person has agreed, now or before. */
export async function askConsent() {
  if (consent()) return true;
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise(resolve => dialog.addEventListener('close', resolve, { once: true }));
  if (dialog.returnValue !== 'yes') return false;
  await agree();
  return true;
}

/** Calls back when consent is taken back. */
export function onWithdraw(callback, complain) {
  button.addEventListener('click', async () => {
    try {
      callback();
      await withdraw();
    } catch (error) {
      complain(error.message);
    }
  });
}
