// Settings: profiles, which songs, how the page moves, own music, and everything about one's data.

import * as api from './api.js';
import * as profile from './profile.js';

const byId = id => document.getElementById(id);
const dialog = byId('settings');
const languages = { en: 'English', es: 'Spanish', fr: 'French', de: 'German', it: 'Italian', pt: 'Portuguese', ja: 'Japanese', ko: 'Korean', zh: 'Chinese', hi: 'Hindi', ar: 'Arabic', ru: 'Russian' };

function problem(message) {
  byId('settings-problem').textContent = message;
  byId('settings-problem').hidden = !message;
}

// What the person does either works or says why not.
const attempt = action => async event => {
  problem('');
  try {
    await action(event);
  } catch (error) {
    problem(error.message);
  }
};

function show() {
  const select = byId('profile-select');
  const options = [...profile.all().map(one => new Option(one.name, one.id)), new Option('No profile (nothing is kept)', '')];
  select.replaceChildren(...options);
  select.value = profile.active()?.id ?? '';
  const has = profile.active() !== null;
  for (const id of ['profile-name-row', 'profile-export', 'profile-delete']) byId(id).hidden = !has;
  byId('profile-name').value = profile.active()?.name ?? '';
  const { discovery, explicit, languages: chosen, ownMusic, lessMotion } = profile.settings();
  byId('discovery').value = discovery;
  byId('discovery').setAttribute('aria-valuetext', words(discovery));
  byId('discovery-words').textContent = words(discovery);
  byId('explicit').checked = explicit;
  byId('own-music').checked = ownMusic;
  byId('less-motion').checked = lessMotion;
  for (const box of byId('languages').querySelectorAll('input')) box.checked = chosen.includes(box.value);
  byId('usual-languages').textContent = languageWords(chosen);
}

// What the server does: without a choice, songs known by name come in the browser's languages and in English.
function languageWords(chosen) {
  if (chosen.length > 0) return 'Only songs in the ticked languages, and songs without words.';
  const codes = [...new Set([...navigator.languages.map(name => name.split('-')[0].toLowerCase()), 'en'])];
  const names = codes.map(code => languages[code] ?? code);
  return `None ticked: your own songs in any language; other songs in ${names.join(' and ')}, and songs without words.`;
}

const words = value => value < 0.15 ? 'well-known songs' : value < 0.45 ? 'mostly well-known songs' : value < 0.6 ? 'a mixture' : value < 0.9 ? 'mostly little-known songs' : 'little-known songs';

function setUpLanguages() {
  for (const [code, name] of Object.entries(languages)) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.value = code;
    const span = document.createElement('span');
    span.textContent = name;
    label.append(box, span);
    byId('languages').append(label);
  }
  byId('languages').addEventListener('change', attempt(() => profile.change({
    languages: [...byId('languages').querySelectorAll('input:checked')].map(box => box.value),
  })));
}

function watch(id) {
  const line = byId('import-state');
  line.hidden = false;
  const events = new EventSource(`/api/v1/imports/${id}/events`);
  return new Promise(resolve => {
    events.addEventListener('progress', event => {
      const { state, rows, fraction, message } = JSON.parse(event.data);
      line.textContent = state === 'running' ? `${rows} songs read (${Math.round(fraction * 100)} %)...` : message;
      byId('import-progress').hidden = state !== 'running';
      byId('import-progress').value = fraction;
      if (state === 'running') return;
      events.close();
      resolve();
    });
    events.addEventListener('error', () => {
      events.close();
      byId('import-progress').hidden = true;
      resolve();
    });
  });
}

/** Joins the parts; `onSongs` is called when there are other songs to draw, `onDeleted` when everything was deleted. */
export function setUpSettings({ onSongs, onDeleted }) {
  setUpLanguages();
  profile.onChange(show);
  byId('settings-open').addEventListener('click', () => {
    problem('');
    show();
    dialog.showModal();
  });
  byId('profile-select').addEventListener('change', attempt(event => profile.use(event.target.value || null)));
  byId('profile-create').addEventListener('click', attempt(async () => {
    await profile.create(byId('profile-new').value);
    byId('profile-new').value = '';
  }));
  byId('profile-rename').addEventListener('click', attempt(() => profile.rename(byId('profile-name').value)));
  byId('discovery').addEventListener('input', event => {
    byId('discovery-words').textContent = words(+event.target.value);
    event.target.setAttribute('aria-valuetext', words(+event.target.value));
  });
  byId('discovery').addEventListener('change', attempt(event => profile.change({ discovery: +event.target.value })));
  byId('explicit').addEventListener('change', attempt(event => profile.change({ explicit: event.target.checked })));
  byId('own-music').addEventListener('change', attempt(event => profile.change({ ownMusic: event.target.checked })));
  byId('less-motion').addEventListener('change', attempt(event => profile.change({ lessMotion: event.target.checked })));
  byId('profile-delete').addEventListener('click', () => byId('delete').showModal());
  byId('delete').addEventListener('close', attempt(async () => {
    if (byId('delete').returnValue !== 'yes') return;
    await profile.remove();
    onDeleted();
  }));
  byId('import-folders').addEventListener('click', attempt(async () => {
    await watch((await api.importFolders()).id);
    await onSongs();
  }));
  byId('import-table').addEventListener('change', attempt(async event => {
    const file = event.target.files[0];
    event.target.value = '';
    if (!file) return;
    await watch((await api.importTable(file)).id);
    await onSongs();
  }));
}

/** Says how much there is to play, and follows an import that the server began by itself. */
export async function showLibrary({ count, own }, onSongs) {
  byId('library').textContent = own > 0
    ? `${count.toLocaleString()} songs, ${own.toLocaleString()} of them yours to play here.`
    : `${count.toLocaleString()} songs by name. To play your own, start Affekt with a folder: affekt serve --music FOLDER.`;
  byId('own-music').disabled = own === 0;
  const { imports } = await api.imports().catch(() => ({ imports: [] }));
  const running = imports.at(-1);
  if (running?.state !== 'running') return;
  await watch(running.id);
  await onSongs();
}
