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

/** The ledger of every API call. */
export interface Calls {
  /** Writes down an arrived call; the answer is the way to write down how it ended. */
  begin(call: Pick<ApiCall, "principal" | "service" | "operation" | "input">): (outcome: string) => void;
  list(filter?: CallFilter): readonly ApiCall[];
}

/** The words with which operations that change nothing begin, in all of AWS's APIs that the playground has. */
const reading = /^(BatchGet|Describe|Estimate|Get|List|Query|Scan|Search|Test|TransactGet|Validate)/;

/** A call as IAM and the targets of faults name it: `elasticloadbalancing:ModifyListener`. */
export const actionOfCall = ({ service, operation }: Pick<ApiCall, "service" | "operation">): string =>
  `${iamPrefix(service)}:${operation}`;

/** Whether an operation of that name changes anything. */
export const isMutating = (operation: string): boolean => !reading.test(operation);

/** An empty ledger, which dates calls by `clock`. */
export const createCalls = (clock: Clock): Calls => {
  const calls: ApiCall[] = [];
  return {
    begin(call) {
      const n = calls.length + 1;
      const begun = { n, time: clock.now(), ...call, mutating: isMutating(call.operation) };
      calls.push({ ...begun, outcome: "running" });
      return (outcome) => {
        calls[n - 1] = { ...begun, outcome };
      };
    },
    list: ({ service, operation, since } = {}) =>
      calls
        .slice(since ?? 0)
        .filter((call) => service === undefined || call.service === service)
        .filter((call) => operation === undefined || call.operation === operation),
  };
};
