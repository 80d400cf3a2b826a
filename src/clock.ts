/** Time as an argument: handlers pass the machine's clock, tests their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `milliseconds`; only for re-reading what was just written, never for waiting on the world. */
  sleep(milliseconds: number): Promise<void>;
}

/** How many milliseconds there are in each. */
export const milliseconds = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (duration) => new Promise((resolve) => setTimeout(resolve, duration)),
};

/** A moment, in milliseconds since the Unix epoch, as people and other programs are told it: ISO 8601 in UTC. */
export const isoTime = (moment: number): string => new Date(moment).toISOString();
