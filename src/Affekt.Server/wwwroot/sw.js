// Keeps the page and what it draws, so that it opens without the server after the first visit. Nothing that a person said or showed is kept here.

const store = 'affekt-1';
const page = [
  '/', '/favicon.svg', '/manifest.webmanifest',
  '/css/tokens.css', '/css/page.css', '/css/plane.css', '/css/parts.css', '/css/player.css', '/css/dialogs.css',
  '/js/main.js', '/js/announce.js', '/js/api.js', '/js/camera.js', '/js/colour.js', '/js/connection.js', '/js/consent.js', '/js/embed.js', '/js/faces.js', '/js/history.js',
  '/js/icons.js', '/js/nearby.js', '/js/picture.js', '/js/plane.js', '/js/player.js', '/js/profile.js', '/js/reading.js', '/js/settings.js', '/js/smoothing.js',
  '/js/songs.js', '/js/toast.js', '/js/words.js',
];
const data = ['/api/v1/affect', '/api/v1/tracks'];

self.addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(store);
  await cache.addAll(page.map(path => new Request(path, { cache: 'no-cache' })));
  // Behind an access token these may be refused for now; they are kept when the page asks for them.
  await Promise.allSettled(data.map(path => cache.add(path)));
  await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== store) await caches.delete(name);
  await self.clients.claim();
})()));

// The server is asked first, since it is near; what was kept is for when it is away.
self.addEventListener('fetch', event => {
  const { pathname, origin, search } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin || search || !(page.includes(pathname) || data.includes(pathname))) return;
  event.respondWith((async () => {
    const cache = await caches.open(store);
    try {
      const response = await fetch(event.request);
      if (response.ok) await cache.put(pathname, response.clone());
      return response;
    } catch (error) {
      const kept = await cache.match(pathname);
      if (!kept) throw error;
      const headers = new Headers(kept.headers);
      headers.set('x-affekt-kept', 'yes');
      return new Response(kept.body, { status: kept.status, headers });
    }
  })());
});
