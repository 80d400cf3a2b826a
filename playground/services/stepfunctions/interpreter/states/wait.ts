import type { WaitState } from "../../language/definition.ts";
import { parseTimestamp } from "../../language/parse-states.ts";
import { type Activation, type Expected, type Transition, whole } from "../activation.ts";
import { pause } from "../cancellation.ts";

const timestamp: Expected<string> = {
  name: "timestamp",
  accepts: (value): value is string => typeof value === "string" && parseTimestamp(value) !== undefined,
};

/** Waits for a time, or until a time; not at all if that has passed. */
export const wait = async (state: WaitState, activation: Activation): Promise<Transition> => {
  const { clock } = activation.run;
  const { until } = state;
  const delay =
    "seconds" in until
      ? (await activation.evaluateAs(until.seconds, whole(0))) * 1000
      : (parseTimestamp(await activation.evaluateAs(until.timestamp, timestamp)) ?? 0) - clock.now();
  await pause(clock, delay, activation.signal);
  return activation.conclude(state.next, state, activation.input);
};
