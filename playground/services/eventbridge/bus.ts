import { AwsError } from "../../world/aws-error.ts";
import type { Surroundings } from "../../world/service.ts";

/** An event bus: the default one, or one that somebody made. */
export interface Bus {
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  ruleArn(name: string): string;
  /** Whether `nameOrArn` is this bus. */
  is(nameOrArn: string | undefined): boolean;
  /** Throws ResourceNotFoundException if `nameOrArn` is another bus. */
  check(nameOrArn: string | undefined): void;
}

/** What every account has, and what is meant where no bus is named. */
export const defaultBusName = "default";

/** The error of every request about a bus that is not there. */
export const busNotFound = (nameOrArn = ""): AwsError =>
  new AwsError(
    "ResourceNotFoundException",
    `Event bus ${nameOrArn.replace(/^arn:.*:event-bus\//, "")} does not exist.`,
  );

/** The bus of a name. */
export const busOf = (name: string, { account, region }: Pick<Surroundings, "account" | "region">): Bus => {
  const arn = `arn:aws:events:${region}:${account}:event-bus/${name}`;
  const is = (nameOrArn = defaultBusName) => nameOrArn === name || nameOrArn === arn;
  const path = name === defaultBusName ? "" : `${name}/`;
  return {
    name,
    account,
    arn,
    ruleArn: (rule) => `arn:aws:events:${region}:${account}:rule/${path}${rule}`,
    is,
    check(nameOrArn) {
      if (!is(nameOrArn)) throw busNotFound(nameOrArn);
    },
  };
};

/** The error of every request about a rule that is not there. */
export const ruleNotFound = (name: string | undefined, bus = defaultBusName): AwsError =>
  new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
