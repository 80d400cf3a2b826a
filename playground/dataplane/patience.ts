import type { WallClock } from "../world/wall-clock.ts";

/** The processes behind the sockets, and this one, run no faster when the world's time does. */
const least = 500;

/** How long to wait for a socket, in real milliseconds, where AWS would wait `duration` world milliseconds. */
export const patience = (clock: WallClock, duration: number): number => Math.max(least, duration / clock.scale().speed);
