import type { Clock } from "../world/clock.ts";
import { iamPrefix } from "./iam-prefix.ts";

/** One API call, as the ledger keeps it. */
export interface ApiCall {
  /** The calls are numbered from 1 in the order of their arrival. */
  readonly n: number;
  /** When it arrived, in milliseconds since the epoch. */
  readonly time: number;
  /** The caller's ARN; undefined if the call was refused before anybody knew. */
  readonly principal: string | undefined;
  readonly service: string;
  readonly operation: string;
  /** Undefined if the call was refused before its input was read. */
  readonly input: unknown;
  /** `ok`, the error's name, `lost` or `crash` (done, but never answered), or `running`. */
  readonly outcome: string;
  readonly mutating: boolean;
}

export interface CallFilter {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  /** Only calls after this number. */
  readonly since?: number | undefined;
}

/** The ledger of API calls: all of them, or the newest if it keeps only so many. */
export interface Calls {
  /** Writes down an arrived call; the answer is the way to write down how it ended. */
  begin(call: Pick<ApiCall, "principal" | "service" | "operation" | "input">): (outcome: string) => void;
  list(filter?: CallFilter): readonly ApiCall[];
  /** How many there were, which is the number of the last. */
  count(): number;
  /** How many of them, the oldest, are kept no more. */
  dropped(): number;
}

/** The words with which operations that change nothing begin, in all of AWS's APIs that the playground has. */
const reading = /^(BatchGet|Describe|Estimate|Get|Head|List|Query|Scan|Search|Test|TransactGet|Validate)/;

/** A call as IAM and the targets of faults name it: `elasticloadbalancing:ModifyListener`. */
export const actionOfCall = ({ service, operation }: Pick<ApiCall, "service" | "operation">): string =>
  `${iamPrefix(service)}:${operation}`;

/** Whether an operation of that name changes anything. */
export const isMutating = (operation: string): boolean => !reading.test(operation);

/** An empty ledger, which dates calls by `clock` and keeps the newest `kept`. */
export const createCalls = (clock: Clock, kept = Number.POSITIVE_INFINITY): Calls => {
  // In the order of their numbers: a map keeps the order of what is put in.
  const calls = new Map<number, ApiCall>();
  let count = 0;
  return {
    begin(call) {
      count += 1;
      const begun = { n: count, time: clock.now(), ...call, mutating: isMutating(call.operation) };
      calls.set(begun.n, { ...begun, outcome: "running" });
      if (calls.size > kept) calls.delete(count - calls.size + 1);
      return (outcome) => {
        if (calls.has(begun.n)) calls.set(begun.n, { ...begun, outcome });
      };
    },
    list: ({ service, operation, since = 0 } = {}) =>
      [...calls.values()].filter(
        (call) =>
          call.n > since &&
          (service === undefined || call.service === service) &&
          (operation === undefined || call.operation === operation),
      ),
    count: () => count,
    dropped: () => count - calls.size,
  };
};
