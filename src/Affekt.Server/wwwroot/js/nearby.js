// Songs while the server is away: the nearest of those that the page drew on its last visit. The server chooses with more care.

const goals = { lift: [0.70, 0.25], calm: [0.47, -0.83], energise: [0.60, 0.70] };
const reach = 0.8;
const width = 0.3;

const between = (a, b, share) => ({ valence: a.valence + share * (b.valence - a.valence), arousal: a.arousal + share * (b.arousal - a.arousal) });

function target(mood, mode) {
  const goal = goals[mode];
  return goal ? between(mood, { valence: goal[0], arousal: goal[1] }, reach) : mood;
}

function best(tracks, point, taken) {
  let found = null;
  let most = -1;
  for (const track of tracks) {
    if (taken.has(track.id) || taken.has(track.artist)) continue;
    const distance = Math.hypot(track.valence - point.valence, track.arousal - point.arousal);
    const score = Math.exp(-(distance ** 2) / (2 * width ** 2)) + 0.3 * track.popularity / 100;
    if (score > most) [found, most] = [track, score];
  }
  return found;
}

/** An answer like the server's: `n` songs near the target, or in steps towards it. */
export function choose(tracks, mood, mode, n, asJourney) {
  const end = target(mood, mode);
  const taken = new Set();
  const songs = [];
  for (let i = 0; i < n; i++) {
    const point = asJourney ? between(mood, end, n > 1 ? i / (n - 1) : 1) : end;
    const track = best(tracks, point, taken);
    if (!track) break;
    taken.add(track.id).add(track.artist);
    songs.push({ ...track, reason: 'Near this mood, chosen from memory while Affekt is away.', links: {} });
  }
  return { mode, start: mood, target: end, songs };
}
