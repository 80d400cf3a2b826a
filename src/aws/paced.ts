/** Makes a client's calls slowly, so that others get theirs through: AWS counts the calls of all of an account together. */
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Clock } from "../clock.ts";

export interface Pace {
  readonly callsPerSecond: number;
  /** How many calls may be made without a wait after a rest. */
  readonly atOnce: number;
}

type Client = ElasticLoadBalancingV2Client;

/** The client, each call of which waits for its turn. */
export const paced = (client: Client, { callsPerSecond, atOnce }: Pace, clock: Clock): Client => {
  const apart = 1_000 / callsPerSecond;
  /** When the next call would be due if none had been saved up. */
  let due = 0;
  const turn = async () => {
    const now = clock.now();
    due = Math.max(due, now - (atOnce - 1) * apart) + apart;
    const wait = due - apart - now;
    if (wait > 0) await clock.sleep(wait);
  };
  client.middlewareStack.add(
    (next) => async (args) => {
      await turn();
      return next(args);
    },
    { step: "initialize", priority: "high", name: "paced" },
  );
  return client;
};
