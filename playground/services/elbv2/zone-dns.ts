import type { Cancel, Clock } from "../../world/clock.ts";

/** "The DNS entry is … with a time-to-live (TTL) of 60 seconds": so long clients go where a name pointed to before. */
const timeToLive = 60_000;

/** Which zones' nodes the clients of each load balancer know by its name. */
export interface ZoneDns {
  /** Those that clients go to; undefined as long as its name never answered anything but all of them. */
  known(loadBalancerArn: string): readonly string[] | undefined;
  /** The name answers these zones from now on; `changed` is called when all clients have learned it. */
  answer(loadBalancerArn: string, zones: readonly string[], changed: () => void): void;
  stop(): void;
}

/** Nobody knows anything yet. */
export const createZoneDns = (clock: Clock): ZoneDns => {
  const learned = new Map<string, readonly string[]>();
  const pending = new Map<string, { readonly zones: string; readonly cancel: Cancel }>();
  return {
    known: (arn) => learned.get(arn),
    answer(arn, zones, changed) {
      const now = zones.join(" ");
      if (pending.get(arn)?.zones === now) return;
      pending.get(arn)?.cancel();
      const learn = () => {
        learned.set(arn, zones);
        changed();
      };
      pending.set(arn, { zones: now, cancel: clock.after(timeToLive, learn) });
    },
    stop() {
      for (const { cancel } of pending.values()) cancel();
    },
  };
};
