/** A playground's own door: what its clients got, and what is broken in it. On AWS there is none. */
import * as z from "zod";
import { faultInWords, listedFault } from "../fault-in-words.ts";
import type { PlaygroundPanel } from "../snapshot.ts";
import { type RouteAnswer, type Routes, refusal } from "./routes.ts";

/** Asks the playground under `/_playground/`; answers as it does. */
export type PlaygroundDoor = (
  method: "GET" | "POST" | "DELETE",
  route: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly json: unknown }>;

/** How long it may take to answer, in milliseconds. */
const patience = 5_000;

/** The door of the playground at that endpoint. */
export const playgroundDoor =
  (endpoint: string): PlaygroundDoor =>
  async (method, route, body) => {
    const answer = await fetch(new URL(`/_playground/${route}`, endpoint), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    return { status: answer.status, json: await answer.json() };
  };

const tally = z.object({ total: z.number(), failed: z.number() });
const ledger = z.object({ byVersion: z.record(z.string(), tally) });
const faults = z.object({ faults: z.array(listedFault) });

/** What its clients got so far, by version, and what is broken now. Rejects where it does not answer as a playground does. */
export const readPlayground = async (door: PlaygroundDoor): Promise<PlaygroundPanel> => {
  const [traffic, broken] = await Promise.all([door("GET", "traffic"), door("GET", "faults")]);
  const { byVersion } = ledger.parse(traffic.json);
  return {
    ledger: Object.entries(byVersion)
      .map(([version, { total, failed }]) => ({ version, total, failed }))
      .toSorted((a, b) => a.version.localeCompare(b.version, "en", { numeric: true })),
    faults: faults.parse(broken.json).faults.map((fault) => ({ id: fault.id, says: faultInWords(fault) })),
  };
};

const refused = z.object({ error: z.string(), message: z.string() });

/** What the playground answers, for the page: what it refuses in its own words. */
const passedOn = async (asked: ReturnType<PlaygroundDoor>): Promise<RouteAnswer> => {
  const { status, json } = await asked;
  if (status < 400) return { status: 200, body: json };
  const { error, message } = refused.parse(json);
  return refusal(status, error, message);
};

/** The routes by which things are broken and mended; a console that only shows has none of them. */
export const playgroundRoutes = (door: PlaygroundDoor): Routes => ({
  "POST /playground/faults": ({ body }) => passedOn(door("POST", "faults", body ?? {})),
  "DELETE /playground/faults/<id>": ({ params }) =>
    passedOn(door("DELETE", `faults/${encodeURIComponent(params.id ?? "")}`)),
});
