/** How often it is asked again, and how long is waited in between, in world milliseconds: longer than reads trail writes. */
const mostTries = 50;
const betweenTries = 250;

/** Makes a call that names what was made this moment, again and again until it is found. Rejects as the call does if it never is. */
export const onceFound = async <T>(
  call: () => Promise<T>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const missing = error instanceof Error && /NotFound|not found/.test(`${error.name} ${error.message}`);
      if (!missing || tries === mostTries) throw error;
      await wait(betweenTries);
    }
  }
};
