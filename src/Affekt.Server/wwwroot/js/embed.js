// The official player of a music service, in a frame: it comes by a click and goes by another, and nothing is asked of the service before. It stands
// outside the list, so that a new reading never cuts what plays.

import { announce } from './announce.js';

const services = {
  spotify: { name: 'Spotify', origin: 'https://open.spotify.com' },
  deezer: { name: 'Deezer', origin: 'https://widget.deezer.com' },
  // This player refuses to start unless it is told which site shows it.
  youtube: { name: 'YouTube', origin: 'https://www.youtube-nocookie.com', referrer: 'strict-origin' },
};
const byId = id => document.getElementById(id);
const section = byId('embed');
const place = byId('embed-frame');
const note = byId('embed-note');
let opener = null;

const isKnown = embed => services[embed?.service] !== undefined && embed.address.startsWith(`${services[embed.service].origin}/`);

/** Takes the frame away: without it the service can neither play nor see anything more. */
export function closeEmbed() {
  place.replaceChildren();
  section.hidden = true;
}

function open(song, button) {
  const { name, referrer } = services[song.embed.service];
  const frame = document.createElement('iframe');
  frame.title = `${song.title} on ${name}`;
  frame.className = song.embed.service;
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  frame.setAttribute('allow', 'encrypted-media; fullscreen');
  frame.referrerPolicy = referrer ?? 'no-referrer';
  frame.src = song.embed.address;
  byId('embed-title').textContent = `${song.title}, played by ${name}`;
  place.replaceChildren(frame);
  section.hidden = false;
  section.scrollIntoView({ block: 'nearest' });
  opener = button;
  announce(`${name}'s player is above the songs.`);
}

/** The button that plays a song on a service, here in the page; null when no service of ours has it. `onOpen()` is called first, to make room for its sound. */
export function embedButton(song, onOpen) {
  if (!isKnown(song.embed)) return null;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet small';
  button.textContent = `Play on ${services[song.embed.service].name} here`;
  button.setAttribute('aria-label', `${button.textContent}: ${song.title}`);
  button.setAttribute('aria-describedby', note.id);
  button.addEventListener('click', () => {
    onOpen();
    open(song, button);
  });
  return button;
}

/** Says what pressing such a button tells whom, as long as there is one. */
export const showNote = songs => { note.hidden = !songs.some(song => !song.audio && isKnown(song.embed)); };

byId('embed-close').addEventListener('click', () => {
  closeEmbed();
  (opener?.isConnected ? opener : byId('music')).focus();
});
