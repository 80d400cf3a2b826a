/** Publishes which side of each environment has the traffic, for whoever describes the rest of the stack as code. */
import { DeleteParameterCommand, GetParametersCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Environment } from "../deployment/environment.ts";
import { sideWithAll, trafficOf } from "../deployment/traffic.ts";
import { type Observers, observeSides } from "./observe.ts";

/** The parameter of an environment, under the name of the deployed stack. */
export const activeSideParameter = (stack: string, environment: string): string =>
  `/${stack}/${environment}/active-side`;

interface Publishing extends Observers {
  readonly ssm: SSMClient;
  /** The deployed stack, by the name of its table. */
  readonly stack: string;
}

const published = async (ssm: SSMClient, Name: string): Promise<string | undefined> =>
  (await ssm.send(new GetParametersCommand({ Names: [Name] }))).Parameters?.[0]?.Value;

/** Traffic may move on while a side is written down. */
const mostLooks = 3;

/**
 * Writes down the side that has all of the production traffic, if that is not what stands there; answers it. While the traffic is split, or
 * goes elsewhere, what stands there stays. Others may write at the same time, from an earlier look: who writes looks again. Throws
 * `NotAsRegistered` or `NotOurs` as `observeSides` does.
 */
export const publishActiveSide = async (
  { ssm, stack, ...observers }: Publishing,
  environment: Environment,
): Promise<string | undefined> => {
  const Name = activeSideParameter(stack, environment.name);
  let written: string | undefined;
  for (let look = 0; look < mostLooks; look += 1) {
    const side = sideWithAll(trafficOf(await observeSides(observers, environment)));
    if (side === undefined || side === (await published(ssm, Name))) break;
    const Description = `The side of '${environment.name}' that has the production traffic: 'blue' or 'green'. Written by ${stack}; read from the listeners.`;
    await ssm.send(new PutParameterCommand({ Name, Value: side, Type: "String", Overwrite: true, Description }));
    written = side;
  }
  return written;
};

/** Takes the parameter of an environment away that is not registered any more; answers whether there was one. */
export const withdrawActiveSide = async (
  { ssm, stack }: Pick<Publishing, "ssm" | "stack">,
  environment: string,
): Promise<boolean> => {
  const Name = activeSideParameter(stack, environment);
  if ((await published(ssm, Name)) === undefined) return false;
  await ssm.send(new DeleteParameterCommand({ Name }));
  return true;
};
