import type { Context } from "aws-lambda";
import { requireAccount, whereFunctionRuns } from "../../src/aws/account.ts";
import { dynamoDb, resourceClients } from "../../src/aws/clients.ts";
import { readEnvironmentAndLock } from "../../src/aws/environment-and-lock.ts";
import { requireImage } from "../../src/aws/image.ts";
import { requireFree } from "../../src/aws/journal-store.ts";
import { observeSides } from "../../src/aws/observe.ts";
import { observeLive } from "../../src/aws/observe-live.ts";
import { mainTable } from "../../src/aws/table.ts";
import { parseRequest, type Request } from "../../src/deployment/request.ts";
import { checkUpgrade } from "../../src/deployment/steps/check-upgrade.ts";
import { activeSide } from "../../src/deployment/traffic.ts";
import type { View } from "../../src/deployment/view.ts";

const clients = resourceClients();
const table = mainTable(dynamoDb());

/** A request as it will be run: nothing is known to stand in its way. */
export interface Cleared {
  readonly request: Request;
  /** Not for an upgrade, which looks at the stack in AWS's words. */
  readonly loadBalancer?: View["loadBalancer"];
}

/** Refuses, before anything is locked or changed, whatever can be known to be wrong. */
export const handler = async (
  { input }: { readonly input: unknown },
  context: Pick<Context, "invokedFunctionArn">,
): Promise<Cleared> => {
  const request = parseRequest(input);
  const { environment, lock } = await readEnvironmentAndLock(table, request.environment);
  requireAccount(whereFunctionRuns(context), environment);
  // First of all: in the midst of somebody's deployment everything else looks wrong.
  requireFree(environment.name, lock);
  if ("release" in request) await requireImage(clients.ec2, request.release.imageId);
  if (request.action === "upgrade") {
    checkUpgrade(environment, await observeLive(clients, environment));
    return { request };
  }
  const view = await observeSides(clients, environment);
  // Whether a side is fit is asked by the step that needs it.
  activeSide(view);
  return { request, loadBalancer: view.loadBalancer };
};
