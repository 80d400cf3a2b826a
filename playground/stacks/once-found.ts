import { setTimeout as pause } from "node:timers/promises";

/** How often it is asked again, and how long is waited in between, in real milliseconds: longer than the world's reads trail its writes. */
const mostTries = 50;
const betweenTries = 50;

/** Makes a call that names what was made this moment, again and again until it is found. Rejects as the call does if it never is. */
export const onceFound = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const missing = error instanceof Error && /NotFound|not found/.test(`${error.name} ${error.message}`);
      if (!missing || tries === mostTries) throw error;
      await pause(betweenTries);
    }
  }
};
