import { UsageError } from "./usage-error.ts";

/** A port that was typed; 0 is for a free one. Throws `UsageError` if it is none. */
export const portTyped = (text: string): number => {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port is a port from 0 to 65535, not '${text}'.`);
};
