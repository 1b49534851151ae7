// Readings of a camera, steadied: they are averaged over time, and the named emotion changes only after a clear lead.

const fade = 700;      // ms: the time constant of the average
const lead = 0.15;     // by how much another emotion must be ahead ...
const patience = 800;  // ... and for how many ms

export class Smoother {
  #values = null;
  #last = 0;
  #emotion = null;
  #rival = null;
  #rivalSince = 0;
  #since = 0;

  /** Takes in one reading at a time in ms and returns the steadied one. */
  update(reading, now) {
    if (this.#values) {
      const share = 1 - Math.exp(-(now - this.#last) / fade);
      for (const name of Object.keys(this.#values)) this.#values[name] += share * (reading.probabilities[name] - this.#values[name]);
    } else {
      this.#values = { ...reading.probabilities };
    }
    this.#last = now;
    const top = Object.entries(this.#values).reduce((best, entry) => entry[1] > best[1] ? entry : best)[0];
    if (this.#emotion === null) {
      [this.#emotion, this.#since] = [top, now];
    } else if (top === this.#emotion || this.#values[top] - this.#values[this.#emotion] < lead) {
      this.#rival = null;
    } else if (top !== this.#rival) {
      [this.#rival, this.#rivalSince] = [top, now];
    } else if (now - this.#rivalSince >= patience) {
      [this.#emotion, this.#since, this.#rival] = [top, now, null];
    }
    return { probabilities: { ...this.#values }, emotion: this.#emotion, unsure: reading.unsure, steadyFor: now - this.#since };
  }
}
