import type { Json, JsonObject } from "../language/json.ts";
import type { Branch } from "./branch.ts";

/** What `$states.context` tells about the execution. */
export interface ExecutionFacts {
  readonly arn: string;
  readonly name: string;
  readonly input: Json;
  readonly startTime: number;
  readonly redriveCount: number;
  readonly redriveTime: number | undefined;
  readonly machine: { readonly arn: string; readonly name: string; readonly roleArn: string };
}

const iso = (time: number) => new Date(time).toISOString();

/** The Context object, as the state that the branch stands in sees it. */
export const contextObject = (
  facts: ExecutionFacts,
  branch: Branch,
  retryCount: number,
  taskToken: string | undefined,
  item = itemOf(branch),
): JsonObject => ({
  Execution: {
    Id: facts.arn,
    Input: facts.input,
    Name: facts.name,
    RoleArn: facts.machine.roleArn,
    StartTime: iso(facts.startTime),
    RedriveCount: facts.redriveCount,
    ...(facts.redriveTime === undefined ? {} : { RedriveTime: iso(facts.redriveTime) }),
  },
  State: {
    EnteredTime: iso(branch.position.entered?.time ?? facts.startTime),
    Name: branch.position.state,
    RetryCount: retryCount,
  },
  StateMachine: { Id: facts.machine.arn, Name: facts.machine.name },
  ...(taskToken === undefined ? {} : { Task: { Token: taskToken } }),
  ...(item === undefined ? {} : { Map: { Item: item } }),
});

/** The item of the innermost Map around the branch. */
const itemOf = (branch: Branch | undefined): Branch["item"] => branch && (branch.item ?? itemOf(branch.outer));
