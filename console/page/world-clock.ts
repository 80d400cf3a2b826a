/** The world's clock, as far as a browser knows it: what the server answered, and how fast time passes there. */

export interface WorldClock {
  /** The world's time when it was asked, and the browser's, in milliseconds since the epoch. */
  readonly world: number;
  readonly here: number;
  /** Seconds that pass there in one second here. */
  readonly speed: number;
}

/** The clock of a world that was asked just now. */
export const clockOf = (answer: { readonly now: string; readonly speed: number }, here: number): WorldClock => ({
  world: Date.parse(answer.now),
  here,
  speed: answer.speed,
});

/** What time it is there, from an absolute moment: a tab that slept is right at once. */
export const worldNow = ({ world, here, speed }: WorldClock, now: number): number => world + (now - here) * speed;
