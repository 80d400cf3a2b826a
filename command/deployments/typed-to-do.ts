import type { Needs } from "./input.ts";

export interface AsAsked extends Needs {
  readonly releaseOf?: string | undefined;
}

/** What is in no shell's way is not quoted. */
const word = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What is typed to do what was planned: every option that decides what is done, as it was given. */
export const typedToDo = (
  action: string,
  name: string,
  { release, releaseOf, to, strategy, scaledown, override, reason }: AsAsked,
): string => {
  const said = { release, "release-of": releaseOf, to, strategy, reason };
  return [
    `sarcelle ${action} ${name}`,
    ...Object.entries(said).flatMap(([option, value]) => (value === undefined ? [] : [`--${option} ${word(value)}`])),
    ...(scaledown ? ["--scaledown"] : []),
    ...(override ? ["--override"] : []),
    "--wait",
  ].join(" ");
};
