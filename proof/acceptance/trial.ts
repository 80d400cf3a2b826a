/** One run of the acceptance in somebody's account: what it calls its things, and what it works with. */
import type { Clock } from "../../src/clock.ts";
import type { Answer } from "../../src/deployment/checks.ts";
import type { TrialClients } from "./clients.ts";

/** What everything is called that it makes: nothing else in the account is touched. */
export const names = {
  /** Sarcelle's own stack, beside any installation that is there. */
  installation: "sarcelle-trial",
  /** The stack of the service. */
  serviceStack: "sarcelle-trial-service",
  /** Load balancer, group, launch template, and the beginning of all that the twin is called. */
  service: "sarcelle-trial-web",
  environment: "sarcelle-trial",
  /** Of the certificate. */
  domain: "sarcelle-trial.example.com",
  bucket: (account: string, region: string) => `sarcelle-trial-${account}-${region}`,
} as const;

/** Where the service stands. */
export interface Network {
  readonly vpc: string;
  readonly cidr: string;
  /** In two zones at least. */
  readonly subnets: readonly string[];
}

/** What became of the requests so far. */
export interface ServedSoFar {
  readonly total: number;
  readonly failed: number;
  /** The first that failed, in words. */
  readonly failures: readonly string[];
}

/** Who uses the service meanwhile, and asks it which release it is. */
export interface Users {
  /** From now on each port gets a few requests a second. */
  begin(service: { readonly loadBalancer: string; readonly host: string }): void | Promise<void>;
  served(): ServedSoFar | Promise<ServedSoFar>;
  end(): void | Promise<void>;
  /** One request to a production listener. */
  ask(port: number): Promise<Answer>;
}

/** What a run has at hand. */
export interface Trial {
  readonly account: string;
  readonly region: string;
  readonly clients: TrialClients;
  readonly clock: Clock;
  readonly users: Users;
  /** The packaged template, with the bundles beside it. */
  readonly template: string;
  readonly say: (line: string) => void;
  /** Somebody wants it to end. */
  readonly ending: AbortSignal;
}

/** Thrown where a run notices that it is to end. */
export class EndedEarly extends Error {
  constructor() {
    super("It was ended before it was done.");
  }
}

/** A clock on which nobody waits any more once the run is to end: throws `EndedEarly`. */
export const impatient = ({ clock, ending }: Pick<Trial, "clock" | "ending">): Clock => ({
  now: clock.now,
  async sleep(duration) {
    if (ending.aborted) throw new EndedEarly();
    await clock.sleep(duration);
  },
});

/** Looks until it is so, a few seconds apart; throws if it is not `within` so many seconds, in words that end with `what`. */
export const waitUntil = async (
  clock: Clock,
  what: string,
  within: number,
  isSo: () => Promise<boolean>,
): Promise<void> => {
  const deadline = clock.now() + within * 1_000;
  while (!(await isSo())) {
    if (clock.now() > deadline)
      throw new Error(`After ${Math.round(within / 60)} minutes it is still not so: ${what}.`);
    await clock.sleep(5_000);
  }
};
