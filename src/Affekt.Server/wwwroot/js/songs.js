// The list of songs, with a reason and links for each.

import { dotColour } from './colour.js';

const services = { spotify: 'Spotify', youtube: 'YouTube', deezer: 'Deezer', apple: 'Apple Music', appleMusic: 'Apple Music' };
const list = document.getElementById('songs');

function text(name, className, content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = content;
  return element;
}

function item(song, i, onPoint) {
  const row = document.createElement('li');
  row.className = 'song';
  row.style.setProperty('--dot', dotColour(song.valence, song.arousal));
  const body = document.createElement('div');
  body.append(
    text('h3', '', song.title),
    text('p', 'by', [song.artist, song.year].filter(Boolean).join(', ')),
    text('p', 'reason', song.reason));
  const links = text('p', 'links', '');
  for (const [service, address] of Object.entries(song.links ?? {})) {
    if (!/^https:\/\//.test(address)) continue;
    const name = services[service] ?? service;
    const link = text('a', '', name);
    link.href = address;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    link.setAttribute('aria-label', `${song.title} on ${name} (new tab)`);
    links.append(link);
  }
  row.append(text('span', 'number', i + 1), body, links);
  for (const [event, on] of [['pointerenter', true], ['pointerleave', false], ['focusin', true], ['focusout', false]]) {
    row.addEventListener(event, () => {
      row.classList.toggle('lit', on);
      onPoint(song.id, on);
    });
  }
  return row;
}

/** Shows songs; `onPoint(id, on)` is called when one is pointed at or focused. */
export function showSongs(songs, onPoint) {
  list.replaceChildren(...songs.map((song, i) => item(song, i, onPoint)));
  list.classList.remove('waiting');
  document.getElementById('songs-empty').hidden = songs.length > 0;
}

/** The list steps back while new songs are on their way. */
export const waitForSongs = () => list.classList.add('waiting');
