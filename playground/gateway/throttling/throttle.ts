import { throttled } from "../../faults/api-errors.ts";
import type { Clock } from "../../world/clock.ts";
import { shareOfPage } from "../../world/page-sizes.ts";
import { takingsOf } from "./limits.ts";

/** What a bucket holds now. */
export interface BucketLevel {
  readonly service: string;
  readonly bucket: string;
  readonly tokens: number;
  readonly capacity: number;
  readonly refill: number;
}

/** The account's token buckets: every call takes what it costs, or is refused. */
export interface Throttle {
  /** Throws the service's own AwsError if a bucket holds too little; then nothing is taken. */
  take(service: string, operation: string, input: unknown): void;
  /** The buckets that were used, as they stand. */
  levels(): readonly BucketLevel[];
}

interface Bucket {
  readonly capacity: number;
  readonly refill: number;
  readonly tokens: number;
  readonly at: number;
}

/**
 * Full buckets, refilled as the world's time goes. `pageSize` is what the world's pages hold, `leftByOthers` the part of what AWS takes that
 * others in the account leave.
 */
export const createThrottle = (clock: Pick<Clock, "now">, pageSize: number, leftByOthers = 1): Throttle => {
  const buckets = new Map<string, Bucket>();

  const nowIn = ({ capacity, refill, tokens, at }: Bucket): number =>
    Math.min(capacity, tokens + ((clock.now() - at) / 1_000) * refill);

  return {
    take(service, operation, given) {
      const input = (given ?? {}) as Readonly<Record<string, unknown>>;
      const share = shareOfPage(service, operation, input, pageSize);
      const takings = takingsOf(service, operation, input).map(({ bucket, tokens = share, ...whole }) => {
        const name = `${service}:${bucket}`;
        // What costs no more than a page is taken some time, however much others take.
        const capacity = Math.max(1, whole.capacity * leftByOthers);
        const refill = whole.refill * leftByOthers;
        const known = buckets.get(name) ?? { capacity, refill, tokens: capacity, at: clock.now() };
        return { name, known, left: nowIn(known) - tokens };
      });
      // A hair less is rounding.
      if (takings.some(({ left }) => left < -1e-9)) throw throttled({ service });
      for (const { name, known, left } of takings) buckets.set(name, { ...known, tokens: left, at: clock.now() });
    },
    levels: () =>
      [...buckets].map(([name, bucket]) => {
        const [service = "", ...rest] = name.split(":");
        const { capacity, refill } = bucket;
        const tokens = Math.max(0, Math.floor(nowIn(bucket) * 1_000) / 1_000);
        return { service, bucket: rest.join(":"), tokens, capacity, refill };
      }),
  };
};
