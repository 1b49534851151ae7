// Who listens: a profile of this browser, kept by the server, with consent and settings. Without one, settings stay in this browser.

import * as api from './api.js';

const key = 'affekt.settings';
const defaults = { discovery: 0, explicit: true, languages: [], ownMusic: false, lessMotion: false };
const changed = new Set();

let state = { active: null, profiles: [], consentVersion: 1 };
let local = readLocal();

function readLocal() {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(key)) };
  } catch {
    return { ...defaults };
  }
}

/** Calls back when the profile, its consent or its settings change. */
export const onChange = callback => changed.add(callback);

/** All profiles of this browser. */
export const all = () => state.profiles;

/** The profile in use, or null. */
export const active = () => state.profiles.find(profile => profile.id === state.active) ?? null;

/** The consent of the profile in use, if it answers today's question. */
export const consent = () => active()?.consent?.version === state.consentVersion ? active().consent : null;

/** The settings in force. */
export const settings = () => active()?.settings ?? local;

/** The settings as filters of a request for songs. */
export function filters() {
  const { discovery, explicit, languages, ownMusic } = settings();
  return { discovery, explicit, language: languages, own: ownMusic || undefined };
}

function tell() {
  document.documentElement.classList.toggle('still', settings().lessMotion);
  for (const callback of changed) callback();
}

/** Asks the server who listens. */
export async function load() {
  state = await api.profiles();
  tell();
}

/** Records consent: what, when and which version, before any picture is read. */
export async function agree() {
  await api.agree(state.consentVersion);
  await load();
}

/** Takes consent back; the server deletes what came of pictures. */
export async function withdraw() {
  await api.withdraw();
  await load();
}

export async function create(name) {
  await api.createProfile(name);
  await load();
}

export async function use(id) {
  state = await api.useProfile(id);
  tell();
}

export async function rename(name) {
  await api.renameProfile(name);
  await load();
}

/** Deletes the profile in use and everything that is kept of it. */
export async function remove() {
  await api.deleteProfile();
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is blocked: then there is nothing in it.
  }
  local = { ...defaults };
  await load();
}

/** Changes settings: in the profile where there is one, in this browser where there is none. */
export async function change(values) {
  if (active()) {
    const saved = await api.saveSettings({ ...settings(), ...values });
    state = { ...state, profiles: state.profiles.map(profile => profile.id === saved.id ? saved : profile) };
  } else {
    local = { ...local, ...values };
    try {
      localStorage.setItem(key, JSON.stringify(local));
    } catch {
      // Storage is blocked: the settings then hold for this page only.
    }
  }
  tell();
}
