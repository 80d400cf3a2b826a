import { AwsError } from "../../world/aws-error.ts";
import type { Surroundings } from "../../world/service.ts";

/** The default event bus, the only one that is emulated. */
export interface Bus {
  readonly account: string;
  readonly arn: string;
  ruleArn(name: string): string;
  /** Whether `nameOrArn` is this bus. */
  is(nameOrArn: string | undefined): boolean;
  /** Throws ResourceNotFoundException if `nameOrArn` is another bus. */
  check(nameOrArn: string | undefined): void;
}

/** The bus that every account has. */
export const defaultBus = ({ account, region }: Pick<Surroundings, "account" | "region">): Bus => {
  const arn = `arn:aws:events:${region}:${account}:event-bus/default`;
  const is = (nameOrArn: string | undefined) => nameOrArn === undefined || nameOrArn === "default" || nameOrArn === arn;
  return {
    account,
    arn,
    ruleArn: (name) => `arn:aws:events:${region}:${account}:rule/${name}`,
    is,
    check: (nameOrArn) => {
      if (is(nameOrArn)) return;
      const name = nameOrArn?.replace(/^arn:.*:event-bus\//, "");
      throw new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
    },
  };
};

/** The error of every request about a rule that is not there. */
export const ruleNotFound = (name: string | undefined, bus = "default"): AwsError =>
  new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
