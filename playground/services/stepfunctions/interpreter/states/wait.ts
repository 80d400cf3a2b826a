import type { WaitState } from "../../language/definition.ts";
import { parseTimestamp } from "../../language/parse-states.ts";
import type { Template } from "../../language/template.ts";
import { type Activation, type Transition, text, whole } from "../activation.ts";
import { pause } from "../cancellation.ts";

/** Waits for a time, or until a time; not at all if that has passed. */
export const wait = async (state: WaitState, activation: Activation): Promise<Transition> => {
  const { clock } = activation.run;
  const { until } = state;
  const delay =
    "seconds" in until
      ? (await activation.evaluateAs(until.seconds, whole(0))) * 1000
      : (await timeOf(until.timestamp, activation)) - clock.now();
  await pause(clock, delay, activation.signal);
  return activation.conclude(state.next, state, activation.input);
};

const timeOf = async (timestamp: Template, activation: Activation): Promise<number> => {
  const written = await activation.evaluateAs(timestamp, text);
  const time = parseTimestamp(written);
  if (time !== undefined) return time;
  const message = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${written}`;
  throw activation.evaluationFailure("Timestamp", message);
};
