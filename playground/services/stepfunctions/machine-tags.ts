import type { Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../world/aws-error.ts";
import type { StateMachine } from "./state-machine.ts";

const mostTags = 50;

/** The tags of a state machine with these added or replaced. Throws TooManyTags. */
export const taggedWith = (before: StateMachine["tags"], added: readonly Tag[]): StateMachine["tags"] => {
  const tags = { ...before, ...Object.fromEntries(added.map(({ key = "", value = "" }) => [key, value])) };
  if (Object.keys(tags).length > mostTags) {
    throw new AwsError("TooManyTags", `A resource can have at most ${mostTags} tags.`);
  }
  return tags;
};
