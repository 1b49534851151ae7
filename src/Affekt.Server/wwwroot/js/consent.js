// Consent: asked before the first picture, remembered in this browser with its date and version, taken back as easily.

const key = 'affekt.consent';
const version = 1;
const dialog = document.getElementById('consent');
const state = document.getElementById('consent-state');
const withdraw = document.getElementById('consent-withdraw');

function read() {
  try {
    const record = JSON.parse(localStorage.getItem(key));
    return record?.version === version ? record : null;
  } catch {
    return null; // damaged, or storage is blocked: then it is asked again
  }
}

function write(record) {
  try {
    if (record) localStorage.setItem(key, JSON.stringify(record));
    else localStorage.removeItem(key);
  } catch {
    // Storage is blocked: consent then holds for this page only.
  }
  held = record;
  show();
}

let held = read();

function show() {
  state.textContent = held
    ? `You agreed on ${new Date(held.when).toLocaleDateString(undefined, { dateStyle: 'long' })} that pictures which you show are read. You can take that back here.`
    : 'You have not agreed to any picture being read, and none has been.';
  withdraw.hidden = !held;
}

/** True when the person has agreed, now or before. */
export async function askConsent() {
  if (held) return true;
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise(resolve => dialog.addEventListener('close', resolve, { once: true }));
  if (dialog.returnValue !== 'yes') return false;
  write({ what: 'reading pictures of a face in memory', when: new Date().toISOString(), version });
  return true;
}

/** Calls back when consent is taken back. */
export function onWithdraw(callback) {
  withdraw.addEventListener('click', () => {
    write(null);
    callback();
  });
}

show();
