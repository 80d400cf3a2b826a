import { deployedStack } from "../options.ts";
import type { Needs } from "./input.ts";

export interface AsAsked extends Needs {
  readonly releaseOf?: string | undefined;
  readonly stack?: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/** What is in no shell's way is not quoted. */
const word = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What is typed to do what was planned: every option that decides what is done, where and as whom, as it was given. */
export const typedToDo = (
  action: string,
  name: string,
  { release, releaseOf, to, strategy, scaledown, override, reason, stack, region, profile, endpointUrl }: AsAsked,
): string => {
  const where = { stack: stack === deployedStack.stack.default ? undefined : stack, region, profile };
  const said = { release, "release-of": releaseOf, to, strategy, reason, ...where, "endpoint-url": endpointUrl };
  return [
    `sarcelle ${action} ${name}`,
    ...Object.entries(said).flatMap(([option, value]) => (value === undefined ? [] : [`--${option} ${word(value)}`])),
    ...(scaledown ? ["--scaledown"] : []),
    ...(override ? ["--override"] : []),
    "--wait",
  ].join(" ");
};
