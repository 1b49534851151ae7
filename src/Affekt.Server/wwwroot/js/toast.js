// One short message at the foot of the page, with a way back where there is one.

const toast = document.getElementById('toast');
const words = document.getElementById('toast-words');
const back = document.getElementById('toast-undo');
let undo = null;

back.addEventListener('click', () => {
  const action = undo;
  hide();
  action?.();
});
document.getElementById('toast-close').addEventListener('click', hide);

/** Shows a message; it stays until the next one or until it is closed. `onUndo` makes an Undo button appear. */
export function show(message, onUndo = null) {
  words.textContent = message;
  undo = onUndo;
  back.hidden = !onUndo;
  toast.hidden = false;
}

export function hide() {
  undo = null;
  toast.hidden = true;
}
