// The server's answers. An error carries one sentence for the person.

import * as connection from './connection.js';

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    connection.lost();
    throw new ApiError(0, 'Affekt does not answer. Is it still running? Start it again with ./affekt serve; this page will find it.');
  }
  // What the service worker kept from an earlier visit says nothing of the server.
  if (!response.headers.has('x-affekt-kept')) connection.answered();
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  if (response.status === 401) connection.locked();
  throw new ApiError(response.status, body?.detail ?? body?.title ?? `Affekt answered with error ${response.status}.`);
}

function query(values) {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) parts.append(key, one);
    }
  }
  return parts;
}

const send = (method, path, body, signal) => answer(`/api/v1/${path}`, {
  method, signal,
  body: body === undefined ? undefined : JSON.stringify(body),
  headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
});

/** The seven emotions and where they lie. */
export const affect = () => answer('/api/v1/affect');

/** Songs of the catalogue with their places. */
export const tracks = () => answer('/api/v1/tracks');

/** Songs for a mood: `{emotion}` or `{valence, arousal}`, with `mode`, `n` and filters. */
export const recommend = (values, signal) => answer(`/api/v1/recommendations?${query(values)}`, { signal });

/** Songs in order, from the mood towards the mode's target. */
export const journey = (values, signal) => answer(`/api/v1/journeys?${query(values)}`, { signal });

/** Songs by words of title and artist. */
export const search = (q, signal) => answer(`/api/v1/search?${query({ q })}`, { signal });

/** Reads the faces in a picture (a Blob) and recommends songs for the largest. */
export const mood = (picture, values, signal) =>
  answer(`/api/v1/mood?${query(values)}`, { method: 'POST', body: picture, headers: { 'Content-Type': picture.type }, signal });

/** Where a playlist of songs is. */
export const playlist = (format, title, ids) => `/api/v1/playlists/${format}?${query({ title, id: ids })}`;

export const profiles = () => send('GET', 'profiles');
export const createProfile = name => send('POST', 'profiles', { name });
export const useProfile = id => send('PUT', 'profiles/active', { id });
export const renameProfile = name => send('PUT', 'profile/name', { name });
export const saveSettings = settings => send('PUT', 'profile/settings', settings);
export const deleteProfile = () => send('DELETE', 'profile');
export const agree = version => send('PUT', 'profile/consent', { version });
export const withdraw = () => send('DELETE', 'profile/consent');

export const keepMood = mood => send('POST', 'profile/moods', mood);
export const history = () => send('GET', 'profile/history');
export const say = word => send('POST', 'feedback', word);
export const undo = () => send('DELETE', 'feedback/last');
export const correct = (probabilities, said) => send('POST', 'corrections', { probabilities, said });

export const openSession = token => send('POST', 'session', { token });
export const importFolders = () => send('POST', 'imports/folders');
export const importTable = file => answer(`/api/v1/imports/table?${query({ name: file.name })}`, {
  method: 'POST', body: file, headers: { 'Content-Type': /\.csv$/i.test(file.name) ? 'text/csv' : 'application/octet-stream' },
});
export const imports = () => send('GET', 'imports');
