// Line drawings, 24 by 24.

const paths = {
  like: 'M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10Z',
  dislike: 'M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10ZM4 4l16 16',
  skip: 'M6 6l8 6-8 6zM17.5 6v12',
  hide: 'M3 12s3.4-5.5 9-5.5S21 12 21 12s-3.4 5.5-9 5.5S3 12 3 12ZM5 19 19 5',
  play: 'M8 5.5 18.5 12 8 18.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  previous: 'M18 6l-8 6 8 6zM6.5 6v12',
  next: 'M6 6l8 6-8 6zM17.5 6v12',
  queue: 'M4 7h11M4 12h11M4 17h7M18 9v8.2M18 9l3-1',
  close: 'M6 6l12 12M18 6 6 18',
  up: 'M12 19V6M6.5 11.5 12 6l5.5 5.5',
  remove: 'M6 12h12',
  add: 'M12 6v12M6 12h12',
};

/** An icon that screen readers pass over. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

/** A round button with an icon and a name. */
export function iconButton(name, label, onClick) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icon-button';
  button.setAttribute('aria-label', label);
  button.title = label;
  button.append(icon(name));
  button.addEventListener('click', onClick);
  return button;
}
