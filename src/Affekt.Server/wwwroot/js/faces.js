// Several faces in one picture are never mixed: the person chooses whose expression counts.

const area = document.getElementById('faces');
const row = document.getElementById('faces-row');

/** How much two boxes share: 0 for nothing, 1 for everything. */
export function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

/** The face that is most likely the one chosen before; null when it is gone. */
export function again(faces, before) {
  if (!before) return null;
  const best = faces.reduce((most, face) => overlap(face.box, before) > overlap(most.box, before) ? face : most);
  return overlap(best.box, before) > 0.2 ? best : null;
}

/** Offers faces as small pictures; `onChoose(face)` is called for the one that is pressed. */
export function offerFaces(source, faces, chosen, onChoose) {
  area.hidden = faces.length < 2;
  if (faces.length < 2) return row.replaceChildren();
  // Buttons stay while their number stays, so that focus is not lost with every frame.
  while (row.children.length > faces.length) row.lastChild.remove();
  while (row.children.length < faces.length) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'face';
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [112, 112];
    const name = document.createElement('span');
    name.textContent = `Face ${row.children.length + 1}`;
    button.append(canvas, name);
    row.append(button);
  }
  const ordered = [...faces].sort((a, b) => a.box.x - b.box.x);
  ordered.forEach((face, i) => {
    const button = row.children[i];
    const { x, y, width, height } = face.box;
    button.firstChild.getContext('2d').drawImage(source, x, y, width, height, 0, 0, 112, 112);
    button.setAttribute('aria-pressed', face === chosen);
    button.onclick = () => onChoose(face);
  });
}

export const hideFaces = () => offerFaces(null, [], null, null);
