/** The playground's admin API, as far as the story needs it. */

import type { Dump } from "../dump/settling.ts";
import type { Call } from "./deployment.ts";

interface Tally {
  readonly total: number;
  readonly failed: number;
}

/** Every request that the clients made and that has ended. */
export interface ToldTraffic extends Tally {
  readonly byVersion: Readonly<Record<string, Tally>>;
  /** The first of them. */
  readonly failures: readonly {
    readonly time: string;
    readonly url: string;
    readonly status: number;
    readonly error?: string;
  }[];
}

export interface Listener {
  readonly loadBalancer: string;
  readonly port: number;
  readonly url: string;
}

interface CallPage {
  readonly calls: readonly Call[];
  readonly next?: number;
}

export type Admin = ReturnType<typeof adminOf>;

/** The playground's admin API as the story asks it; rejects with the playground's own words if it refuses. */
export const adminOf = (endpoint: string) => {
  const ask = async <Answer>(method: string, route: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${endpoint}/_playground/${route}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The playground refused '${method} ${route}': ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
  return {
    buildStack: (name: string, options: object) => ask("POST", `stacks/${name}`, options),
    startTraffic: (plan: object) => ask("POST", "traffic", plan),
    traffic: () => ask<ToldTraffic>("GET", "traffic"),
    /** Sends no more and awaits what is outstanding. */
    stopTraffic: () => ask<ToldTraffic>("DELETE", "traffic"),
    state: () => ask<Dump>("GET", "state"),
    listeners: async () => (await ask<{ listeners: readonly Listener[] }>("GET", "listeners")).listeners,
    /** All of an operation, page by page. */
    async calls(operation: string): Promise<readonly Call[]> {
      const all: Call[] = [];
      for (let since: number | undefined = 0; since !== undefined; ) {
        const page: CallPage = await ask("GET", `calls?operation=${operation}&since=${since}`);
        all.push(...page.calls);
        since = page.next;
      }
      return all;
    },
  };
};
