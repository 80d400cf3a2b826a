/** Stacks of CloudFormation, made and taken away to the end. */
import {
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { impatient, type Trial, waitUntil } from "./trial.ts";

/** Half an hour: the service's takes four minutes, Sarcelle's as long. */
const within = 1_800;

/** Undefined if there is none. A deleted one is found by its id only, so that there is none of its name. */
export const stackNamed = async (
  { clients }: Pick<Trial, "clients">,
  StackName: string,
): Promise<Stack | undefined> => {
  try {
    return (await clients.stacks.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
};

/** Why it failed: the first thing that did. */
const reasonOf = async ({ clients }: Trial, StackName: string): Promise<string> => {
  const failed: string[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client: clients.stacks }, { StackName }))
    for (const { ResourceStatus, LogicalResourceId, ResourceStatusReason } of StackEvents)
      if (ResourceStatus?.endsWith("_FAILED")) failed.push(`${LogicalResourceId}: ${ResourceStatusReason}`);
  return failed.at(-1) ?? "it does not say why";
};

/** Makes a stack and waits until it is there; answers its outputs. */
export const createStack = async (
  trial: Trial,
  input: CreateStackCommandInput & { readonly StackName: string },
): Promise<Readonly<Record<string, string>>> => {
  const { clients } = trial;
  await clients.stacks.send(new CreateStackCommand({ ...input, OnFailure: "DO_NOTHING" }));
  let stack: Stack | undefined;
  await waitUntil(impatient(trial), `stack ${input.StackName} is made`, within, async () => {
    stack = await stackNamed(trial, input.StackName);
    return stack !== undefined && atRest(stack);
  });
  if (stack?.StackStatus !== "CREATE_COMPLETE")
    throw new Error(`Stack ${input.StackName} was not made: ${await reasonOf(trial, input.StackName)}`);
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
};

const atRest = ({ StackStatus }: Stack): boolean => StackStatus?.endsWith("_IN_PROGRESS") === false;

/** Takes a stack away and waits until it is gone; what is still being made is waited for first. */
export const deleteStack = async (trial: Trial, StackName: string): Promise<void> => {
  const { clients, clock } = trial;
  const found = await stackNamed(trial, StackName);
  if (found === undefined) return;
  // By its id it is found once it is deleted, too.
  const id = found.StackId ?? StackName;
  const look = async () => {
    const stack = await stackNamed(trial, id);
    return stack === undefined || atRest(stack) ? (stack?.StackStatus ?? "DELETE_COMPLETE") : undefined;
  };
  await waitUntil(clock, `stack ${StackName} is at rest`, within, async () => (await look()) !== undefined);
  await clients.stacks.send(new DeleteStackCommand({ StackName: id }));
  await waitUntil(clock, `stack ${StackName} is gone`, within, async () => (await look()) !== undefined);
  if ((await look()) === "DELETE_FAILED") throw new Error(`Stack ${StackName}: ${await reasonOf(trial, id)}`);
};
