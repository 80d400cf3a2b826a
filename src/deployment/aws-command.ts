/** Commands of the AWS CLI, as people are told them. */
import type { Json } from "../changes/change.ts";

/** A word of a shell command, quoted where it needs it. */
export const word = (value: Json | undefined): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.,:/=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
};

/** A command of the AWS CLI; options that are undefined are left out. */
export const aws = (command: string, options: Readonly<Record<string, string | undefined>>): string =>
  [
    `aws ${command}`,
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
  ].join(" ");

/** What makes a listener, or a rule, do these actions. */
export const forwardCommand = (kind: "listener" | "listener-rule", arn: string, actions: Json | undefined): string =>
  kind === "listener"
    ? aws("elbv2 modify-listener", { "listener-arn": word(arn), "default-actions": word(actions) })
    : aws("elbv2 modify-rule", { "rule-arn": word(arn), actions: word(actions) });
