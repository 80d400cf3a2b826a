/** The verdicts that an execution's states answer, read back from its history. */
import { paginateGetExecutionHistory, type SFNClient } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { toTheSecond } from "../formats/time.ts";

const schema = z.object({ verdict: z.string(), reason: z.string(), until: z.iso.datetime().optional() });

/** Why a state goes on or waits; and until when (ISO 8601), if it waits. */
export type ToldVerdict = z.infer<typeof schema>;

/** The verdict that a state answered; undefined if it answered none. */
export const verdictIn = (output: string | undefined): ToldVerdict | undefined => {
  try {
    return schema.safeParse(JSON.parse(output ?? "null")).data;
  } catch {
    return undefined;
  }
};

/** The reason, with the time at which the wait is over. */
export const verdictInWords = ({ reason, until }: ToldVerdict): string =>
  until === undefined ? reason : `${reason} Until ${toTheSecond(until)}.`;

/** A look, its choice and its wait are three states, and each retry a few events more. */
const eventsOfALook = 30;

/** What an execution waits for now: its last verdict, if that was "not ready". */
export const waitsFor = async (client: SFNClient, executionArn: string): Promise<ToldVerdict | undefined> => {
  let seen = 0;
  const history = { executionArn, reverseOrder: true, maxResults: eventsOfALook };
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, history)) {
    const exited = events.find(({ type }) => type === "TaskStateExited");
    const last = verdictIn(exited?.stateExitedEventDetails?.output);
    seen += events.length;
    if (exited !== undefined) return last?.verdict === "not ready" ? last : undefined;
    if (seen >= eventsOfALook) break;
  }
  return undefined;
};
