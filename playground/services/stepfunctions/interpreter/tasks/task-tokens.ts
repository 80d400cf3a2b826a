import { AwsError } from "../../../../world/aws-error.ts";
import type { Cancel } from "../../../../world/clock.ts";
import { hex, type Random } from "../../../../world/random.ts";
import type { Json } from "../../language/json.ts";
import { StateFailure } from "../failure.ts";

/** The token of a task that waits for whoever holds it. */
export interface OpenToken {
  readonly token: string;
  /** Settles with what SendTaskSuccess or SendTaskFailure says. */
  readonly outcome: Promise<Json>;
  onHeartbeat(listener: () => void): Cancel;
  /** The task is over. */
  close(): void;
}

export interface TaskTokens {
  open(): OpenToken;
  /** Each throws AwsError if no task waits for the token. */
  succeed(token: string, output: Json): void;
  fail(token: string, error: string | undefined, cause: string | undefined): void;
  heartbeat(token: string): void;
}

interface Waiting {
  readonly resolve: (output: Json) => void;
  readonly reject: (failure: StateFailure) => void;
  readonly heartbeats: Set<() => void>;
}

/** All task tokens of an account. */
export const createTaskTokens = (random: Random): TaskTokens => {
  // A token stays known after its task is over, for AWS tells the one from the other.
  const tokens = new Map<string, Waiting | "over">();

  const waiting = (token: string): Waiting => {
    const found = tokens.get(token);
    if (!/^[0-9a-f]{64}$/.test(token)) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
    if (found === undefined) throw new AwsError("TaskDoesNotExist", "Task does not exist");
    if (found === "over") throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    return found;
  };

  return {
    open() {
      const token = hex(random, 64);
      const { promise, resolve, reject } = Promise.withResolvers<Json>();
      const heartbeats = new Set<() => void>();
      // Nobody may be listening any more, or not yet: that is no error.
      promise.catch(() => {});
      tokens.set(token, { resolve, reject, heartbeats });
      return {
        token,
        outcome: promise,
        onHeartbeat(listener) {
          heartbeats.add(listener);
          return () => heartbeats.delete(listener);
        },
        close: () => tokens.set(token, "over"),
      };
    },
    succeed(token, output) {
      waiting(token).resolve(output);
      tokens.set(token, "over");
    },
    fail(token, error, cause) {
      waiting(token).reject(new StateFailure(error, cause));
      tokens.set(token, "over");
    },
    heartbeat(token) {
      for (const listener of waiting(token).heartbeats) listener();
    },
  };
};
