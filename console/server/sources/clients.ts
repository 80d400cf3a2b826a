/** What the console asks AWS with: one client of each service for all pages, each of its calls counted. */
import { locate, type Stack } from "../../../command/stack.ts";
import {
  autoScaling,
  cloudWatch,
  ec2,
  loadBalancing,
  resourceClients,
  stepFunctions,
  sts,
} from "../../../src/aws/clients.ts";
import type { Clients } from "../../../src/resources/kinds.ts";
import { countedClient } from "../counted-calls.ts";

export interface ConsoleClients extends Clients {
  readonly stack: Stack;
  readonly stepFunctions: ReturnType<typeof stepFunctions>;
}

/** Finds the stack of that name, and readies the clients. */
export const askedOf = async (stackName: string): Promise<ConsoleClients> => {
  const stack = await locate(sts(), stackName);
  countedClient(stack.table.client);
  return {
    ...resourceClients(),
    stack,
    autoScaling: countedClient(autoScaling()),
    cloudWatch: countedClient(cloudWatch()),
    ec2: countedClient(ec2()),
    loadBalancing: countedClient(loadBalancing(), "balancing"),
    stepFunctions: countedClient(stepFunctions()),
  };
};
