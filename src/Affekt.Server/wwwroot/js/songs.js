// The list of songs, with a reason and links for each, and what the person says of them.

import { dotColour, onSchemeChange } from './colour.js';
import { embedButton, showNote } from './embed.js';
import { iconButton } from './icons.js';

const services = { spotify: 'Spotify', youtube: 'YouTube', deezer: 'Deezer', apple: 'Apple Music' };
const list = document.getElementById('songs');
const empty = document.getElementById('songs-empty');

function text(name, className, content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = content;
  return element;
}

function linksOf(song) {
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
  return links;
}

function wordsOf(song, onWord, isLiked) {
  const words = text('p', 'words', '');
  const names = { like: 'Like', dislike: 'Less like', skip: 'Skip', hide: 'Never offer' };
  for (const [kind, name] of Object.entries(names)) {
    const button = iconButton(kind, `${name} ${song.title}`, () => onWord(song, kind));
    if (kind === 'like') button.setAttribute('aria-pressed', isLiked(song));
    button.dataset.word = kind;
    words.append(button);
  }
  return words;
}

function item(song, i, { onPoint, onWord, onPlay, onQueue, onEmbed, isLiked }) {
  const row = document.createElement('li');
  row.className = 'song';
  row.dataset.id = song.id;
  const tint = () => row.style.setProperty('--dot', dotColour(song.valence, song.arousal));
  tint();
  onSchemeChange(tint);
  const body = document.createElement('div');
  body.className = 'song-body';
  body.append(text('h3', '', song.title), text('p', 'by', [song.artist, song.year].filter(Boolean).join(', ')));
  if (song.reason) body.append(text('p', 'reason', song.reason));
  row.append(text('span', 'number', i + 1), body);
  if (song.audio) {
    const play = iconButton('play', `Play ${song.title}`, () => onPlay(song));
    play.classList.add('song-play');
    row.append(play);
  }
  const foot = document.createElement('div');
  foot.className = 'song-foot';
  // What can be played here needs no other place to be heard.
  const links = song.audio ? text('p', 'links', '') : linksOf(song);
  if (song.audio) {
    const queue = text('button', 'quiet small', 'Add to queue');
    queue.type = 'button';
    queue.setAttribute('aria-label', `Add to queue: ${song.title}`);
    queue.addEventListener('click', () => onQueue(song));
    links.prepend(queue);
  }
  const embed = song.audio ? null : embedButton(song, onEmbed);
  if (embed) links.prepend(embed);
  foot.append(links, wordsOf(song, onWord, isLiked));
  row.append(foot);
  for (const [event, on] of [['pointerenter', true], ['pointerleave', false], ['focusin', true], ['focusout', false]]) {
    row.addEventListener(event, () => {
      row.classList.toggle('lit', on);
      onPoint(song.id, on);
    });
  }
  return row;
}

/** Shows songs. `onPoint(id, on)`, `onWord(song, kind)`, `onPlay(song)`, `onQueue(song)` and `onEmbed()` are called for what happens to them; `isLiked(song)` says how to draw one. */
export function showSongs(songs, handlers, none = 'No song passes the filters of your settings.') {
  list.replaceChildren(...songs.map((song, i) => item(song, i, handlers)));
  list.classList.remove('waiting');
  showNote(songs);
  empty.hidden = songs.length > 0;
  if (songs.length === 0) empty.textContent = none;
}

/** The list steps back while new songs are on their way. */
export const waitForSongs = () => list.classList.add('waiting');
