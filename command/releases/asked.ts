import { sts } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import type { Action, Request, RollingRequest } from "../../src/deployment/request.ts";
import { deploymentInput, type Needs } from "../deployments/input.ts";
import type { Asking } from "../options.ts";
import { print } from "../output.ts";
import { locate, type Stack } from "../stack.ts";
import { type NamedRelease, namedRelease } from "./named.ts";

/** A registered environment, and the stack that it is registered in. */
interface Place {
  readonly stack: Stack;
  readonly environment: AnyEnvironment;
}

/** What was typed, as it is asked of the deployed stack. */
export interface AskedDeployment extends Place {
  readonly input: Request | RollingRequest;
}

/** A release in a line. */
export const releaseInWords = ({ release: { version, commit, imageId }, from }: NamedRelease): string =>
  `Release ${version} (${commit.slice(0, 7)}, ${imageId}), ${from}.`;

/** Throws `UnknownEnvironment`. */
export const placeOf = async (name: string, options: Asking): Promise<Place> => {
  const stack = await locate(sts(), options.stack);
  return { stack, environment: await readRegistration(stack.table, name) };
};

/**
 * What is typed for an action, with a release that was deployed before looked up. Throws `InvalidInput` before anything is asked, where that can
 * be known, and as `namedRelease` does.
 */
export const askedFor = async (
  action: Action | "rolling-update",
  name: string,
  options: Asking & Needs & { readonly releaseOf?: string | undefined },
): Promise<AskedDeployment> => {
  const { releaseOf } = options;
  if (releaseOf === undefined) {
    const input = deploymentInput(action, name, options);
    return { input, ...(await placeOf(name, options)) };
  }
  const place = await placeOf(name, options);
  const named = await namedRelease(place.stack.table, place.environment, releaseOf);
  if (options.output === "text") print(releaseInWords(named));
  return { input: deploymentInput(action, name, options, named.release), ...place };
};
