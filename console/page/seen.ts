/** What the page knows: the newest snapshot, whether newer ones come, and what time it is in the world. */
import { computed, signal } from "@preact/signals";
import type { PageSnapshot } from "../snapshot.ts";
import { type WorldClock, worldNow } from "./world-clock.ts";

export type Connection =
  | { readonly state: "connecting" | "live" | "saved" }
  /** `since` by the clock of whoever looks. */
  | { readonly state: "lost"; readonly since: number }
  /** The server answers, but not to this page; or there is nothing of that name. */
  | { readonly state: "refused" | "gone"; readonly says: string };

export const newest = signal<PageSnapshot | null>(null);
export const connection = signal<Connection>({ state: "connecting" });
export const clock = signal<WorldClock>({ world: Date.now(), here: Date.now(), speed: 1 });

/** The browser's clock, which moves once a second while somebody looks. */
export const tick = signal(Date.now());

/** The world's time in milliseconds since the epoch. Whoever reads its value is drawn anew each second. */
export const nowThere = computed(() => worldNow(clock.value, tick.value));
